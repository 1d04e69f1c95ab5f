"""A snapshot measured against a truth, and by decisions on its pairs."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from todos.output.evaluate.decided import evaluate_decisions
from todos.output.evaluate.files import write, write_sample
from todos.output.evaluate.given import GivenError, read_decisions
from todos.output.evaluate.registry import Evaluation, evaluate

RECORDS = pd.DataFrame(
    [
        ("P1", "a", "1", "CU", True, '{"No.": "11"}'),
        ("P1", "b", "1", "CU", True, "{}"),
        ("P1", "c", "1", "CU", True, "{}"),
        ("P2", "a", "2", "CU", True, '{"No.": "12"}'),
        ("P3", "d", "1", "BY", True, "{}"),
        ("P4", "e", "1", "BY", True, "{}"),
        (None, "e", "2", "BY", True, "{}"),
        ("P5", "e", "3", "BY", False, "{}"),
    ],
    columns=["person_id", "source", "source_record_id", "country", "linkable", "raw"],
)
PAIRS = pd.DataFrame(
    [
        ("a", "1", "b", "1", 12.0, 0.9, "match", "same name"),
        ("a", "1", "c", "1", 5.0, 0.3, "match", "by the cluster"),
        ("b", "1", "c", "1", 11.0, 0.8, "match", "same surname"),
        ("a", "2", "b", "1", 4.0, 0.2, "review", "same name, other day"),
        ("d", "1", "e", "1", 2.0, 0.05, "non-match", "different names"),
    ],
    columns=[
        "source_l",
        "source_record_id_l",
        "source_r",
        "source_record_id_r",
        "match_weight",
        "match_probability",
        "verdict",
        "reason",
    ],
).assign(decided_by="model")
TRUTH = pd.DataFrame(
    [
        ("a", "1", "x"),
        ("b", "1", "x"),
        ("c", "1", "z"),
        ("a", "2", "x"),
        ("d", "1", "y"),
        ("e", "1", "y"),
        ("e", "3", "y"),
        ("f", "9", "y"),
    ],
    columns=["source", "source_record_id", "true_person"],
)


@pytest.fixture(scope="module")
def done() -> Evaluation:
    return evaluate(RECORDS, PAIRS, TRUTH)


def test_countries_are_measured_apart_and_together(done: Evaluation) -> None:
    by, cu, every = done.measured
    assert [one.country for one in done.measured] == ["BY", "CU", "all"]
    assert (cu.pairs.linked, cu.pairs.true, cu.pairs.agreed) == (3, 3, 1)
    assert (by.pairs.linked, by.pairs.true, by.pairs.agreed) == (0, 1, 0)
    assert every.pairs.records == cu.pairs.records + by.pairs.records == 6


def test_what_is_left_out_is_counted(done: Evaluation) -> None:
    assert (done.without_truth, done.anonymised, done.unknown) == (1, 1, 1)


def test_errors_name_both_records_with_weight_and_reason(done: Evaluation) -> None:
    surest = done.false_merges.iloc[0]
    assert (surest["source_l"], surest["source_r"], surest["match_weight"]) == ("b", "c", 11.0)
    assert (surest["true_person_l"], surest["true_person_r"]) == ("x", "z")
    missed = done.missed_pairs
    assert missed["reason"].iloc[0] == "same name, other day"
    assert set(missed["country"]) == {"CU", "BY"}
    assert len(missed) == 3


def test_curves_are_made_for_each_country_of_its_own_pairs(done: Evaluation) -> None:
    pairs = done.reliability.groupby("country")["pairs"].sum()
    assert pairs.to_dict() == {"BY": 1, "CU": 4, "all": 5}
    lowest = done.thresholds.groupby("country")["linked"].max()
    assert lowest.to_dict() == {"BY": 1, "CU": 4, "all": 5}


def test_a_truth_may_name_a_list_by_its_own_column() -> None:
    truth = pd.DataFrame(
        {"source": ["a", "b"], "source_record_id": ["12", "1"], "true_person": ["x", "x"]}
    )
    assert evaluate(RECORDS, PAIRS, truth, {"a": "No."}).measured[0].pairs.records == 2


def test_a_truth_of_other_records_says_what_may_be_wrong() -> None:
    with pytest.raises(GivenError, match="--key source=column"):
        evaluate(RECORDS, PAIRS, TRUTH.assign(source="elsewhere"))


def test_files_hold_the_figures_and_the_lists(done: Evaluation, tmp_path: Path) -> None:
    written = write(done, tmp_path / "new" / "folder")
    figures = json.loads(written[0].read_text("utf-8"))
    assert figures["measures"][1]["pairs"]["precision"]["value"] == pytest.approx(1 / 3)
    assert figures["measures"][0]["pairs"]["precision"]["value"] is None
    merges = pd.read_csv(tmp_path / "new/folder/false_merges.csv", encoding="utf-8-sig")
    assert len(merges) == 2


def decided(*decisions: tuple[str, ...], weight: list[float] | None = None) -> pd.DataFrame:
    names = ["source_l", "source_record_id_l", "source_r", "source_record_id_r", "decision"]
    table = pd.DataFrame(decisions, columns=names)
    return table if weight is None else table.assign(weight=weight)


def test_decisions_measure_the_pairs_whichever_record_comes_first() -> None:
    found = evaluate_decisions(
        decided(
            ("b", "1", "a", "1", "positive"),
            ("b", "1", "c", "1", "negative"),
            ("a", "1", "c", "1", "negative"),
            ("a", "2", "b", "1", "positive"),
            ("d", "1", "e", "1", "negative"),
        ),
        PAIRS,
    )
    assert found.shares.precision.value == pytest.approx(1 / 3)
    assert found.shares.recall.value == pytest.approx(1 / 2)
    assert (found.designed, found.unsure, found.outside) == (False, 0, 0)


def test_strata_without_a_decision_are_named() -> None:
    found = evaluate_decisions(decided(("b", "1", "a", "1", "positive")), PAIRS)
    assert set(found.not_sampled["stratum"]) == {
        "match 0.1-0.5",
        "match 0.5-0.9",
        "apart 0.1-0.5",
        "apart 0.01-0.1",
    }
    assert np.isnan(found.shares.recall.value)  # no pair that is kept apart was looked at
    assert np.isnan(found.shares.f1.value)


def test_an_unsure_pair_is_replaced_by_the_others_of_its_stratum() -> None:
    pairs = pd.concat([PAIRS.iloc[[0]].assign(source_record_id_l=str(n)) for n in range(4)])
    words = ("positive", "negative", "unsure", "unsure")
    found = evaluate_decisions(
        decided(*((("a"), str(n), "b", "1", word) for n, word in enumerate(words))), pairs
    )
    assert found.shares.precision.value == pytest.approx(0.5)
    assert found.unsure == 2
    assert found.shares.precision.low < 0.3  # two are decided, not four


def test_decisions_on_pairs_that_are_not_kept_say_nothing() -> None:
    found = evaluate_decisions(
        decided(("a", "1", "b", "1", "positive"), ("a", "1", "z", "9", "negative")), PAIRS
    )
    assert found.outside == 1
    with pytest.raises(GivenError, match="None of these decisions"):
        evaluate_decisions(decided(("a", "1", "z", "9", "negative")), PAIRS)


def test_a_pair_decided_both_ways_is_refused() -> None:
    both = decided(("a", "1", "b", "1", "positive"), ("b", "1", "a", "1", "negative"))
    with pytest.raises(GivenError, match="a/1 and b/1 are decided positive and negative"):
        evaluate_decisions(both, PAIRS)


def test_weights_that_decisions_give_are_taken_as_they_are() -> None:
    given = decided(
        ("a", "1", "b", "1", "positive"), ("b", "1", "c", "1", "negative"), weight=[9.0, 1.0]
    )
    found = evaluate_decisions(given, PAIRS)
    assert found.designed
    assert found.shares.precision.value == pytest.approx(0.9)


def test_a_drawn_sample_filled_in_measures_the_snapshot(tmp_path: Path) -> None:
    path = write_sample(PAIRS, 2, tmp_path)
    table = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    assert table["decision"].isna().all()
    table.assign(decision="positive").to_csv(path, index=False)
    found = evaluate_decisions(read_decisions(path), PAIRS)
    assert found.strata["decided"].sum() == 5
    assert found.shares.recall.value == pytest.approx(3 / 5)
