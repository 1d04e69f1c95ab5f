"""Error lists: false merges and missed pairs."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.output.evaluate import errors as module
from todos.output.evaluate.errors import NOT_KEPT, errors, pairs_within

NONE = pd.DataFrame(
    columns=["left", "right", "match_weight", "match_probability", "verdict", "reason"]
).astype({"left": int, "right": int, "match_weight": float})
groups = st.lists(st.integers(0, 5), max_size=25)


@given(groups)
def test_all_pairs_of_a_group_are_found_once(group: list[int]) -> None:
    left, right = pairs_within(np.array(group, dtype=np.int64))
    wanted = {(a, b) for a, b in combinations(range(len(group)), 2) if group[a] == group[b]}
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == sorted(wanted)


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from("xyz") | st.none()), max_size=20))
def test_every_wrong_pair_is_listed_and_no_other(records: list[tuple[int, str | None]]) -> None:
    labels = np.array([label for label, _ in records], dtype=np.int64)
    truth = np.array([person for _, person in records], dtype=object)
    found = errors(labels, truth, NONE)
    pairs = [(a, b) for a, b in combinations(range(len(records)), 2) if truth[a] and truth[b]]
    merged = {(a, b) for a, b in pairs if labels[a] == labels[b] and truth[a] != truth[b]}
    missed = {(a, b) for a, b in pairs if labels[a] != labels[b] and truth[a] == truth[b]}
    assert rows(found.false_merges) == merged
    assert rows(found.missed_pairs) == missed


def rows(pairs: pd.DataFrame) -> set[tuple[int, int]]:
    return set(zip(pairs["left"].tolist(), pairs["right"].tolist(), strict=True))


def test_a_missed_pair_has_its_score_whichever_record_comes_first() -> None:
    scored = pd.DataFrame(
        {
            "left": [2, 1],
            "right": [0, 0],
            "match_weight": [3.0, 9.0],
            "match_probability": [0.1, 0.4],
            "verdict": ["review", "review"],
            "reason": ["For one person: the same surnames.", "For one person: much."],
        }
    )
    missed = errors(["a", "b", "c"], ["x", "x", "x"], scored).missed_pairs
    assert missed[["left", "right"]].to_numpy().tolist() == [[0, 1], [0, 2], [1, 2]]
    assert missed["match_weight"].iloc[:2].tolist() == [9.0, 3.0]
    assert missed["reason"].iloc[2] == NOT_KEPT


def test_errors_beyond_counting_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ERRORS", 100)
    found = errors(np.zeros(1000, dtype=np.int64), np.arange(1000), NONE)
    assert len(found.false_merges) <= 100
