"""Whole names of no known language compared: can they be one person's?"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.compare.name_pairs import compare_names

CASES = yaml.safe_load(Path(__file__).parents[2].joinpath("cases/names.yml").read_text("utf-8"))


def score(left: str, right: str) -> float:
    return float(compare_names([left], [right]).score[0])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['left']} - {case['right']}")
def test_known_names_are_told_apart_or_not(case: dict[str, Any]) -> None:
    assert (score(case["left"], case["right"]) >= 0.5) is case["same"], case["why"]


def test_a_reason_names_what_agrees_and_what_does_not() -> None:
    found = compare_names(["Ana Ruiz Soto"], ["Ana Ruiz Cao"])
    assert found.level == ["surnames: one_differs"]
    assert found.reason == ["The same given names; one surname agrees, the other does not."]


def test_a_man_and_a_woman_are_told_by_the_surname() -> None:
    found = compare_names(["Саша Белов"], ["Александра Белова"])
    assert found.level == ["sex: different"]
    assert "a man's name and a woman's" in found.reason[0]


def test_a_name_that_is_missing_says_nothing_either_way() -> None:
    found = compare_names(["", "  ", "...", "Ana"], ["Ana Ruiz", "", "Ana", ""])
    assert found.score.tolist() == [0.5] * 4
    assert set(found.level) == {"name: missing"}


def test_no_pairs_are_no_error() -> None:
    assert len(compare_names([], []).score) == 0


_WORDS = st.sampled_from(
    [
        *("Ana", "Luis", "Mario", "María", "Yoel", "Pepe", "José", "Ruiz", "Soto", "Núñez", "A."),
        *("B", "Олег", "Ганна", "Белова", "Игоревич", "Sergei", "Belov", "William", "Bill"),
        *("Hatherley", "Jr.", ",", "(hijo)", "de"),
    ]
)
_NAMES = st.lists(_WORDS, min_size=1, max_size=5).map(" ".join)


@settings(max_examples=60)
@given(_NAMES, _NAMES)
def test_scores_are_shares_and_the_same_both_ways_round(left: str, right: str) -> None:
    both = compare_names([left, right], [right, left]).score
    assert both[0] == both[1]
    assert 0.0 <= both[0] <= 1.0


@settings(max_examples=60)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_compared(left: str, right: str) -> None:
    assert 0.0 <= score(left, right) <= 1.0


@settings(max_examples=40)
@given(_NAMES)
def test_a_name_is_its_own(name: str) -> None:
    assert score(name, name) in {0.5, 1.0}


@pytest.mark.parametrize("name", ["Íñigo Ruiz Núñez", "Ганна Белая", "Siarhei Zhuk"])
def test_capitals_and_accents_make_no_other_name(name: str) -> None:
    plain = name.replace("Í", "I").replace("ñ", "n").replace("ú", "u")
    assert score(name, name.upper()) == score(name, name.lower()) == score(name, plain) == 1.0


def test_pairs_beside_a_pair_do_not_change_it() -> None:
    left = [case["left"] for case in CASES]
    right = [case["right"] for case in CASES]
    # every fifth of them again alone, which suffices and is quicker
    together = compare_names(left, right).score
    assert [round(score(a, b), 6) for a, b in zip(left[::5], right[::5], strict=True)] == [
        round(float(one), 6) for one in together[::5]
    ]
