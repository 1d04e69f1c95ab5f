"""The registry's memory (registry.db): ids and their history, statements seen, editions, runs.

It holds only what cannot be recomputed from the lists. Every row carries the day of the run that
wrote it, so that a run of the same day can be repeated: its own rows go, the others stay.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ..rules.problems import Refusal

_KEY = ("source", "source_record_id")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS editions (
    run DATE NOT NULL,
    source TEXT NOT NULL,
    edition DATE NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (run, source)
);
CREATE TABLE IF NOT EXISTS assignments (
    run DATE NOT NULL,
    source TEXT NOT NULL,
    source_record_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (run, source, source_record_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS redirects (
    since DATE NOT NULL,
    old_person_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (since, old_person_id, person_id)
);
CREATE TABLE IF NOT EXISTS statements (
    source TEXT NOT NULL,
    source_record_id TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    first_seen DATE NOT NULL,
    run DATE NOT NULL,
    PRIMARY KEY (source, source_record_id, field, value)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    run DATE NOT NULL,
    records INTEGER NOT NULL,
    persons INTEGER NOT NULL,
    PRIMARY KEY (run)
);
"""
_DATES = ("run", "since", "edition", "first_seen")
# Each table, and its column for the day of the run that wrote a row.
_WRITTEN = {
    "editions": "run",
    "assignments": "run",
    "redirects": "since",
    "statements": "run",
    "runs": "run",
}


class StoreError(Refusal):
    """The registry's memory cannot be used for this run."""


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier nights left: who was whom, every id ever given, what was said since when."""

    assignments: pd.DataFrame
    used: frozenset[str]
    redirects: pd.DataFrame
    statements: pd.DataFrame
    editions: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Kept:
    """What a night leaves for the next ones.

    records: source, source_record_id, person_id (null: no person); redirects: as the table of that
    name; statements: source, source_record_id, field, value, first_seen; editions: source, edition,
    file, sha256 and rows of each list read; persons: how many there are.
    """

    records: pd.DataFrame
    redirects: pd.DataFrame
    statements: pd.DataFrame
    editions: pd.DataFrame
    persons: int


class Store:
    """The database of one workspace; made at the first use."""

    def __init__(self, path: Path) -> None:
        try:
            self._database = sqlite3.connect(path)
            self._database.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise StoreError(
                f"{path.name} cannot be opened ({error.__class__.__name__}). If it is damaged, put "
                "back the copy of an earlier day: the lasting ids stand in it."
            ) from error

    def before(self, day: date) -> Known:
        """What was known before the run of `day`. Raises StoreError if a later run is there."""
        self._refuse_the_past(day)
        given = self._read("assignments", day)
        redirects = self._read("redirects", day)
        used = frozenset(given["person_id"]) | frozenset(redirects["old_person_id"])
        newest = self._read("editions", day).drop_duplicates("source", keep="last")
        return Known(
            _newest(given),
            used,
            redirects,
            self._read("statements", day).drop(columns="run"),
            newest.reset_index(drop=True),
        )

    def keep(self, day: date, night: Kept) -> None:
        """Write the run of `day`, in place of an earlier one of that day, in one transaction."""
        self._refuse_the_past(day)
        known = _newest(self._read("assignments", day))
        named = night.records.dropna(subset=["person_id"])[[*_KEY, "person_id"]]
        counts = {"records": len(night.records), "persons": night.persons}
        with self._database:
            for table, written in _WRITTEN.items():
                self._database.execute(f"DELETE FROM {table} WHERE {written} = ?", [f"{day}"])  # noqa: S608
            self._write("assignments", _without(named, known), day)
            self._write("statements", night.statements, day)
            self._write("redirects", night.redirects[night.redirects["since"] == day], day)
            self._write("editions", night.editions, day)
            self._write("runs", pd.DataFrame([counts]), day)

    def close(self) -> None:
        """Let go of the database file."""
        self._database.close()

    def _refuse_the_past(self, day: date) -> None:
        (last,) = self._database.execute("SELECT max(run) FROM runs").fetchone()
        if last is not None and last > day.isoformat():
            raise StoreError(
                f"The registry already holds the run of {last}, a run of {day} would rewrite "
                "history. Choose that day or a later one with --date."
            )

    def _read(self, table: str, day: date) -> pd.DataFrame:
        """The rows of `table` that runs before `day` wrote, those of the newest run last."""
        written = _WRITTEN[table]
        query = f"SELECT * FROM {table} WHERE {written} < ? ORDER BY {written}"  # noqa: S608
        found = self._database.execute(query, [day.isoformat()])
        rows = pd.DataFrame(found.fetchall(), columns=[name for name, *_ in found.description])
        for name in rows.columns.intersection([*_DATES]):
            days = {text: date.fromisoformat(text) for text in set(rows[name])}
            rows[name] = rows[name].map(days).astype(object)
        return rows

    def _write(self, table: str, rows: pd.DataFrame, day: date) -> None:
        """Add `rows` to `table` as of the run of `day`."""
        rows = rows.assign(**{_WRITTEN[table]: day})
        names = [name for _, name, *_ in self._database.execute(f"PRAGMA table_info({table})")]
        places = ", ".join("?" * len(names))
        columns = [_stored(rows[name]) for name in names]
        # a statement that was made before keeps the day on which it was first seen
        known = "ON CONFLICT DO NOTHING" if table == "statements" else ""
        insert = f"INSERT INTO {table} VALUES ({places}) {known}"  # noqa: S608
        self._database.executemany(insert, zip(*columns, strict=True))


def _stored(column: "pd.Series[Any]") -> list[Any]:
    if column.name not in _DATES:
        return column.tolist()
    return column.map({day: day.isoformat() for day in set(column)}).tolist()


def _newest(given: pd.DataFrame) -> pd.DataFrame:
    """Whom each record was in the newest run that says so."""
    newest = given.drop_duplicates([*_KEY], keep="last")
    return newest[[*_KEY, "person_id"]].reset_index(drop=True)


def _without(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows that are not among the others, which have the same columns."""
    return rows[~pd.MultiIndex.from_frame(rows).isin(pd.MultiIndex.from_frame(others))]
