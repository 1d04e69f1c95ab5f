"""Recall of blocking, estimated on pairs of which it is known how many no pass met."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.block import Blocks, Keys, blocks
from todos.pipeline.recall import Recall, recall
from todos.rules.blocking import Pass

Bools = npt.NDArray[np.bool_]
PASSES = (("name", "birth"), ("name", "town"), ("birth", "town"), ("phone",))
PAIRS = 20_000


def drawn(agree: dict[str, float], easy: float = 1.0, seed: int = 3) -> dict[str, Bools]:
    """Whether each pair agrees in each field; of hard pairs, each field agrees half as often."""
    draw = np.random.default_rng(seed)
    ease = np.where(draw.random(PAIRS) < easy, 1.0, 0.5)
    return {field: draw.random(PAIRS) < share * ease for field, share in agree.items()}


def blocked(agree: dict[str, Bools], passes: tuple[tuple[str, ...], ...] = PASSES) -> list[Blocks]:
    """Passes over records 2i, 2i + 1 of pair i, which share a block where all parts agree."""
    keys = {name: _keys(each) for name, each in agree.items()}
    return [blocks(Pass(parts, ""), keys) for parts in passes]


def _keys(agree: Bools) -> Keys:
    """A value of their own for the two records of each pair, the same where they agree."""
    first = 2 * np.arange(len(agree), dtype=np.int64)
    return np.column_stack([first, first + ~agree]).reshape(-1, 1)


def estimated(passes: list[Blocks], probability: float = 1.0) -> tuple[Recall, float]:
    """Estimated and true recall, all the pairs being of one person."""
    left = np.arange(0, 2 * PAIRS, 2)
    met = np.any([one.meets(left, left + 1) for one in passes], axis=0)
    found = left[met]
    done = recall(passes, found, found + 1, np.full(len(found), probability))
    return done, float(met.mean())


FIELDS = {"name": 0.8, "birth": 0.7, "town": 0.6, "phone": 0.5}


def test_where_passes_have_nothing_in_common_the_recall_is_found() -> None:
    fields = drawn({"name": 0.7, "birth": 0.6, "town": 0.5})
    done, truth = estimated(blocked(fields, (("name",), ("birth",), ("town",))))
    assert done.low <= truth <= done.high
    assert done.recall == pytest.approx(truth, abs=0.01)
    assert done.found + done.missed == pytest.approx(PAIRS, rel=0.01)


def test_where_passes_overlap_the_recall_is_found_from_the_part_that_tells_most() -> None:
    done, truth = estimated(blocked(drawn(FIELDS)))
    assert done.recall == pytest.approx(truth, abs=0.02)
    assert done.recall < 0.95


@pytest.mark.parametrize("easy", [0.9, 0.5])
def test_pairs_that_are_hard_to_meet_make_it_an_upper_bound(easy: float) -> None:
    done, truth = estimated(blocked(drawn(FIELDS, easy)))
    assert truth < done.recall < 1.0


def test_a_pass_that_another_contains_makes_nobody_surer() -> None:
    fields = drawn({"name": 0.7, "birth": 0.6, "town": 0.5})
    apart = (("name",), ("birth",))
    plain, _ = estimated(blocked(fields, apart))
    nested, _ = estimated(blocked(fields, (*apart, ("name", "birth"), ("name", "birth", "town"))))
    assert nested.recall == pytest.approx(plain.recall, abs=0.01)


def test_pairs_count_by_their_probability() -> None:
    passes = blocked(drawn(FIELDS))
    sure, half = estimated(passes)[0], estimated(passes, probability=0.5)[0]
    assert half.found == pytest.approx(sure.found / 2)
    assert half.recall == pytest.approx(sure.recall, abs=0.001)
    assert half.high - half.low > sure.high - sure.low


def test_pairs_that_are_hardly_matches_do_not_count() -> None:
    assert estimated(blocked(drawn(FIELDS)), probability=0.0001)[0].found == 0


def test_each_pass_tells_what_it_met_and_what_it_met_alone() -> None:
    agree = {
        "name": np.array([True, True, True, False]),
        "birth": np.array([True, False, False, True]),
    }
    passes = blocked(agree, (("name",), ("birth",)))
    left = np.arange(0, 8, 2)
    told = recall(passes, left, left + 1, np.array([1.0, 1.0, 0.5, 1.0])).passes
    assert [(one.parts, one.met, one.alone) for one in told] == [
        (("name",), 2.5, 1.5),
        (("birth",), 2.0, 1.0),
    ]


@pytest.mark.parametrize("parts", [(), (("name",),), (("name",), ("never",))])
def test_one_way_to_meet_tells_nothing_about_what_it_missed(
    parts: tuple[tuple[str, ...], ...],
) -> None:
    fields = drawn({"name": 0.5}) | {"never": np.zeros(PAIRS, dtype=np.bool_)}
    passes = blocked(fields, parts)
    left = np.arange(0, 2 * PAIRS, 2)
    found = left[fields["name"]] if parts else left[:0]
    done = recall(passes, found, found + 1, np.ones(len(found)))
    assert (done.recall, done.low, done.high) == (1.0, 0.0, 1.0)


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=30))
def test_the_estimate_lies_in_its_interval_and_misses_are_never_negative(
    agree: list[list[bool]],
) -> None:
    table = np.array(agree, dtype=np.bool_)
    fields = {name: table[:, at] for at, name in enumerate("abc")}
    passes = blocked(fields, (("a",), ("b",), ("a", "c"), ("c",)))
    left = np.arange(0, 2 * len(table), 2)[table.any(axis=1)]
    done = recall(passes, left, left + 1, np.full(len(left), 0.9))
    assert 0 <= done.low <= done.recall <= done.high <= 1
    assert done.missed >= 0
    assert done.found == pytest.approx(0.9 * len(left))
