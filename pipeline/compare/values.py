"""Columns of any table compared by their kind: categories, identifiers, places, postcodes."""

import numpy as np
import numpy.typing as npt

from ...rules.comparisons import Comparison
from .base import Bools, FieldComparison, Floats, Levels, Rows
from .folded import TextColumn, Texts, pc
from .strings import Strings

MOST_EDITS = 5
_AREA = 3


class ColumnComparison(FieldComparison):
    """A column of one kind, compared as declared; the comparison bears the column's name."""

    def __init__(self, column: TextColumn, declared: Comparison) -> None:
        self.comparison = declared
        self.column = column
        self.values_of = self.known_by = column.codes

    def sides(self, left: Rows, right: Rows) -> tuple[Rows, Rows, Bools]:
        """Codes of both sides, and whether both are known."""
        one, two = self.column.codes.take(left), self.column.codes.take(right)
        return one, two, (one >= 0) & (two >= 0)


class Category(ColumnComparison):
    """A code or word that is the same or not."""

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        level = self.choose((known & (one == two), "same"), (known, "different"))
        return level, self.column.share.take(one)


class SameSource(ColumnComparison):
    """Whether two records are of one source."""

    def __init__(self, column: TextColumn, declared: Comparison) -> None:
        super().__init__(column, declared)
        self.values_of = None

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        level = self.choose((known & (one != two), "other"), (known, "same"))
        return level, np.zeros(len(one), dtype=np.float32)


class Spelt(ColumnComparison):
    """A column whose values are alike by their letters."""

    def __init__(self, column: TextColumn, declared: Comparison) -> None:
        super().__init__(column, declared)
        self.strings = Strings(column.values.to_pylist())

    def edits(
        self, one: Rows, two: Rows
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int16], Floats]:
        """Edits between values, letters of the longer one, and rarity of the commoner."""
        letters = np.maximum(self.strings.letters.take(one), self.strings.letters.take(two))
        share = np.maximum(self.column.share.take(one), self.column.share.take(two))
        return self.strings.edits(one, two, MOST_EDITS), letters, share


class Identifier(Spelt):
    """A number or address given to one person."""

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        edits, letters, share = self.edits(one, two)
        level = self.choose(
            (known & (edits == 0), "same"),
            (known & ((edits == 1) | ((edits == 2) & (letters >= 8))), "near"),
            (known & (edits * 3 <= letters) & (edits <= MOST_EDITS), "like"),
            (known, "different"),
        )
        return level, share


class Place(Spelt):
    """A place by its name."""

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        edits, letters, share = self.edits(one, two)
        level = self.choose(
            (known & (edits == 0), "same"),
            (known & (((edits == 1) & (letters >= 4)) | ((edits == 2) & (letters >= 7))), "near"),
            (known & (edits * 3 <= letters) & (edits <= MOST_EDITS), "like"),
            (known, "different"),
        )
        return level, share


class Postcode(Spelt):
    """A postcode: its beginning names an area."""

    def __init__(self, column: TextColumn, declared: Comparison) -> None:
        super().__init__(column, declared)
        areas = postcode_areas(column.values).dictionary_encode().indices
        self.areas = column.table(areas.to_numpy(zero_copy_only=False))

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        edits, _, share = self.edits(one, two)
        level = self.choose(
            (known & (edits == 0), "same"),
            (known & (edits == 1), "near"),
            (known & (self.areas[one] == self.areas[two]), "area"),
            (known, "different"),
        )
        return level, share


class Without(FieldComparison):
    """A comparison of which some levels are switched off: their pairs fall to the next level."""

    def __init__(self, inner: FieldComparison, off: tuple[str, ...]) -> None:
        declared = inner.comparison
        kept = tuple(level for level in declared.levels if level.name not in off)
        self.comparison = Comparison(declared.field, kept)
        self.values_of, self.known_by = inner.values_of, inner.known_by
        self._inner = inner
        into = np.zeros(len(declared.levels) + 1, dtype=np.int8)
        code = len(kept)
        for at, level in reversed(list(enumerate(declared.levels, 1))):
            code = self.comparison.code(level.name) if level.name not in off else code
            into[at] = code
        self._into = into

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        level, rarity = self._inner.levels(left, right)
        return self._into[level], rarity


def postcode_areas(values: Texts) -> Texts:
    """The part of each postcode that names its area: all but the last three characters, of short
    ones the first two."""
    long = pc.greater(pc.utf8_length(values), _AREA + 1)
    return pc.if_else(
        long,
        pc.utf8_slice_codeunits(values, 0, -_AREA),
        pc.utf8_slice_codeunits(values, 0, 2),
    )
