"""Dates and ages as intervals: never more precise than the list, never without the truth."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.normalise.dates import (
    OLDEST,
    Age,
    ImpossibleDateError,
    UnreadableDateError,
    age,
    birth_interval,
    births,
    day_interval,
)

DAYS = st.dates(date(1901, 1, 1), date(2060, 12, 31))
JULY_11 = date(2021, 7, 11)


@pytest.mark.parametrize(
    "text",
    [
        "2021-07-11", "11/7/2021", "11/07/2021", "11.07.2021", "11-07-2021", "11 de julio de 2021",
        "11 de Julio del 2021", "11 July 2021", "July 11, 2021", "11 Jul 2021", "11 июля 2021 г.",
        "11 июля 2021 года", "11 ліпеня 2021", "2021-07-11 00:00:00", "2021-07-11T10:00:00Z",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_form_that_lists_use(text: str) -> None:
    assert day_interval(text) == (JULY_11, JULY_11)


@pytest.mark.parametrize("text", ["julio de 2021", "07/2021", "2021-07", "July 2021", "июль 2021"])
def test_a_month_is_all_its_days(text: str) -> None:
    assert day_interval(text) == (date(2021, 7, 1), date(2021, 7, 31))


@pytest.mark.parametrize("text", ["2021", "2021 г.", " 2021 "])
def test_a_year_is_all_its_days(text: str) -> None:
    assert day_interval(text) == (date(2021, 1, 1), date(2021, 12, 31))


def test_an_empty_cell_is_no_date() -> None:
    assert day_interval(" ") is None


def test_days_are_read_before_months() -> None:
    assert day_interval("3/4/2021") == (date(2021, 4, 3), date(2021, 4, 3))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2021", "the day 31 in a month of 28 days"),
        ("7/25/2021", "the month 25"),
        ("0/1/2020", "the day 0"),
        ("29 de febrero de 2021", "the day 29 in a month of 28 days"),
    ],
)
def test_a_date_in_no_calendar_is_impossible(text: str, reason: str) -> None:
    with pytest.raises(ImpossibleDateError, match=reason):
        day_interval(text)


@pytest.mark.parametrize(
    "text",
    ["pronto", "11/07/21", "11 12 2021", "mayo junio 2021", "2021 2022", "0021", "11", "1" * 99],
)
def test_what_cannot_be_read_in_one_way_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableDateError):
        day_interval(text)


@given(DAYS)
def test_every_day_reads_back_from_each_form(day: date) -> None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        assert day_interval(day.strftime(form)) == (day, day)
    month = day_interval(day.strftime("%m/%Y"))
    assert month is not None
    assert month[0] <= day <= month[1]


@given(st.text(max_size=80))
def test_any_text_is_an_interval_or_a_plain_error(text: str) -> None:
    try:
        found = day_interval(text)
    except ValueError as error:
        assert str(error)
    else:
        assert found is None or found[0] <= found[1]


def test_fifty_three_at_the_arrest_leaves_one_year_of_birthdays() -> None:
    assert birth_interval(53, JULY_11, JULY_11) == (date(1967, 7, 12), date(1968, 7, 11))


def _ages(birth: date, on: date) -> set[int]:
    """Years completed, by both ways to count a birthday on 29 February."""
    before = (on.month, on.day) < (birth.month, birth.day)
    ages = {on.year - birth.year - before}
    if (birth.month, birth.day) == (2, 29) and (on + timedelta(1)).month == 3 and on.month == 2:
        ages.add(on.year - birth.year)
    return ages


@given(DAYS, st.integers(0, 36500), st.integers(0, 400), st.integers(0, 400))
def test_the_birthday_is_always_inside(birth: date, days: int, early: int, late: int) -> None:
    on = birth + timedelta(days)
    for years in _ages(birth, on):
        first, last = birth_interval(years, on - timedelta(early), on + timedelta(late))
        assert first <= birth <= last


@given(st.sampled_from([date(2000, 2, 29), date(1996, 2, 29)]), st.integers(0, 60))
def test_a_leap_day_birthday_is_inside_on_the_days_around_it(birth: date, years: int) -> None:
    for on in (date(birth.year + years, 2, 28), date(birth.year + years, 3, 1)):
        for aged in _ages(birth, on):
            if aged >= 0:
                first, last = birth_interval(aged, on, on)
                assert first <= birth <= last


@given(DAYS, st.integers(0, OLDEST))
def test_an_age_on_a_day_leaves_a_year_and_no_more(on: date, years: int) -> None:
    first, last = birth_interval(years, on, on)
    assert 364 <= (last - first).days <= 366


def test_an_unknown_day_gives_no_birthday() -> None:
    nowhere = np.array(["NaT"], "datetime64[D]")
    first, last = births(np.array([30]), np.array([30]), nowhere, nowhere)
    assert np.isnat(first).all()
    assert np.isnat(last).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("39", Age(39, 39)),
        ("39.0", Age(39, 39)),
        ("Edad en la detención: 39 años", Age(39, 39, "arrest")),
        ("Edad actual: 44 años", Age(44, 44, "edition")),
        ("mayor de edad", Age(18, OLDEST)),
        ("Hombre, mayor de edad en la detención", Age(18, OLDEST, "arrest")),
        ("menor de edad", Age(0, 17)),
        ("", None),
    ],
)
def test_an_age_is_a_number_or_a_bound(text: str, expected: Age | None) -> None:
    assert age(text) == expected


@pytest.mark.parametrize("text", ["450", "treinta", "-5", "30 o 31", "9" * 70])
def test_what_is_no_age_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="age"):
        age(text)
