"""Given names, surnames and patronymics compared: level and rarity of pairs of records.

Each class is made once from the columns of all records and asked for pairs of row positions, as
many at a time as the caller likes; asking changes nothing, so threads may share it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from ...rules import comparisons as declared
from ...rules.comparisons import MISSING
from .base import FieldComparison
from .name_columns import NameColumn
from .name_tokens import ALIKE, INITIAL, NEAR, PET, SAME, Bools, Codes, Floats, Slots, Traits
from .name_traits import given_name_traits, patronymic_traits, surname_traits
from .token_cells import TokenCells

Rows = npt.NDArray[np.integer[Any]]
Levels = npt.NDArray[np.int8]


class NameLevels(FieldComparison):
    """One part of the name of all records, compared token by token in the best of its readings.

    names: tokens in one common spelling separated by spaces, "" where the record has none; others:
    another reading of the same part, "" where there is none. across: the part of the name that
    lists confuse with this one, for the level "crossed".
    """

    traits: Callable[[], Traits]

    def __init__(self, names: Any, others: Any = None, across: Any = None) -> None:
        empty = [""] * len(names)
        self.column = NameColumn(names, empty if others is None else others, self.traits())
        self.values_of = self.column.values
        self._across: NameColumn | None = None
        if across is not None:
            self._across = NameColumn(across, empty, Traits())
            self._as_across = np.ascontiguousarray(
                self.column.codes_in(self._across)[: self.column.records, 0]
            )

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
        self, across: NameColumn, left: Rows, right: Rows, level: Levels, rarity: Floats
    ) -> None:
        """Where nothing agrees, see whether this part stands in the place of the other one."""
        at = np.flatnonzero(level == self.comparison.code("different"))
        for one, two in ((left, right), (right, left)):
            own = self._as_across.take(one.take(at))
            may = np.flatnonzero(own >= 0)
            at, own = at.take(may), own.take(may)
            other = across.pairs.take(two.take(at)).view(np.int32).reshape(-1, 2)
            at = at[(own == other[:, 0]) | (own == other[:, 1])]
        level[at] = self.comparison.code("crossed")
        rarity[at] = np.maximum(self.column.bits[left[at]], self.column.bits[right[at]])

    def _compare(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        column = self.column
        one, two = column.pairs.take(left), column.pairs.take(right)
        level = np.zeros(len(left), dtype=np.int8)
        rarity = np.zeros(len(left), dtype=np.float32)
        equal = one == two
        here = (one != column.nothing) & (two != column.nothing)
        rest = here & ~equal
        equal &= here
        wide = None
        if column.has_wide:
            wide = (column.wide[left] | column.wide[right]) & here
            rest &= ~wide
            equal &= ~wide
        level[equal] = 1
        if self.comparison.levels[0].spread > 0:
            same = np.flatnonzero(equal)
            rarity[same] = column.bits[left[same]]
        at = np.flatnonzero(rest)
        level[at], rarity[at] = self._unequal(
            one.take(at).view(np.int32).reshape(-1, 2), two.take(at).view(np.int32).reshape(-1, 2)
        )
        if wide is not None:
            at = np.flatnonzero(wide)
            level[at], rarity[at] = self._unequal(column.slots[left[at]], column.slots[right[at]])
        return level, rarity

    def _unequal(self, one: Codes, two: Codes) -> tuple[Levels, Floats]:
        """Levels of names in (n, k) token codes, none of them without a token."""
        level = np.full(len(one), self.comparison.code("different"), dtype=np.int8)
        rarity = np.zeros(len(one), dtype=np.float32)
        cells = TokenCells(self.column.tokens, _by_slot(one), _by_slot(two))
        level[cells.at] = self.judge(cells)
        counts = np.array([0.0, *(each.spread for each in self.comparison.levels)]) > 0
        rare = np.flatnonzero(counts[level[cells.at]])
        rarity[cells.at[rare]] = cells.rarity(rare)
        return level, rarity

    def judge(self, cells: TokenCells) -> Levels:
        """Level codes of names of which at least one token may be close to one of the other."""
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

    def judge(self, cells: TokenCells) -> Levels:
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

    def judge(self, cells: TokenCells) -> Levels:
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

    def judge(self, cells: TokenCells) -> Levels:
        return self.first(
            (cells.count(NEAR) == cells.fewer, "same"),
            (cells.count(INITIAL) == cells.fewer, "initial"),
        )
