"""The order of the questions: those first whose answer is worth most."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.output.reports.questions import entropy, questions


def registry(*persons: str | None) -> pd.DataFrame:
    """Records 0, 1, 2 … of these persons."""
    return pd.DataFrame({"person_id": pd.Series(persons, dtype=object)})


def pairs(*told: tuple[int, int, float, str]) -> pd.DataFrame:
    """Pairs of records: left, right, probability, verdict."""
    rows: list[dict[str, Any]] = [
        {
            "left": left,
            "right": right,
            "source_l": "list_a",
            "source_record_id_l": f"r{left}",
            "source_r": "list_b",
            "source_record_id_r": f"r{right}",
            "match_probability": probability,
            "match_weight": 20 * probability,
            "verdict": verdict,
        }
        for left, right, probability, verdict in told
    ]
    return pd.DataFrame(rows)


def asked(found: pd.DataFrame) -> list[tuple[int, int]]:
    return list(zip(found["left"].tolist(), found["right"].tolist(), strict=True))


def test_only_pairs_under_review_are_asked() -> None:
    found = questions(registry("a", "b", "c"), pairs((0, 1, 0.9, "match"), (0, 2, 0.3, "review")))
    assert asked(found) == [(0, 2)]


def test_of_two_equal_doubts_the_one_on_which_more_hangs_comes_first() -> None:
    # records 2, 3 and 4 are one person: an answer about 1 and 2 joins three pairs, not one
    found = questions(
        registry("a", "b", "c", "c", "c", "d"),
        pairs((0, 5, 0.4, "review"), (1, 2, 0.4, "review")),
    )
    assert asked(found) == [(1, 2), (0, 5)]
    assert found["n_right"].tolist() == [3, 1]


def test_of_two_pairs_of_single_records_the_less_certain_comes_first() -> None:
    found = questions(
        registry("a", "b", "c", "d"), pairs((0, 1, 0.12, "review"), (2, 3, 0.45, "review"))
    )
    assert asked(found) == [(2, 3), (0, 1)]


def test_a_second_pair_of_the_same_two_persons_is_worth_half() -> None:
    persons = registry("a", "a", "b", "c", "d")
    found = questions(persons, pairs((0, 2, 0.5, "review"), (1, 2, 0.5, "review")))
    assert found["worth"].tolist() == [2.0, 1.0]


def test_apart_today_the_answer_same_makes_one_person_fewer() -> None:
    (row,) = questions(registry("a", "b"), pairs((0, 1, 0.4, "review"))).to_dict("records")
    assert not row["together"]
    assert (row["persons"], row["n_left"], row["n_right"]) == (-1, 1, 1)


def test_together_today_the_records_would_go_with_the_end_that_they_are_like() -> None:
    found = questions(
        registry("a", "a", "a", "a"),
        pairs(
            (0, 1, 0.6, "review"),
            (0, 2, 0.9, "match"),
            (1, 2, 0.2, "non-match"),
            (1, 3, 0.9, "match"),
        ),
    )
    (row,) = found.to_dict("records")
    assert row["together"]
    assert (row["persons"], row["n_left"], row["n_right"]) == (1, 2, 2)


def test_a_report_of_nobody_changes_the_number_of_no_persons() -> None:
    found = questions(registry("a", None, None), pairs((0, 1, 0.4, "review")))
    (row,) = found.to_dict("records")
    assert (row["persons"], row["together"]) == (0, False)


def test_two_reports_of_nobody_are_not_one_person() -> None:
    (row,) = questions(registry(None, None), pairs((0, 1, 0.4, "review"))).to_dict("records")
    assert not row["together"]


probabilities = st.floats(0.11, 0.49)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), probabilities, st.just("review")).filter(
            lambda pair: pair[0] < pair[1]
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda pair: pair[:2],
    ),
    st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=8, max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_pairs_come_changes_nothing(
    told: list[tuple[int, int, float, str]], persons: list[str | None], chance: Any
) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    one, other = (questions(registry(*persons), pairs(*some)) for some in (told, shuffled))
    pd.testing.assert_frame_equal(one, other)


@given(st.lists(st.floats(0, 1), min_size=1))
def test_an_answer_is_least_known_at_even_odds(told: list[float]) -> None:
    found = entropy(np.array(told))
    assert ((found >= 0) & (found <= 1)).all()
    assert entropy(np.array([0.5])) == pytest.approx([1.0])
