"""The sounds of many Spanish tokens at once: each rule runs over one text that holds them all."""

import re
from collections.abc import Sequence

from unidecode import unidecode

from ..normalise.spelling import (
    _DOUBLED,
    _SPANISH,
    _single_l,
    _without_particles,
    spanish_sound,
)

_LETTERS = re.compile("[a-zà-öø-ÿ]{2,}")
_WITHOUT_MARKS = {code: unidecode(chr(code)) for code in range(ord("à"), ord("ÿ") + 1)}
# The sound of a single letter is that letter.
_SHORT = 2
# Where a rule says "at the start", it means the start of each token.
_RULES = tuple((re.compile(rule.pattern, re.MULTILINE), sound) for _, rule, sound in _SPANISH)


def spanish_sounds(tokens: Sequence[str]) -> list[str]:
    """`spanish_sound` of each token, all in lower case."""
    if not tokens:
        return []
    plain = [token if _LETTERS.fullmatch(token) else "" for token in tokens]
    bare = "\n".join(plain).translate(_WITHOUT_MARKS).split("\n")
    # a particle within the word, or a doubled letter, needs a look at the name tables
    known = [_known(word) if "de" in word or "ll" in word else word for word in bare]
    sounds = "\n".join(known)
    for rule, sound in _RULES:
        sounds = rule.sub(sound, sounds)
    sounds = _DOUBLED.sub(r"\1", sounds)
    told = zip(tokens, known, sounds.split("\n"), strict=True)
    return [spanish_sound(token) if len(word) < _SHORT else sound for token, word, sound in told]


def _known(word: str) -> str:
    return _single_l(_without_particles(word)).replace(" ", "")
