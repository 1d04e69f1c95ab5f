"""The sounds of many Spanish tokens at once: each rule runs over one text that holds them all."""

import re
from collections.abc import Sequence

from unidecode import unidecode

from ..normalise.spelling import _DOUBLED, _SPANISH, spanish_sound

_LETTERS = re.compile("[a-zà-öø-ÿ]{2,}")
_WITHOUT_MARKS = {code: unidecode(chr(code)) for code in range(ord("à"), ord("ÿ") + 1)}
# Where a rule says "at the start", it means the start of each token.
_RULES = tuple((re.compile(rule.pattern, re.MULTILINE), sound) for _, rule, sound in _SPANISH)


def spanish_sounds(tokens: Sequence[str]) -> list[str]:
    """`spanish_sound` of each token, all in lower case."""
    if not tokens:
        return []
    plain = [token if _LETTERS.fullmatch(token) else "" for token in tokens]
    bare = "\n".join(plain).translate(_WITHOUT_MARKS)
    sounds = bare
    for rule, sound in _RULES:
        sounds = rule.sub(sound, sounds)
    sounds = _DOUBLED.sub(r"\1", sounds)
    known = zip(tokens, bare.split("\n"), sounds.split("\n"), strict=True)
    return [
        # a particle within the word, or a doubled letter, needs a look at the name tables
        spanish_sound(token) if not word or "de" in word or "ll" in word else sound
        for token, word, sound in known
    ]
