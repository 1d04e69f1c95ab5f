"""Dates, years and numbers of any table compared."""

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...rules.comparisons import MISSING, Comparison
from .base import Bools, FieldComparison, Floats, Levels, Rows
from .folded import TextColumn, Texts
from .values import Spelt

ORDERS = ("ymd", "dmy", "mdy")
_MONTHS = 12
# Bits of the parts of a date of eight digits.
_DAY, _MONTH, _MONTH_DAY = np.uint32(0xFF), np.uint32(0xFF00), np.uint32(0xFFFF)
_EACH_DIGIT = np.uint32(0x11111111)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{1,15})?")
_UNREAD = (-1, -1, -1)
# Marks of a date: without its day or month; no date at all; not there.
_PARTIAL, _UNREADABLE, _NONE = 1, 2, 4
# A time of day after a date: 2020-03-01T12:30:00.
_TIME = re.compile(r"[T ]\d{1,2}:.*$")


class Date(Spelt):
    """A date as year, month and day; a part may be missing, or be no part of a calendar.

    Dates are kept as eight digits of four bits each, so that a pair is compared as two numbers.
    """

    def __init__(self, column: TextColumn, declared: Comparison) -> None:
        super().__init__(column, declared)
        texts = column.values.to_pylist()
        parts = [date_of(value) for value in texts]
        digits = [
            int(text, 16) if part != _UNREAD else 0 for text, part in zip(texts, parts, strict=True)
        ]
        marks = [_PARTIAL * (0 in part) + _UNREADABLE * (part == _UNREAD) for part in parts]
        # of each record
        self.digits = column.table(digits, 0).astype(np.uint32).take(column.codes)
        years = column.table([part[0] for part in parts], 0)
        self.years = years.astype(np.int16).take(column.codes)
        self.marks = column.table(marks, _NONE).astype(np.uint8).take(column.codes)

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        a, b = self.digits.take(left), self.digits.take(right)
        differ = a ^ b
        year, month, day = differ <= _MONTH_DAY, differ & _MONTH == 0, differ & _DAY == 0
        parts = year.view(np.int8) + month.view(np.int8) + day.view(np.int8)
        swapped = year & (a & _MONTH_DAY == ((b & _DAY) << 8 | (b & _MONTH) >> 8))
        apart = np.abs(self.years.take(left) - self.years.take(right))
        level = self.choose(
            (differ == 0, "same"),
            (_one_edit(a, differ) | swapped, "near"),
            (parts == 2, "part_differs"),
            (apart <= 1, "year"),
            (differ != 0, "different"),
        )
        marks = self.marks.take(left) | self.marks.take(right)
        at = np.flatnonzero(marks)
        marks = marks[at]
        for mark, put in ((_PARTIAL, self._partial), (_UNREADABLE, self._unread)):
            put(level, left, right, at[marks & mark > 0])
        level[at[marks & _NONE > 0]] = MISSING
        return level, self.column.share.take(self.column.codes.take(left))

    def _partial(self, level: Levels, left: Rows, right: Rows, at: Rows) -> None:
        """Put in the levels of pairs in which a date lacks its day, or day and month."""
        one, two = left[at], right[at]
        a, b = self.digits.take(one), self.digits.take(two)
        blank = [(a & part == 0) | (b & part == 0) for part in (_MONTH, _DAY)]
        same = [(a ^ b) & part == 0 for part in (_MONTH, _DAY)]
        year = a ^ b <= _MONTH_DAY
        meets = year & (same[0] | blank[0]) & (same[1] | blank[1]) & (a != b)
        level[at[meets]] = self.comparison.code("meets")
        # what is missing on both sides does not agree
        agree = year.astype(np.int8) + (same[0] & ~blank[0]) + (same[1] & ~blank[1])
        # 1985 and 1986 are two years, not one with a wrong digit
        unsure = [self.comparison.code(name) for name in ("near", "part_differs")]
        little = np.isin(level[at], unsure) & (agree < 2)
        near = np.abs(self.years.take(one) - self.years.take(two)) <= 1
        codes = [self.comparison.code(name) for name in ("different", "year")]
        level[at[little]] = np.array(codes, dtype=np.int8)[near[little].astype(np.int8)]

    def _unread(self, level: Levels, left: Rows, right: Rows, at: Rows) -> None:
        """Put in the levels of pairs in which a text is no date: only its characters count."""
        one, two, _ = self.sides(left[at], right[at])
        edits = self.strings.edits(one, two, 1)
        level[at] = self.choose(
            (edits == 0, "same"), (edits == 1, "near"), (edits > 1, "different")
        )


def _one_edit(digits: npt.NDArray[np.uint32], differ: npt.NDArray[np.uint32]) -> Bools:
    """Whether one digit is another, or two neighbours have changed places.

    differ: the bits in which the other date's digits are not those of `digits`.
    """
    changed = differ | differ >> 1
    changed |= changed >> 2
    changed &= _EACH_DIGIT
    count = np.bitwise_count(changed)
    found = count == 1
    two = np.flatnonzero((count == 2) & (changed & changed >> 4 != 0))
    place = np.bitwise_count((changed[two] & -changed[two]) - np.uint32(1))
    here = digits[two] >> place & np.uint32(_DAY)
    there = here ^ (differ[two] >> place & np.uint32(_DAY))
    found[two] = here == (there >> 4 | (there & np.uint32(15)) << 4)
    return np.asarray(found)


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


def date_order(texts: Texts) -> str:
    """The order in which a column writes its dates, from those that can only be read in one.

    A part above 12 is no month. "ymd" where the year stands in front; where nothing tells day from
    month, the day is taken to be first: within one column the order changes nothing.
    """
    votes = dict.fromkeys(ORDERS, 0)
    for text in texts.to_pylist():
        parts = _DIGITS.findall(_TIME.sub("", text))
        if (len(parts) == 1 and len(parts[0]) == 8) or (len(parts) > 1 and len(parts[0]) == 4):
            votes["ymd"] += 1
        elif len(parts) == 3:
            first, second = int(parts[0]), int(parts[1])
            votes["dmy"] += first > _MONTHS >= second
            votes["mdy"] += second > _MONTHS >= first
    if votes["dmy"] == votes["mdy"] == 0:
        return "ymd" if votes["ymd"] else "dmy"
    return "dmy" if votes["dmy"] >= votes["mdy"] else "mdy"


def spelt_dates(texts: Texts, order: str) -> Texts:
    """Each text as YYYYMMDD with 0 for what is missing; what is no date as its digits or words."""
    return pa.array([_spelt_date(text, order) for text in texts.to_pylist()], pa.string())


def date_of(value: str) -> tuple[int, int, int]:
    """Year, month and day of a spelt date; -1 throughout for what is none."""
    if len(value) != 8 or not value.isdigit():
        return _UNREAD
    return int(value[:4]), int(value[4:6]), int(value[6:])


def spelt_numbers(texts: Texts) -> Texts:
    """Each number in one spelling (1.50, 1,5 and 01.5 are one), other texts in lower case."""
    return pa.array([_spelt_number(text) for text in texts.to_pylist()], pa.string())


def _spelt_date(text: str, order: str) -> str:
    text = _TIME.sub("", text.strip())
    parts = _DIGITS.findall(text)
    if len(parts) == 1 and len(parts[0]) == 8:
        whole = str(parts[0])
        turned = {"dmy": whole[4:] + whole[2:4] + whole[:2], "mdy": whole[4:] + whole[:4]}
        return whole if whole[:2] in ("18", "19", "20") else turned.get(order, whole)
    if len(parts) > 3 or not parts or any(len(part) > 4 for part in parts):
        return "".join(parts) or text.lower()
    if len(parts[0]) == 4:
        year, month, day = (*parts, "0", "0")[:3]
    elif len(parts) == 3:
        year = parts[2]
        day, month = parts[:2] if order == "dmy" else parts[1::-1]
    elif len(parts[-1]) == 4:
        year, month, day = parts[-1], parts[0], "0"
    else:
        return "".join(parts)
    return f"{int(year):04}{int(month):02}{int(day):02}"


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
