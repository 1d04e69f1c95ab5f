"""Years and numbers of any table compared."""

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...rules.comparisons import Comparison
from .base import FieldComparison, Floats, Levels, Rows
from .folded import TextColumn, Texts
from .values import Spelt

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{1,15})?")


class Year(FieldComparison):
    """A year."""

    def __init__(self, column: TextColumn, declared: Comparison) -> None:
        self.comparison = declared
        self.column = column
        self.values_of = self.known_by = column.codes
        self.years = column.table([_year(value) for value in column.values.to_pylist()], 0)

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two = self.column.codes[left], self.column.codes[right]
        known = (one >= 0) & (two >= 0)
        a, b = self.years[one], self.years[two]
        level = self.choose(
            (known & (one == two), "same"),
            (known & (a > 0) & (b > 0) & (np.abs(a - b) <= 2), "close"),
            (known, "different"),
        )
        return level, self.column.share[one]


class Number(Spelt):
    """A number, compared by its size and by its digits."""

    def __init__(self, column: TextColumn, declared: Comparison) -> None:
        super().__init__(column, declared)
        sizes = [_size(value) for value in column.values.to_pylist()]
        self.sizes: npt.NDArray[Any] = np.array([*sizes, np.nan])

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        edits, _, share = self.edits(one, two)
        a, b = self.sizes[one], self.sizes[two]
        apart, larger = np.abs(a - b), np.maximum(np.abs(a), np.abs(b))
        level = self.choose(
            (known & (edits == 0), "same"),
            (known & ((apart <= larger * 0.05) | (apart <= 1)), "close"),
            (known & (edits == 1), "near"),
            (known, "different"),
        )
        return level, share


def spelt_numbers(texts: Texts) -> Texts:
    """Each number in one spelling (1.50, 1,5 and 01.5 are one), other texts in lower case."""
    return pa.array([_spelt_number(text) for text in texts.to_pylist()], pa.string())


def _year(value: str) -> int:
    found = _DIGITS.search(value)
    return int(found.group()[:4]) if found else 0


def _size(value: str) -> float:
    return float(value) if _NUMBER.fullmatch(value) else np.nan


def _spelt_number(text: str) -> str:
    text = text.strip().lower()
    if not _NUMBER.fullmatch(text):
        return text
    return f"{float(text.replace(',', '.')):.12g}"
