"""The whole state of a registry as JSON lines: for backup, for audit, and to change the database.

The first line names the format, the revision of the tables and how many rows each has; then comes
one object a row, in a fixed order: the same state gives the same bytes, from either database.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import pandas as pd
import sqlalchemy as sa

from .database import Database
from .frames import add, in_order
from .lines import Line, StateError, checked_lines, first_line
from .tables import META, REVISION

FORMAT = {"format": "todos registry state", "version": 1, "revision": REVISION}
_AT_ONCE = 2_000
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=date.isoformat)
_TABLES = list(META.tables.values())


def export_state(database: Database) -> Iterator[bytes]:
    """Every row of the registry, as lines of JSON in UTF-8, as of one moment."""
    with database.reading() as connection:
        rows = {table.name: _count(connection, table) for table in _TABLES}
        yield _line({**FORMAT, "rows": rows})
        for table in _TABLES:
            query = sa.select(table).order_by(*in_order(connection, table))
            found = connection.execute(query.execution_options(yield_per=_AT_ONCE))
            for row in found.mappings():
                yield _line({"table": table.name, **row})


def import_state(database: Database, lines: BinaryIO) -> dict[str, int]:
    """Take the lines into an empty registry, all or none, and say how many rows each table got.

    Raises StateError that names the line, what is wrong with it and what to do.
    """
    with database.writing() as connection:
        filled = [table.name for table in _TABLES if _count(connection, table)]
        if filled:
            raise StateError(
                f"{database.name} is not empty ({', '.join(filled)}). A state is taken into a new "
                "registry only; move the old one away first."
            )
        counts = first_line(lines, FORMAT)
        for table, batch in _batches(checked_lines(lines, counts)):
            add(connection, table, pd.DataFrame(batch, dtype=object))
        if not database.is_sqlite:
            _go_on_counting(connection)
    return counts


def _batches(lines: Iterator[Line]) -> Iterator[tuple[sa.Table, list[dict[str, Any]]]]:
    """The rows of the lines, many of one table at once."""
    batch: list[dict[str, Any]] = []
    at: sa.Table | None = None
    for line in lines:
        if at is not None and (line.table is not at or len(batch) == _AT_ONCE):
            yield at, batch
            batch = []
        at = line.table
        batch.append(line.row)
    if at is not None:
        yield at, batch


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _line(row: dict[str, Any]) -> bytes:
    return f"{_ENCODER.encode(row)}\n".encode()


def _go_on_counting(connection: sa.Connection) -> None:
    """PostgreSQL numbers decisions and corrections by itself: after the highest that is there."""
    for table in _TABLES:
        key = table.autoincrement_column
        if key is not None:
            sequence = sa.func.pg_get_serial_sequence(table.name, key.name)
            highest = sa.select(sa.func.max(key)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, highest)).where(highest > 0))
