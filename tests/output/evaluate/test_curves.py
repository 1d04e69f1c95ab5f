"""Measures at every threshold, and the reliability of match probabilities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.output.evaluate.curves import THRESHOLDS, reliability, sweep

TRUTH = np.array(["x", "x", "y", "y", "y", None], dtype=object)
LEFT, RIGHT = np.array([0, 2, 1, 3, 0]), np.array([1, 3, 2, 4, 5])
PROBABILITY = np.array([0.9, 0.6, 0.55, 0.2, 0.99])


def test_a_threshold_links_the_pairs_from_it_on() -> None:
    found = sweep(LEFT, RIGHT, PROBABILITY, TRUTH, [0.5, 0.9])
    assert found["linked"].tolist() == [3, 1]
    assert found["agreed"].tolist() == [2, 1]
    assert found["precision"].tolist() == pytest.approx([2 / 3, 1.0])


def test_recall_is_of_all_pairs_of_one_person_scored_or_not() -> None:
    all_links = sweep(LEFT, RIGHT, PROBABILITY, TRUTH, [0.0])
    assert all_links["recall"].iloc[0] == pytest.approx(3 / 4)  # 2–4 of person y was never scored


def test_a_threshold_above_all_pairs_links_none_and_has_no_precision() -> None:
    nothing = sweep(LEFT, RIGHT, PROBABILITY, TRUTH, [1.0]).iloc[0]
    assert (nothing["linked"], nothing["recall"]) == (0, 0)
    assert np.isnan(nothing["precision"])


def test_the_default_threshold_is_among_those_tried() -> None:
    assert 0.5 in THRESHOLDS


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50))
def test_bands_share_out_all_pairs(pairs: list[tuple[float, bool]]) -> None:
    probability = np.array([p for p, _ in pairs])
    bands = reliability(probability, np.array([same for _, same in pairs], dtype=np.bool_))
    assert bands["pairs"].sum() == len(pairs)
    assert bands["true"].sum() == sum(same for _, same in pairs)
    full = bands[bands["pairs"] > 0]
    assert (full["mean_probability"] >= full["band_from"] - 1e-9).all()
    assert (full["mean_probability"] <= full["band_to"] + 1e-9).all()
    assert (full["low"] <= full["share"]).all() and (full["share"] <= full["high"]).all()


def test_a_band_without_pairs_has_no_share() -> None:
    bands = reliability(np.array([0.05, 1.0]), np.array([False, True]))
    assert bands["pairs"].tolist() == [1, *[0] * 8, 1]
    assert np.isnan(bands["share"].iloc[4])
