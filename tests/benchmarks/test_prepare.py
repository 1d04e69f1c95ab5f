"""How intervals of days become one text, as a flat table has them."""

import pandas as pd
from todos.benchmarks import prepare


def texts(*intervals: tuple[str, str]) -> list[str | None]:
    first, last = (pd.to_datetime(pd.Series(list(days))) for days in zip(*intervals, strict=True))
    return [None if pd.isna(text) else text for text in prepare.one_text(first, last)]


def test_a_day_a_month_and_a_year_are_written_as_exactly_as_they_are_known() -> None:
    day, month, year = (
        ("2021-07-11", "2021-07-11"),
        ("2021-07-01", "2021-07-31"),
        ("1990-01-01", "1990-12-31"),
    )
    assert texts(day, month, year) == ["2021-07-11", "2021-07", "1990"]


def test_an_age_gives_the_year_of_the_middle_of_what_is_possible() -> None:
    assert texts(("2000-03-12", "2001-03-11"), ("2000-10-12", "2001-10-11")) == ["2000", "2001"]


def test_what_is_known_no_better_than_some_years_is_left_out() -> None:
    assert texts(("1940-01-01", "2000-01-01"), (None, None)) == [None, None]  # type: ignore[arg-type]
