"""Clusters: chains that contradict themselves fall apart, and labels are a partition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.cluster import cluster, components, within


def labels_of(size: int, likely: dict[tuple[int, int], float]) -> list[int]:
    """Labels of `size` records whose pairs are as likely as given, others impossible."""
    one, two = np.triu_indices(size, 1)
    probability = np.array(
        [likely.get((i, j), 1e-6) for i, j in zip(one.tolist(), two.tolist(), strict=True)]
    )
    chained = components(one, two, probability, size)
    inside = chained[one] == chained[two]
    return [int(one) for one in cluster(one[inside], two[inside], probability[inside], chained)]


def test_records_that_all_match_are_one_person() -> None:
    assert len(set(labels_of(3, {(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.9}))) == 1


def test_a_chain_whose_ends_contradict_each_other_falls_apart() -> None:
    found = labels_of(3, {(0, 1): 0.99, (1, 2): 0.8, (0, 2): 0.0001})
    assert found[0] == found[1] != found[2]


def test_a_weak_pair_is_carried_by_strong_ones() -> None:
    assert len(set(labels_of(3, {(0, 1): 0.99, (1, 2): 0.99, (0, 2): 0.3}))) == 1


def test_records_without_a_match_stay_alone() -> None:
    assert len(set(labels_of(4, {(0, 1): 0.49}))) == 4


@given(st.lists(st.integers(0, 5), max_size=30))
def test_within_gives_every_pair_of_a_label_once(labels: list[int]) -> None:
    one, two = within(np.array(labels, dtype=np.int64))
    size = len(labels)
    expected = {(i, j) for i in range(size) for j in range(i + 1, size) if labels[i] == labels[j]}
    assert len(one) == len(expected)
    assert set(zip(one.tolist(), two.tolist(), strict=True)) == expected


@given(st.integers(2, 7), st.randoms(use_true_random=False))
def test_whatever_the_pairs_a_cluster_stays_inside_its_component(size: int, random: object) -> None:
    draw = random.random  # type: ignore[attr-defined]
    one, two = np.triu_indices(size, 1)
    probability = np.array([draw() for _ in one])
    chained = components(one, two, probability, size)
    inside = chained[one] == chained[two]
    found = cluster(one[inside], two[inside], probability[inside], chained)
    for label in np.unique(found):
        assert len(set(chained[found == label])) == 1


@pytest.mark.parametrize("size", [0, 1])
def test_hardly_any_records_are_no_trouble(size: int) -> None:
    assert len(labels_of(size, {})) == size
