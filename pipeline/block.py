"""Candidate pairs: records that share a blocking key.

A key part is a table of codes (records, slots): a name has one code for each of its tokens, most
other parts have one code a record; -1 stands for nothing.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from ..rules.blocking import LARGEST_BLOCK, Pass
from .compare.base import Bools, Rows

Keys = npt.NDArray[np.integer[Any]]
Packed = npt.NDArray[np.int64]
_SIDE = 32
_RIGHT = (1 << _SIDE) - 1
_KEYS = 1 << 31
# Pairs that are sorted at a time.
_CHUNK = 1 << 20
_THREADS = 2
# An odd number that spreads keys over 31 bits (Knuth's multiplicative hashing).
_SPREAD = np.int64(0x9E3779B97F4A7C15 - (1 << 64))


@dataclass(frozen=True, slots=True)
class Blocks:
    """One pass over all records: who shares a block, before any pair is made.

    of: (records, slots) int32, the block of each of a record's keys, -1 for none; members: int32,
    row of every record in a block that is used, block by block and in order; sizes: records in each
    of these blocks; pairs: how many pairs they hold; oversized: blocks left out as too large.
    """

    parts: tuple[str, ...]
    of: npt.NDArray[np.int32]
    members: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int64]
    pairs: int
    oversized: int

    def meets(self, left: Rows, right: Rows) -> Bools:
        """Which of the pairs share a block."""
        one, two = self.of[left][:, :, None], self.of[right][:, None, :]
        return np.asarray(((one == two) & (one >= 0)).any(axis=(1, 2)))


def blocks(one: Pass, parts: Mapping[str, Keys], largest: int = LARGEST_BLOCK) -> Blocks:
    """The blocks of a pass, from the key parts of all records."""
    keys = _keys([parts[name] for name in one.parts])
    records, slots = keys.shape
    flat = keys.ravel()
    rows = np.repeat(np.arange(records), slots) if slots > 1 else np.arange(records)
    packed = (flat.astype(np.int64) << _SIDE) | rows
    packed = packed[flat >= 0]
    packed.sort()
    if slots > 1:
        # a name with the same token twice is in its block once
        packed = packed[_new(packed)]
    block = (packed >> _SIDE).astype(np.int32)
    starts = np.flatnonzero(_new(block))
    sizes = np.diff(np.append(starts, len(block)))
    too_large = sizes > largest
    if too_large.any():
        keys = np.where(np.isin(keys, block[starts[too_large]]), np.int32(-1), keys)
    used = (sizes > 1) & ~too_large
    pairs = int((sizes[used] * (sizes[used] - 1) // 2).sum())
    members = (packed[np.repeat(used, sizes)] & _RIGHT).astype(np.int32)
    return Blocks(one.parts, keys, members, sizes[used], pairs, int(too_large.sum()))


def everybody(records: int, name: str) -> Blocks:
    """One block of all records, for tables small enough to compare every pair."""
    of = np.zeros((records, 1), dtype=np.int32)
    rows = np.arange(records, dtype=np.int32)
    return Blocks((name,), of, rows, np.array([records]), records * (records - 1) // 2, 0)


def candidates(passes: Sequence[Blocks]) -> tuple[Rows, Rows]:
    """Every pair (left < right) of records that share a block of any pass, once, sorted.

    Taken from the left records range by range, so that what is sorted stays small.
    """
    partners = [_Partners(one) for one in passes]
    most = sum(one.pairs for one in passes)
    records = max((len(one.of) for one in passes), default=0)
    ends = _ranges(partners, records)
    left, right = np.empty((2, most), dtype=np.int32)
    done = 0
    with ThreadPoolExecutor(_THREADS) as threads:
        made = threads.map(lambda side: _pairs(partners, *side), pairwise(ends.tolist()))
        for found in made:
            some = slice(done, done + len(found))
            left[some], right[some] = found >> _SIDE, found & _RIGHT
            done = some.stop
    return left[:done], right[:done]


class _Partners:
    """The records of a pass by row: how many of its block come after each, and where they lie."""

    def __init__(self, one: Blocks) -> None:
        self.members = one.members
        ends = np.repeat(np.cumsum(one.sizes), one.sizes)
        place = np.arange(len(one.members))
        count = (ends - place - 1).astype(np.int32)
        packed = ((one.members.astype(np.int64) << _SIDE) | place)[count > 0]
        packed.sort()
        place = packed & _RIGHT
        self.rows, self.first = (packed >> _SIDE).astype(np.int32), place + 1
        self.count = count[place]

    def pairs(self, start: int, stop: int) -> Packed:
        """The pairs of left rows from `start` to `stop`, packed as left and right row."""
        some = slice(*np.searchsorted(self.rows, [start, stop]))
        count = self.count[some]
        before = np.cumsum(count, dtype=np.int64) - count
        partner = np.repeat(self.first[some] - before, count)
        partner += np.arange(len(partner))
        packed = np.repeat(self.rows[some].astype(np.int64) << _SIDE, count)
        packed |= self.members.take(partner)
        return packed


def _ranges(partners: Sequence[_Partners], records: int) -> npt.NDArray[np.int64]:
    """Ends of ranges of left rows that have about _CHUNK pairs each, whichever pass finds them."""
    total = np.zeros(records)
    for one in partners:
        total += np.bincount(one.rows, one.count, records)
    total = np.cumsum(total)
    wanted = np.arange(_CHUNK, total[-1] if records else 0, _CHUNK)
    return np.unique(np.r_[0, np.searchsorted(total, wanted) + 1, records])


def _pairs(partners: Sequence[_Partners], start: int, stop: int) -> Packed:
    found = np.concatenate([one.pairs(start, stop) for one in partners])
    found.sort()
    return found[_new(found)]


def _keys(parts: Sequence[Keys]) -> npt.NDArray[np.int32]:
    """(records, slots) one number for every combination of the parts' codes, -1 for none.

    Where there are more combinations than numbers they are spread, so that very few share one:
    that makes a few candidates more and loses none.
    """
    keys = parts[0].astype(np.int64)
    combinations = int(keys.max(initial=0)) + 1
    for part in parts[1:]:
        span = int(part.max(initial=0)) + 1
        missing = (keys[:, :, None] < 0) | (part[:, None, :] < 0)
        slots = keys.shape[1] * part.shape[1]
        keys = (keys[:, :, None] * span + part[:, None, :]).reshape(len(part), slots)
        combinations *= span
        if combinations >= _KEYS:
            keys *= _SPREAD
            keys >>= _SIDE
            keys &= _KEYS - 1
            combinations = _KEYS
        np.putmask(keys, missing.reshape(keys.shape), -1)
    return keys.astype(np.int32)


def _new(values: npt.NDArray[Any]) -> Bools:
    """Which of the sorted values differ from the one before."""
    new = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new
