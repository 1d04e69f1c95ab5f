"""Facts compared: intervals, places, sets of offences, sentences."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare import facts
from todos.pipeline.compare.base import FieldComparison


def day(text: str) -> float:
    return float((date.fromisoformat(text) - date(1970, 1, 1)).days)


def level(one: FieldComparison, left: Sequence[object], right: Sequence[object]) -> str | None:
    columns = [np.array([value], dtype=object) for value in (*left, *right)]
    codes, _ = one.levels(columns[: len(left)], columns[len(left) :])
    names: list[str | None] = [None, *(each.name for each in one.comparison.levels)]
    return names[int(codes[0])]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("1990-05-06", "1990-05-06"), ("1990-05-06", "1990-05-06"), "same_day"),
        (("1990-05-06", "1990-05-06"), ("1990-01-01", "1990-12-31"), "meets"),
        (("1990-05-06", "1990-05-06"), ("1920-01-01", "2000-12-31"), "wide"),
        (("1990-05-06", "1990-05-06"), ("1990-06-05", "1990-06-05"), "part_differs"),
        (("1990-05-06", "1990-05-06"), ("1980-05-06", "1980-05-06"), "part_differs"),
        (("1990-01-01", "1990-12-31"), ("1991-06-01", "1992-05-31"), "close"),
        (("1990-05-06", "1990-05-06"), ("1992-07-08", "1992-07-08"), "apart"),
        (("1990-05-06", "1990-05-06"), ("1969-07-08", "1969-07-08"), "far"),
    ],
)
def test_births_compare_as_intervals(
    left: tuple[str, str], right: tuple[str, str], expected: str
) -> None:
    one = facts.Birth("birth_from", "birth_to")
    assert level(one, [*map(day, left)], [*map(day, right)]) == expected


def test_a_missing_date_is_neutral() -> None:
    one = facts.Birth("birth_from", "birth_to")
    assert level(one, [np.nan, np.nan], [day("1990-05-06")] * 2) is None


def arrests(*days: str) -> facts.Arrest:
    frame = pd.DataFrame({"from": [day(d) for d in days], "to": [day(d) for d in days]})
    return facts.Arrest(("from", "to"), frame)


def test_a_day_on_which_many_were_arrested_is_weak_evidence() -> None:
    one = arrests(*["2021-07-11"] * 9, "2022-03-04")
    left = [np.array([day("2021-07-11"), day("2022-03-04")], dtype=object)] * 2
    _, rarity = one.levels(left, left)
    assert rarity[0] == pytest.approx(np.log2(0.9))
    assert rarity[1] == pytest.approx(np.log2(0.1))


def test_arrests_by_distance() -> None:
    one = arrests("2021-07-11")
    for other, expected in [
        ("2021-07-11", "same_day"),
        ("2021-07-13", "close"),
        ("2021-08-01", "month"),
        ("2022-01-01", "different"),
    ]:
        assert level(one, [day("2021-07-11")] * 2, [day(other)] * 2) == expected
    july = [day("2021-07-01"), day("2021-07-31")]
    assert level(one, [day("2021-07-11")] * 2, july) == "meets"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("matanzas", "matanzas.colon"), ("matanzas", "matanzas.colon"), "municipality"),
        (("matanzas", "matanzas.colon"), ("matanzas", None), "province"),
        (("matanzas", "matanzas.colon"), ("matanzas", "matanzas.perico"), "other_municipality"),
        (("matanzas", None), ("granma", None), "different"),
        ((None, None), ("granma", None), None),
    ],
)
def test_places(
    left: tuple[object, object], right: tuple[object, object], expected: str | None
) -> None:
    one = facts.Place(pd.Series(["matanzas", "granma"]), pd.Series(["matanzas.colon"]))
    assert level(one, list(left), list(right)) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("contempt sedition", "contempt sedition", "same"),
        ("contempt", "contempt sedition", "overlap"),
        ("contempt", "sedition", "different"),
        ("", "sedition", None),
    ],
)
def test_offences_compare_as_sets(left: str, right: str, expected: str | None) -> None:
    assert level(facts.Offences("offences"), [left], [right]) == expected


def test_sentences() -> None:
    one = facts.Sentence(pd.Series([60.0, 72.0]))
    assert level(one, [60.0], [60.0]) == "same"
    assert level(one, [60.0], [66.0]) == "close"
    assert level(one, [60.0], [120.0]) == "different"
    assert level(one, [60.0], [np.nan]) is None


_INTERVAL = st.tuples(st.integers(0, 20000), st.integers(0, 800)).map(
    lambda pair: [float(pair[0]), float(pair[0] + pair[1])]
)


@given(_INTERVAL, _INTERVAL)
def test_dates_compare_the_same_both_ways_round(left: list[object], right: list[object]) -> None:
    for one in (facts.Birth("a", "b"), arrests("2021-07-11")):
        assert level(one, left, right) == level(one, right, left)
