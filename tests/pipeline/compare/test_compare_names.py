"""Name comparison: levels of given names and of Spanish surnames."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare.names import GivenNames, NameComparison, Surnames, TokenTable

KNOWN = {"mario", "marko", "luis", "ana", "maria"}


def level(kind: type[NameComparison], left: str, right: str, older: str = "") -> str | None:
    """Name of the level of a pair; `older` is an older spelling of the left name."""
    one = kind(("name", "older"), TokenTable(pd.Series([left, right, older]), KNOWN.__contains__))
    columns = [np.array([text], dtype=object) for text in (left, older, right, "")]
    codes, _ = one.levels(columns[:2], columns[2:])
    names: list[str | None] = [None, *(each.name for each in one.comparison.levels)]
    return names[int(codes[0])]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("ana", "ana", "same"),
        ("maria ana", "ana maria", "same"),
        ("ana maria", "ana", "shorter"),
        ("yoandris", "yoandri", "near"),
        ("mario", "marko", "different"),
        ("a", "ana", "initial"),
        ("ana luis", "ana mario", "one_differs"),
        ("ana", "luis", "different"),
        ("ana", "", None),
        ("", "", None),
    ],
)
def test_given_names(left: str, right: str, expected: str | None) -> None:
    assert level(GivenNames, left, right) == level(GivenNames, right, left) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("ruis soto", "ruis soto", "same"),
        ("soto", "soto", "same"),
        ("ruiss soto", "ruis soto", "near"),
        ("soto ruis", "ruis soto", "swapped"),
        ("ruis soto", "ruis", "one_missing"),
        ("ruis soto", "soto", "one_missing"),
        ("rodrigues soto", "rodriges", "one_near"),
        ("ruis soto", "ruis peres", "one_differs"),
        ("ruis soto", "cao peres", "different"),
        ("ruis", "", None),
    ],
)
def test_surnames(left: str, right: str, expected: str | None) -> None:
    assert level(Surnames, left, right) == level(Surnames, right, left) == expected


def test_an_older_spelling_counts_where_it_agrees_better() -> None:
    assert level(Surnames, "reies fuentes", "reis fuentes", older="reis fuentes") == "same"
    assert level(Surnames, "reis fuentes", "reis fuentes", older="cao peres") == "same"


def test_a_shared_rare_token_is_rarer_than_a_shared_common_one() -> None:
    texts = pd.Series(["peres"] * 50 + ["iznaga"] * 2)
    one = Surnames(("name", "older"), TokenTable(texts))
    names = np.array(["peres", "iznaga"], dtype=object)
    empty = np.array(["", ""], dtype=object)
    _, rarity = one.levels([names, empty], [names, empty])
    assert rarity[0] == pytest.approx(np.log2(50 / 52))
    assert rarity[1] == pytest.approx(np.log2(2 / 52))


_NAME = st.lists(st.sampled_from(["ana", "luis", "mario", "marko", "yoel", "m"]), max_size=3)


@given(_NAME.map(" ".join), _NAME.map(" ".join))
def test_comparing_is_the_same_both_ways_round(left: str, right: str) -> None:
    for kind in (GivenNames, Surnames):
        assert level(kind, left, right) == level(kind, right, left)
