"""Levels of given names, surnames and patronymics, asked by row position."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.compare.base import RARITIES
from todos.pipeline.compare.name_levels import GivenNames, NameLevels, Patronymic, Surnames


def level(one: NameLevels, left: int = 0, right: int = 1) -> str | None:
    """Name of the level of two rows, which is the same both ways round."""
    codes, _ = one.levels(np.array([left, right]), np.array([right, left]))
    assert codes[0] == codes[1]
    return None if codes[0] == 0 else one.comparison.levels[codes[0] - 1].name


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("ana", "ana", "same"),
        ("maria ana", "ana maria", "same"),
        ("ana maria", "ana", "shorter"),
        ("ioandris", "ioandri", "near"),
        ("iunior", "Junior", "near"),
        ("xabier", "Jabier", "near"),
        ("mario", "marko", "different"),
        ("marselo", "marsela", "different"),
        ("pepe", "Jose", "pet_form"),
        ("robertiko", "roberto", "pet_form"),
        ("bill", "william", "pet_form"),
        ("a", "ana", "initial"),
        ("y", "iordanis", "initial"),
        ("m", "ana", "different"),
        ("а", "aliaksandr", "initial"),
        ("h", "hanna", "initial"),
        ("ana luis", "ana mario", "one_differs"),
        ("ana", "luis", "different"),
        ("Juankarlos", "Juan karlos", "same"),
        ("Juana", "Juan a", "different"),
        ("ana", "", None),
        ("", "", None),
    ],
)
def test_given_names(left: str, right: str, expected: str | None) -> None:
    assert level(GivenNames([left, right])) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("ruis soto", "ruis soto", "same"),
        ("soto", "soto", "same"),
        ("karasanna soto", "karasana soto", "near"),
        ("soto ruis", "ruis soto", "swapped"),
        ("ruis soto", "ruis", "one_missing"),
        ("ruis soto", "soto", "one_missing"),
        ("diaskanel soto", "dias kanel soto", "same"),
        ("karasanna soto", "karasana", "one_near"),
        ("otero a", "otero alkantara", "initial"),
        ("gomes pas", "games pas", "alike"),
        ("ruis soto", "ruis peres", "one_differs"),
        ("ruis soto", "kao peres", "different"),
        ("kəvələv", "kəvələnk", "different"),
        ("ruis", "", None),
    ],
)
def test_surnames(left: str, right: str, expected: str | None) -> None:
    assert level(Surnames([left, right])) == expected


def test_patronymics_agree_by_the_fathers_name() -> None:
    assert level(Patronymic(["siarhei", "siarhei"])) == "same"
    assert level(Patronymic(["siarhei", "с"])) == "initial"
    assert level(Patronymic(["siarhei", "ihar"])) == "different"


def test_an_older_spelling_counts_where_it_agrees_better() -> None:
    names, older = ["karasanna fuentes", "karasana fuentes"], ["karasana fuentes", ""]
    assert level(Surnames(names, older)) == "same"
    assert level(Surnames(names, ["kao peres", ""])) == level(Surnames(names)) == "near"


def test_parts_in_each_others_columns_are_crossed_and_not_different() -> None:
    given, surnames = ["ana", "soto", "luis"], ["soto", "ana", "soto"]
    assert level(GivenNames(given, across=surnames)) == "crossed"
    assert level(Surnames(surnames, across=given)) == "crossed"
    assert level(GivenNames(given, across=surnames), 0, 2) == "different"


def test_a_shared_rare_token_is_rarer_than_a_shared_common_one() -> None:
    one = Surnames(pd.Series(["peres"] * 50 + ["isnaga", "isnaga", "isnagga"]))
    rows = np.array([0, 50, 50])
    _, rarity = one.levels(rows, np.array([1, 51, 52]))
    assert rarity[0] == pytest.approx(np.log2(50 / 53))
    assert rarity[1] == pytest.approx(np.log2(2 / 53))
    # of a name and its misspelling the commoner one counts
    assert rarity[2] == rarity[1]


_TOKENS = ["ana", "luis", "mario", "marko", "ioel", "m", "pepe", "Jose", "kəvələv", "xabier"]
_NAMES = st.lists(
    st.lists(st.sampled_from(_TOKENS), max_size=4).map(" ".join), min_size=2, max_size=5
)


@settings(max_examples=40)
@given(_NAMES)
def test_comparing_is_the_same_both_ways_round_and_a_name_is_itself(names: list[str]) -> None:
    left, right = (side.ravel() for side in np.indices((len(names), len(names))))
    for kind in (GivenNames, Surnames, Patronymic):
        one = kind(names)
        there, back = one.levels(left, right)[0], one.levels(right, left)[0]
        assert (there == back).all()
        itself = there[left == right]
        assert [code == 1 for code in itself] == [name != "" for name in names]


@settings(max_examples=40)
@given(_NAMES)
def test_what_is_looked_up_is_what_a_closer_look_finds(names: list[str]) -> None:
    left, right = (side.ravel() for side in np.indices((len(names), len(names))))
    turned = [" ".join(name.split()[::-1]) for name in names]
    for kind in (GivenNames, Surnames):
        one = kind(names, [*turned[1:], ""], across=turned)
        level, rarity = one.levels(left, right)
        bits = np.where(one.rarity_counts[level], np.clip(np.rint(-rarity), 0, RARITIES - 1), 0)
        assert (
            one.outcomes(left, right).tolist()
            == (level.astype(np.int64) * RARITIES + bits).tolist()
        )


@settings(max_examples=20)
@given(_NAMES)
def test_a_pair_does_not_depend_on_the_pairs_beside_it(names: list[str]) -> None:
    one = GivenNames(names, across=names[::-1])
    left, right = (side.ravel() for side in np.indices((len(names), len(names))))
    together, bits = one.levels(left, right)
    for at in range(len(left)):
        alone, own = one.levels(left[at : at + 1], right[at : at + 1])
        assert (alone[0], own[0]) == (together[at], bits[at])
