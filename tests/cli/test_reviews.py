"""Answers come back by command: each promise of `todos review` is called."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result
from openpyxl import load_workbook

Call = Callable[..., Result]
HERE = ("--date", "2026-11-14")


def filled(path: Path, word: str) -> int:
    """Every question of a sample's workbook answered with this word."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    (at,) = (cell.column for cell in sheet[1] if cell.value == "decision")
    for row in range(3, sheet.max_row + 1):
        sheet.cell(row, at).value = word
    book.save(path)
    return int(sheet.max_row) - 2


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_sample_goes_out_comes_back_and_measures(
    todos: Call, workspace: Path, tmp_path: Path
) -> None:
    where, path = ("-w", workspace), tmp_path / "sample.xlsx"
    assert told(todos("review", "quality", *where, "--json")) is None
    drawn = todos("review", "sample", "--size", 40, "--lang", "es", "--out", path, *where)
    assert "40 pairs." in drawn.output
    first = path.read_bytes()
    again = todos("review", "sample", "--size", 40, "--lang", "es", "--out", path, *where)
    assert "the same pairs" in again.output
    assert path.read_bytes() == first
    assert filled(path, "misma persona") == 40
    bring = ("review", "import", path, "--by", "Ana", *where, *HERE)
    looked = told(todos(*bring, "--dry-run", "--json"))
    assert (len(looked["answers"]), looked["kept"], looked["refused"]) == (40, False, [])
    assert looked["persons_joined"]
    assert told(todos("review", "quality", *where, "--json")) is None
    kept = todos(*bring)
    assert kept.exit_code == 0
    assert "40 new answers, 0 given before" in kept.output
    assert told(todos(*bring, "--json"))["said_before"] == 40
    figures = told(todos("review", "quality", *where, "--json"))
    assert (figures["snapshot"], figures["answered"]) == ("2026-10-30", 40)
    assert figures["precision"]["value"] == 1
    shown = todos("review", "quality", *where)
    assert "95 % interval" in shown.output
    assert "blocking" in shown.output


def test_a_file_that_is_no_workbook_ends_with_a_reason(
    todos: Call, workspace: Path, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    path.write_text("no")
    result = todos("review", "import", path, "--by", "Ana", "-w", workspace)
    assert result.exit_code == 1
    assert "no workbook" in " ".join(result.output.split())
    assert todos("review", "import", path, "-w", workspace).exit_code == 2


def test_the_full_screen_needs_a_terminal(todos: Call, workspace: Path) -> None:
    result = todos("review", "go", "-w", workspace)
    assert result.exit_code == 1
    assert "todos review list" in result.output


def test_the_queue_is_told_for_programs(todos: Call, workspace: Path) -> None:
    one, two = told(todos("review", "list", "--most", 2, "--json", "-w", workspace))
    assert one["worth"] >= two["worth"]
    ends = [f"{one[f'source_{side}']}/{one[f'source_record_id_{side}']}" for side in "lr"]
    why = ("--by", "Ana", "--because", "met both", "-w", workspace)
    assert todos("review", "decide", *ends, "negative", *why).exit_code == 0
    (first,) = told(todos("review", "list", "--most", 1, "--json", "-w", workspace))
    assert first["source_record_id_l"] == two["source_record_id_l"]
