"""todos train: what it promises of the model in a workspace, and runs that use it."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from todos.output.models import SHIPPED
from todos.pipeline.learn.model_reading import from_json
from todos.rules.comparisons import COMPARISONS

Todos = Callable[..., Result]
DAY = "2026-10-31"


def manifest(workspace: Path) -> dict[str, dict[str, str]]:
    text = (workspace / "snapshots/latest/restricted/manifest.json").read_text(encoding="utf-8")
    models: dict[str, dict[str, str]] = json.loads(text)["models"]
    return models


@pytest.mark.parametrize("country", ["CU", "BY"])
def test_the_shipped_models_fit_the_rules(country: str) -> None:
    path = SHIPPED / f"{country.lower()}.json"
    model = from_json(path.read_text(encoding="utf-8"), path.name)
    assert list(model.countries) == [country]
    assert model.countries[country].parameters.comparisons == COMPARISONS
    assert model.countries[country].decisions == 0


def test_a_run_takes_the_shipped_model_until_the_workspace_has_its_own(
    todos: Todos, workspace: Path
) -> None:
    assert manifest(workspace)["CU"]["file"] == "rules/models/cu.json"
    assert todos("train", "-w", workspace, "--date", DAY).exit_code == 0
    assert todos("run", "-w", workspace, "--date", DAY).exit_code == 0
    assert manifest(workspace)["CU"]["file"] == "model.json"
    assert manifest(workspace)["CU"]["date"] == DAY


def test_a_run_trains_nothing_and_writes_no_model(workspace: Path) -> None:
    assert not (workspace / "model.json").exists()


def test_training_again_keeps_the_model_before_and_says_so(todos: Todos, workspace: Path) -> None:
    todos("train", "-w", workspace, "--date", DAY)
    first = (workspace / "model.json").read_text(encoding="utf-8")
    result = todos("train", "-w", workspace, "--date", "2026-11-01")
    assert f"The model before is kept as model-{DAY}.json" in result.output
    assert "since the model before" in result.output
    assert (workspace / f"model-{DAY}.json").read_text(encoding="utf-8") == first
    assert '"date": "2026-11-01"' in (workspace / "model.json").read_text(encoding="utf-8")


def test_a_dry_run_writes_nothing(
    todos: Todos, workspace: Path, files: Callable[[Path], dict[str, str]]
) -> None:
    before = files(workspace)
    result = todos("train", "-w", workspace, "--date", DAY, "--dry-run")
    assert result.exit_code == 0
    assert "dry run" in result.output
    assert files(workspace) == before


def test_a_model_of_other_rules_stops_the_run_with_its_cure(todos: Todos, workspace: Path) -> None:
    todos("train", "-w", workspace, "--date", DAY)
    path = workspace / "model.json"
    text = path.read_text(encoding="utf-8").replace('"one_missing"', '"one_lost"')
    path.write_text(text, encoding="utf-8")
    stopped = todos("run", "-w", workspace, "--date", DAY)
    assert stopped.exit_code == 1
    assert "todos train" in stopped.output
    assert "one_missing" in stopped.output
    again = todos("train", "-w", workspace, "--date", DAY)
    assert again.exit_code == 0
    assert "cannot be compared with" in again.output
    assert todos("run", "-w", workspace, "--date", DAY).exit_code == 0


def test_explain_weighs_with_the_model_of_the_snapshot(todos: Todos, workspace: Path) -> None:
    two = ("justicia11j", "cubalex")
    records = (workspace / "snapshots/latest/restricted/records.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(records.splitlines()))
    keys = [
        next(f"{source}/{row['source_record_id']}" for row in rows if row["source"] == source)
        for source in two
    ]
    before = todos("explain", "-w", workspace, *keys, "--json").output
    todos("train", "-w", workspace, "--date", DAY)
    assert todos("explain", "-w", workspace, *keys, "--json").output == before


@pytest.fixture
def decisions(workspace: Path, tmp_path: Path) -> Path:
    """Decisions on the demo's surest and unlikeliest pairs, one of them wrong."""
    text = (workspace / "snapshots/latest/restricted/pairs.csv").read_text("utf-8-sig")
    rows = sorted(csv.DictReader(text.splitlines()), key=lambda row: float(row["match_weight"]))
    chosen = [(row, "negative") for row in rows[:30]] + [(row, "positive") for row in rows[-30:]]
    chosen[0] = (chosen[0][0], "positive")
    ends = ("source_l", "source_record_id_l", "source_r", "source_record_id_r")
    path = tmp_path / "decisions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*ends, "decision"])
        writer.writerows([*(row[end] for end in ends), decision] for row, decision in chosen)
    return path


def test_decisions_are_counted_and_check_the_model(
    todos: Todos, workspace: Path, decisions: Path, tmp_path: Path
) -> None:
    words = ("train", "-w", workspace, "--date", DAY, "--decisions", decisions, "--dry-run")
    told = json.loads(todos(*words, "--json").output)
    assert sum(one["decisions"] for one in told["countries"].values()) == 60
    checked = [one["worth"] for one in told["countries"].values() if one["worth"]]
    assert checked
    assert all(stage["log_loss"] > 0 for worth in checked for stage in worth.values())
    assert sum(band["pairs"] for band in told["reliability"]) == sum(
        one["decisions"] for one in told["countries"].values() if one["worth"]
    )
    result = todos(*words, "--out", tmp_path / "drawn")
    assert "log loss" in result.output
    assert (tmp_path / "drawn/reliability.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_pair_decided_both_ways_is_refused_by_name(
    todos: Todos, workspace: Path, decisions: Path
) -> None:
    lines = decisions.read_text(encoding="utf-8").splitlines()
    other = lines[1].replace("positive", "negative")
    decisions.write_text("\n".join([*lines, other]), encoding="utf-8")
    result = todos("train", "-w", workspace, "--date", DAY, "--decisions", decisions)
    assert result.exit_code == 1
    assert "are decided positive and negative" in " ".join(result.output.split())
    assert not (workspace / "model.json").exists()
