"""The registry's memory (registry.db): ids and their history, statements seen, editions, runs.

It holds only what cannot be recomputed from the lists. Every row carries the day of the run that
wrote it, so that a run of the same day can be repeated: its own rows go, the others stay.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from ..rules.problems import Refusal

_META = sa.MetaData()
_KEY = ("source", "source_record_id")
_EDITIONS = sa.Table(
    "editions",
    _META,
    sa.Column("run", sa.Date, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("edition", sa.Date, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
)
_ASSIGNMENTS = sa.Table(
    "assignments",
    _META,
    sa.Column("run", sa.Date, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("source_record_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
)
_REDIRECTS = sa.Table(
    "redirects",
    _META,
    sa.Column("since", sa.Date, primary_key=True),
    sa.Column("old_person_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
)
_STATEMENTS = sa.Table(
    "statements",
    _META,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("source_record_id", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("first_seen", sa.Date, nullable=False),
    sa.Column("run", sa.Date, nullable=False),
)
_RUNS = sa.Table(
    "runs",
    _META,
    sa.Column("run", sa.Date, primary_key=True),
    sa.Column("records", sa.Integer, nullable=False),
    sa.Column("persons", sa.Integer, nullable=False),
)


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
        self._engine = sa.create_engine(f"sqlite:///{path}")
        try:
            _META.create_all(self._engine)
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(
                f"{path.name} cannot be opened ({error.__class__.__name__}). If it is damaged, put "
                "back the copy of an earlier day: the lasting ids stand in it."
            ) from error

    def before(self, day: date) -> Known:
        """What was known before the run of `day`. Raises StoreError if a later run is there."""
        with self._engine.connect() as connection:
            last = connection.scalar(sa.select(sa.func.max(_RUNS.c.run)))
            if last is not None and last > day:
                raise StoreError(
                    f"The registry already holds the run of {last}, a run of {day} would rewrite "
                    "history. Choose that day or a later one with --date."
                )
            given = _read(connection, _ASSIGNMENTS, _ASSIGNMENTS.c.run < day)
            redirects = _read(connection, _REDIRECTS, _REDIRECTS.c.since < day)
            statements = _read(connection, _STATEMENTS, _STATEMENTS.c.run < day)
            editions = _read(connection, _EDITIONS, _EDITIONS.c.run < day)
        current = given.sort_values("run").drop_duplicates([*_KEY], keep="last")
        used = frozenset(given["person_id"]) | frozenset(redirects["old_person_id"])
        newest = editions.sort_values("run").drop_duplicates("source", keep="last")
        return Known(
            current[[*_KEY, "person_id"]].reset_index(drop=True),
            used,
            redirects,
            statements.drop(columns="run"),
            newest.reset_index(drop=True),
        )

    def keep(self, day: date, night: Kept) -> None:
        """Write the run of `day`, in place of an earlier one of that day, in one transaction."""
        known = self.before(day)
        named = night.records.dropna(subset=["person_id"])[[*_KEY, "person_id"]]
        changed = _without(named, known.assignments, [*_KEY, "person_id"])
        said = [*_KEY, "field", "value"]
        new = _without(night.statements.drop_duplicates(said), known.statements, said)
        with self._engine.begin() as connection:
            for table in (_EDITIONS, _ASSIGNMENTS, _STATEMENTS, _RUNS):
                connection.execute(table.delete().where(table.c.run == day))
            connection.execute(_REDIRECTS.delete().where(_REDIRECTS.c.since == day))
            _write(connection, _ASSIGNMENTS, changed.assign(run=day))
            _write(connection, _STATEMENTS, new.assign(run=day))
            _write(connection, _REDIRECTS, night.redirects[night.redirects["since"] == day])
            _write(connection, _EDITIONS, night.editions.assign(run=day))
            counts = {"run": day, "records": len(night.records), "persons": night.persons}
            _write(connection, _RUNS, pd.DataFrame([counts]))

    def close(self) -> None:
        """Let go of the database file."""
        self._engine.dispose()


def _read(
    connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]
) -> pd.DataFrame:
    query = sa.select(table).where(where).order_by(*table.primary_key.columns)
    return pd.DataFrame(connection.execute(query).all(), columns=[c.name for c in table.columns])


def _write(connection: sa.Connection, table: sa.Table, rows: pd.DataFrame) -> None:
    if len(rows):
        columns = [column.name for column in table.columns]
        filled = [dict(zip(columns, row, strict=True)) for row in rows[columns].to_numpy()]
        connection.execute(table.insert(), filled)


def _without(rows: pd.DataFrame, others: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The rows whose key is not among the others."""
    there = pd.MultiIndex.from_frame(others[key])
    return rows[~pd.MultiIndex.from_frame(rows[key]).isin(there)]
