"""What docs/publishing.md shows is what the program knows."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import todos
from todos.output.changes.summary import summarise
from todos.output.exports import EXPORTS
from todos.output.keep import Keep
from todos.output.remote import open_remote
from todos.rules.fields import TIERS
from todos.rules.tables import schema
from todos.sources.settings import read_settings

PAGE = (Path(todos.__file__).parent / "docs" / "publishing.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.S)


def settings(section: str) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for block in BLOCKS:
        shown |= tomllib.loads(block).get(section, {})
    return shown


def test_every_setting_shown_is_one(tmp_path: Path) -> None:
    assert len(BLOCKS) == 3
    for block in BLOCKS:
        (tmp_path / "todos.toml").write_text(block, encoding="utf-8")
        read_settings(tmp_path / "todos.toml")


def test_the_keep_rule_shown_is_the_one_without_settings() -> None:
    assert Keep(**settings("keep")) == Keep()


def test_the_address_tiers_and_exports_shown_are_known() -> None:
    shown = settings("publish")
    assert "storage.example.org" in open_remote(shown["to"]).name
    assert set(shown["tiers"]) < set(TIERS)
    assert shown["exports"] == list(EXPORTS)


def test_the_kinds_of_changes_shown_are_those_that_have_words() -> None:
    part = PAGE.partition("## What changed")[2].partition("\n## ")[0]
    kinds = re.findall(r"^\| (\w+) \|", part, re.M)[1:]
    rows = pa.Table.from_pylist(
        [{"kind": kind, "person_id": "CU-1"} for kind in kinds], schema=schema("changes")
    )
    told = summarise(rows, [], (None, date(2026, 10, 30)), "public", "")
    assert [section.kind for section in told.sections] == kinds
    assert all(section.meaning != "A change of another kind." for section in told.sections)
