"""Pairs wait until they are decided; where people disagree, they wait again, and first."""

from datetime import date

import pandas as pd
import pytest
from todos.output.reports.told import Told
from todos.output.review.queue import PAIR, agreement, among, waiting
from todos.pipeline.store import Decision, Store

DAY = date(2026, 11, 14)


def decide(store: Store, by: str, pairs: pd.DataFrame, *words: str) -> None:
    rows = zip(*(pairs[name] for name in PAIR), words, strict=True)
    store.decisions.decide(
        [Decision(a, b, c, d, word, by, DAY, "looked") for a, b, c, d, word in rows]
    )


def test_a_decided_pair_waits_no_longer_and_an_unsure_one_does(told: Told, store: Store) -> None:
    queue = waiting(told, store.decisions.all())
    decide(store, "Ana", queue.head(2), "negative", "unsure")
    left = waiting(told, store.decisions.all())
    assert len(left) == len(queue) - 1
    assert left[PAIR].iloc[0].tolist() == queue[PAIR].iloc[1].tolist()


@pytest.mark.parametrize("verdict", ["review", "match", "non-match"])
def test_a_pair_on_which_two_disagree_comes_back_and_first(
    told: Told, store: Store, verdict: str
) -> None:
    asked = told.pairs[told.pairs["verdict"] == verdict].tail(1)
    decide(store, "Ana", asked, "positive")
    assert not among(asked, waiting(told, store.decisions.all())).any()
    decide(store, "Eva", asked, "negative")
    first = waiting(told, store.decisions.all()).iloc[0]
    assert bool(first["disputed"])
    assert first[PAIR].tolist() == asked[PAIR].iloc[0].tolist()
    assert len(store.decisions.all()) == 2


def test_agreement_is_what_chance_does_not_explain(told: Told, store: Store) -> None:
    """20 and 15 of 50 alike, 5 and 10 not: 0.7 observed, 0.5 by chance, kappa 0.4."""
    pairs = told.pairs.head(50)
    p, n = "positive", "negative"
    decide(store, "Ana", pairs, *[p] * 20, *[p] * 5, *[n] * 10, *[n] * 15)
    decide(store, "Eva", pairs, *[p] * 20, *[n] * 5, *[p] * 10, *[n] * 15)
    decide(store, "Iris", told.pairs.iloc[50:51], p)
    (found,) = agreement(store.decisions.all()).to_dict("records")
    assert (found["by_l"], found["by_r"], found["pairs"]) == ("Ana", "Eva", 50)
    assert found["kappa"] == pytest.approx(0.4)
