"""Words of lists as codes, where one look-up is not enough: charges, prisons, places, remarks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ...rules.vocabulary import fold, vocabulary

# Longer cells are no list of charges; reading them would only cost time.
_LONGEST = 4000
_LONGEST_NAME = 300
_HARD = re.compile(r"[|;\n]")
_SOFT = re.compile(r"\s*,\s*|\s+[ye]\s+", re.IGNORECASE)
# "Part 1 of Art. 342", "ст. 361-4 УК", "арт. 130"; several numbers may follow one "Art."
_NUMBER = re.compile(r"\d{1,4}(?:-\d)?")
_ARTICLE = re.compile(
    r"(?:\bart(?:icle)?s?|\bст(?:атья|атьи|атье)?|\bарт(?:ыкулы?)?)\b[.\s]*"
    rf"({_NUMBER.pattern}(?:\s*(?:,|and|и|і)\s*\d{{3,4}}(?:-\d)?)*)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a cell of several words says: sorted codes, and the words that are unknown."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...]


def _words(codes: Iterable[str | None], unknown: Iterable[str]) -> Words:
    return Words(tuple(sorted({c for c in codes if c})), tuple(dict.fromkeys(unknown)))


def offences(text: str, language: str) -> Words:
    """The offences of a cell: charges by name in Spanish, else articles of the Belarusian code."""
    if language == "es" or len(text) > _LONGEST:
        return several(text, "offence")
    codes: list[str | None] = []
    unknown: list[str] = []
    for piece in re.split(_HARD, text):
        numbers = [n for found in _ARTICLE.findall(fold(piece)) for n in _NUMBER.findall(found)]
        if not numbers:
            said = several(piece, "offence")
            codes += said.codes
            unknown += said.unknown
        for number in numbers:
            code = article(number)
            codes.append(code)
            unknown += [] if code else [f"Art. {number}"]
    return _words(codes, unknown)


def article(number: str) -> str | None:
    """Code of an article of the Belarusian Criminal Code: '342', '361-4', '3614'.

    Exports lose the raised digit of 361-4 and print 3614; a number that is no article is read
    so if it becomes one.
    """
    codes = vocabulary("offence").entries
    for code in (f"by_{number.replace('-', '_')}", f"by_{number[:-1]}_{number[-1]}"):
        if code in codes:
            return code
    return None


def several(text: str, name: str) -> Words:
    """Codes of a cell that holds several words of the vocabulary `name`.

    Words are joined by | ; , or "y", which also stand inside some of them ("Tráfico ilegal de
    moneda, divisas, metales y piedras preciosas"): the longest known phrase wins.
    """
    if len(text) > _LONGEST:
        return Words((), (text,))
    pieces = [_piece(piece, name) for piece in _HARD.split(text)]
    codes = (code for piece in pieces for code in piece.codes)
    return _words(codes, (word for piece in pieces for word in piece.unknown))


@cache
def _piece(piece: str, name: str) -> Words:
    """Codes of what stands between two | or ;, and what is unknown of it."""
    words = vocabulary(name)
    codes: list[str | None] = []
    unknown: list[str] = []
    ends = [found.span() for found in _SOFT.finditer(piece)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(piece)]
    at, unread = 0, None
    while at < len(starts):
        last = min(len(starts), at + _most_parts(name))
        for upto in range(last, at, -1):
            phrase = piece[starts[at] : stops[upto - 1]]
            if words.known(phrase) or not fold(phrase):
                unknown += [] if unread is None else [piece[unread : stops[at - 1]].strip()]
                codes.append(words.code(phrase))
                at, unread = upto, None
                break
        else:
            unread = starts[at] if unread is None else unread
            at += 1
    unknown += [] if unread is None else [piece[unread:].strip()]
    return _words(codes, unknown)


@cache
def _most_parts(name: str) -> int:
    """In how many parts the longest word of a vocabulary may be torn."""
    return 1 + max(len(_SOFT.findall(word)) for word in vocabulary(name).folded)


@cache
def prison(text: str) -> tuple[bool, str | None]:
    """Whether the vocabulary knows the prison, and its code.

    Places after the name are dropped one by one until it is known: lists add the prisoner's
    province to the name of a prison in another ("Prisión Ariza, La Habana").
    """
    prisons, name = vocabulary("prison"), text
    while len(name) <= _LONGEST_NAME:
        if prisons.known(name):
            return True, prisons.code(name)
        head, comma, place = name.rpartition(",")
        if not comma or not _is_place(place):
            break
        name = head
    return False, None


def _is_place(text: str) -> bool:
    return any(vocabulary(name).known(text) for name in ("province", "municipality"))


def municipality(text: str, province: str | None) -> tuple[bool, str | None]:
    """Whether the vocabulary knows the municipality, and its code.

    `province` is a code; it decides where two provinces have one of that name (San Luis).
    """
    municipalities = vocabulary("municipality")
    inside = municipalities.code(f"{province}.{text}") if province else None
    return municipalities.known(text), inside or municipalities.code(text)


@cache
def remarks(text: str) -> tuple[str, ...]:
    """Codes of remarks.toml whose phrases stand in free text, sorted; the rest is read past."""
    words = vocabulary("remarks").folded
    found = _phrases().findall(fold(text[:_LONGEST]))
    return tuple(sorted({code for phrase in found if (code := words[phrase])}))


@cache
def _phrases() -> re.Pattern[str]:
    longest_first = sorted(vocabulary("remarks").folded, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
