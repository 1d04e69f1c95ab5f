"""Comparison vectors: each pair's outcomes kept once a pattern, however the pairs are handed in."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare import facts
from todos.pipeline.compare import vectors as module
from todos.pipeline.compare.base import RARITIES, FieldComparison, Rows
from todos.pipeline.compare.vectors import Vectors, vectors

TOWNS = pd.Series(["a", "a", "a", "b", "b", "c", None, ""], dtype=object)
SEXES = pd.Series(["female", "male", "female", "male", None, "male", "female", "male"])
MONTHS = pd.Series([60.0, 60.0, 66.0, 120.0, np.nan, 60.0, 12.0, 60.0])
COMPARISONS: tuple[FieldComparison, ...] = (
    facts.Sex(SEXES),
    facts.Sentence(MONTHS),
    facts.Place(TOWNS, TOWNS),
)
PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40)


def sides(pairs: list[tuple[int, int]]) -> tuple[Rows, Rows]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def outcomes(found: Vectors) -> list[tuple[float, ...]]:
    """What each pair reached: its levels, then its rarities."""
    both = np.hstack([found.levels.astype(np.float64), found.rarity])
    return [tuple(row) for row in both[found.pattern].tolist()]


@given(PAIRS)
def test_patterns_reproduce_the_outcome_of_every_pair(pairs: list[tuple[int, int]]) -> None:
    left, right = sides(pairs)
    found = vectors(COMPARISONS, left, right)
    for at, one in enumerate(COMPARISONS):
        level, rarity = one.levels(left, right)
        assert found.levels[found.pattern, at].tolist() == level.tolist()
        counts = one.rarity_counts[level] > 0
        bits = np.where(counts, np.clip(np.rint(rarity), 1 - RARITIES, 0), 0.0)
        assert found.rarity[found.pattern, at].tolist() == bits.tolist()


@given(PAIRS)
def test_no_pattern_is_kept_twice_or_without_a_pair(pairs: list[tuple[int, int]]) -> None:
    found = vectors(COMPARISONS, *sides(pairs))
    assert found.counts.sum() == len(pairs)
    if pairs:
        assert found.counts.min() >= 1
        assert len(set(outcomes(found))) == len(found.counts)
        assert np.bincount(found.pattern).tolist() == found.counts.tolist()


@given(PAIRS, st.integers(1, 5))
def test_chunks_change_nothing(pairs: list[tuple[int, int]], chunk: int) -> None:
    whole = vectors(COMPARISONS, *sides(pairs))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHUNK", chunk)
        parts = vectors(COMPARISONS, *sides(pairs))
    assert outcomes(parts) == outcomes(whole)
    assert parts.counts.tolist() == whole.counts.tolist()


@given(st.data())
def test_the_order_of_the_pairs_changes_only_their_order(data: st.DataObject) -> None:
    pairs = data.draw(PAIRS)
    order = data.draw(st.permutations(range(len(pairs))))
    moved = vectors(COMPARISONS, *sides([pairs[at] for at in order]))
    told = outcomes(vectors(COMPARISONS, *sides(pairs)))
    assert outcomes(moved) == [told[at] for at in order]


@given(PAIRS)
def test_a_pair_reads_the_same_both_ways_round(pairs: list[tuple[int, int]]) -> None:
    left, right = sides(pairs)
    assert outcomes(vectors(COMPARISONS, left, right)) == outcomes(
        vectors(COMPARISONS, right, left)
    )


def test_no_pairs_make_no_patterns() -> None:
    found = vectors(COMPARISONS, *sides([]))
    assert len(found.pattern) == len(found.counts) == 0


def test_progress_reaches_the_end() -> None:
    told: list[float] = []
    vectors(COMPARISONS, *sides([(0, 1), (2, 3)]), told.append)
    assert told[-1] == 1.0
