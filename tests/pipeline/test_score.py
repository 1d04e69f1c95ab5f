"""The Fellegi–Sunter model: weights, probabilities, relatives, rarity, dependent fields."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare.base import RARITIES
from todos.pipeline.score import Parameters, Scores, Tie, prior_odds, priors, probability, score
from todos.rules.comparisons import COMPARISONS, MISSING

MODEL = priors(COMPARISONS)
FIELDS = [one.field for one in COMPARISONS]
RECORDS = 1000
NAMED = {"given_names": "same", "surnames": "same"}


def scored(
    levels: Mapping[str, str],
    rarity: float = -8.0,
    model: Parameters = MODEL,
    records: int = RECORDS,
) -> Scores:
    """Scores of one pair with the named levels, all else missing."""
    codes = [one.code(levels[one.field]) if one.field in levels else MISSING for one in COMPARISONS]
    row = np.array([codes], dtype=np.int8)
    return score(model, row, np.where(row > 0, rarity, 0.0), records)


def weight(levels: Mapping[str, str], rarity: float = -8.0) -> float:
    return float(scored(levels, rarity).weight[0])


def test_a_missing_value_is_neutral() -> None:
    silent = [at for at, field in enumerate(FIELDS) if field not in NAMED]
    assert np.all(scored(NAMED).by_comparison[0, silent] == 0)
    assert weight({}) == pytest.approx(0.0)


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
    assert weight(NAMED | {field: for_}) > weight(NAMED) > weight(NAMED | {field: against})


def test_a_rare_name_counts_more_than_a_common_one() -> None:
    assert weight(NAMED, -12.0) > weight(NAMED, -4.0)


def test_a_rare_name_counts_more_though_it_is_misspelt() -> None:
    near = {"given_names": "near"}
    assert weight(near, -12.0) > weight(near, -4.0)


@given(st.floats(0, RARITIES - 1), st.floats(0, RARITIES - 1))
def test_no_rarity_makes_agreement_weigh_less(one: float, two: float) -> None:
    rarer, commoner = -max(one, two), -min(one, two)
    surnames = (
        scored({"surnames": "same"}, bits).by_comparison.sum() for bits in (rarer, commoner)
    )
    assert next(surnames) >= next(surnames)


def test_sisters_who_share_everything_but_the_name_are_explained_as_relatives() -> None:
    shared = {"surnames": "same", "arrest": "same_day", "place": "municipality"}
    shared |= {"offences": "same", "sex": "same"}
    sisters = scored({"given_names": "different", **shared})
    assert sisters.kinship[0] < -5
    assert sisters.probability[0] < 0.1


def test_a_release_that_follows_from_arrest_and_sentence_adds_nothing() -> None:
    served = {"arrest": "same_day", "sentence": "same"}
    released = {"release": "same_day"}
    assert weight(served | released) == pytest.approx(weight(served))
    assert weight({"arrest": "same_day"} | released) > weight({"arrest": "same_day"}) + 1


def test_the_weight_is_the_sum_of_the_comparisons_and_of_kinship() -> None:
    found = scored(NAMED | {"sex": "same", "arrest": "close", "offences": "different"})
    assert found.weight[0] == pytest.approx(found.by_comparison[0].sum() + found.kinship[0])


def test_among_twice_the_records_the_same_evidence_is_half_as_sure() -> None:
    few, many = (scored({"patronymic": "same"}, records=n).odds[0] for n in (1001, 2001))
    assert few - many == pytest.approx(1.0, abs=0.05)


def test_even_odds_need_as_many_bits_as_a_match_is_rare() -> None:
    # 1,000 records with a half match each are 500 matches among 499,500 pairs
    assert prior_odds(MODEL, 1000) == pytest.approx(-np.log2(998), abs=0.01)
    assert float(probability(np.array([0.0]))[0]) == 0.5


@given(st.floats(-500, 500), st.floats(0.001, 100))
def test_probability_grows_with_the_odds_and_stays_within_0_and_1(odds: float, more: float) -> None:
    less, greater = probability(np.array([odds, odds + more]))
    assert 0 <= less <= greater <= 1


def tied(field: str, to: str) -> Parameters:
    """The model, with one comparison that says what another says."""
    at, on = FIELDS.index(field), FIELDS.index(to)
    shape = len(COMPARISONS[at].levels) + 1, len(COMPARISONS[on].levels) + 1
    lifts = []
    for of in (MODEL.m, MODEL.u):
        lift = np.ones(shape)
        # given that the other agrees this one does too, whatever it would do alone
        lift[1, 1] = 1 / of[at][0]
        lifts.append(lift)
    ties = list(MODEL.ties)
    ties[at] = Tie(on, *lifts)
    return replace(MODEL, ties=tuple(ties))


def test_a_field_that_repeats_another_adds_nothing_to_its_agreement() -> None:
    model = tied("sex", "patronymic")
    alone = scored({"patronymic": "same"}, model=model).by_comparison.sum()
    both = scored({"patronymic": "same", "sex": "same"}, model=model).by_comparison.sum()
    assert both == pytest.approx(alone)


def test_a_field_tied_to_one_that_is_missing_speaks_for_itself() -> None:
    alone = scored({"sex": "same"}, model=tied("sex", "patronymic")).by_comparison
    np.testing.assert_allclose(alone, scored({"sex": "same"}).by_comparison)


def test_a_value_so_rare_that_only_one_person_bears_it_counts_for_more() -> None:
    at, bits = FIELDS.index("surnames"), 8
    others = [part.copy() for part in MODEL.others]
    others[at][0, bits] = 1 / 4
    model = replace(MODEL, others=tuple(others))
    more = scored({"surnames": "same"}, -bits, model).by_comparison.sum()
    assert more - scored({"surnames": "same"}, -bits).by_comparison.sum() == pytest.approx(2.0)
