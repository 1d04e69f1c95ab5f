"""Two names by which of their tokens are equal: what that settles, and what is still open.

Most names have two tokens at the most. Which of them are equal, and how many each name has, makes
one number, a *combination*; level, agreeing tokens and open questions of each are worked out once.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ...rules.comparisons import MISSING, Comparison
from .base import Floats, Levels, Rows
from .name_columns import ABSENT, LEFT_SECOND, ODD, PET, RIGHT_SECOND, NameColumn
from .name_tokens import APART, SAME, Bools
from .token_cells import NameCells

# Two flags side by side in memory, read as one number: the first is its lowest bit.
_FIRST, _SECOND = 1, 1 << 8
_COMBINATIONS = 1 << 10
# What is open about a combination: nothing; all of the name; each token against each; and, from
# here on, one token of the left name against one of the right.
_SETTLED, _CLOSER, _EACH, _ONE = range(4)
_CELLS = ((0, 0), (0, 1), (1, 0), (1, 1))
_HALF = np.uint64(32)
_Combinations = npt.NDArray[np.intp]
_Packed = npt.NDArray[np.int64]


class EqualTokens:
    """Level and rarity of names by their combination, for one comparison.

    judge: gives levels from the closeness of tokens.
    """

    def __init__(self, comparison: Comparison, judge: Callable[[NameCells], Levels]) -> None:
        every = np.arange(_COMBINATIONS)

        def bit(mask: int) -> Bools:
            return np.asarray(every & mask > 0)

        two = bit(LEFT_SECOND), bit(RIGHT_SECOND)
        # where a name has no second token, nothing is equal to it
        equal = (
            bit(_FIRST),
            bit(_FIRST << 1) & two[1],
            bit(_SECOND << 1) & two[0],
            bit(_SECOND) & two[0] & two[1],
        )
        cells = {
            cell: np.where(flags, np.int8(SAME), np.int8(APART))
            for cell, flags in zip(_CELLS, equal, strict=True)
        }
        one, other = (flags.astype(np.int8) + np.int8(1) for flags in two)
        absent = bit(ABSENT)
        self.level = np.where(absent, np.int8(MISSING), judge(NameCells(cells, one, other)))
        unmet = ~(equal[0] | equal[1]), two[0] & ~(equal[2] | equal[3])
        unmet_too = ~(equal[0] | equal[2]), two[1] & ~(equal[1] | equal[3])
        open_ = np.stack([unmet[i] & unmet_too[j] for i, j in _CELLS])
        self.open = np.where(
            open_.sum(axis=0) == 1, _ONE + np.argmax(open_, axis=0), _EACH * open_.any(axis=0)
        ).astype(np.uint8)
        self.open[bit(ODD) | (bit(PET) & (self.level != 1))] = _CLOSER
        self.open[absent] = _SETTLED
        counts = np.array([0.0, *(level.spread for level in comparison.levels)]) > 0
        borne = np.stack([equal[0] | equal[1], equal[2] | equal[3]], axis=1)
        self.borne = (borne & counts[self.level][:, None]).astype(np.float32)

    def compare(
        self, column: NameColumn, left: Rows, right: Rows
    ) -> tuple[Levels, Floats, npt.NDArray[np.int64]]:
        """Level and rarity of pairs of rows, and the places of those to look at closer."""
        one, two = column.two.take(left), column.two.take(right)
        combination = _combination(
            one, two, column.marks[0].take(left), column.marks[1].take(right)
        )
        bits = column.two_bits.take(left).view(np.float32).reshape(-1, 2)
        bits *= self.borne.view(np.int64).ravel().take(combination).view(np.float32).reshape(-1, 2)
        rarity = bits[:, 0] + bits[:, 1]
        open_ = self.open.take(combination)
        found = [np.flatnonzero(open_ == _CLOSER)]
        at = np.flatnonzero(open_ >= _ONE)
        found.append(at[_near(column, one, two, at, open_.take(at) - np.uint8(_ONE))])
        at = np.flatnonzero(open_ == _EACH)
        near = np.zeros(len(at), dtype=np.bool_)
        for cell in range(len(_CELLS)):
            near |= _near(column, one, two, at, np.uint8(cell))
        found.append(at[near])
        return self.level.take(combination), rarity, np.concatenate(found)


def _combination(
    one: _Packed, two: _Packed, left: npt.NDArray[np.uint8], right: npt.NDArray[np.uint8]
) -> _Combinations:
    """The combination of aligned names: their first two tokens, and marks."""
    other = two.view(np.uint64)
    turned = other >> _HALF | other << _HALF
    found = _equal(one, turned) << np.uint16(1)
    found |= _equal(one, two)
    found |= left | right
    return found.astype(np.intp)


def _equal(one: _Packed, two: npt.NDArray[np.int64 | np.uint64]) -> npt.NDArray[np.uint16]:
    """Whether first and second tokens are equal, as the bits _FIRST and _SECOND."""
    equal: Bools = one.view(np.int32) == two.view(np.int32)
    return equal.view(np.uint16)


def _near(
    column: NameColumn,
    one: _Packed,
    two: _Packed,
    at: npt.NDArray[np.int64],
    cell: npt.NDArray[np.uint8] | np.uint8,
) -> Bools:
    """Whether a token of each left name may be close by letters to one of the right."""
    tokens = one.view(np.int32).take(2 * at + (cell >> np.uint8(1)))
    others = two.view(np.int32).take(2 * at + (cell & np.uint8(1)))
    return column.tokens.alike(tokens.astype(np.intp), others.astype(np.intp))
