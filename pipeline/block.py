"""Candidate pairs: records that share a blocking key.

A key part is a table of codes (records, slots): a name has one code for each of its tokens, most
other parts have one code a record; -1 stands for nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..rules.blocking import LARGEST_BLOCK, Pass
from .cluster import pairs_within
from .compare.base import Bools, Rows

Keys = npt.NDArray[np.int64]
_SIDE = 32
_RIGHT = (1 << _SIDE) - 1


@dataclass(frozen=True, slots=True)
class Blocks:
    """One pass over all records: the block of each record's keys, -1 where it shares none.

    of: (records, slots) block numbers; pairs: how many pairs the blocks hold, counted before any
    is made; oversized: blocks left out because they hold too many records.
    """

    parts: tuple[str, ...]
    of: npt.NDArray[np.int32]
    pairs: int
    oversized: int

    def meets(self, left: Rows, right: Rows) -> Bools:
        """Which of the pairs share a block."""
        one, two = self.of[left][:, :, None], self.of[right][:, None, :]
        return np.asarray(((one == two) & (one >= 0)).any(axis=(1, 2)))


def blocks(one: Pass, parts: Mapping[str, Keys], largest: int = LARGEST_BLOCK) -> Blocks:
    """The blocks of a pass, from the key parts of all records."""
    keys = parts[one.parts[0]]
    for name in one.parts[1:]:
        keys = _combined(keys, parts[name])
    flat = keys.ravel()
    held = np.flatnonzero(flat >= 0)
    codes, distinct = pd.factorize(flat[held])
    # a name with the same token twice is in its block once
    rows = held // keys.shape[1]
    packed = np.unique((codes.astype(np.int64) << _SIDE) | rows) if keys.shape[1] > 1 else None
    sizes = np.bincount(codes if packed is None else packed >> _SIDE, minlength=len(distinct))
    usable = (sizes > 1) & (sizes <= largest)
    of = np.full(len(flat), -1, dtype=np.int32)
    of[held] = np.where(usable[codes], codes, -1)
    pairs = int((sizes[usable] * (sizes[usable] - 1) // 2).sum())
    return Blocks(one.parts, of.reshape(keys.shape), pairs, int((sizes > largest).sum()))


def candidates(passes: Sequence[Blocks]) -> tuple[Rows, Rows]:
    """Every pair (left < right) of records that share a block of any pass, once, sorted."""
    found = [_packed_pairs(one) for one in passes if one.pairs]
    packed = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    packed.sort()
    if len(packed):
        packed = packed[np.r_[True, packed[1:] != packed[:-1]]]
    return (packed >> _SIDE).astype(np.int32), (packed & _RIGHT).astype(np.int32)


def _packed_pairs(one: Blocks) -> Keys:
    held = np.flatnonzero(one.of.ravel() >= 0)
    block, row = one.of.ravel()[held].astype(np.int64), held // one.of.shape[1]
    packed = (block << _SIDE) | row
    packed.sort()
    if one.of.shape[1] > 1:
        packed = packed[np.r_[True, packed[1:] != packed[:-1]]]
    block, row = packed >> _SIDE, packed & _RIGHT
    starts = np.flatnonzero(np.r_[True, block[1:] != block[:-1]])
    sizes = np.diff(np.r_[starts, len(block)])
    left, right = pairs_within(row, starts, sizes)
    return (left << _SIDE) | right


def _combined(one: Keys, two: Keys) -> Keys:
    """Every code of one part with every code of the other."""
    span = int(two.max(initial=0)) + 1
    both = one[:, :, None] * span + two[:, None, :]
    both[(one[:, :, None] < 0) | (two[:, None, :] < 0)] = -1
    flat = both.reshape(len(one), one.shape[1] * two.shape[1])
    codes, _ = pd.factorize(flat.ravel())
    dense = codes.astype(np.int64).reshape(flat.shape)
    dense[flat < 0] = -1
    return dense
