"""Columns of any table compared by their kind: identifiers, dates, places, texts, numbers."""

import re
from dataclasses import replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from unidecode import unidecode

from ...rules import kinds
from ...rules.comparisons import Comparison
from .base import Bools, Coded, FieldComparison, Floats, Levels, Rows
from .strings import Strings

_NOT_WORD = re.compile(r"[\W_]+")
_MOST_EDITS = 5


def folded(values: pd.Series) -> pd.Series:
    """Lower case without marks and punctuation; each distinct value once; NaN where nothing is."""
    codes, distinct = pd.factorize(values)
    spelt = [_NOT_WORD.sub(" ", unidecode(str(one)).lower()).strip() or None for one in distinct]
    return pd.Series(np.array([*spelt, None], dtype=object)[codes], index=values.index)


class ColumnComparison(FieldComparison):
    """A column of one kind; the comparison bears the column's name."""

    kind: ClassVar[Comparison]

    def __init__(self, values: pd.Series) -> None:
        column = str(values.name)
        words = column.replace("_", " ")
        levels = tuple(
            replace(one, says=one.says.replace("{column}", words)) for one in self.kind.levels
        )
        self.comparison = Comparison(column, levels)
        self.coded = Coded(values)
        self.values_of = self.coded.codes

    def sides(self, left: Rows, right: Rows) -> tuple[Rows, Rows, Bools]:
        """Codes of both sides, and whether both are known."""
        one, two = self.coded.codes[left], self.coded.codes[right]
        return one, two, (one >= 0) & (two >= 0)


class Category(ColumnComparison):
    """A code or word that is the same or not."""

    kind = kinds.CATEGORY

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        level = self.choose((known & (one == two), "same"), (known, "different"))
        return level, self.coded.share[one]


class Spelt(ColumnComparison):
    """A column whose values are alike by their letters."""

    def __init__(self, values: pd.Series) -> None:
        super().__init__(values)
        self.strings = Strings(list(self.coded.values))

    def edits(self, one: Rows, two: Rows) -> tuple[npt.NDArray[np.int8], Rows, Floats]:
        """Edits between values, letters of the longer one, and rarity of the commoner."""
        letters = np.maximum(self.strings.letters[one], self.strings.letters[two])
        share = np.maximum(self.coded.share[one], self.coded.share[two])
        return self.strings.edits(one, two, _MOST_EDITS), letters, share


class Identifier(Spelt):
    """A number or address given to one person."""

    kind = kinds.IDENTIFIER

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        edits, letters, share = self.edits(one, two)
        level = self.choose(
            (known & (edits == 0), "same"),
            (known & ((edits == 1) | ((edits == 2) & (letters >= 8))), "near"),
            (known & (edits * 3 <= letters) & (edits <= _MOST_EDITS), "like"),
            (known, "different"),
        )
        return level, share


class Place(Spelt):
    """A place by its name."""

    kind = kinds.PLACE

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        edits, letters, share = self.edits(one, two)
        level = self.choose(
            (known & (edits == 0), "same"),
            (known & (((edits == 1) & (letters >= 4)) | ((edits == 2) & (letters >= 7))), "near"),
            (known & (edits * 3 <= letters) & (edits <= _MOST_EDITS), "like"),
            (known, "different"),
        )
        return level, share


class Postcode(Spelt):
    """A postcode: its beginning names an area."""

    kind = kinds.POSTCODE

    def __init__(self, values: pd.Series) -> None:
        super().__init__(values)
        areas = [postcode_area(value) for value in self.coded.values]
        self.areas = np.append(pd.factorize(np.array(areas, dtype=object))[0], -1)

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


class FreeText(Spelt):
    """A text of several words."""

    kind = kinds.FREE_TEXT

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        edits, letters, share = self.edits(one, two)
        level = self.choose(
            (known & (edits == 0), "same"),
            (known & (edits * 4 <= letters) & (edits <= _MOST_EDITS), "like"),
            (known & np.zeros(len(one), dtype=np.bool_), "overlap"),
            (known, "different"),
        )
        return level, share


class Number(Spelt):
    """A number, compared by its digits."""

    kind = kinds.NUMBER

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        edits, _, share = self.edits(one, two)
        level = self.choose(
            (known & (edits == 0), "same"), (known & (edits == 1), "near"), (known, "different")
        )
        return level, share


class Date(Spelt):
    """A date as year, month and day; a part may be missing, or be no part of a calendar."""

    kind = kinds.DATE

    def __init__(self, values: pd.Series) -> None:
        super().__init__(values)
        parts = [date_parts(value) for value in self.coded.values]
        self.parts = np.array([*parts, (0, 0, 0)], dtype=np.int32)

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        a, b = self.parts[one], self.parts[two]
        same, blank = a == b, (a == 0) | (b == 0)
        swapped = same[:, 0] & (a[:, 1] == b[:, 2]) & (a[:, 2] == b[:, 1])
        edits, _, share = self.edits(one, two)
        level = self.choose(
            (known & (same.all(axis=1)), "same"),
            (known & same[:, 0] & (same | blank).all(axis=1), "meets"),
            (known & ((edits == 1) | swapped), "near"),
            (known & (same.sum(axis=1) == 2), "part_differs"),
            (known & (np.abs(a[:, 0] - b[:, 0]) <= 1), "year"),
            (known, "different"),
        )
        return level, share


def date_parts(value: str) -> tuple[int, int, int]:
    """Year, month and day as written; 0 where a part is missing."""
    digits = re.findall(r"\d+", str(value))
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    if len(digits) == 3 and len(digits[2]) == 4:
        digits = digits[::-1]
    numbers = [int(part[:4]) for part in digits[:3]] + [0, 0, 0]
    return numbers[0], numbers[1], numbers[2]


def postcode_area(value: str) -> str:
    """The part of a postcode that names its area: all but the last three characters."""
    text = str(value).replace(" ", "")
    return text[:-3] if len(text) > 4 else text[:2]
