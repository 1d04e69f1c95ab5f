"""The registry's memory: a day can be run again, history is never rewritten."""

import sqlite3
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from todos.pipeline.store import Kept, Store, StoreError

FIRST, SECOND = date(2026, 10, 30), date(2026, 11, 13)


def night(person_id: str | None, value: str = "male", seen: date = FIRST) -> Kept:
    key = {"source": "list_a", "source_record_id": "r1"}
    redirects = pd.DataFrame(columns=["old_person_id", "person_id", "kind", "since"])
    edition = {"source": "list_a", "edition": seen, "file": "a.csv", "sha256": "0", "rows": 1}
    return Kept(
        pd.DataFrame([{**key, "person_id": person_id}]),
        redirects,
        pd.DataFrame([{**key, "field": "sex", "value": value, "first_seen": seen}]),
        pd.DataFrame([edition]),
        1,
    )


def test_a_new_registry_knows_nothing(tmp_path: Path) -> None:
    known = Store(tmp_path / "registry.db").before(FIRST)
    assert known.assignments.empty
    assert known.used == frozenset()


def test_the_next_night_knows_who_was_whom_and_since_when(tmp_path: Path) -> None:
    store = Store(tmp_path / "registry.db")
    store.keep(FIRST, night("CU-1"))
    known = store.before(SECOND)
    assert known.assignments["person_id"].tolist() == ["CU-1"]
    assert known.statements["first_seen"].tolist() == [FIRST]
    assert known.editions["rows"].tolist() == [1]


def test_a_run_of_the_same_day_does_not_know_itself(tmp_path: Path) -> None:
    store = Store(tmp_path / "registry.db")
    store.keep(FIRST, night("CU-1"))
    assert store.before(FIRST).assignments.empty


def test_a_day_run_again_replaces_itself_and_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path / "registry.db")
    store.keep(FIRST, night("CU-1"))
    store.keep(SECOND, night("CU-2", "female", SECOND))
    store.keep(SECOND, night("CU-3", "male", SECOND))
    known = store.before(date(2026, 12, 1))
    assert known.assignments["person_id"].tolist() == ["CU-3"]
    assert known.used == {"CU-1", "CU-3"}
    assert known.statements[["value", "first_seen"]].to_numpy().tolist() == [["male", FIRST]]


def test_a_record_without_a_person_gets_no_id(tmp_path: Path) -> None:
    store = Store(tmp_path / "registry.db")
    store.keep(FIRST, night(None))
    assert store.before(SECOND).assignments.empty


def test_a_day_before_the_last_run_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "registry.db")
    store.keep(SECOND, night("CU-1"))
    with pytest.raises(StoreError, match="already holds the run of 2026-11-13"):
        store.before(FIRST)


def test_a_damaged_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "registry.db").write_bytes(b"no database at all, " * 100)
    with pytest.raises(StoreError, match="put back the copy"):
        Store(tmp_path / "registry.db")


def test_a_night_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    store = Store(tmp_path / "registry.db")
    broken = night("CU-1")
    broken.editions["rows"] = None
    with pytest.raises(Exception, match="NOT NULL"):
        store.keep(FIRST, broken)
    with sqlite3.connect(tmp_path / "registry.db") as database:
        assert database.execute("select count(*) from assignments").fetchone() == (0,)
