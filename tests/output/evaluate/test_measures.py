"""Measures of persons found against persons known."""

import time
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.output.evaluate.measures import Estimate, bcubed, interval, pairwise, wilson

Records = list[tuple[int, int]]
records = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=25)


@given(records)
def test_pairs_are_counted_as_counting_each_pair_counts_them(found: Records) -> None:
    pairs = list(combinations(found, 2))
    linked = {(one, two) for one, two in enumerate(pairs) if two[0][0] == two[1][0]}
    true = {(one, two) for one, two in enumerate(pairs) if two[0][1] == two[1][1]}
    measure = pairwise(*zip(*found, strict=True))
    assert (measure.linked, measure.true) == (len(linked), len(true))
    assert measure.agreed == len(linked & true)
    if linked:
        assert measure.precision.value == pytest.approx(len(linked & true) / len(linked))
    if true:
        assert measure.recall.value == pytest.approx(len(linked & true) / len(true))


@given(records)
def test_bcubed_is_the_mean_over_records(found: Records) -> None:
    precise, recalled = [], []
    for label, person in found:
        both = sum(one == (label, person) for one in found)
        precise.append(both / sum(one[0] == label for one in found))
        recalled.append(both / sum(one[1] == person for one in found))
    measure = bcubed(*zip(*found, strict=True))
    assert measure.precision.value == pytest.approx(np.mean(precise))
    assert measure.recall.value == pytest.approx(np.mean(recalled))


@given(records, st.randoms(use_true_random=False))
def test_neither_the_order_of_records_nor_the_names_of_persons_matter(
    found: Records, random: np.random.Generator
) -> None:
    before = [measure(*zip(*found, strict=True)) for measure in (pairwise, bcubed)]
    mixed = [(f"L{label}", f"P{person}") for label, person in found]
    random.shuffle(mixed)
    after = [measure(*zip(*mixed, strict=True)) for measure in (pairwise, bcubed)]
    for one, two in zip(before, after, strict=True):
        assert ends(one.f1) == pytest.approx(ends(two.f1), nan_ok=True)
        assert ends(one.precision) == pytest.approx(ends(two.precision), nan_ok=True)


@given(records)
def test_every_interval_holds_its_value_and_stays_a_share(found: Records) -> None:
    for measure in (pairwise, bcubed):
        done = measure(*zip(*found, strict=True))
        for one in (done.precision, done.recall, done.f1):
            assert np.isnan(one.value) or 0 <= one.low <= one.value <= one.high <= 1


def ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high


def test_records_of_unknown_truth_are_left_out_and_those_without_a_label_stand_alone() -> None:
    measure = pairwise(["a", "a", None, None, "a"], ["x", "x", "y", "y", None])
    assert (measure.records, measure.linked, measure.true, measure.agreed) == (4, 1, 2, 1)


def test_labels_and_truth_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 labels and 1 truths"):
        pairwise([1, 2], [1])


def test_without_an_error_among_few_persons_the_interval_still_doubts() -> None:
    few, many = (pairwise(np.repeat(range(n), 2), np.repeat(range(n), 2)) for n in (10, 1000))
    assert few.precision.value == many.precision.value == 1
    assert few.precision.low < 0.8
    assert many.precision.low > 0.99


def test_pairs_of_one_wrong_merge_count_as_one_mistake_and_not_as_many() -> None:
    truth = np.repeat(np.arange(200), 4)
    one_large = np.where(truth == 1, 0, truth)  # 16 wrong pairs in one merge
    paired = np.arange(800) % 4 == 0
    many_small = np.where(paired & (truth % 2 == 1) & (truth < 32), truth - 1, truth)
    large, small = (pairwise(labels, truth).precision for labels in (one_large, many_small))
    assert large.high - large.low > small.high - small.low


def test_nothing_linked_has_no_precision() -> None:
    measure = pairwise([1, 2, 3], ["x", "x", "y"])
    assert np.isnan(measure.precision.value)
    assert measure.recall.value == 0


def test_the_interval_covers_the_truth_in_95_of_100_lists_of_the_same_kind() -> None:
    whole = pairwise(*lists(200_000, np.random.default_rng(1)))
    rng = np.random.default_rng(2)
    hits = np.zeros(3)
    for _ in range(200):
        done = pairwise(*lists(400, rng))
        for at, name in enumerate(("precision", "recall", "f1")):
            true, found = getattr(whole, name).value, getattr(done, name)
            hits[at] += found.low <= true <= found.high
    assert (hits >= 180).all()
    assert (hits < 200).any()  # an interval that always covers says nothing


def lists(persons: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Labels and truth of invented persons; some are split, some merged with a neighbour."""
    truth = np.repeat(np.arange(persons), rng.geometric(0.4, persons))
    again = np.r_[False, truth[1:] == truth[:-1]]
    split = (rng.random(persons) < 0.05)[truth] & again
    labels = np.where(split, truth + persons, truth)
    merged = (rng.random(persons) < 0.05) & (np.arange(persons) % 2 == 1)
    return np.where(merged[labels % persons] & ~split, labels - 1, labels), truth


def test_interval_of_nothing_is_nan() -> None:
    assert np.isnan(interval(np.zeros(3), np.zeros(3)).value)


def test_wilson_agrees_with_the_published_example() -> None:
    # 81 of 263, as in Newcombe 1998, "Two-sided confidence intervals for the single proportion"
    low, high = wilson(81 / 263, 263)
    assert (round(float(low), 4), round(float(high), 4)) == (0.2553, 0.3662)


def test_a_million_records_take_seconds() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 400_000, 1_000_000)
    labels = pd.Series(np.where(rng.random(len(truth)) < 0.02, -truth, truth)).astype(str)
    start = time.process_time()
    measure = pairwise(labels, truth)
    assert measure.records == 1_000_000
    assert time.process_time() - start < 10
