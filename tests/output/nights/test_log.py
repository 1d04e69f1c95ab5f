"""The log tells what happened when, a line of JSON an event."""

import json
from datetime import date
from pathlib import Path

from todos.output.nights.log import Log


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for file in folder.glob("*.jsonl") for line in file.open()]


def test_each_step_is_logged_with_its_seconds_once_it_has_ended(tmp_path: Path) -> None:
    shown: list[str] = []
    log = Log(tmp_path / "log", date(2026, 10, 30), shown.append)
    log.step("reading")
    log.step("matching")
    log.end_step()
    log.event("published", persons=3)
    assert shown == ["reading", "matching"]
    assert [name for name, _, _ in log.steps] == ["reading", "matching"]
    told = lines(tmp_path / "log")
    assert [entry.get("step") for entry in told] == ["reading", "matching", None]
    assert told[-1]["event"] == "published"
    assert told[-1]["persons"] == 3
    assert all(entry["run"] == "2026-10-30" and entry["time"] for entry in told)


def test_a_text_of_several_lines_stays_one_entry(tmp_path: Path) -> None:
    log = Log(tmp_path / "log", date(2026, 10, 30), lambda _: None)
    log.event("failed", message='one\ntwo "three"\u2028')
    assert [entry["message"] for entry in lines(tmp_path / "log")] == ['one\ntwo "three"\u2028']
