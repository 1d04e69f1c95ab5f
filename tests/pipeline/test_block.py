"""Blocking passes: who meets whom, and that no pair is met twice."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.block import BlockingPasses, pair_rows
from todos.rules.blocking import Pass

NAME = Pass(("given*", "surname*"), "names")


def people(*names: tuple[str, str]) -> pd.DataFrame:
    """Features of persons given as (given names, surnames), all else unknown."""
    frame = pd.DataFrame(list(names), columns=["given", "surnames"])
    unknown = ("sex", "province", "municipality", "sentence")
    days = [f"{day}_{end}" for day in ("birth", "arrest", "release") for end in ("from", "to")]
    return frame.assign(
        alt_given="", alt_surnames="", **dict.fromkeys([*unknown, *days], float("nan"))
    )


def pairs(blocking: BlockingPasses, frame: pd.DataFrame) -> set[tuple[int, int]]:
    left, right = pair_rows(blocking.index(frame))
    return set(zip(left.tolist(), right.tolist(), strict=True))


def test_one_shared_given_name_and_surname_are_enough() -> None:
    frame = people(("ana luisa", "ruis soto"), ("luisa", "soto"), ("ana", "peres"))
    assert pairs(BlockingPasses([NAME]), frame) == {(0, 1)}


def test_a_record_never_meets_itself_though_it_has_a_key_twice() -> None:
    assert pairs(BlockingPasses([NAME]), people(("ana ana", "soto soto"))) == set()


def test_a_value_that_is_missing_makes_no_key() -> None:
    assert pairs(BlockingPasses([NAME]), people(("", "soto"), ("", "soto"))) == set()


def test_an_oversized_block_is_left_out_and_counted() -> None:
    blocking = BlockingPasses([NAME], largest_block=2)
    assert pairs(blocking, people(*[("ana", "soto")] * 3)) == set()
    assert [count.oversized for count in blocking.counts] == [1]


def test_two_frames_are_linked_only_across() -> None:
    blocking = BlockingPasses([NAME])
    both = people(("ana", "soto"), ("ana", "soto"))
    found = blocking.index(both.iloc[:1], both.iloc[1:].reset_index(drop=True))
    assert list(found) == [(0, 0)]
    same = people(("eva", "soto"), ("eva", "soto"))
    assert list(blocking.index(same, people(("leo", "cao")))) == []


_TOKENS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=2).map(" ".join)


@given(st.lists(st.tuples(_TOKENS, _TOKENS), max_size=12))
def test_a_pass_finds_exactly_the_pairs_that_share_a_key(names: list[tuple[str, str]]) -> None:
    keys = [
        {(one, two) for one in given_.split() for two in surnames.split()}
        for given_, surnames in names
    ]
    expected = {
        (i, j) for i in range(len(keys)) for j in range(i + 1, len(keys)) if keys[i] & keys[j]
    }
    assert pairs(BlockingPasses([NAME]), people(*names)) == expected


@pytest.mark.parametrize("parts", [("surname_pair",), ("surname_start*", "given*")])
def test_other_key_parts_meet_too(parts: tuple[str, ...]) -> None:
    frame = people(("ana", "ruisa soto"), ("ana", "soto ruisa"))
    assert pairs(BlockingPasses([Pass(parts, "")]), frame) == {(0, 1)}
