"""What nights leave for the next ones: who was whom, and since when each list says what."""

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute
import sqlalchemy as sa

from .frames import add, in_order, read
from .tables import (
    ASSIGNMENTS,
    DEPARTED,
    EDITIONS,
    FOLLOWED,
    MARKS,
    MEMORY,
    REDIRECTS,
    STATEMENTS,
)

pc: Any = pyarrow.compute  # its stubs know no conditions of several columns

_SEPARATOR = "\x1f"  # no key holds the unit separator, it is cleaned away with what is read
_KEY = ["source", "source_record_id"]
_SAID = [*_KEY, "field", "value"]
_FOLLOWED = ["source", "key", "source_record_id"]


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier nights left; days are datetime.date.

    assignments: source, source_record_id, person_id, as it was last; history: the same with each
    run that changed it; used: every id ever given; redirects: as the table of that name, as each
    night wrote them; statements: source, source_record_id, field, value, original, first_seen,
    last_seen (None while it is said), each once; editions: source, edition, file, sha256, rows of
    the edition read last; departed: source, source_record_id, edition, content of rows that left
    their list and have not come back; followed: source, key, source_record_id, as it was last.
    """

    assignments: pd.DataFrame
    used: frozenset[str]
    redirects: pd.DataFrame
    statements: pd.DataFrame
    editions: pd.DataFrame
    history: pd.DataFrame
    departed: pd.DataFrame
    followed: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Kept:
    """What a night leaves for the next ones. What is known already is not written again.

    records: source, source_record_id, person_id (null: no person); redirects: as the table of that
    name; statements: source, source_record_id, field, value, original, first_seen of all that is
    said tonight; editions: source, edition, file, sha256 and rows of each list read; persons: how
    many there are; ended: source, source_record_id, field, value, last_seen of what is said no
    more; departed: source, source_record_id, edition, content of rows that left their list tonight;
    returned: source, source_record_id of rows that came back; followed: source, key,
    source_record_id; fingerprint, digest, draft: as in the table runs.
    """

    records: pd.DataFrame
    redirects: pd.DataFrame
    statements: pd.DataFrame
    editions: pd.DataFrame
    persons: int
    ended: pd.DataFrame = field(
        default_factory=partial(pd.DataFrame, columns=[*_SAID, "last_seen"])
    )
    departed: pd.DataFrame = field(
        default_factory=partial(pd.DataFrame, columns=[*_KEY, "edition", "content"])
    )
    returned: pd.DataFrame = field(default_factory=partial(pd.DataFrame, columns=_KEY))
    followed: pd.DataFrame = field(default_factory=partial(pd.DataFrame, columns=_FOLLOWED))
    fingerprint: str | None = None
    digest: str | None = None
    draft: str | None = None


def known(connection: sa.Connection, day: date) -> Known:
    """What the runs before `day` left, as they left it: marks of later runs do not count."""
    given = history(connection, day)
    redirects = _read(connection, REDIRECTS, day)
    departed = _read(connection, DEPARTED, day, _unmarked(DEPARTED, day))
    return Known(
        _newest(given, _KEY)[[*_KEY, "person_id"]],
        frozenset(given["person_id"]) | frozenset(redirects["old_person_id"]),
        redirects,
        _statements(connection, day),
        editions(connection, day),
        given,
        _newest(departed, _KEY)[[*_KEY, "edition", "content"]],
        _newest(_read(connection, FOLLOWED, day), ["source", "key"])[_FOLLOWED],
    )


def history(connection: sa.Connection, day: date) -> pd.DataFrame:
    """Every id that the runs before `day` gave a record, where it was another than before."""
    return _read(connection, ASSIGNMENTS, day)[[*_KEY, "person_id", "run"]]


def editions(connection: sa.Connection, day: date) -> pd.DataFrame:
    """The edition of each list that the runs before `day` read last."""
    return _newest(_read(connection, EDITIONS, day), ["source"])


def differences(known: Known, day: date, night: Kept) -> dict[sa.Table, pd.DataFrame]:
    """What of `night` was not known before its `day`, by table."""
    named = night.records.dropna(subset=["person_id"])[[*_KEY, "person_id"]]
    standing = known.statements[known.statements["last_seen"].isna()]
    return {
        ASSIGNMENTS: _new(named, known.assignments),
        STATEMENTS: _new(night.statements, standing[_SAID]).drop_duplicates(_SAID),
        REDIRECTS: night.redirects[night.redirects["since"] == day],
        EDITIONS: night.editions,
        DEPARTED: night.departed,
        FOLLOWED: _new(night.followed, known.followed),
    }


def write(
    connection: sa.Connection, day: date, night: Kept, new: dict[sa.Table, pd.DataFrame]
) -> None:
    """Write what is `new` as of the run of `day`, and mark what ended or came back."""
    _mark(connection, STATEMENTS, _SAID, night.ended.assign(ended_run=day))
    _mark(connection, DEPARTED, _KEY, night.returned.assign(returned_run=day))
    for table, rows in new.items():
        add(connection, table, rows.assign(**{MEMORY[table].name: day}))


def erase(connection: sa.Connection, day: date) -> None:
    """Take back all that the run of `day` wrote: its rows, and its marks on older ones."""
    for table, written in MEMORY.items():
        connection.execute(table.delete().where(written == day))
    for table, marks in MARKS.items():
        nothing = dict.fromkeys(marks, sa.null())
        connection.execute(table.update().where(table.c[marks[0]] == day).values(nothing))


def _mark(connection: sa.Connection, table: sa.Table, key: list[str], rows: pd.DataFrame) -> None:
    """Mark the rows of `table` that `rows` name by `key` and that bear no mark yet."""
    if rows.empty:
        return
    marks = MARKS[table]
    named = [table.c[name] == sa.bindparam(f"row_{name}") for name in key]
    query = table.update().where(*named, table.c[marks[0]].is_(None))
    query = query.values({name: sa.bindparam(f"row_{name}") for name in marks})
    named_rows: list[Any] = rows[[*key, *marks]].add_prefix("row_").to_dict("records")
    connection.execute(query, named_rows)


def _unmarked(table: sa.Table, day: date) -> sa.ColumnElement[bool]:
    mark = table.c[MARKS[table][0]]
    return sa.or_(mark.is_(None), mark >= day)


def _read(
    connection: sa.Connection, table: sa.Table, day: date, *where: sa.ColumnElement[bool]
) -> pd.DataFrame:
    """The rows of `table` that runs before `day` wrote, the newest of a key last."""
    query = sa.select(table).where(MEMORY[table] < day, *where)
    return read(connection, query.order_by(*in_order(connection, table)))


def _statements(connection: sa.Connection, day: date) -> pd.DataFrame:
    """What lists say and said, each statement once: its first day, its last one, its last words."""
    columns = STATEMENTS.c
    ended = sa.case((columns.ended_run < day, columns.last_seen)).label("last_seen")
    names = [columns[name] for name in (*_SAID, "original", "first_seen")]
    query = sa.select(*names, ended).where(columns.run < day)
    rows = read(connection, query.order_by(*in_order(connection, STATEMENTS)))
    again = rows.duplicated(_SAID, keep=False)
    if not again.any():
        return rows
    rows.loc[again, "first_seen"] = rows[again].groupby(_SAID)["first_seen"].transform("min")
    return _newest(rows, _SAID)


def _newest(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return rows.drop_duplicates(key, keep="last").reset_index(drop=True)


def _new(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows that are not among the others, by the columns of these."""
    names = others.columns.tolist()
    old = pc.is_in(_packed(rows, names), value_set=_packed(others, names))
    return rows[~np.asarray(old)]


def _packed(rows: pd.DataFrame, names: list[str]) -> Any:
    """Several texts as one, so that they are compared at once."""
    columns = [pa.array(rows[name], pa.string()) for name in names]
    return pc.binary_join_element_wise(*columns, _SEPARATOR)
