"""A saved model: what is written is read back, and what does not fit is told with its cure."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare.base import RARITIES
from todos.pipeline.learn.model import Fitted, SavedModel, rules_hash, to_json
from todos.pipeline.learn.model_reading import ModelError, from_json
from todos.pipeline.score import Parameters, Tie, priors, score
from todos.rules.comparisons import COMPARISONS, GIVEN_NAMES, SEX, Comparison, Level

SHARES = st.floats(1e-6, 1.0)


def saved(parameters: Parameters) -> SavedModel:
    return SavedModel(date(2026, 10, 31), rules_hash(), {"CU": Fitted(parameters, 120, 300)})


def tied() -> Parameters:
    """The priors of two comparisons, the second tied to the first."""
    model = priors((GIVEN_NAMES, SEX))
    shape = (len(SEX.levels) + 1, len(GIVEN_NAMES.levels) + 1)
    lift = np.ones(shape)
    lift[1:, 1:] = np.linspace(0.3, 3.0, lift[1:, 1:].size).reshape(lift[1:, 1:].shape)
    return replace(model, ties=(None, Tie(0, lift, lift[:, ::-1].copy()[:, [-1, *range(8)]])))


@given(st.lists(SHARES, min_size=8, max_size=8), st.floats(0.01, 20), st.data())
def test_a_model_read_back_gives_the_same_weights(
    shares: list[float], matches: float, data: st.DataObject
) -> None:
    model = tied()
    others = np.ones((8, RARITIES))
    others[[0, 1, 2, 3, 6]] = 0.25
    points = ((-4.0, -3.0), (2.0, 5.5))
    model = replace(
        model,
        m=(np.array(shares), model.m[1]),
        others=(others, model.others[1]),
        matches_per_record=matches,
        calibration=points,
    )
    back = from_json(to_json(saved(model)), "model.json", (GIVEN_NAMES, SEX)).countries["CU"]
    levels = np.array([[data.draw(st.integers(0, 8)), data.draw(st.integers(0, 2))]], np.int8)
    bits = np.full((1, 2), -7.0)
    one, two = (score(each, levels, bits, 500) for each in (model, back.parameters))
    assert two.odds[0] == pytest.approx(one.odds[0], abs=1e-3)
    assert back.parameters.calibration == points
    assert (back.records, back.pairs) == (120, 300)


def test_a_model_is_read_by_name_and_not_by_position() -> None:
    text = json.loads(to_json(saved(tied())))
    comparisons = text["countries"]["CU"]["comparisons"]
    for name, one in comparisons.items():
        comparisons[name] = one | {"levels": dict(reversed(one["levels"].items()))}
    text["countries"]["CU"]["comparisons"] = dict(reversed(comparisons.items()))
    back = from_json(json.dumps(text), "model.json", (GIVEN_NAMES, SEX)).countries["CU"]
    assert back.parameters.m[0] == pytest.approx(tied().m[0])
    tie = back.parameters.ties[1]
    assert tie is not None
    assert tie.to == 0


def test_numbers_stand_under_their_names_on_one_line() -> None:
    text = to_json(saved(priors(COMPARISONS)))
    assert '"same": {"m": 0.997, "u": 0.75, "kin": 0.65}' in text
    assert text.endswith("}\n")
    assert max(map(len, text.splitlines())) < 400


@pytest.mark.parametrize(
    ("comparisons", "said"),
    [
        ((GIVEN_NAMES,), "knows a field 'sex', which is not in rules/comparisons.py"),
        (
            (GIVEN_NAMES, SEX, Comparison("height", (Level("same", "as tall", 0.5, 0.1, 0.1),))),
            "does not know the field 'height'",
        ),
        (
            (GIVEN_NAMES, Comparison("sex", (*SEX.levels, Level("odd", "odd", 0.1, 0.1, 0.1)))),
            "sex levels does not know the level 'odd'",
        ),
        (
            (GIVEN_NAMES, Comparison("sex", SEX.levels[:1])),
            "sex levels knows a level 'different', which is not in rules/comparisons.py",
        ),
    ],
)
def test_a_model_of_other_rules_is_refused_with_its_cure(
    comparisons: tuple[Comparison, ...], said: str
) -> None:
    with pytest.raises(ModelError, match="todos train") as caught:
        from_json(to_json(saved(tied())), "model.json", comparisons)
    assert said in str(caught.value)
    assert str(caught.value).startswith("model.json: CU")


def broken(change: Callable[[dict[str, Any]], object]) -> str:
    text = json.loads(to_json(saved(tied())))
    change(text["countries"]["CU"])
    return json.dumps(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "model.json holds no model"),
        ("[]", "model.json holds no model"),
        ("[" * 100_000, "model.json holds no model"),
        ('{"form": "todos-model-0"}', "its form is 'todos-model-0'"),
        ('{"form": "todos-model-1"}', "'countries' is missing"),
        (broken(lambda one: one.pop("calibration")), "has no 'calibration'"),
        (broken(lambda one: one.update(calibration=[[1, 2], [1, 3]])), "its points must rise"),
        (broken(lambda one: one.update(calibration=[[1, 2], [2, 1]])), "its points must rise"),
        (broken(lambda one: one.update(calibration=[[1]])), "model.json holds no model"),
        (broken(lambda one: one.update(matches_per_record=0)), "which is no number"),
        (broken(lambda one: one.update(matches_per_record=True)), "which is no number"),
        (
            broken(lambda one: one["comparisons"]["sex"]["levels"]["same"].update(m=float("nan"))),
            "sex levels same m says 'nan'",
        ),
        (
            broken(lambda one: one["comparisons"]["sex"]["levels"]["same"].update(u=1.5)),
            "sex levels same u says '1.5'",
        ),
        (
            broken(lambda one: one["comparisons"]["sex"].update(tied_to="height")),
            "is tied to 'height', which is no field",
        ),
        (
            broken(lambda one: one["comparisons"]["given_names"]["others_by_rarity"]["same"].pop()),
            "has 22 numbers, not 23",
        ),
    ],
)
def test_what_is_no_model_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ModelError) as caught:
        from_json(text, "model.json", (GIVEN_NAMES, SEX))
    assert said in str(caught.value)
    assert "todos train" in str(caught.value)
