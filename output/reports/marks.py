"""What differs between two texts, marked so that the eye finds the one letter."""

import re
import unicodedata
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

Part = tuple[str, bool]
_JOINERS = "\u200d\ufe0e\ufe0f"
# Where less than this is alike, as between scripts, everything would be marked and nothing found.
_ALIKE = 0.5


def marked(left: str, right: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both names in parts, each with whether it differs; joined, the parts are the name again.

    Capitals are not held against small letters: lists print names in both. Names that have little
    in common, as in two scripts, are not marked at all.
    """
    return _compared(graphemes(left), graphemes(right), _ALIKE)


def marked_words(left: str, right: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The same for dates and other facts, where a word differs as a whole or not at all."""
    return _compared(_words(left), _words(right), 0.0)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", unicodedata.normalize("NFC", text))


def _compared(
    one: list[str], two: list[str], least: float
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    folded_one, folded_two = ([piece.casefold() for piece in text] for text in (one, two))
    alike = Levenshtein.normalized_similarity(folded_one, folded_two)
    if not one or not two or alike < least:
        return _joined([("".join(one), False)]), _joined([("".join(two), False)])
    steps = Levenshtein.opcodes(folded_one, folded_two)
    ways = [(step.tag != "equal", step) for step in steps]
    return (
        _joined([("".join(one[s.src_start : s.src_end]), differs) for differs, s in ways]),
        _joined([("".join(two[s.dest_start : s.dest_end]), differs) for differs, s in ways]),
    )


def graphemes(text: str) -> list[str]:
    """The letters of a text as readers count them: a letter keeps its accents and joiners."""
    return list(_clusters(unicodedata.normalize("NFC", text)))


def _clusters(text: str) -> Iterator[str]:
    letter = ""
    for char in text:
        attached = char in _JOINERS or unicodedata.category(char) in ("Mn", "Me", "Mc")
        if letter and (attached or letter[-1] == "\u200d"):
            letter += char
            continue
        if letter:
            yield letter
        letter = char
    if letter:
        yield letter


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    """Neighbours of one kind as one part, empty ones left out."""
    whole: list[Part] = []
    for text, differs in parts:
        if text and whole and whole[-1][1] == differs:
            whole[-1] = (whole[-1][0] + text, differs)
        elif text:
            whole.append((text, differs))
    return tuple(whole)
