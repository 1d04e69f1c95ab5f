"""The figures for pairs of names, counted by hand."""

import numpy as np
import pytest
from todos.benchmarks import names

SAME = np.array([True, True, True, True, False, False])
SCORES = np.array([0.9, 0.8, 0.7, 0.2, 0.75, 0.1])


def test_both_labels_count_the_same_however_many_pairs_they_have() -> None:
    found = names.agreement(SAME, SCORES >= 0.7)
    assert found.recall == 0.75
    # 3 of 4 against 1 of 2
    assert found.precision == pytest.approx(0.75 / (0.75 + 0.5))
    tenfold = np.concatenate([SAME, np.repeat(SAME[4:], 9)])
    said = np.concatenate([SCORES, np.repeat(SCORES[4:], 9)]) >= 0.7
    assert names.agreement(tenfold, said).f1 == pytest.approx(found.f1)


def test_saying_yes_to_all_is_worth_two_thirds() -> None:
    assert names.agreement(SAME, np.ones(6, bool)).f1 == pytest.approx(2 / 3)


def test_pairs_of_one_label_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="one label only"):
        names.agreement(np.ones(3, bool), np.ones(3, bool))


def test_the_best_threshold_is_a_score_that_occurs() -> None:
    threshold, best = names.best_threshold(SAME, SCORES)
    assert threshold in SCORES
    for at in SCORES:
        assert best.f1 >= names.agreement(SAME, at <= SCORES).f1


def test_precision_at_recall_pays_for_the_last_true_pair() -> None:
    # All four true pairs are found only from 0.2 on, where one of two false ones comes along.
    assert names.precision_at_recall(SAME, SCORES) == pytest.approx(1 / 1.5)
    assert names.precision_at_recall(SAME, SCORES, recall=0.5) == 1


def test_the_worst_phenomenon_is_named() -> None:
    kinds = ["accents", "accents", "accents", "diminutive", "siblings", "siblings"]
    assert names.worst_phenomenon(SAME, SCORES >= 0.5, kinds) == ("diminutive", 0.0)
