"""Estimates from a stratified sample of decided pairs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.output.evaluate.measures import codes
from todos.output.evaluate.sampling import Shares, draw, estimated, strata_by_weight, strata_of

NAMES = ("precision", "recall", "f1")


def population(size: int, bold: float, seed: int) -> pd.DataFrame:
    """Pairs with the probability that a model gives and whether they are of one person.

    bold: 1 for a model to be taken at its word, under 1 for one that is too sure.
    """
    rng = np.random.default_rng(seed)
    probability = np.clip(rng.beta(0.15, 0.1, size), 0.001, 0.999999)
    odds = bold * np.log(probability / (1 - probability))
    other = rng.random(size) < 0.01  # the cluster decides otherwise
    return pd.DataFrame(
        {
            "match_probability": probability,
            "verdict": np.where((probability >= 0.5) ^ other, "match", "non-match"),
            "decided_by": "model",
            "positive": rng.random(size) < 1 / (1 + np.exp(-odds)),
        }
    )


def measures(pairs: pd.DataFrame) -> tuple[float, float, float]:
    linked, positive = pairs["verdict"] == "match", pairs["positive"]
    both = (linked & positive).sum()
    return both / linked.sum(), both / positive.sum(), 2 * both / (linked.sum() + positive.sum())


def from_sample(drawn: pd.DataFrame) -> Shares:
    return estimated(
        drawn["positive"].to_numpy(),
        (drawn["verdict"] == "match").to_numpy(),
        1 / drawn["inclusion_probability"].to_numpy(),
        codes(drawn["stratum"]),
    )


@pytest.mark.parametrize(("size", "bold", "each"), [(3000, 1.0, 30), (4000, 0.5, 40)])
def test_the_interval_covers_the_truth_in_at_least_90_of_100_samples(
    size: int, bold: float, each: int
) -> None:
    pairs = population(size, bold, seed=size)
    true, draws = measures(pairs), 150
    hits, widths, mean = np.zeros(3), np.zeros(3), np.zeros(3)
    for seed in range(draws):
        found = from_sample(draw(pairs, each, seed))
        ends = [getattr(found, name) for name in NAMES]
        hits += [one.low <= value <= one.high for one, value in zip(ends, true, strict=True)]
        widths += [one.high - one.low for one in ends]
        mean += [one.value for one in ends]
    assert (hits >= 0.9 * draws).all(), hits / draws
    assert (widths / draws < 0.12).all(), widths / draws
    assert mean / draws == pytest.approx(true, abs=0.01)


def test_weights_matter_where_a_stratum_is_drawn_less() -> None:
    # of 1,000 sure links 10 are looked at and right; of 20 doubtful ones all, and half are wrong
    positive = np.r_[np.ones(10), np.ones(10), np.zeros(10)].astype(bool)
    weight = np.r_[np.full(10, 100.0), np.ones(20)]
    linked, stratum = np.ones(30, dtype=bool), np.r_[np.zeros(10), np.ones(20)].astype(int)
    assert estimated(positive, linked, weight, stratum).precision.value == pytest.approx(
        1010 / 1020
    )
    unweighted = estimated(positive, linked, np.ones(30), stratum)
    assert unweighted.precision.value == pytest.approx(20 / 30)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 3)), min_size=1))
def test_a_full_count_is_no_estimate(pairs: list[tuple[bool, bool, int]]) -> None:
    positive, linked, stratum = (np.array(column) for column in zip(*pairs, strict=True))
    found = estimated(positive, linked, np.ones(len(pairs)), stratum)
    wanted = (linked & positive).sum() / linked.sum() if linked.any() else np.nan
    ends = (found.precision.low, found.precision.value, found.precision.high)
    assert ends == pytest.approx((wanted, wanted, wanted), nan_ok=True)


def test_a_stratum_without_a_positive_is_still_in_doubt() -> None:
    positive = np.r_[np.ones(50), np.zeros(50)].astype(bool)
    weight = np.r_[np.ones(50), np.full(50, 100.0)]
    found = estimated(positive, positive, weight, np.repeat([0, 1], 50))
    assert found.recall.value == 1
    assert found.recall.low < 0.7


def test_a_sample_holds_as_many_of_each_stratum_and_says_how_likely_each_was() -> None:
    pairs = population(2000, 1.0, seed=3)
    drawn = draw(pairs, 25)
    sizes, whole = drawn["stratum"].value_counts(), strata_of(pairs).value_counts()
    assert sizes.max() == 25
    assert len(sizes) == len(whole)
    assert (1 / drawn["inclusion_probability"]).sum() == pytest.approx(2000)
    assert drawn.index.is_unique
    pd.testing.assert_frame_equal(drawn, draw(pairs, 25))


def test_strata_of_a_sample_without_names_are_pairs_of_like_weight() -> None:
    assert strata_by_weight(np.array([1.0, 100.0, 1.5, 110.0])).tolist() == [0, 1, 0, 1]
