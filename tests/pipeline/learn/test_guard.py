"""The guard over estimation: what makes EM run away is noticed, told, and does no harm."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from todos.pipeline.block import blocks
from todos.pipeline.compare.base import Coded, FieldComparison, Floats, Levels, Rows
from todos.pipeline.compare.vectors import Vectors
from todos.pipeline.learn.guard import Cure, alarms
from todos.pipeline.link import Linked, link
from todos.pipeline.score import priors
from todos.rules.blocking import Pass
from todos.rules.comparisons import COMPARISONS, Comparison, Level

Values = npt.NDArray[np.int64]


class Equal(FieldComparison):
    """A column that is equal or is not; a difference contradicts where `conflict` says so."""

    def __init__(self, name: str, values: Values, u: float, conflict: bool = False) -> None:
        levels = (
            Level("same", name, 0.95, u, 0.5),
            Level("different", name, 0.05, 1 - u, 0.5, conflict=conflict),
        )
        self.comparison = Comparison(name, levels)
        self.coded = Coded(pd.Series(values))
        self.values_of = self.coded.codes

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        equal = self.coded.codes[left] == self.coded.codes[right]
        return np.where(equal, 1, 2).astype(np.int8), np.zeros(len(equal), np.float32)


def linked(columns: list[Equal], key: Values) -> Linked:
    codes = pd.factorize(key)[0].astype(np.int64)[:, None]
    return link(columns, [blocks(Pass(("key",), ""), {"key": codes}, 10_000)], len(key))


DRAW = np.random.default_rng(7)
SIZE = 1500
HOUSEHOLD = DRAW.integers(0, 150, SIZE)
GIVEN = DRAW.integers(0, 300, SIZE)


@pytest.mark.parametrize("copies", [2, 4])
def test_households_are_no_persons_though_columns_repeat_one_fact(copies: int) -> None:
    # surname, street, telephone, parish: whoever shares one shares them all, and nobody is twice
    same = [Equal(f"home{at}", HOUSEHOLD + 1000 * at, 0.01) for at in range(copies)]
    found = linked([*same, Equal("given", GIVEN, 0.01, conflict=True)], HOUSEHOLD)
    (sign,) = [one for one in found.estimated.signs if one.cure is Cure.ALL]
    assert sign.field == "given"
    assert "contradict each other in given" in str(found.estimated.warning)
    assert "stay at their priors" in str(found.estimated.warning)
    assert found.estimated.model.m[0] == pytest.approx([0.95, 0.05])
    assert len(set(found.labels.tolist())) > 0.95 * SIZE


def test_a_list_without_matches_is_told_and_joins_nobody() -> None:
    columns = [
        Equal("surname", DRAW.integers(0, 300, SIZE), 0.003),
        Equal("given", GIVEN, 0.003, conflict=True),
        Equal("birth", np.arange(SIZE), 0.0001),
    ]
    found = linked(columns, GIVEN)
    assert "matches are found" in str(found.estimated.warning)
    assert len(set(found.labels.tolist())) == SIZE


def test_a_tiny_list_stays_near_the_priors_and_says_so() -> None:
    columns = [Equal("name", np.array([1, 1, 2, 3, 4, 5, 6]), 0.01, conflict=True)]
    found = linked(columns, np.zeros(7, dtype=np.int64))
    assert "hardly learnt" in str(found.estimated.warning)
    assert found.estimated.model.m[0] == pytest.approx([0.95, 0.05], abs=0.01)


def test_where_matches_are_matches_nothing_is_said() -> None:
    person = np.repeat(np.arange(SIZE // 2), 2)
    slips = np.where(DRAW.random(SIZE) < 0.03, DRAW.integers(0, 9000, SIZE), person)
    columns = [
        Equal("name", person % 400, 0.003, conflict=True),
        Equal("birth", slips, 0.001),
        Equal("town", person % 30, 0.03),
    ]
    found = linked(columns, person % 400)
    assert found.estimated.warning is None
    assert found.estimated.model.m[1][0] > 0.9
    assert found.estimated.model.matches_per_record == pytest.approx(0.5, abs=0.05)


def patterns(level: int, pairs: int) -> Vectors:
    """So many pairs at one level of every comparison."""
    none, width = np.empty(0, np.int64), len(COMPARISONS)
    levels = np.full((1, width), level, np.int8)
    rarity = np.full((1, width), -10, np.float32)
    return Vectors(none, none, none.astype(np.int32), levels, rarity, np.array([pairs]))


def test_more_matches_than_records_can_have_are_an_alarm() -> None:
    model = priors(COMPARISONS)
    signs = alarms(
        model, replace(model, matches_per_record=20.0), patterns(1, 2200), np.zeros(1), 100
    )
    assert any("more than 100 records can have" in one.says for one in signs)
    assert any(one.cure is Cure.ALL for one in signs)


def test_matches_that_agree_less_often_than_strangers_keep_the_prior_of_the_field() -> None:
    model = priors(COMPARISONS)
    birth = [one.field for one in COMPARISONS].index("birth")
    turned = list(model.m)
    turned[birth] = np.array([1e-5, *model.m[birth][1:]])
    signs = alarms(model, replace(model, m=tuple(turned)), patterns(1, 50), np.full(1, 50.0), 100)
    assert [one.field for one in signs if one.cure is Cure.FIELD] == ["birth"]
