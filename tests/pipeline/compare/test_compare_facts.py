"""Facts compared: intervals, places, sets of offences, sentences."""

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


def level(one: FieldComparison, left: int = 0, right: int = 1) -> str | None:
    """Name of the level that two of the records reach."""
    codes, _ = one.levels(np.array([left]), np.array([right]))
    names: list[str | None] = [None, *(each.name for each in one.comparison.levels)]
    return names[int(codes[0])]


def ends(*intervals: tuple[str, str] | None) -> tuple[pd.Series, pd.Series]:
    """First and last days of intervals; None where nothing is known."""
    pairs = [(np.nan, np.nan) if one is None else (day(one[0]), day(one[1])) for one in intervals]
    return pd.Series([pair[0] for pair in pairs]), pd.Series([pair[1] for pair in pairs])


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
    assert level(facts.Birth(*ends(left, right))) == expected


def test_a_missing_date_is_neutral() -> None:
    assert level(facts.Birth(*ends(None, ("1990-05-06", "1990-05-06")))) is None


def arrests(*days: str) -> facts.Arrest:
    return facts.Arrest(*ends(*((one, one) for one in days)))


def test_a_day_on_which_many_were_arrested_is_weak_evidence() -> None:
    one = arrests(*["2021-07-11"] * 9, "2022-03-04")
    _, rarity = one.levels(np.array([0, 9]), np.array([1, 9]))
    assert rarity[0] == pytest.approx(np.log2(0.9))
    assert rarity[1] == pytest.approx(np.log2(0.1))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("2021-07-11", "same_day"),
        ("2021-07-13", "close"),
        ("2021-11-07", "swapped"),
        ("2021-08-01", "month"),
        ("2022-01-01", "different"),
    ],
)
def test_arrests_by_distance(other: str, expected: str) -> None:
    assert level(arrests("2021-07-11", other)) == expected


def test_an_arrest_in_july_and_one_on_a_day_of_july_can_be_the_same() -> None:
    july = ("2021-07-01", "2021-07-31")
    assert level(facts.Arrest(*ends(("2021-07-11", "2021-07-11"), july))) == "meets"


@pytest.mark.parametrize(
    ("other", "expected"),
    [("2024-01-15", "same_day"), ("2024-02-01", "close"), ("2025-01-15", "different")],
)
def test_releases_by_distance(other: str, expected: str) -> None:
    both = ends(("2024-01-15", "2024-01-15"), (other, other))
    assert level(facts.Release(*both)) == expected


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
    provinces, towns = (pd.Series(column, dtype=object) for column in zip(left, right, strict=True))
    assert level(facts.Place(provinces, towns)) == expected


def test_a_small_town_says_more_than_a_large_one() -> None:
    towns = pd.Series(["matanzas.colon"] * 6 + ["matanzas.perico"] * 2)
    one = facts.Place(towns.str.split(".").str[0], towns)
    _, rarity = one.levels(np.array([0, 6]), np.array([1, 7]))
    assert rarity.tolist() == pytest.approx([np.log2(6 / 8), np.log2(2 / 8)])


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
    assert level(facts.Offences(pd.Series([left, right], dtype=object))) == expected


def test_a_country_whose_lists_name_no_offence_compares_none() -> None:
    assert level(facts.Offences(pd.Series(["", "", None], dtype=object))) is None


def test_of_several_offences_in_common_the_rarest_counts() -> None:
    sets = pd.Series(["contempt sedition", "contempt sedition arson", *["contempt"] * 6, ""])
    _, rarity = facts.Offences(sets).levels(np.array([0]), np.array([1]))
    assert rarity[0] == pytest.approx(np.log2(2 / 8)), "of those that name any offence"


@pytest.mark.parametrize(
    ("months", "expected"),
    [(60.0, "same"), (66.0, "close"), (67.0, "different"), (np.nan, None)],
)
def test_sentences_by_distance(months: float, expected: str | None) -> None:
    assert level(facts.Sentence(pd.Series([60.0, months]))) == expected


@pytest.mark.parametrize(
    ("comparison", "same", "different"),
    [(facts.Sex, "same", "different"), (facts.Lists, "same", "other")],
)
def test_codes_agree_or_differ(comparison: type[facts.Exact], same: str, different: str) -> None:
    one = comparison(pd.Series(["a", "a", "b"], dtype=object))
    assert (level(one, 0, 1), level(one, 0, 2)) == (same, different)


def test_an_unknown_sex_agrees_with_none() -> None:
    one = facts.Sex(pd.Series([None, "", "female"], dtype=object))
    assert level(one, 0, 1) is level(one, 0, 2) is level(one, 1, 2) is None


_INTERVAL = st.tuples(st.integers(0, 20000), st.integers(0, 800)).map(
    lambda pair: (float(pair[0]), float(pair[0] + pair[1]))
)
_INTERVALS = st.lists(st.one_of(st.none(), _INTERVAL), min_size=2, max_size=2).map(
    lambda pairs: pd.DataFrame([one or (np.nan, np.nan) for one in pairs])
)


@given(_INTERVALS)
def test_dates_compare_the_same_both_ways_round(both: pd.DataFrame) -> None:
    for kind in (facts.Birth, facts.Arrest, facts.Release):
        one = kind(both[0], both[1])
        assert level(one, 0, 1) == level(one, 1, 0)


@given(_INTERVALS)
def test_a_date_is_compared_exactly_where_both_are_known(both: pd.DataFrame) -> None:
    known = bool(both.notna().all(axis=None))
    for kind in (facts.Birth, facts.Arrest, facts.Release):
        assert (level(kind(both[0], both[1])) is not None) == known


_SETS = st.lists(st.sets(st.sampled_from(["arson", "contempt", "sedition"])), min_size=2)


@given(_SETS)
def test_offences_are_the_same_only_if_no_list_names_another(sets: list[set[str]]) -> None:
    one = facts.Offences(pd.Series([" ".join(sorted(each)) for each in sets], dtype=object))
    reached = level(one)
    if sets[0] and sets[1]:
        assert (reached == "same") == (sets[0] == sets[1])
        assert (reached == "different") == (not sets[0] & sets[1])
    else:
        assert reached is None
