"""The commands that evaluate and draw, on the example lists."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

Todos = Callable[..., Result]
TRUTH = Path(__file__).parents[2] / "example_truth.csv"


def test_evaluate_measures_the_example_against_its_truth(
    todos: Todos, demo: Path, tmp_path: Path
) -> None:
    told = todos("evaluate", "--truth", TRUTH, "-w", demo, "--out", tmp_path / "out", "--json")
    assert told.exit_code == 0, told.stderr
    every = json.loads(told.stdout)["measures"][-1]
    assert every["country"] == "all"
    precision = every["pairs"]["precision"]
    assert 0.9 < precision["low"] < precision["value"] <= precision["high"] <= 1
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "evaluation.json",
        "false_merges.csv",
        "missed_pairs.csv",
        "reliability.csv",
        "reliability.svg",
        "thresholds.csv",
        "thresholds.svg",
    }
    shown = todos("evaluate", "--truth", TRUTH, "-w", demo).stdout
    assert "records (B-cubed)" in shown
    assert "\x1b" not in shown


def test_evaluate_draws_a_sample_and_reads_it_filled_in(
    todos: Todos, demo: Path, tmp_path: Path
) -> None:
    assert todos("evaluate", "--sample", 5, "-w", demo, "--out", tmp_path).exit_code == 0
    sample = tmp_path / "sample.csv"
    pairs = pd.read_csv(sample, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    with TRUTH.open(encoding="utf-8") as file:
        person = {
            (row["source"], row["source_record_id"]): row["true_person"]
            for row in csv.DictReader(file)
        }
    pairs["decision"] = [
        "positive" if person.get((a, b)) == person.get((c, d)) else "negative"
        for a, b, c, d in pairs.iloc[:, :4].itertuples(index=False)
    ]
    pairs.to_csv(sample, index=False)
    told = json.loads(todos("evaluate", "--decisions", sample, "-w", demo, "--json").stdout)
    assert told["weights_given"]
    assert told["not_sampled"] == []
    assert "95 %" in todos("evaluate", "--decisions", sample, "-w", demo).stdout


def test_evaluate_needs_one_thing_to_go_by(todos: Todos, demo: Path) -> None:
    for words in ([], ["--truth", TRUTH, "--sample", "5"]):
        done = todos("evaluate", *words, "-w", demo)
        assert done.exit_code == 2
        assert "--decisions" in done.stderr


def test_explain_draws_a_pair_and_a_person(todos: Todos, demo: Path, tmp_path: Path) -> None:
    found = json.loads(todos("search", "Siarhei", "-w", demo, "--json").stdout)
    who = next(row["person_id"] for row in found if len(row["sources"]) > 1)
    done = todos("explain", who, "-w", demo, "--chart", tmp_path / "person.svg", "--json")
    keys = [
        f"{row['source']}/{row['source_record_id']}" for row in json.loads(done.stdout)["records"]
    ]
    todos("explain", *keys[:2], "-w", demo, "--chart", tmp_path / "pair.svg")
    assert who in (tmp_path / "person.svg").read_text("utf-8")
    drawn = (tmp_path / "pair.svg").read_text("utf-8")
    assert "before any comparison" in drawn
    assert keys[0] in drawn


@pytest.mark.parametrize("kind", ["histogram", "unlinkable"])
def test_chart_draws_the_snapshot(kind: str, todos: Todos, demo: Path, tmp_path: Path) -> None:
    done = todos("chart", kind, "--out", tmp_path / "chart.svg", "-w", demo)
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "chart.svg").read_text("utf-8").startswith("<svg")


def test_chart_of_another_kind_is_told_which_there_are(
    todos: Todos, demo: Path, tmp_path: Path
) -> None:
    done = todos("chart", "pie", "--out", tmp_path / "x.svg")
    assert done.exit_code == 2
    assert "unlinkable" in done.stderr
    refused = todos("chart", "weights", "--out", tmp_path / "x.gif", "-w", demo)
    assert refused.exit_code == 1
    assert ".svg" in refused.stderr
