"""Birthdays as intervals: the date that a list gives, or what an age allows."""

import numpy as np

from .dates import ADULT, OLDEST, Age, Days, Flags, age, births, years_before
from .report import Bad, Report
from .said import Column, Dated, Objects

_NEVER = np.datetime64("NaT", "D")
_OVER = 60


def born(
    given: Dated, ages: tuple[Column, Column], arrest: Dated, edition: Days, report: Report
) -> Dated:
    """The birth date if the list gives one, else the birthdays that its ages allow.

    ages: on the day of the arrest and on that of the edition, where their words say no other
    day. With two ages, the birthdays that both allow; if there are none, those of the age
    at arrest: lists correct the age of today less often than they should.
    """
    at_arrest, now = ages
    first = _from_age(at_arrest, _ages(at_arrest, "age_at_arrest", report), True, arrest, edition)
    second = _from_age(now, _ages(now, "age", report), False, arrest, edition)
    meet = (first.first <= second.last) & (second.first <= first.last)
    both = Dated(
        np.where(meet, np.maximum(first.first, second.first), _NEVER),
        np.where(meet, np.minimum(first.last, second.last), _NEVER),
        _joined(first.original, second.original, meet),
    )
    return given.otherwise(both).otherwise(first).otherwise(second)


def _ages(column: Column, field: str, report: Report) -> list[Age | None]:
    """The age of each text, None where it cannot be read."""
    ages: list[Age | None] = []
    bad = []
    for at, text in enumerate(column.texts):
        try:
            ages.append(age(text))
        except ValueError as error:
            ages.append(None)
            bad.append(Bad(at, text, f"which {error}"))
    report.words(field, column, bad)
    return ages


def _from_age(
    column: Column, ages: list[Age | None], on_arrest: bool, arrest: Dated, edition: Days
) -> Dated:
    """Birthdays that the ages allow, on the day they hold for: the arrest or the edition.

    Of an age at an arrest on an unknown day we know that nobody is younger at the edition.
    """
    # one more at the end, for the rows without a text
    known = [age or Age(0, 0) for age in [*ages, None]]
    low = np.array([age.low for age in known], "int64")[column.at]
    high = np.array([age.high for age in known], "int64")[column.at]
    said_on = [age.on == "arrest" if age.on else on_arrest for age in known]
    at_arrest = np.array(said_on)[column.at]
    undated = at_arrest & ~arrest.given()
    on_first = np.where(at_arrest & ~undated, arrest.first, edition)
    on_last = np.where(at_arrest & ~undated, arrest.last, edition)
    first, last = births(low, np.where(undated, OLDEST, high), on_first, on_last)
    told = np.array([age is not None for age in [*ages, None]])[column.at]
    told &= ~(undated & (low == 0))
    return Dated(np.where(told, first, _NEVER), np.where(told, last, _NEVER), column.original())


def _joined(left: Objects, right: Objects, rows: Flags) -> Objects:
    joined = left.copy()
    joined[rows] = left[rows] + "; " + right[rows]
    return joined


def over_60(birth: Dated, edition: Days) -> Flags:
    """Rows in which the person is certainly sixty or older at the edition."""
    certain: Flags = birth.last <= years_before(edition, _OVER)
    return certain


def minor(birth: Dated, arrest: Dated) -> Flags:
    """Rows in which the person was certainly under eighteen when arrested."""
    certain: Flags = birth.first > years_before(arrest.last, ADULT)
    return certain
