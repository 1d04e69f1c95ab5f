"""Dates of any table compared, in whichever order and how exactly they are written."""

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...rules.comparisons import MISSING, Comparison
from .base import Bools, Floats, Levels, Rows
from .folded import TextColumn, Texts, pc
from .values import Spelt

ORDERS = ("ymd", "dmy", "mdy")
_MONTHS = 12
# Bits of the parts of a date of eight digits.
_DAY, _MONTH, _MONTH_DAY = np.uint32(0xFF), np.uint32(0xFF00), np.uint32(0xFFFF)
_EACH_DIGIT = np.uint32(0x11111111)
_DIGITS = re.compile(r"\d+")
# Most tables write their dates so.
_PLAIN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
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
        digits, read = date_digits(column.values)
        partial = (digits & _MONTH == 0) | (digits & _DAY == 0) | (digits <= _MONTH_DAY)
        marks = np.where(read, partial * np.uint8(_PARTIAL), np.uint8(_UNREADABLE))
        # of each record
        self.digits = column.table(digits, 0).astype(np.uint32).take(column.codes)
        self.years = column.table(_years(digits), 0).astype(np.int16).take(column.codes)
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
            some = at[marks & mark > 0]
            if len(some):
                put(level, left, right, some)
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


def date_order(texts: Texts) -> str:
    """The order in which a column writes its dates, from those that can only be read in one.

    A part above 12 is no month. "ymd" where the year stands in front; where nothing tells day from
    month, the day is taken to be first: within one column the order changes nothing.
    """
    plain = pc.match_substring_regex(texts, pattern=_PLAIN)
    votes = dict.fromkeys(ORDERS, 0)
    votes["ymd"] = pc.sum(plain).as_py() or 0
    for text in texts.filter(pc.invert(plain)).to_pylist():
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
    plain = pc.match_substring_regex(texts, pattern=_PLAIN)
    other = pc.invert(plain)
    spelt = [_spelt_date(text, order) for text in texts.filter(other).to_pylist()]
    bare = pc.replace_substring(texts, pattern="-", replacement="")
    return pc.replace_with_mask(bare, other, pa.array(spelt, pa.string()))


def date_digits(values: Texts) -> tuple[npt.NDArray[np.uint32], Bools]:
    """(digits, read): eight digits of each spelt date, four bits each, and whether it is one."""
    read: Bools = pc.match_substring_regex(values, pattern="^[0-9]{8}$").to_numpy(
        zero_copy_only=False
    )
    digits = np.zeros(len(values), dtype=np.uint32)
    left = pc.cast(values.filter(pa.array(read)), pa.uint32()).to_numpy()
    for place in range(8):
        left, digit = np.divmod(left, np.uint32(10))
        digits[read] |= digit << np.uint32(4 * place)
    return digits, read


def _years(digits: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    places = (digits[:, None] >> np.arange(16, 32, 4, dtype=np.uint32)) & np.uint32(15)
    return np.asarray(places.astype(np.int64) @ np.array([1, 10, 100, 1000]))


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
