"""Values of changes are told in words, and nothing is made up on the way."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.output.changes.words import country, day_text, in_words, interval, label
from todos.rules.vocabulary import vocabulary

SAID = {
    "2021-07-11": "11 July 2021",
    "2021-07-11/2021-07-11": "11 July 2021",
    "2021-07-01/2021-07-31": "July 2021",
    "2024-02-01/2024-02-29": "February 2024",
    "2021-02-01/2021-02-27": "1 February 2021 to 27 February 2021",
    "1980-01-01/1980-12-31": "1980",
    "1980-01-01/1981-12-31": "1980 to 1981",
    "1980-01-01/1981-11-30": "1 January 1980 to 30 November 1981",
    "/2021-07-11": "until 11 July 2021",
    "2021-07-11/": "from 11 July 2021 on",
}


@pytest.mark.parametrize("text", SAID)
def test_an_interval_is_said_as_precisely_as_it_is_known(text: str) -> None:
    assert interval(text) == SAID[text]


@pytest.mark.parametrize("text", ["", "/", "2021", "2021-02-31", "2021-07-11/x", "x/2021-07-11"])
def test_what_is_no_interval_is_not_read_as_one(text: str) -> None:
    assert interval(text) is None


@given(st.dates(), st.dates())
def test_two_different_intervals_are_never_said_alike(first: date, second: date) -> None:
    start, end = sorted((first, second))
    said = interval(f"{start.isoformat()}/{end.isoformat()}")
    assert said is not None
    if start != end:
        assert said != day_text(start)
        assert said != interval(f"{start.isoformat()}/{start.isoformat()}")


def test_codes_are_said_with_the_words_of_their_vocabulary() -> None:
    assert in_words("release_basis", "extrapenal_leave") == "extrapenal leave"
    for code in vocabulary("custody_status").codes:
        assert in_words("custody_status", code) == vocabulary("custody_status").label(code, "en")


def test_a_code_of_no_vocabulary_stays_as_it_is() -> None:
    assert in_words("custody_status", "on_the_moon") == "on_the_moon"


MONTHS = {"66": "5 years 6 months", "13": "1 year 1 month", "24": "2 years", "0": "0 months"}


@pytest.mark.parametrize("months", MONTHS)
def test_a_sentence_is_said_in_years_and_months(months: str) -> None:
    assert in_words("sentence_months", months) == MONTHS[months]


def test_nothing_is_said_to_be_not_known() -> None:
    assert in_words("birth", None) == in_words("name", "") == "not known"


def test_long_values_are_cut_and_marks_that_turn_the_writing_are_gone() -> None:
    said = in_words("name", "A\u202e" + "x" * 10_000)
    assert said.startswith("A x")
    assert len(said) <= 200
    assert said.endswith("…")


def test_countries_and_fields_have_names() -> None:
    assert (country("BY"), country("CU"), country("p1")) == ("Belarus", "Cuba", "p1")
    assert (label("sentence_months"), label("first_seen")) == ("Sentence", "First seen")
