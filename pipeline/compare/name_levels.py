"""Given names, surnames and patronymics compared: level and rarity of pairs of records.

Each class is made once from the columns of all records and asked for pairs of row positions, as
many at a time as the caller likes; asking changes nothing, so threads may share it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ...rules import comparisons as declared
from ...rules.comparisons import MISSING
from .base import FieldComparison
from .equal_tokens import EqualTokens
from .name_columns import SLOTS, Across, NameColumn
from .name_tokens import ALIKE, INITIAL, NEAR, PET, SAME, Bools, Codes, Floats, Slots, Traits
from .name_traits import given_name_traits, patronymic_traits, surname_traits
from .token_cells import NameCells, TokenCells

Rows = npt.NDArray[np.integer[Any]]
Levels = npt.NDArray[np.int8]


class NameLevels(FieldComparison):
    """One part of the name of all records, compared token by token in the best of its readings.

    names: tokens in one common spelling separated by spaces, "" where the record has none, as texts
    or as dictionary-encoded columns that make up a name together; others: another reading of the
    same part, "" where there is none. across: the part of the name that
    lists confuse with this one, for the level "crossed".
    """

    traits: Callable[[], Traits]

    def __init__(self, names: Any, others: Any = None, across: Any = None) -> None:
        self.column = NameColumn(names, others, self.traits())
        self.values_of = self._whole_names()
        self._across = None if across is None else Across(across, self.column)

    @cached_property
    def _equal(self) -> EqualTokens:
        return EqualTokens(self.comparison, self.judge)

    def _whole_names(self) -> npt.NDArray[np.int32]:
        """Code of each record's name; of a record that only another reading names, one of its own.

        Equal names are as alike as names can be, whatever other readings say.
        """
        values, rows = self.column.values, np.arange(self.column.records)
        only = np.flatnonzero((values < 0) & (self.column.other != rows))
        if not len(only):
            return values
        values = values.copy()
        values[only] = values.max() + 1 + np.arange(len(only))
        return values

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        """Level codes and rarity of aligned row positions.

        The rarity is log2 of the share of records that bear what agrees, 0 where it does not count;
        of a token and its misspelling, the commoner one's.
        """
        left, right = left.astype(np.intp), right.astype(np.intp)
        level, rarity = self._compare(left, right)
        if self.column.has_others:
            self._with_others(left, right, level, rarity)
        if self._across is not None:
            self._crossed(self._across, left, right, level, rarity)
        return level, rarity

    def _with_others(self, left: Rows, right: Rows, level: Levels, rarity: Floats) -> None:
        """Put in the level of another reading where it is better."""
        one, two = self.column.other[left], self.column.other[right]
        for a, b, turned in ((one, right, one != left), (left, two, two != right)):
            again = np.flatnonzero(turned & (level != 1))
            found, bits = self._compare(a[again], b[again])
            better = (found != MISSING) & ((found < level[again]) | (level[again] == MISSING))
            level[again[better]], rarity[again[better]] = found[better], bits[better]

    def _crossed(
        self, across: Across, left: Rows, right: Rows, level: Levels, rarity: Floats
    ) -> None:
        """Where nothing agrees, see whether this part stands in the place of the other one."""
        at = np.flatnonzero(level == self.comparison.code("different"))
        for one, two in ((left, right), (right, left)):
            own = across.own.take(one.take(at))
            may = np.flatnonzero(own >= 0)
            at, own = at.take(may), own.take(may)
            other = two.take(at)
            at = at[(own == across.first.take(other)) | (own == across.second.take(other))]
        level[at] = self.comparison.code("crossed")
        rarity[at] = np.maximum(self.column.bits[left[at]], self.column.bits[right[at]])

    def _compare(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        """Levels by which tokens are equal, where that settles it, and by a closer look if not."""
        column = self.column
        level, rarity, at = self._equal.compare(column, left, right)
        one, two = left[at], right[at]
        longer = np.maximum(column.lengths.take(one), column.lengths.take(two))
        for size in range(1, SLOTS + 1):
            some = np.flatnonzero(longer == size)
            if len(some):
                found = self._closer_look(one[some], two[some], size)
                level[at[some]], rarity[at[some]] = found
        return level, rarity

    def _closer_look(self, left: Rows, right: Rows, slots: int) -> tuple[Levels, Floats]:
        """Level and rarity of names, none of them without a token, by their first tokens."""
        column = self.column
        cells = TokenCells(
            column.tokens,
            _by_slot(column.slots[left, :slots]),
            _by_slot(column.slots[right, :slots]),
        )
        level = self.judge(cells)
        rarity = np.zeros(len(level), dtype=np.float32)
        counts = np.array([0.0, *(each.spread for each in self.comparison.levels)]) > 0
        rare = np.flatnonzero(counts[level])
        rarity[rare] = cells.rarity(rare)
        return level, rarity

    def judge(self, cells: NameCells) -> Levels:
        """Level codes of names, each with a token at least."""
        raise NotImplementedError

    def first(self, *cases: tuple[Bools, str]) -> Levels:
        """Code of the first case that holds, of "different" where none does."""
        level = np.full(len(cases[0][0]), self.comparison.code("different"), dtype=np.int8)
        for held, name in reversed(cases):
            np.copyto(level, self.comparison.code(name), where=held)
        return level


def _by_slot(codes: Codes) -> Slots:
    """(n, k) codes as k arrays of the type that indexing is fastest with."""
    return [codes[:, slot].astype(np.intp) for slot in range(codes.shape[1])]


class GivenNames(NameLevels):
    """Given names: the same, one left out, a letter apart, a pet form, or different."""

    comparison = declared.GIVEN_NAMES
    traits = staticmethod(given_name_traits)

    def judge(self, cells: NameCells) -> Levels:
        fewer = cells.fewer
        same = cells.count(SAME)
        return self.first(
            ((same == fewer) & (fewer == cells.more), "same"),
            (same == fewer, "shorter"),
            (cells.count(NEAR) == fewer, "near"),
            (cells.count(PET) == fewer, "pet_form"),
            (cells.count(INITIAL) == fewer, "initial"),
            (cells.count(PET) > 0, "one_differs"),
        )


class Surnames(NameLevels):
    """Surnames: the same, a letter apart, swapped, one missing, or different."""

    comparison = declared.SURNAMES
    traits = staticmethod(surname_traits)

    def judge(self, cells: NameCells) -> Levels:
        fewer, near = cells.fewer, cells.count(NEAR)
        equal = fewer == cells.more
        return self.first(
            (equal & (cells.in_place(SAME) == fewer), "same"),
            (equal & (cells.in_place(NEAR) == fewer), "near"),
            (equal & (near == fewer), "swapped"),
            (cells.count(SAME) == fewer, "one_missing"),
            (near == fewer, "one_near"),
            (cells.count(INITIAL) == fewer, "initial"),
            (cells.count(ALIKE) == fewer, "alike"),
            (near > 0, "one_differs"),
        )


class Patronymic(NameLevels):
    """Patronymics: of the same father's name, as an initial, or different."""

    comparison = declared.PATRONYMIC
    traits = staticmethod(patronymic_traits)

    def judge(self, cells: NameCells) -> Levels:
        return self.first(
            (cells.count(NEAR) == cells.fewer, "same"),
            (cells.count(INITIAL) == cells.fewer, "initial"),
        )
