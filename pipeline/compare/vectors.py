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

    def compare(start: int) -> None:
        chunk = slice(start, start + _CHUNK)
        one_side, other_side = left[chunk].astype(np.intp), right[chunk].astype(np.intp)
        for row, one in zip(outcomes, comparisons, strict=True):
            row[chunk] = one.outcomes(one_side, other_side)
        progress(min(start + _CHUNK, len(left)) / len(left))

    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(compare, range(0, len(left), _CHUNK)))
    pattern, distinct, counts = _patterns(outcomes)
    level, bits = np.divmod(distinct, np.uint8(RARITIES))
    return Vectors(left, right, pattern, level.view(np.int8), -bits.astype(np.float32), counts)


def _patterns(
    outcomes: npt.NDArray[np.uint8],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """(pattern of each column, (k, c) distinct columns, (k,) how often each stands there)."""
    pattern = np.zeros(outcomes.shape[1], dtype=np.int32)
    distinct = np.empty((1, 0), dtype=np.uint8)
    for row in outcomes:
        pattern *= _BYTE
        pattern += row
        there = np.zeros(len(distinct) * _BYTE, dtype=np.bool_)
        there[pattern] = True
        found = np.flatnonzero(there)
        dense = np.zeros(len(there), dtype=np.int32)
        dense[found] = np.arange(len(found), dtype=np.int32)
        pattern = dense[pattern]
        distinct = np.column_stack([distinct[found // _BYTE], (found % _BYTE).astype(np.uint8)])
    return pattern, distinct, np.bincount(pattern, minlength=len(distinct))
