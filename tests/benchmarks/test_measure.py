"""The figures of the benchmarks, on tables small enough to count by hand."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.benchmarks import measure
from todos.benchmarks.measure import Labels

LABELS = st.lists(st.integers(0, 4), min_size=1, max_size=12)


def labels(*values: int) -> Labels:
    return np.array(values, np.int64)


def test_a_pair_found_and_a_pair_missed() -> None:
    # Ana, Ana, Ana | Luis: one of Ana's three records stands alone.
    found = measure.pairwise(labels(1, 1, 2, 3), labels(7, 7, 7, 8))
    assert found.precision == 1
    assert found.recall == pytest.approx(1 / 3)
    assert found.f1 == pytest.approx(0.5)


def test_everybody_in_one_cluster_finds_all_and_is_mostly_wrong() -> None:
    found = measure.pairwise(labels(1, 1, 1, 1), labels(7, 7, 8, 8))
    assert found.precision == pytest.approx(2 / 6)
    assert found.recall == 1


def test_without_any_pair_nothing_is_wrong_and_nothing_is_missed() -> None:
    assert measure.pairwise(labels(1, 2), labels(7, 8)).f1 == 1
    assert measure.b_cubed(labels(), labels()).f1 == 1


def test_b_cubed_asks_each_record_about_its_own_cluster() -> None:
    # Three of Ana with one of Luis; the other Luis alone.
    found = measure.b_cubed(labels(1, 1, 1, 1, 2), labels(7, 7, 7, 8, 8))
    assert found.precision == pytest.approx((3 * 3 / 4 + 1 / 4 + 1) / 5)
    assert found.recall == pytest.approx((3 * 1 + 1 / 2 + 1 / 2) / 5)


def test_labels_for_other_records_are_refused() -> None:
    with pytest.raises(ValueError, match="3 clusters for 2 records"):
        measure.pairwise(labels(1, 1, 1), labels(7, 7))


@given(st.data())
def test_pairwise_is_what_counting_every_pair_gives(data: st.DataObject) -> None:
    truth = data.draw(LABELS)
    clusters = data.draw(st.lists(st.integers(0, 4), min_size=len(truth), max_size=len(truth)))
    every = list(combinations(range(len(truth)), 2))
    said = {pair for pair in every if clusters[pair[0]] == clusters[pair[1]]}
    true = {pair for pair in every if truth[pair[0]] == truth[pair[1]]}
    found = measure.pairwise(labels(*clusters), labels(*truth))
    assert found.precision == pytest.approx(len(said & true) / len(said) if said else 1)
    assert found.recall == pytest.approx(len(said & true) / len(true) if true else 1)


@given(LABELS, st.data())
def test_the_names_of_clusters_and_the_order_of_records_do_not_matter(
    truth: list[int], data: st.DataObject
) -> None:
    clusters = labels(*(value // 2 for value in truth))
    order = data.draw(st.permutations(range(len(truth))))
    for figure in (measure.pairwise, measure.b_cubed):
        before = figure(clusters, labels(*truth))
        after = figure((clusters * 17 + 3)[order], labels(*truth)[order])
        assert after.precision == pytest.approx(before.precision)
        assert after.recall == pytest.approx(before.recall)


def test_blocking_recall_counts_a_pair_once_whichever_way_round() -> None:
    truth = labels(7, 7, 7, 8)
    assert measure.blocking_recall(labels(0, 1, 3), labels(1, 0, 0), truth) == pytest.approx(1 / 3)


def test_the_best_threshold_takes_the_true_pairs_and_leaves_the_false_one() -> None:
    truth = labels(7, 7, 8, 8)
    scores = np.array([0.9, 0.6, 0.4])
    best = measure.best_threshold(labels(0, 2, 1), labels(1, 3, 2), scores, truth)
    assert best.threshold == 0.6
    assert best.pairwise.f1 == 1
    assert best.clusters[0] == best.clusters[1] != best.clusters[2]


def test_pairs_of_one_score_are_taken_together() -> None:
    # A threshold cannot take the true pair and leave the two false ones.
    scores = np.array([0.5, 0.5, 0.5])
    best = measure.best_threshold(labels(0, 0, 1), labels(1, 2, 3), scores, labels(7, 7, 8, 9))
    assert best.pairwise.precision == pytest.approx(1 / 6)


def test_where_no_pair_is_true_the_best_is_to_link_nothing() -> None:
    best = measure.best_threshold(labels(0), labels(1), np.array([0.9]), labels(7, 8))
    assert best.threshold == float("inf")
    assert len(set(best.clusters.tolist())) == 2


PAIRS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from((0.1, 0.2, 0.5, 0.7, 0.9))),
    min_size=1,
    max_size=20,
)


@given(PAIRS, st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_no_threshold_does_better_than_the_best(
    pairs: list[tuple[int, int, float]], entities: list[int]
) -> None:
    left, right, scores = (np.array(column) for column in zip(*pairs, strict=True))
    truth = labels(*entities)
    best = measure.best_threshold(left, right, scores, truth)
    tried = []
    for threshold in (0.1, 0.2, 0.5, 0.7, 0.9, 1.0):
        taken = scores >= threshold
        joined = measure.components(left[taken], right[taken], len(truth))
        tried.append(measure.pairwise(joined, truth).f1)
    assert best.pairwise.f1 == pytest.approx(max(tried))
    assert measure.pairwise(best.clusters, truth) == best.pairwise
