"""Hooks learn how a run ended, and cannot harm it."""

import sys
from pathlib import Path

from todos.output.nights.hooks import call_hook

WRITE = (
    "import os, pathlib; told = os.environ; "
    "pathlib.Path('told').write_text(told['TODOS_OUTCOME'] + ' ' + told['TODOS_DAY'])"
)


def test_a_hook_is_told_the_outcome_and_the_day(tmp_path: Path) -> None:
    hooks = {"hold": [sys.executable, "-c", WRITE]}
    assert call_hook(hooks, "hold", tmp_path, {"day": "2026-10-30"}) is None
    assert (tmp_path / "told").read_text() == "hold 2026-10-30"


def test_without_a_hook_for_the_outcome_nothing_is_run(tmp_path: Path) -> None:
    hooks = {"hold": [sys.executable, "-c", WRITE]}
    assert call_hook(hooks, "success", tmp_path, {"day": "2026-10-30"}) is None
    assert not (tmp_path / "told").exists()


def test_nothing_in_the_facts_is_read_by_a_shell(tmp_path: Path) -> None:
    hooks = {"success": [sys.executable, "-c", WRITE]}
    call_hook(hooks, "success", tmp_path, {"day": "$(touch harm); `touch harm`"})
    assert not (tmp_path / "harm").exists()
    assert (tmp_path / "told").read_text() == "success $(touch harm); `touch harm`"


def test_a_hook_that_fails_is_told_in_a_sentence(tmp_path: Path) -> None:
    failing = [sys.executable, "-c", "import sys; sys.exit('no post office')"]
    told = call_hook({"failure": failing}, "failure", tmp_path, {})
    assert told == "the hook for failure ended with code 1: no post office"
    missing = call_hook({"failure": ["/no/such/program"]}, "failure", tmp_path, {})
    assert missing is not None
    assert "could not be started" in missing
