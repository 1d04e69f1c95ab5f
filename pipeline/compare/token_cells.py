"""Two names laid against each other: how close each token of one is to each of the other."""

from collections.abc import Mapping
from itertools import product

import numpy as np
import numpy.typing as npt

from .name_tokens import APART, PET, SAME, Bools, Cells, Floats, Slots, Tokens

Places = npt.NDArray[np.int64]


class NameCells:
    """How close each token of one name is to each of another, for n pairs of names.

    cells: (slot of one, slot of the other) -> closeness. fewer, more: how many tokens the shorter
    and the longer name has.
    """

    def __init__(
        self, cells: Mapping[tuple[int, int], Cells], one_count: Cells, two_count: Cells
    ) -> None:
        self.cells = cells
        self.fewer = np.minimum(one_count, two_count)
        self.more = np.maximum(one_count, two_count)
        self.width = max(place for place, _ in cells) + 1
        places = range(self.width)
        self.best_of_one = [_highest([cells[i, j] for j in places]) for i in places]
        self.best_of_two = [_highest([cells[i, j] for i in places]) for j in places]

    def count(self, least: int) -> Cells:
        """How many tokens of both names have one at least so close in the other.

        Counted from both sides, so that "Ana Ana" does not find two names in "Ana Luisa".
        """
        return np.minimum(
            _total([best >= least for best in self.best_of_one]),
            _total([best >= least for best in self.best_of_two]),
        )

    def in_place(self, least: int) -> Cells:
        """How many tokens have one at least so close in the same place of the other name."""
        return _total([self.cells[i, i] >= least for i in range(self.width)])


class TokenCells(NameCells):
    """The same from the tokens themselves.

    one, two: codes of n tokens for each of k slots.
    """

    def __init__(self, tokens: Tokens, one: Slots, two: Slots) -> None:
        self.tokens, self.one, self.two = tokens, one, two
        counts = (_total([slot != tokens.none for slot in side]) for side in (one, two))
        super().__init__(self._closeness(len(one)), *counts)

    def _closeness(self, width: int) -> dict[tuple[int, int], Cells]:
        """Closeness of each slot of one name to each of the other."""
        slots = list(product(range(width), repeat=2))
        here = [[slot != self.tokens.none for slot in side] for side in (self.one, self.two)]
        same = {(i, j): (self.one[i] == self.two[j]) & here[0][i] for i, j in slots}
        # a token that has found its equal looks no further
        free_one, free_two = ([flags.copy() for flags in side] for side in here)
        for (i, j), equal in same.items():
            free_one[i] &= ~equal
            free_two[j] &= ~equal
        open_ = {(i, j): np.flatnonzero(free_one[i] & free_two[j]) for i, j in slots}
        left = np.concatenate([self.one[i][open_[i, j]] for i, j in slots])
        right = np.concatenate([self.two[j][open_[i, j]] for i, j in slots])
        close = np.flatnonzero(self.tokens.may_be_close(left, right))
        found = np.zeros(len(left), dtype=np.int8)
        found[close] = self.tokens.closeness(left[close], right[close])
        cells, start = {}, 0
        for place, at in open_.items():
            cells[place] = np.where(same[place], SAME, APART).astype(np.int8)
            cells[place][at] = found[start : start + len(at)]
            start += len(at)
        return cells

    def rarity(self, rows: Places) -> Floats:
        """Sum over what agrees of log2 of the share of records that bear it."""
        total = np.zeros(len(rows), dtype=np.float32)
        for i in range(self.width):
            best = self.best_of_one[i][rows]
            bits = np.full(len(rows), -np.inf, dtype=np.float32)
            own = self.tokens.bits[self.one[i][rows]]
            for j in range(self.width):
                partner = (self.cells[i, j][rows] == best) & (best >= PET)
                theirs = np.maximum(own, self.tokens.bits[self.two[j][rows]])
                bits = np.where(partner, np.maximum(bits, theirs), bits)
            total += np.where(best >= PET, bits, 0.0)
        return total


def _highest(cells: list[Cells]) -> Cells:
    best = cells[0]
    for cell in cells[1:]:
        best = np.maximum(best, cell)
    return best


def _total(flags: list[Bools]) -> Cells:
    """How many of the flags are up, pair by pair."""
    total = np.zeros(len(flags[0]), dtype=np.int8)
    for flag in flags:
        total += flag
    return total
