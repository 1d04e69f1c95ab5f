"""What runs, what is said of it, and that one contestant's failure stops nobody else."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from todos.benchmarks import __main__ as bench
from todos.benchmarks import entries, prepare, table, watch
from todos.benchmarks.datasets import DATASETS
from todos.sources.tables.model import load


def named(*words: str, scale: str | None = None) -> set[tuple[str, str]]:
    return {(entry.data, entry.contestant) for entry in bench.chosen(words, scale)}


def test_data_sets_and_contestants_are_chosen_by_name() -> None:
    assert named("febrl1", "splink") == {("febrl1", "splink")}
    assert {data for data, _ in named("febrl*")} == {"febrl1", "febrl2", "febrl3", "febrl4"}
    assert all(who == "recordlinkage_ecm" for _, who in named("recordlinkage_ecm"))


def test_the_largest_data_run_only_when_asked_for() -> None:
    assert "people_5m" not in {data for data, _ in named()}
    assert {data for data, _ in named(scale="5M")} == {"people_5m"}


def test_a_word_that_names_nothing_is_an_error_that_tells_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"'febrl9' names no data set.*febrl1.*splink"):
        bench.chosen(["febrl9"], None)


def test_every_entry_has_its_data_and_every_model_names_columns_by_kind() -> None:
    assert {entry.data for entry in entries.ENTRIES} == set(DATASETS)
    models = sorted(entries.MODELS.glob("*.toml"))
    assert models
    for model in models:
        told = tomllib.loads(model.read_text(encoding="utf-8"))
        assert load(model).id
        assert "truth" not in told, f"{model.name}: no contestant is given the truth"


def watched(tmp_path: Path, *command: str) -> dict[str, float]:
    report = tmp_path / "watch.json"
    words = [sys.executable, "-I", "-S", watch.__file__, str(report), *command]
    subprocess.run(words, check=True)
    told: dict[str, float] = json.loads(report.read_text(encoding="utf-8"))
    return told


def test_the_peak_of_memory_is_the_commands_and_its_exit_code_is_told(tmp_path: Path) -> None:
    greedy = watched(tmp_path, sys.executable, "-c", "x = b'x' * 200_000_000; raise SystemExit(3)")
    modest = watched(tmp_path, sys.executable, "-c", "pass")
    assert greedy["exit"] == 3
    assert modest["exit"] == 0
    assert greedy["peak_bytes"] > 200e6 > modest["peak_bytes"]


def test_memory_of_several_processes_is_added_up(tmp_path: Path) -> None:
    child = "x = b'x' * 100_000_000; import time; time.sleep(0.6)"
    both = (
        "import subprocess, sys\n"
        f"children = [subprocess.Popen([sys.executable, '-c', {child!r}]) for _ in range(2)]\n"
        "[one.wait() for one in children]"
    )
    assert watched(tmp_path, sys.executable, "-c", both)["peak_bytes"] > 200e6


def row(contestant: str, seconds: float, run: str = "one") -> dict[str, object]:
    figures = {"precision": 1.0, "recall": 0.5, "f1": 0.6667}
    return {
        "data": "people_1m",
        "contestant": contestant,
        "run": run,
        "state": "measured",
        "watched": {"seconds": seconds + 1, "peak_bytes": 1e9, "others": 0.0},
        "told": {
            "threshold": 0.5,
            "phases": {"load": 1.0, "score": seconds - 1.0},
            "work_seconds": seconds,
            "candidate_pairs": 1234,
            "blocking_recall": 0.9,
        },
        "judged": {
            "pairwise": figures,
            "b_cubed": figures,
            "best": figures | {"threshold": 0.7},
            "best_b_cubed": figures,
            "scored_pairs": 1000,
            "scored_recall": 0.8,
        },
    }


def cost(rows: list[dict[str, object]], contestant: str) -> list[str]:
    part = table.results(rows).partition("## Seconds")[2].splitlines()
    (found,) = (one for one in part if one.startswith(f"| people_1m | {contestant} |"))
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_the_ratio_is_ours_to_the_peers_of_the_same_blocking_and_run() -> None:
    ours = [row("todos_narrow", 5.0), row("todos_wide", 40.0), row("todos", 10.0)]
    peers = [row("splink_narrow", 20.0), row("splink_wide", 80.0), row("recordlinkage_ecm", 80.0)]
    ratios = [cost(ours + peers, str(peer["contestant"]))[9] for peer in peers]
    assert ratios == ["0.25", "0.50", "0.12"]


def test_seconds_of_different_days_make_no_ratio() -> None:
    earlier = row("splink_narrow", 20.0, run="yesterday")
    assert cost([row("todos_narrow", 5.0), earlier], "splink_narrow")[9] == table.NONE


def test_seconds_of_a_busy_machine_are_marked_provisional() -> None:
    busy = row("splink_narrow", 20.0)
    busy["watched"] = {"seconds": 21.0, "peak_bytes": 1e9, "others": 0.4}
    assert cost([busy], "splink_narrow")[-1] == "40%, provisional"
    assert cost([row("splink_narrow", 20.0)], "splink_narrow")[-1] == "0%"


def test_what_was_not_measured_is_named_and_why() -> None:
    failed = {
        "data": "febrl1",
        "contestant": "splink",
        "run": "one",
        "state": "failed: exit code 1",
    }
    said = table.results([failed])
    assert "- febrl1, splink: failed: exit code 1" in said
    assert "- people_1m, splink_wide: not measured yet" in said


def test_a_contestant_that_fails_leaves_its_last_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "CACHE", tmp_path)
    (tmp_path / "data" / "febrl1").mkdir(parents=True)
    (tmp_path / "data" / "febrl1" / "ready").touch()
    words = [sys.executable, "-c", "raise SystemExit('the list is empty')"]
    entry = entries.Entry("febrl1", "splink", lambda _data, _out: words)
    assert bench.run(entry, "one", 1)["state"] == "failed: exit code 1: the list is empty"
