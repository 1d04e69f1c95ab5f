"""Given names, surnames and patronymics compared: level and rarity of pairs of records.

Each class is made once from the columns of all records and asked for pairs of row positions, as
many at a time as the caller likes; asking changes nothing, so threads may share it.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ...rules import comparisons as declared
from ...rules.comparisons import MISSING
from .base import FieldComparison
from .name_columns import SLOTS, Across, NameColumn
from .name_tokens import ALIKE, APART, INITIAL, NEAR, PET, SAME, Bools, Codes, Floats, Slots, Traits
from .name_traits import given_name_traits, patronymic_traits, surname_traits
from .token_cells import NameCells, TokenCells

Rows = npt.NDArray[np.integer[Any]]
Levels = npt.NDArray[np.int8]
_Two = tuple[Codes, Codes]


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
        self._settled = self._levels_of_equal_tokens()
        self._across = None if across is None else Across(across, self.column)

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
        column, tokens = self.column, self.column.tokens
        one = column.first.take(left), column.second.take(left)
        two = column.first.take(right), column.second.take(right)
        here = (one[0] != tokens.none) & (two[0] != tokens.none)
        both = one[1] != tokens.none
        equal = one[0] == two[0], one[0] == two[1], one[1] == two[0], (one[1] == two[1]) & both
        found = equal[0].view(np.uint8).copy()
        for place, flags in enumerate((*equal[1:], both, two[1] != tokens.none), 1):
            found |= flags.view(np.uint8) << np.uint8(place)
        level = np.where(here, self._settled.take(found), np.int8(MISSING))
        closer = self._unsettled(one, two, equal)
        closer |= (column.pet.take(left) | column.pet.take(right)) & (level != 1)
        closer |= column.odd.take(left) | column.odd.take(right)
        closer &= here
        rarity = np.zeros(len(left), dtype=np.float32)
        counts = np.array([0.0, *(each.spread for each in self.comparison.levels)]) > 0
        rare = np.flatnonzero(counts.take(level) & ~closer)
        for token, beside in zip(one, ((0, 1), (2, 3)), strict=True):
            borne = equal[beside[0]].take(rare) | equal[beside[1]].take(rare)
            rarity[rare] += np.where(borne, tokens.bits.take(token.take(rare)), np.float32(0))
        at = np.flatnonzero(closer)
        wide = (column.wide.take(left) | column.wide.take(right)).take(at)
        for rows, slots in ((at[~wide], 2), (at[wide], SLOTS)):
            level[rows], rarity[rows] = self._closer_look(left[rows], right[rows], slots)
        return level, rarity

    def _unsettled(self, one: _Two, two: _Two, equal: Sequence[Bools]) -> Bools:
        """Whether two tokens, each equal to none of the other name, may be close by letters."""
        tokens = self.column.tokens
        unmet = ~(equal[0] | equal[1]), ~(equal[2] | equal[3])
        unmet_too = ~(equal[0] | equal[2]), ~(equal[1] | equal[3])
        bags = [tokens.bags[1].take(token) for token in two]
        found = np.zeros(len(one[0]), dtype=np.bool_)
        for token, free in zip(one, unmet, strict=True):
            bag, reach = tokens.bags[0].take(token), tokens.reach.take(token)
            for other, free_too in zip(bags, unmet_too, strict=True):
                found |= (np.bitwise_count(bag ^ other) <= reach) & free & free_too
        return found

    def _levels_of_equal_tokens(self) -> Levels:
        """Level of two names of up to two tokens by which are equal, and how many there are.

        Bits of the index: first and first, first and second, second and first, second and second
        token are equal; the left name has a second token; the right one has.
        """
        bits = (np.arange(64) >> np.arange(6)[:, None]) & 1 > 0
        equal = np.where(bits[:4], np.int8(SAME), np.int8(APART))
        cells = {(at // 2, at % 2): equal[at] for at in range(4)}
        return self.judge(NameCells(cells, *(bits[4:].astype(np.int8) + np.int8(1))))

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
