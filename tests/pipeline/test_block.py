"""Blocking passes: who meets whom, what a pass costs, and that no pair is met twice."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline import block as module
from todos.pipeline.block import Blocks, Keys, blocks, candidates
from todos.pipeline.keys import single, tokens
from todos.rules.blocking import Pass

NAME = Pass(("given*", "surname*"), "names")
Names = list[tuple[str, str]]


def parts(names: Names) -> dict[str, Keys]:
    """Key parts of persons given as (given names, surnames)."""
    frame = pd.DataFrame(names, columns=["given", "surnames"], dtype=object)
    return {"given*": tokens([frame["given"]]), "surname*": tokens([frame["surnames"]])}


def pairs(*passes: Blocks) -> list[tuple[int, int]]:
    left, right = candidates(passes)
    return list(zip(left.tolist(), right.tolist(), strict=True))


def named(*names: tuple[str, str], largest: int = 400) -> Blocks:
    return blocks(NAME, parts(list(names)), largest)


def test_one_shared_given_name_and_surname_are_enough() -> None:
    assert pairs(named(("ana luisa", "ruis soto"), ("luisa", "soto"), ("ana", "peres"))) == [(0, 1)]


def test_a_record_never_meets_itself_though_it_has_a_key_twice() -> None:
    assert pairs(named(("ana ana", "soto soto"))) == []


def test_a_value_that_is_missing_makes_no_key() -> None:
    assert pairs(named(("", "soto"), ("", "soto"))) == []


def test_an_oversized_block_is_left_out_and_counted() -> None:
    crowd = named(*[("ana", "soto")] * 3, ("eva", "cao"), ("eva", "cao"), largest=2)
    assert pairs(crowd) == [(3, 4)]
    assert crowd.oversized == 1


def test_a_pair_met_by_two_passes_is_a_candidate_once() -> None:
    frame = pd.DataFrame({"day": [1.0, 1.0, np.nan], "town": ["a", "a", "a"]})
    keys = {name: single(frame[name]) for name in ("day", "town")}
    day, town = (blocks(Pass((name,), ""), keys) for name in ("day", "town"))
    assert pairs(day) == [(0, 1)]
    assert pairs(day, town) == [(0, 1), (0, 2), (1, 2)]


@pytest.mark.parametrize("count", [0, 1])
def test_hardly_any_records_make_no_pairs(count: int) -> None:
    assert pairs(named(*[("ana", "soto")] * count)) == []


_TOKENS = st.lists(st.sampled_from("abcd"), max_size=3).map(" ".join)
_NAMES = st.lists(st.tuples(_TOKENS, _TOKENS), max_size=12)


def shared(names: Names) -> set[tuple[int, int]]:
    """Pairs of names with a given name and a surname in common, by looking at each."""
    keys = [{(one, two) for one in a.split() for two in b.split()} for a, b in names]
    size = len(keys)
    return {(i, j) for i in range(size) for j in range(i + 1, size) if keys[i] & keys[j]}


@given(_NAMES)
def test_a_pass_finds_exactly_the_pairs_that_share_a_key_once(names: Names) -> None:
    found = pairs(named(*names))
    assert found == sorted(shared(names))


@given(_NAMES, st.integers(1, 5))
def test_pairs_are_the_same_taken_a_few_records_at_a_time(names: Names, chunk: int) -> None:
    passes = [blocks(Pass(one, ""), parts(names)) for one in (("given*",), ("surname*",))]
    whole = pairs(*passes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHUNK", chunk)
        assert pairs(*passes) == whole == sorted(set(whole))


@given(_NAMES, st.integers(1, 5))
def test_a_pass_meets_every_candidate_and_counts_its_pairs_beforehand(
    names: Names, largest: int
) -> None:
    one = named(*names, largest=largest)
    found = set(pairs(one))
    rows = np.arange(len(names))
    left, right = (side.ravel() for side in np.meshgrid(rows, rows, indexing="ij"))
    met = one.meets(left, right) & (left < right)
    assert set(zip(left[met].tolist(), right[met].tolist(), strict=True)) == found
    # a pair that shares two keys is counted in both blocks, and so never too few
    assert len(found) <= one.pairs


@given(_NAMES, st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_no_pair(names: Names, random: object) -> None:
    order = list(range(len(names)))
    random.shuffle(order)  # type: ignore[attr-defined]
    moved = {frozenset((order[i], order[j])) for i, j in pairs(named(*(names[at] for at in order)))}
    assert moved == {frozenset(pair) for pair in pairs(named(*names))}
