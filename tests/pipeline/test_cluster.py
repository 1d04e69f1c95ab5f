"""Clusters: a partition of the records, with chains cut where their ends contradict each other."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.cluster import Evidence, cluster, pairs_within
from todos.pipeline.compare.base import Rows

Said = Mapping[tuple[int, int], tuple[float | None, ...]]
Known = Mapping[tuple[int, int], tuple[float]]
FOR, AGAINST = 9.0, -9.0


def labels_of(size: int, said: Said, prior: float = 0.0) -> list[int]:
    """Labels of records whose pairs say these bits by comparison; None where nothing compares."""
    width = len(next(iter(said.values()), (None,)))
    table = np.full((size, size, width), np.nan)
    for (one, two), bits in said.items():
        table[one, two] = table[two, one] = [np.nan if bit is None else bit for bit in bits]

    def compare(left: Rows, right: Rows) -> Evidence:
        bits = table[left, right]
        known = ~np.isnan(bits)
        there = np.where(known, bits, 0.0)
        return Evidence(there, there, known.astype(np.float64), np.zeros(len(left)))

    def odds(evidence: Evidence) -> npt.NDArray[np.float64]:
        means = evidence.strangers / np.maximum(evidence.known, 1.0)
        return np.asarray(prior + means.sum(axis=1), dtype=np.float64)

    start = [pair for pair, bits in said.items() if sum(bit or 0.0 for bit in bits) > 0]
    left, right = (np.array([pair[at] for pair in start], dtype=np.int64) for at in (0, 1))
    start_with = compare(left, right)
    labels = cluster(left, right, start_with, size, compare=compare, odds=odds)
    return [int(label) for label in labels]


def groups(labels: list[int]) -> set[frozenset[int]]:
    return {frozenset(at for at, one in enumerate(labels) if one == label) for label in set(labels)}


def test_records_that_all_match_are_one_person() -> None:
    assert groups(labels_of(3, dict.fromkeys([(0, 1), (0, 2), (1, 2)], (FOR,)))) == {
        frozenset({0, 1, 2})
    }


def test_a_chain_whose_ends_contradict_each_other_falls_apart() -> None:
    found = labels_of(3, {(0, 1): (FOR,), (1, 2): (FOR - 3,), (0, 2): (2 * AGAINST,)})
    assert groups(found) == {frozenset({0, 1}), frozenset({2})}


def test_ends_of_a_chain_with_nothing_to_compare_stay_together() -> None:
    # a patronymic on one list, a birth date on another, and a third list that has both
    said = {(0, 1): (FOR, None), (1, 2): (None, FOR), (0, 2): (None, None)}
    assert len(groups(labels_of(3, said))) == 1


def test_a_weak_pair_is_carried_by_strong_ones() -> None:
    assert len(groups(labels_of(3, {(0, 1): (FOR,), (1, 2): (FOR,), (0, 2): (-2.0,)}))) == 1


def test_evidence_below_the_prior_joins_nobody() -> None:
    assert len(groups(labels_of(2, {(0, 1): (FOR,)}, prior=-10.0))) == 2
    assert len(groups(labels_of(2, {(0, 1): (FOR,)}, prior=-8.0))) == 1


def test_a_record_goes_to_the_surer_of_two_groups_that_contradict_each_other() -> None:
    said: Said = {(0, 1): (FOR,), (1, 2): (FOR + 1,), (0, 2): (4 * AGAINST,)}
    assert groups(labels_of(3, said)) == {frozenset({1, 2}), frozenset({0})}


@pytest.mark.parametrize("size", [0, 1, 3])
def test_records_without_a_candidate_stay_alone(size: int) -> None:
    assert len(groups(labels_of(size, {}))) == size


_SIZE = 7
_PAIRS = [(i, j) for i in range(_SIZE) for j in range(i + 1, _SIZE)]
_PRIMES = [at for at in range(2, 80) if all(at % by for by in range(2, at))]
# roots of primes are independent of each other, so that no two groups are equally sure
_ROOTS = np.sqrt(_PRIMES[: len(_PAIRS)]) / 100
_BITS = st.lists(st.integers(-15, 15), min_size=len(_PAIRS), max_size=len(_PAIRS))
_SAID = _BITS.map(
    lambda bits: {
        pair: (bit + root,) for pair, bit, root in zip(_PAIRS, bits, _ROOTS.tolist(), strict=True)
    }
)


@given(_SAID)
def test_a_group_is_never_held_together_against_its_own_average(said: Known) -> None:
    for group in groups(labels_of(_SIZE, said)):
        inside = [said[pair][0] for pair in _PAIRS if set(pair) <= group]
        assert len(group) == 1 or sum(inside) > 0


@given(_SAID)
def test_no_two_groups_are_left_that_speak_for_one_person_on_average(said: Known) -> None:
    found = list(groups(labels_of(_SIZE, said)))
    for at, one in enumerate(found):
        for two in found[:at]:
            across = [said[min(i, j), max(i, j)][0] for i in one for j in two]
            assert sum(across) <= 1e-9


@given(_SAID, st.permutations(range(_SIZE)))
def test_the_order_of_the_records_changes_no_group(said: Known, order: list[int]) -> None:
    moved = {
        (min(order[i], order[j]), max(order[i], order[j])): bits for (i, j), bits in said.items()
    }
    back = {frozenset(order.index(at) for at in group) for group in groups(labels_of(_SIZE, moved))}
    assert back == groups(labels_of(_SIZE, said))


@given(_SAID)
def test_positive_evidence_everywhere_makes_one_person(said: Known) -> None:
    positive = {pair: (abs(bits[0]) + 0.1,) for pair, bits in said.items()}
    assert len(groups(labels_of(_SIZE, positive))) == 1


@given(st.lists(st.integers(0, 5), max_size=30))
def test_every_pair_inside_a_block_is_made_once(labels: list[int]) -> None:
    rows = np.argsort(np.array(labels, dtype=np.int64), kind="stable")
    _, starts, sizes = np.unique(
        np.array(labels, dtype=np.int64)[rows], return_index=True, return_counts=True
    )
    one, two = pairs_within(rows, starts, sizes)
    size = len(labels)
    expected = {(i, j) for i in range(size) for j in range(i + 1, size) if labels[i] == labels[j]}
    assert len(one) == len(expected)
    assert set(zip(one.tolist(), two.tolist(), strict=True)) == expected


def on_lists(lists: list[int], bits: float, price: float) -> list[int]:
    """Labels of records that all say the same for one person, and less where lists repeat."""
    held = np.array(lists)

    def compare(left: Rows, right: Rows) -> Evidence:
        repeats = np.where(held[left] == held[right], -price, 0.0)
        said = np.column_stack([np.full(len(left), bits), repeats])
        return Evidence(said, said, np.ones_like(said), np.zeros(len(left)), worst=(1,))

    def odds(evidence: Evidence) -> npt.NDArray[np.float64]:
        return np.asarray((evidence.strangers / evidence.known).sum(axis=1), dtype=np.float64)

    pairs = [(i, j) for j in range(len(lists)) for i in range(j) if lists[i] != lists[j]]
    left, right = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in (0, 1))
    labels = cluster(left, right, compare(left, right), len(lists), compare=compare, odds=odds)
    return [int(label) for label in labels]


@pytest.mark.parametrize("lists", [[0, 1, 0], [0, 1, 2, 0], [0, 1, 2, 3, 4, 0]])
def test_a_second_record_of_a_list_has_its_whole_price_on_however_many_lists(
    lists: list[int],
) -> None:
    assert len(groups(on_lists(lists, bits=4.0, price=5.0))) == 2
    assert len(groups(on_lists(lists, bits=6.0, price=5.0))) == 1
