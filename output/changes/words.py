"""Values of the table `changes` in plain English words."""

import re
from calendar import month_name, monthrange
from datetime import date

from babel import Locale

from ...rules.problems import clip
from ...rules.vocabulary import vocabulary

NOT_KNOWN = "not known"
LONGEST_NAME, _LONGEST_VALUE = 120, 200

_LABELS = {
    "custody_status": "Status",
    "release_basis": "Ground",
    "release": "Release",
    "name": "Name",
    "birth": "Birth",
    "arrest": "Arrest",
    "sentence_months": "Sentence",
    "record": "Record",
}
_VOCABULARIES = ("custody_status", "release_basis")
_DATES = ("release", "birth", "arrest")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def label(field: str) -> str:
    """The name of a field for readers."""
    return _LABELS.get(field) or clip(field.replace("_", " ").capitalize())


def in_words(field: str, value: str | None) -> str:
    """`value` of `field` as a reader says it; without words of its own it stays as it is."""
    if not value:
        return NOT_KNOWN
    if field in _VOCABULARIES and value in vocabulary(field).codes:
        return vocabulary(field).label(value, "en")
    if field == "sentence_months" and value.isdecimal() and len(value) < 6:
        return _years(int(value))
    if field in _DATES:
        return interval(value) or clip(value, _LONGEST_VALUE)
    return clip(value, _LONGEST_VALUE)


def interval(text: str) -> str | None:
    """A date interval as claims write it, for reading; None if it is not one."""
    first, parted, last = text.partition("/")
    start, end = _day(first), _day(last if parted else first)
    if (start is None and first) or (end is None and last) or (start is None and end is None):
        return None
    if start is None or end is None:
        return f"until {day_text(end)}" if end else f"from {day_text(start)} on"
    return _months(start, end) or f"{day_text(start)} to {day_text(end)}"


def _months(start: date, end: date) -> str | None:
    """One day, or whole months and years, as they are said; None for any other span."""
    if start == end:
        return day_text(start)
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return None
    if (start.year, start.month) == (end.year, end.month):
        return f"{month_name[start.month]} {start.year}"
    if (start.month, end.month) != (1, 12):
        return None
    return f"{start.year}" if start.year == end.year else f"{start.year} to {end.year}"


def day_text(day: date | None) -> str:
    return f"{day.day} {month_name[day.month]} {day.year}" if day else ""


def country(code: str) -> str:
    """The English name of a country; the code itself where it has none."""
    known: str | None = Locale("en").territories.get(code)
    return known or clip(code, 8)


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _years(months: int) -> str:
    parts = [
        f"{number} {unit}{'' if number == 1 else 's'}"
        for number, unit in zip(divmod(months, 12), ("year", "month"), strict=True)
        if number
    ]
    return " ".join(parts) or "0 months"
