"""Linkage of the records of a table, from comparisons and blocks to clusters."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from todos.pipeline.block import Blocks, blocks
from todos.pipeline.compare.base import FieldComparison
from todos.pipeline.compare.facts import Birth, Exact, Lists, Sentence
from todos.pipeline.keys import single
from todos.pipeline.link import Linked, declared, link
from todos.rules.blocking import Pass
from todos.rules.comparisons import Comparison, Level

PERSONS = 300


class Name(Exact):
    """A name that is the same or another."""

    comparison = Comparison(
        "name",
        (
            Level("same", "the same name", 0.9, 0.01, 0.1, spread=1.0),
            Level("different", "another name", 0.1, 0.99, 0.9),
        ),
    )


def table(seed: int = 5) -> pd.DataFrame:
    """Persons on two lists each, of which the second has a fifth of the fields otherwise."""
    draw = np.random.default_rng(seed)

    def drawn() -> dict[str, Any]:
        return {
            "name": draw.integers(0, 150, PERSONS),
            "birth": draw.integers(0, 15_000, PERSONS).astype(float),
            "months": draw.integers(1, 30, PERSONS) * 12.0,
        }

    first = drawn()
    second = {
        field: np.where(draw.random(PERSONS) < 0.2, drawn()[field], first[field]) for field in first
    }
    both = pd.concat([pd.DataFrame(first), pd.DataFrame(second)], ignore_index=True)
    return both.assign(person=np.tile(np.arange(PERSONS), 2), lists=np.repeat(["a", "b"], PERSONS))


def made(people: pd.DataFrame) -> tuple[tuple[FieldComparison, ...], list[Blocks]]:
    fields = (
        Name(people["name"]),
        Birth(people["birth"], people["birth"]),
        Sentence(people["months"]),
        Lists(people["lists"]),
    )
    keys = {name: single(people[name]) for name in ("name", "birth")}
    return fields, [blocks(Pass((name,), ""), keys) for name in keys]


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return table()


@pytest.fixture(scope="module")
def linked(people: pd.DataFrame) -> Linked:
    return link(*made(people), len(people))


def same(labels: Any) -> set[tuple[int, int]]:
    """Pairs (left < right) of rows with one label."""
    rows = pd.DataFrame({"row": np.arange(len(labels)), "label": np.asarray(labels)})
    pairs = rows.merge(rows, on="label")
    pairs = pairs[pairs["row_x"] < pairs["row_y"]]
    return set(zip(pairs["row_x"].tolist(), pairs["row_y"].tolist(), strict=True))


def test_most_persons_are_found_without_a_label(people: pd.DataFrame, linked: Linked) -> None:
    found, true = same(linked.labels), same(people["person"])
    assert len(found & true) / len(found) > 0.95
    # a tenth differ in two of the three fields, which nobody could link
    assert len(found & true) / len(true) > 0.80


def test_probabilities_are_the_share_of_true_pairs(people: pd.DataFrame, linked: Linked) -> None:
    pairs, given = linked.pairs, linked.scores.probability[linked.pairs.pattern]
    person = people["person"].to_numpy()
    true = person[pairs.left] == person[pairs.right]
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 0.99), (0.99, 1.01)):
        band = (given >= low) & (given < high)
        spread = np.sqrt((given * (1 - given))[band].sum())
        # a few pairs of any band, beyond the noise of the draw
        assert abs(true[band].sum() - given[band].sum()) < 3 * spread + 0.05 * band.sum() + 1


def test_all_pairs_inside_the_clusters_are_made_once(linked: Linked) -> None:
    left, right = linked.inside
    pairs = list(zip(left.tolist(), right.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == same(linked.labels)


def test_the_order_of_the_records_parts_nobody(people: pd.DataFrame, linked: Linked) -> None:
    order = np.random.default_rng(0).permutation(len(people))
    moved = link(*made(people.iloc[order].reset_index(drop=True)), len(people))
    back = np.empty(len(people), dtype=np.int64)
    back[order] = moved.labels
    before, after = same(linked.labels), same(back)
    # random pairs are drawn by row, so that the parameters differ by their noise
    assert len(before ^ after) <= 0.02 * len(before)


def test_linking_twice_gives_the_same(people: pd.DataFrame, linked: Linked) -> None:
    again = link(*made(people), len(people))
    assert again.labels.tolist() == linked.labels.tolist()
    assert again.scores.odds.tolist() == linked.scores.odds.tolist()


def test_a_given_model_is_used_as_it_is(people: pd.DataFrame) -> None:
    fields, passes = made(people)
    model = declared(fields)
    assert link(fields, passes, len(people), model).estimated.model is model


def test_without_learning_matches_stay_at_their_priors(people: pd.DataFrame) -> None:
    fields, passes = made(people)
    prior, model = declared(fields), link(fields, passes, len(people), learn=False).estimated.model
    assert model.matches_per_record == prior.matches_per_record
    assert all(np.array_equal(*both) for both in zip(model.m, prior.m, strict=True))
    assert not np.array_equal(model.u[1], prior.u[1])


def test_records_that_never_meet_stay_apart(people: pd.DataFrame) -> None:
    fields, passes = made(people)
    assert len(set(link(fields, passes[:0], len(people)).labels)) == len(people)
