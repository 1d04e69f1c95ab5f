"""Comparison vectors: the outcomes of every comparison for each pair, counted by pattern.

A pair's outcome of one comparison is a level and, where the rarity of the agreed value counts, how
rare that value is, in whole bits. Many pairs have the same outcomes throughout: such a pattern is
kept once, with the number of its pairs, and everything that follows (estimation, weights, reasons)
is worked out on patterns.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .base import RARITIES, FieldComparison, Floats, Levels, Rows

_CHUNK = 1 << 18
_THREADS = 2
# An outcome is level * RARITIES + rarity in bits, in one byte: room for eleven codes.
_BYTE = 256
_TABLE = 1 << 22


@dataclass(frozen=True, slots=True)
class Vectors:
    """Comparison vectors of n pairs, of which k are distinct, over c comparisons.

    left, right: (n,) row positions; pattern: (n,) int32 in 0 … k-1; levels: (k, c) level codes;
    rarity: (k, c) log2 of the share of records that bear the agreed value, rounded to bits;
    counts: (k,) pairs of each pattern.
    """

    left: Rows
    right: Rows
    pattern: npt.NDArray[np.int32]
    levels: Levels
    rarity: Floats
    counts: npt.NDArray[np.int64]


def vectors(
    comparisons: Sequence[FieldComparison],
    left: Rows,
    right: Rows,
    progress: Callable[[float], None] = lambda _: None,
) -> Vectors:
    """Compare the pairs (left[i], right[i]); memory beyond a byte a comparison is bounded."""
    outcomes = np.empty((len(comparisons), len(left)), dtype=np.uint8)

    def compare(chunk: slice) -> None:
        one_side, other_side = left[chunk].astype(np.intp), right[chunk].astype(np.intp)
        for row, one in zip(outcomes, comparisons, strict=True):
            row[chunk] = one.outcomes(one_side, other_side)
        progress(min(chunk.stop, len(left)) / len(left))

    _in_chunks(compare, len(left))
    pattern, distinct, counts = _patterns(outcomes, [one.possible for one in comparisons])
    level, bits = np.divmod(distinct, np.uint8(RARITIES))
    return Vectors(left, right, pattern, level.view(np.int8), -bits.astype(np.float32), counts)


def _in_chunks(work: Callable[[slice], None], size: int) -> None:
    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(work, (slice(at, at + _CHUNK) for at in range(0, size, _CHUNK))))


def _patterns(
    outcomes: npt.NDArray[np.uint8], possible: Sequence[npt.NDArray[np.uint8]]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """(pattern of each column, (k, c) distinct columns, (k,) how often each stands there).

    possible: the outcomes that each row may hold. Patterns of the rows so far are numbered anew
    before there are more numbers than fit into a small table.
    """
    pattern = np.zeros(outcomes.shape[1], dtype=np.int32)
    distinct = np.empty((1, 0), dtype=np.uint8)
    start = 0
    while start < len(outcomes):
        stop, size = start, len(distinct)
        while stop < len(outcomes) and (stop == start or size * len(possible[stop]) <= _TABLE):
            size *= len(possible[stop])
            stop += 1
        found = _numbered(pattern, outcomes[start:stop], possible[start:stop], size)
        places = [len(distinct), *(len(one) for one in possible[start:stop])]
        before, *codes = np.unravel_index(found, places)
        added = [one[code] for one, code in zip(possible[start:stop], codes, strict=True)]
        distinct = np.column_stack([distinct[before], *added])
        start = stop
    return pattern, distinct, _counted(pattern, len(distinct))


def _numbered(
    pattern: npt.NDArray[np.int32],
    rows: npt.NDArray[np.uint8],
    possible: Sequence[npt.NDArray[np.uint8]],
    size: int,
) -> npt.NDArray[np.int64]:
    """Combinations of pattern and rows that occur, in order; `pattern` is put to their places."""
    tables, step = [], 1
    for one in possible[::-1]:
        table = np.zeros(_BYTE, dtype=np.int32)
        table[one] = np.arange(len(one)) * step
        tables.append(table)
        step *= len(one)
    there = np.zeros(size, dtype=np.bool_)

    def combine(chunk: slice) -> None:
        combined = pattern[chunk] * np.int32(step)
        for row, table in zip(rows[::-1], tables, strict=True):
            combined += table.take(row[chunk])
        there[combined] = True
        pattern[chunk] = combined

    _in_chunks(combine, len(pattern))
    found = np.flatnonzero(there)
    place = np.zeros(size, dtype=np.int32)
    place[found] = np.arange(len(found), dtype=np.int32)

    def renumber(chunk: slice) -> None:
        pattern[chunk] = place.take(pattern[chunk])

    _in_chunks(renumber, len(pattern))
    return found


def _counted(pattern: npt.NDArray[np.int32], size: int) -> npt.NDArray[np.int64]:
    counts = np.zeros(size, dtype=np.int64)
    for at in range(0, len(pattern), _CHUNK):
        counts += np.bincount(pattern[at : at + _CHUNK], minlength=size)
    return counts
