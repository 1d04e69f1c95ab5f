"""The Fellegi–Sunter model: weights, probabilities, relatives, and what EM may not do."""

import numpy as np
import pandas as pd
import pytest
from todos.pipeline.score import FellegiSunter
from todos.rules.comparisons import COMPARISONS, MISSING


def vector(levels: dict[str, str], rarity: float = -8.0) -> list[float]:
    """A comparison vector with the named levels, all else missing."""
    values: list[float] = []
    for one in COMPARISONS:
        level = levels.get(one.field)
        values += [float(one.code(level)) if level else float(MISSING), rarity if level else np.nan]
    return values


def weight(**levels: str) -> float:
    scores = FellegiSunter(1000).score(np.array([vector(levels)]))
    return float(scores.weight[0])


NAMED = {"given_names": "same", "surnames": "same"}
NOT_NAMED = {"given_names": "different", "surnames": "different"}


def test_a_missing_value_is_neutral() -> None:
    scores = FellegiSunter(1000).score(np.array([vector(NAMED)]))
    fields = [one.field for one in COMPARISONS]
    silent = [i for i, field in enumerate(fields) if field not in NAMED]
    assert np.all(scores.by_comparison[0, silent] == 0)


@pytest.mark.parametrize(
    ("field", "for_", "against"),
    [
        ("sex", "same", "different"),
        ("birth", "same_day", "far"),
        ("arrest", "same_day", "different"),
        ("place", "municipality", "different"),
        ("patronymic", "same", "different"),
    ],
)
def test_agreement_speaks_for_one_person_and_conflict_against(
    field: str, for_: str, against: str
) -> None:
    assert weight(**NAMED, **{field: for_}) > weight(**NAMED) > weight(**NAMED, **{field: against})


def test_a_rare_name_counts_more_than_a_common_one() -> None:
    model = FellegiSunter(1000)
    rare, common = (
        model.score(np.array([vector(NAMED, bits)])).weight[0] for bits in (-12.0, -4.0)
    )
    assert rare > common


def test_sisters_who_share_everything_but_the_name_are_explained_as_relatives() -> None:
    shared = {"surnames": "same", "arrest": "same_day", "place": "municipality"}
    shared |= {"offences": "same", "sex": "same"}
    values = np.array([vector({"given_names": "different", **shared})])
    scores = FellegiSunter(1000).score(values)
    assert scores.kinship[0] < -5
    assert scores.probability[0] < 0.1


def test_a_release_that_follows_from_arrest_and_sentence_adds_nothing() -> None:
    served = {"arrest": "same_day", "sentence": "same"}
    assert weight(**served, release="same_day") == pytest.approx(weight(**served))


def test_em_learns_how_often_matches_agree_but_no_conflict() -> None:
    match = vector({**NAMED, "birth": "same_day", "sex": "different"})
    other = vector({**NOT_NAMED, "birth": "far", "sex": "same"})
    model = FellegiSunter(500)
    before = model.m[3].copy()
    model.fit(pd.DataFrame([match] * 200 + [other] * 2000))
    field = [one.field for one in COMPARISONS].index("sex")
    different = COMPARISONS[field].code("different") - 1
    # all 200 matches differ in sex; that conflict must not be learnt away
    assert model.m[field][different] <= before[different]
    assert 150 < model.matches < 260


def test_probabilities_are_those_of_the_weights_and_the_share_of_matches() -> None:
    model = FellegiSunter(1000)
    scores = model.score(np.array([vector(NAMED)]))
    share = model.matches / model.possible
    odds = 2 ** scores.weight[0] * share / (1 - share)
    assert scores.probability[0] == pytest.approx(odds / (1 + odds))


def test_it_is_a_classifier_of_the_toolkit() -> None:
    strong = {"birth": "same_day", "arrest": "same_day"}
    index = pd.MultiIndex.from_tuples([(0, 1), (0, 2)])
    rows = [vector(NAMED | strong), vector(NOT_NAMED)]
    found = FellegiSunter(1000).predict(pd.DataFrame(rows, index=index))
    assert list(found) == [(0, 1)]
