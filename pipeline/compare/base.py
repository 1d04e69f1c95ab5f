"""The form of a comparison: records of a table in, levels of aligned pairs of its rows out."""

from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...rules.comparisons import MISSING, Comparison

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int8]
Rows = npt.NDArray[np.integer]

Outcomes = npt.NDArray[np.uint8]

# Rarities are kept in whole bits, 0 … RARITIES - 1.
RARITIES = 23
# A column of fewer values than this is compared once, each value with each.
_FEW = 100
# Where a value has fewer bearers than this on average, equal ones are not worth looking for.
_BEARERS = 4


class FieldComparison(ABC):
    """One declared comparison, made once for all records of a table and then asked for pairs.

    What can be known of a record or of a value alone is worked out when the object is made; it
    does not change afterwards, so that several threads may ask at once.
    """

    comparison: Comparison
    # code of each record's whole value, -1 for none; None where no two records are simply equal
    values_of: npt.NDArray[np.int32] | None = None
    # code of all that is known of each record, -1 for nothing; None where it is more than a value
    known_by: npt.NDArray[np.int32] | None = None

    @abstractmethod
    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        """Level codes (0 where a side is missing) of pairs of row positions, and their rarity.

        The rarity is log2 of the share of records that bear the agreed value, 0 where it does
        not count.
        """

    def outcomes(self, left: Rows, right: Rows) -> Outcomes:
        """Level and rarity of pairs of row positions in one byte: level * RARITIES + whole bits.

        What is known beforehand is looked up: every pair of values where there are few of them,
        otherwise what a value reaches beside itself.
        """
        if self._table is not None:
            codes, table = self._table
            return table.take(codes.take(left) * np.uint16(_FEW) + codes.take(right))
        if self._of_equal is None or self.values_of is None:
            return self._looked_at(left, right)
        one, two = self.values_of.take(left), self.values_of.take(right)
        found = self._of_equal.take(one)
        other = np.flatnonzero(one != two)
        found[other] = self._looked_at(left.take(other), right.take(other))
        return found

    @cached_property
    def rarity_counts(self) -> npt.NDArray[np.uint8]:
        """1 for each level code whose weight depends on the rarity of the agreed value, else 0."""
        return np.array([0, *(level.spread > 0 for level in self.comparison.levels)], np.uint8)

    @property
    def possible(self) -> Outcomes:
        """The outcomes that there may be, in order."""
        bits = [range(RARITIES if counts else 1) for counts in self.rarity_counts.tolist()]
        every = [level * RARITIES + bit for level, held in enumerate(bits) for bit in held]
        return np.array(every, dtype=np.uint8)

    def _looked_at(self, left: Rows, right: Rows) -> Outcomes:
        level, rarity = self.levels(left, right)
        bits = np.clip(np.rint(-rarity), 0, RARITIES - 1).astype(np.uint8)
        bits *= self.rarity_counts.take(level)
        bits += level.view(np.uint8) * np.uint8(RARITIES)
        return bits

    @cached_property
    def _table(self) -> tuple[npt.NDArray[np.uint16], Outcomes] | None:
        """Code of each record, _FEW - 1 for nothing, and the outcomes of every two codes."""
        if self.known_by is None or self.known_by.max(initial=0) >= _FEW - 1:
            return None
        codes = np.where(self.known_by < 0, _FEW - 1, self.known_by).astype(np.uint16)
        bearer = _bearers(codes, _FEW)
        held = np.flatnonzero(bearer >= 0)
        one, two = (side.ravel() for side in np.meshgrid(held, held))
        table = np.zeros(_FEW * _FEW, dtype=np.uint8)
        table[one * _FEW + two] = self._looked_at(bearer[one], bearer[two])
        return codes, table

    @cached_property
    def _of_equal(self) -> Outcomes | None:
        """Outcome of each value beside itself, and at the end of nothing beside nothing.

        None where so many records have a value of their own that few pairs share one.
        """
        if self.values_of is None:
            return None
        size = int(self.values_of.max(initial=-1)) + 1
        if size > len(self.values_of) / _BEARERS:
            return None
        # -1 writes to the last place
        bearer = _bearers(self.values_of, size + 1)
        held = np.flatnonzero(bearer >= 0)
        found = np.zeros(len(bearer), dtype=np.uint8)
        found[held] = self._looked_at(bearer[held], bearer[held])
        return found

    def choose(self, *cases: tuple[Bools, str]) -> Levels:
        """Code of the first case that holds, 0 where none does."""
        found = np.full(cases[0][0].shape, MISSING, dtype=np.int8)
        for held, level in reversed(cases):
            np.copyto(found, np.int8(self.comparison.code(level)), where=held)
        return found


def _bearers(codes: npt.NDArray[np.integer], size: int) -> npt.NDArray[np.int64]:
    """(size,) a record that bears each code, -1 where none does."""
    bearer = np.full(size, -1, dtype=np.int64)
    bearer[codes] = np.arange(len(codes))
    return bearer


class Coded:
    """A column as integer codes of its distinct values, -1 where there is none.

    `share` is log2 of the share of the records with a value that bear each value; its last entry,
    which -1 finds, is 0.
    """

    def __init__(self, values: pd.Series) -> None:
        codes, self.values = pd.factorize(values.mask(values == ""))
        self.codes = codes.astype(np.int32)
        counts = np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))
        self.share = np.append(np.log2(counts / max(counts.sum(), 1)), 0.0).astype(np.float32)
