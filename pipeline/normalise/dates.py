"""Dates and ages as intervals: a day, a month, a year, or the birthdays that an age allows."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from ...rules.vocabulary import fold, vocabulary

Days = npt.NDArray[np.datetime64]
Years = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Interval = tuple[date, date]

# The age that nobody on a list is past: it closes "mayor de edad", which says only 18 or older.
OLDEST = 100
ADULT = 18
_YEARS = range(1900, 2101)
_LONGEST = 60
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2})(?:[t ]\d{2}:\d{2}.*)?)?")
_DAY_FIRST = re.compile(
    r"(?:(?P<d>\d{1,2})[./-])?(?P<m>\d{1,2})[./-](?P<y>\d{4})(?: \d{1,2}:\d{2}.*)?"
)
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|ro|er|o)?")


class UnreadableDateError(ValueError):
    """Text that is no date, or not one that can be read in only one way."""


class ImpossibleDateError(ValueError):
    """A date that is in no calendar, such as 31/02/2021."""


def day_interval(text: str) -> Interval | None:
    """First and last day, both inclusive, that `text` allows; None if it is empty.

    Reads days, months and years in numbers (ISO, or day first) and in Spanish, English, Russian
    and Belarusian words. Raises UnreadableDateError or ImpossibleDateError with a plain reason.
    """
    if len(text) > _LONGEST:
        raise UnreadableDateError("is too long for a date")
    # most dates are figures, which need no folding
    found = _in_figures(text) or _in_figures(folded := fold(text))
    if found:
        day = int(found["d"]) if found["d"] else None
        return _interval(int(found["y"]), int(found["m"]), day)
    return _in_words(folded) if folded else None


def _in_figures(text: str) -> re.Match[str] | None:
    return _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text)


def _in_words(folded: str) -> Interval:
    """'11 de julio de 2021', 'July 11, 2021', '11 июля 2021 г.', 'julio de 2021', '2021'."""
    months, months_in_order = vocabulary("month"), tuple(vocabulary("month").entries)
    month: int | None = None
    numbers: list[str] = []
    for part in re.findall(r"\w+", folded):
        code = months.code(part)
        if code and month is None:
            month = months_in_order.index(code) + 1
        elif code or not months.known(part):
            numbers.append(part)
    if not numbers or not re.fullmatch(r"\d{4}", numbers[-1]):
        raise UnreadableDateError("is no date that can be read")
    *days, year = numbers
    if not days:
        return _interval(int(year), month, None)
    found = _DAY.fullmatch(days[0])
    if len(days) > 1 or not found or month is None:
        raise UnreadableDateError("is no date that can be read")
    return _interval(int(year), month, int(found[1]))


def _interval(year: int, month: int | None, day: int | None) -> Interval:
    if year not in _YEARS:
        raise UnreadableDateError(f"has the year {year}")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise ImpossibleDateError(f"has the month {month} (days are read before months)")
    last = monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    if not 1 <= day <= last:
        raise ImpossibleDateError(f"has the day {day} in a month of {last} days")
    return date(year, month, day), date(year, month, day)


@dataclass(frozen=True, slots=True)
class Age:
    """Years from `low` to `high`, both inclusive, and the day they hold for, if the words say."""

    low: int
    high: int
    on: Literal["arrest", "edition"] | None = None


def age(text: str) -> Age | None:
    """The age that `text` gives: a number, or a bound such as 'mayor de edad'.

    None if it is empty. Raises ValueError with a plain reason.
    """
    if len(text) > _LONGEST or text.lstrip().startswith("-"):
        raise ValueError("is too long, or too little, for an age")
    rest, said = _take_phrases(fold(text))
    on: Literal["arrest", "edition"] | None = None
    if "at_arrest" in said:
        on = "arrest"
    elif "now" in said:
        on = "edition"
    if found := re.fullmatch(r"(\d{1,3})(?:[.,]0)?", rest):
        years = int(found[1])
        if years > OLDEST:
            raise ValueError(f"is an age over {OLDEST}")
        return Age(years, years, on)
    if rest:
        raise ValueError("is no age that can be read")
    if "adult" in said:
        return Age(ADULT, OLDEST, on)
    return Age(0, ADULT - 1, on) if "minor" in said else None


def _take_phrases(folded: str) -> tuple[str, frozenset[str]]:
    """What is left of `folded` without the words of age.toml, and their codes."""
    words, phrase = vocabulary("age").folded, _age_phrases()
    codes = frozenset(code for found in phrase.findall(folded) if (code := words[found]))
    return phrase.sub(" ", folded).strip(" ,:;.-"), codes


@cache
def _age_phrases() -> re.Pattern[str]:
    longest_first = sorted(vocabulary("age").folded, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def birth_interval(years: int, on_from: date, on_to: date) -> Interval:
    """Birthdays of somebody who is `years` old on a day from `on_from` to `on_to`.

    Both ends inclusive. A birthday on 29 February counts from either neighbour in other years.
    """
    aged = np.array([years], "int64")
    first, last = births(aged, aged, _day(on_from), _day(on_to))
    return first.astype(object)[0], last.astype(object)[0]


def births(low: Years, high: Years, on_from: Days, on_to: Days) -> tuple[Days, Days]:
    """Birthdays of people aged `low` to `high` on a day of an interval: arrays of days [D].

    NaT in either end of the interval gives NaT.
    """
    first = years_before(on_from, high + 1) + np.timedelta64(1, "D")
    last = years_before(on_to, low)
    leap = _month_and_day(years_before(on_to, low) + np.timedelta64(1, "D"), 2, 29)
    # born 29 February, of age on the 28th by one reckoning: the wider interval holds both
    return first, np.where(leap & _month_and_day(on_to, 2, 28), last + np.timedelta64(1, "D"), last)


def years_before(days: Days, years: Years | int) -> Days:
    """The same day `years` earlier; 28 February where that year has no 29th. NaT stays NaT."""
    month = days.astype("datetime64[M]")
    earlier = month - np.asarray(years, "int64") * np.timedelta64(12, "M")
    day = earlier.astype("datetime64[D]") + (days - month.astype("datetime64[D]"))
    spilled = day.astype("datetime64[M]") != earlier
    back: Days = np.where(spilled & ~np.isnat(days), day - np.timedelta64(1, "D"), day)
    return back


def _month_and_day(days: Days, month: int, day: int) -> Flags:
    months = days.astype("datetime64[M]")
    days_in = (days - months.astype("datetime64[D]")).astype("int64")
    meets: Flags = (months.astype("int64") % 12 == month - 1) & (days_in == day - 1)
    return meets


def _day(day: date) -> Days:
    return np.array([day], "datetime64[D]")
