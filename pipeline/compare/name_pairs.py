"""Pairs of full names: whether they can be one person's, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ...rules.comparisons import MISSING
from ...rules.names.plausible import (
    CAN_BE_ONE,
    NOT_GIVEN,
    OTHER_GENERATION,
    OTHER_SEX,
    PLAUSIBLE,
    SPLIT_ELSEWHERE,
)
from .name_levels import GivenNames, NameLevels, Patronymic, Surnames
from .name_readings import PLAIN, SLAVIC, SPANISH, Reading, language, readings

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Names = npt.NDArray[np.object_]
_PARTS: dict[str, type[NameLevels]] = {
    "given": GivenNames,
    "surnames": Surnames,
    "patronymic": Patronymic,
}
_SEXES = ("", "m", "f")
_GENERATIONS = ("", "elder", "younger", "third")
_MARKS = ("a man's name and a woman's", "marked as an elder and a younger namesake")
# One typing error in the letters of a whole name that is split elsewhere.
_SPLIT_EDITS = 1
_SPLIT_FROM = 8
# Less evidence in the two names together is chance.
_SPANISH_FROM = 0.75


@dataclass(frozen=True, slots=True)
class NamePairs:
    """Outcome for n pairs of names: score in [0, 1], level and reason, each (n,)."""

    score: Floats
    level: list[str]
    reason: list[str]


def compare_names(
    left: Sequence[str],
    right: Sequence[str],
    progress: Callable[[str], None] = lambda _: None,
) -> NamePairs:
    """Compare aligned names, in any order, script and spelling; no language is asked for.

    Each distinct name is read once in each language in which a pair with it is compared.
    """
    codes, distinct = pd.factorize(np.array([*left, *right], dtype=object))
    names = np.asarray(distinct, dtype=object)
    one, two = codes[: len(left)], codes[len(left) :]
    packed, where = np.unique(one * max(len(names), 1) + two, return_inverse=True)
    one, two = np.divmod(packed, max(len(names), 1))
    tongue = _tongues(names, one, two)
    score = np.zeros(len(packed))
    levels = np.zeros((len(packed), len(_PARTS)), dtype=np.int8)
    marks = np.zeros((len(packed), 3), dtype=np.bool_)
    for spoken in (SPANISH, SLAVIC, PLAIN):
        at = np.flatnonzero(tongue == spoken)
        if len(at):
            progress(f"comparing {len(at):,} pairs of {spoken} names")
            score[at], levels[at], marks[at] = _compare(names, one[at], two[at], spoken)
    score[one == two] = 1.0
    score[(levels == MISSING).all(axis=1)] = CAN_BE_ONE
    progress("putting reasons into words")
    level, reason = _words(levels, marks)
    return NamePairs(score[where], [level[i] for i in where], [reason[i] for i in where])


def _tongues(names: Names, one: Codes, two: Codes) -> npt.NDArray[np.object_]:
    """The language in which each pair is read, by the evidence of both of its names."""
    evidence = np.array([language(name) for name in names]).reshape(-1, 3)
    spanish, slavic, other = (evidence[one] + evidence[two]).T
    slavs = (slavic >= spanish) & (slavic > other)
    return np.select(
        [slavs, spanish > np.maximum(other, _SPANISH_FROM)], [SLAVIC, SPANISH], PLAIN
    ).astype(object)


def _compare(
    names: Names, one: Codes, two: Codes, tongue: str
) -> tuple[Floats, npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """Score, level codes and marks of distinct pairs: those of their likeliest readings."""
    asked, where = np.unique(np.concatenate([one, two]), return_inverse=True)
    read = [readings(names[at], tongue) for at in asked]
    pair, left, right = _combinations(np.array([len(each) for each in read]), *np.split(where, 2))
    rows = [reading for each in read for reading in each]
    levels = np.stack(
        [
            kind([getattr(row, part) for row in rows]).levels(left, right)[0]
            for part, kind in _PARTS.items()
        ]
    ).T
    marks = np.zeros((len(pair), 3), dtype=np.bool_)
    for column, (part, values) in enumerate((("sex", _SEXES), ("generation", _GENERATIONS))):
        codes = np.array([values.index(getattr(row, part)) for row in rows], dtype=np.int8)
        differ = (codes[left] != codes[right]) & (codes[left] > 0) & (codes[right] > 0)
        marks[:, column] = differ
    score = _scores(levels, marks, rows, left, right)
    doubted = np.flatnonzero(score < CAN_BE_ONE)
    split = doubted[_split_elsewhere(rows, left[doubted], right[doubted])]
    split = split[~marks[split].any(axis=1)]
    marks[split, 2], score[split] = True, SPLIT_ELSEWHERE
    order = np.lexsort((-score, pair))
    best = order[np.flatnonzero(np.diff(pair[order], prepend=-1))]
    return score[best], levels[best], marks[best]


def _combinations(counts: Codes, one: Codes, two: Codes) -> tuple[Codes, Codes, Codes]:
    """(pair, row of the left reading, row of the right one) for all readings of each pair."""
    starts = np.cumsum(counts) - counts
    several = counts[one] * counts[two]
    pair = np.repeat(np.arange(len(one)), several)
    nth = np.arange(len(pair)) - np.repeat(np.cumsum(several) - several, several)
    left, right = np.divmod(nth, counts[two][pair])
    return pair, starts[one][pair] + left, starts[two][pair] + right


def _scores(
    levels: npt.NDArray[np.int8],
    marks: npt.NDArray[np.bool_],
    rows: Sequence[Reading],
    left: Codes,
    right: Codes,
) -> Floats:
    """Scores in [0, 1] of level codes (n, parts) and marks."""
    shares = [np.where(marks[:, 0], OTHER_SEX, 1.0), np.where(marks[:, 1], OTHER_GENERATION, 1.0)]
    for column, (part, kind) in enumerate(_PARTS.items()):
        field = kind.comparison.field
        table = np.array([1.0, *(PLAUSIBLE[field][one.name] for one in kind.comparison.levels)])
        given = np.array([bool(getattr(row, part)) for row in rows])
        share = table[levels[:, column]]
        shares.append(np.where(given[left] != given[right], NOT_GIVEN[field], share))
    every = np.stack(shares)
    can_be = 0.5 + 0.5 * np.prod(2 * every - 1, axis=0)
    score = np.where(every.min(axis=0) < CAN_BE_ONE, np.prod(every, axis=0), can_be)
    return np.asarray(score, dtype=np.float64)


def _split_elsewhere(rows: Sequence[Reading], left: Codes, right: Codes) -> npt.NDArray[np.bool_]:
    """Whether two readings have the same letters, but spaces in other places: "Naranj o"."""
    words = [f"{row.given} {row.patronymic} {row.surnames}".split() for row in rows]
    counts = np.array([len(each) for each in words])
    letters = ["".join(each) for each in words]
    found = np.zeros(len(left), dtype=np.bool_)
    at = np.flatnonzero(counts[left] != counts[right])
    one, two = ([letters[row] for row in side[at]] for side in (left, right))
    edits = process.cpdist(one, two, scorer=OSA.distance, score_cutoff=_SPLIT_EDITS, workers=-1)
    enough = np.array([len(text) >= _SPLIT_FROM for text in one], dtype=np.bool_)
    found[at] = (edits <= _SPLIT_EDITS) & enough
    return found


def _words(
    levels: npt.NDArray[np.int8], marks: npt.NDArray[np.bool_]
) -> tuple[list[str], list[str]]:
    """The weakest part with its level, and the sentence for each pair; made once a pattern."""
    distinct, where = np.unique(np.hstack([levels, marks]), axis=0, return_inverse=True)
    said = [_say(tuple(row[: len(_PARTS)]), tuple(row[len(_PARTS) :])) for row in distinct]
    return [said[i][0] for i in where], [said[i][1] for i in where]


def _say(levels: tuple[int, ...], marks: tuple[int, ...]) -> tuple[str, str]:
    if marks[2]:
        return "name: split", "The same letters, with the spaces in other places."
    reached = [
        (kind.comparison.field, kind.comparison.levels[code - 1])
        for kind, code in zip(_PARTS.values(), levels, strict=True)
        if code != MISSING
    ]
    against = [says for held, says in zip(marks[:2], _MARKS, strict=True) if held]
    if not reached:
        return "name: missing", "The two names have no part in common that could be compared."
    field, weakest = min(reached, key=lambda one: PLAUSIBLE[one[0]][one[1].name])
    level = f"{field}: {weakest.name}"
    if marks[0]:
        level = "sex: different"
    if marks[1]:
        level = "generation: different"
    sentence = "; ".join([*(one.says for _, one in reached), *against])
    return level, sentence[:1].upper() + sentence[1:] + "."
