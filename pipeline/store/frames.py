"""Rows of the database as data frames, and back: many at once."""

from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

# Few enough that their Python objects are gone before they fill the processor's cache.
_AT_ONCE = 500
_TYPES = {
    sa.Text: pa.string(),
    sa.Date: pa.date32(),
    sa.Integer: pa.int64(),
    sa.Float: pa.float64(),
}


def read(connection: sa.Connection, query: sa.Select[Any]) -> pd.DataFrame:
    """The rows of `query`: texts and days (datetime.date) as objects, None where empty."""
    fields = [pa.field(c.name, _TYPES[type(c.type)]) for c in query.selected_columns]
    # SQLite keeps days as texts
    as_told = [
        pa.string() if field.type == pa.date32() and _is_sqlite(connection) else field.type
        for field in fields
    ]
    found: Any = connection.execute(query)
    parts: list[list[pa.Array[Any]]] = [[] for _ in fields]
    # the driver's own rows: SQLAlchemy's cost as much again, and a night reads 60,000
    while rows := found.cursor.fetchmany(_AT_ONCE):
        for part, column, kind in zip(parts, zip(*rows, strict=True), as_told, strict=True):
            part.append(pa.array(column, kind))
    found.close()
    columns = [
        pa.chunked_array(part, kind).cast(field.type)
        for part, kind, field in zip(parts, as_told, fields, strict=True)
    ]
    return pa.table(columns, schema=pa.schema(fields)).to_pandas()


def _is_sqlite(connection: sa.Connection) -> bool:
    return connection.dialect.name == "sqlite"


def in_order(connection: sa.Connection, table: sa.Table) -> list[sa.ColumnElement[Any]]:
    """The key of `table` for ORDER BY: by code points, whatever language the server sorts in."""
    if _is_sqlite(connection):
        return list(table.primary_key.columns)
    return [
        sa.collate(column, "C") if isinstance(column.type, sa.Text) else column
        for column in table.primary_key.columns
    ]


def add(connection: sa.Connection, table: sa.Table, rows: pd.DataFrame) -> None:
    """Add `rows` to `table`; columns that they lack stay empty, others are passed over."""
    if rows.empty:
        return
    columns = [column for column in table.columns if column.name in rows.columns]
    quote = connection.dialect.identifier_preparer.quote
    into = f"{table.name} ({', '.join(quote(column.name) for column in columns)})"
    values = zip(*(_values(rows[column.name], column) for column in columns), strict=True)
    if _is_sqlite(connection):
        places = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({places})", list(values))  # noqa: S608
        return
    driver: Any = connection.connection.driver_connection
    # ten times as fast as INSERT: a first night of a million records writes millions of rows
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _values(values: "pd.Series[Any]", column: sa.Column[Any]) -> list[Any]:
    filled = values.astype(object).where(values.notna(), None).tolist()
    if not isinstance(column.type, sa.Date):
        return filled
    days = {day: day.isoformat() for day in set(filled) - {None}}
    return [days.get(day) for day in filled]
