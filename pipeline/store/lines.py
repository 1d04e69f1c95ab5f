"""The lines of an exported state, checked one by one: they may come from anywhere."""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any, BinaryIO

import sqlalchemy as sa

from ...rules.problems import Refusal, clip
from .tables import MEMORY, META, RUNS

_LONGEST = 16 * 1024 * 1024  # bytes of a line; a row of a list has some hundreds
_LARGEST = 2**31 - 1  # what an INTEGER of PostgreSQL holds
# Columns that are all empty or all filled.
_TOGETHER = (
    ("revoked_by", "revoked_on", "revoked_because"),
    ("decided_by", "decided_on", "decided_because"),
    ("last_seen", "ended_run"),
)
_HALF = re.compile("[\ud800-\udfff]")
_TAKE = "Take an export as it was written."


class StateError(Refusal):
    """An exported state cannot be taken in as it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """A checked line: the table it belongs to, and its row as the table takes it."""

    table: sa.Table
    row: dict[str, Any]


def first_line(lines: BinaryIO, wanted: Mapping[str, Any]) -> dict[str, int]:
    """The number of rows of each table, from a first line that says what is wanted."""
    head = _object(1, lines)
    rows = head.pop("rows", None)
    if head.get("format") != wanted["format"]:
        raise _wrong(1, "it is not the beginning of an exported state", _TAKE)
    if head != wanted:
        told = ", ".join(f"{name} {_shown(value)}" for name, value in head.items())
        cure = f"This program reads {', '.join(f'{n} {v}' for n, v in wanted.items())}."
        raise _wrong(
            1, f"it says {clip(told, 200)}", f"{cure} Import it with the version that exported it."
        )
    if not isinstance(rows, dict) or list(rows) != list(META.tables):
        raise _wrong(1, "'rows' does not name the tables of a registry", _TAKE)
    for name, count in rows.items():
        if type(count) is not int or count < 0:
            raise _wrong(1, f"'rows' says {_shown(count)} of {name}", _TAKE)
    return rows


def checked_lines(lines: BinaryIO, counts: Mapping[str, int]) -> Iterator[Line]:
    """The rows after the first line, as many of each table as `counts` says, in their order."""
    runs = _Runs()
    number = 1
    for name, count in counts.items():
        form = _form(META.tables[name])
        last: tuple[Any, ...] = ()
        for _ in range(count):
            number += 1
            line = _checked(number, _object(number, lines), form)
            key = tuple(line.row[name] for name in form.key)
            if last and not last < key:
                what = "its key does not come after that of the line before"
                raise _wrong(number, what, "A row may stand there once only, in order. " + _TAKE)
            last = key
            runs.check(number, line)
            yield line
    if lines.read(1):
        raise _wrong(number + 1, "the first line tells of no further row", _TAKE)


def _wrong(number: int, what: str, cure: str) -> StateError:
    return StateError(f"Line {number} of the state: {what}. {cure}")


def _object(number: int, lines: BinaryIO) -> dict[str, Any]:
    text = lines.readline(_LONGEST + 1)
    if not text:
        raise _wrong(number, "it is missing, the export was cut off", _TAKE)
    if len(text) > _LONGEST:
        raise _wrong(number, f"it is longer than {_LONGEST} bytes", _TAKE)
    try:
        found = _DECODER.decode(text.decode())
    except (ValueError, RecursionError):
        raise _wrong(number, "it is no JSON object", _TAKE) from None
    if not isinstance(found, dict):
        raise _wrong(number, "it is no JSON object", _TAKE)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # of a name that stands twice json would keep the last, in silence
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once)


@dataclass(frozen=True, slots=True)
class _Form:
    """What a line of a table looks like."""

    table: sa.Table
    names: frozenset[str]
    key: tuple[str, ...]
    checks: tuple[tuple[str, bool, Callable[[Any], Any]], ...]
    together: tuple[tuple[str, ...], ...]


def _form(table: sa.Table) -> _Form:
    names = frozenset(column.name for column in table.columns)
    return _Form(
        table,
        names,
        tuple(column.name for column in table.primary_key.columns),
        tuple((column.name, bool(column.nullable), _check(column)) for column in table.columns),
        tuple(group for group in _TOGETHER if names.issuperset(group)),
    )


def _check(column: sa.Column[Any]) -> Callable[[Any], Any]:
    """What makes a value of JSON one of the column. Raises ValueError that says what is wrong."""
    codes = column.info.get("codes")
    if codes:
        return partial(_code, codes)
    return {sa.Date: _day, sa.Float: _number, sa.Integer: _whole_number, sa.Text: _text}[
        type(column.type)
    ]


def _checked(number: int, row: dict[str, Any], form: _Form) -> Line:
    name = form.table.name
    if row.pop("table", None) != name:
        raise _wrong(number, f"it is no row of {name}, which comes here", _TAKE)
    if form.names != row.keys():
        odd = min(form.names ^ row.keys())
        what = "lacks" if odd in form.names else "does not know"
        raise _wrong(number, f"the row of {name} {what} {clip(odd)!r}", _TAKE)
    for column, empty, check in form.checks:
        value = row[column]
        if value is None and empty:
            continue
        try:
            row[column] = check(_there(value))
        except ValueError as error:
            what = f"'{column}' says {_shown(value)!r}, {error}"
            raise _wrong(number, what, _TAKE) from None
    for names in form.together:
        if len({row[one] is None for one in names}) > 1:
            raise _wrong(number, f"{', '.join(names)} are not all filled or all empty", _TAKE)
    if "source_l" in form.names and not _key(row, "l") < _key(row, "r"):
        raise _wrong(number, "the left record is not the smaller key", _TAKE)
    return Line(form.table, row)


def _key(row: Mapping[str, str], side: str) -> tuple[str, str]:
    return row[f"source_{side}"], row[f"source_record_id_{side}"]


def _there(value: Any) -> Any:
    if value is None:
        raise ValueError("which may not be empty")
    return value


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise ValueError("which is no day")
    return _read_day(value)


@lru_cache(maxsize=4096)
def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("which is no day") from None
    if day.isoformat() != text:
        raise ValueError("which is not written as 2026-10-30")
    return day


def _number(value: Any) -> float:
    if type(value) is not float or not math.isfinite(value):
        raise ValueError("which is no number with a point")
    return value


def _whole_number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise ValueError("which is no whole number in its place")
    return value


def _code(codes: tuple[str, ...], value: Any) -> Any:
    if value not in codes:
        raise ValueError(f"which is none of {', '.join(codes)}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("which is no text")
    # PostgreSQL keeps no \0, and neither database half a character
    if "\0" in value or (not value.isascii() and _HALF.search(value)):
        raise ValueError("which is no text")
    return value


def _shown(value: Any) -> str:
    """A value for a message: one line, not too long, whatever it is."""
    return clip(str(value)) if isinstance(value, str | int | float) else type(value).__name__


class _Runs:
    """The runs of a state, which come before all that they wrote."""

    def __init__(self) -> None:
        self._attempts: set[tuple[date, int]] = set()
        self._kept: set[date] = set()

    def check(self, number: int, line: Line) -> None:
        """Raises StateError where the line was written by a run that did not write."""
        row = line.row
        if line.table is RUNS:
            self._attempts.add((row["run"], row["attempt"]))
            if row["state"] in {"publishing", "published"}:
                self._kept.add(row["run"])
        elif line.table in MEMORY:
            for name in ("run", "since", "ended_run", "returned_run"):
                if row.get(name) is not None and row[name] not in self._kept:
                    raise _wrong(number, f"no run of {row[name]} has left a memory", _TAKE)
        elif "attempt" in row and (row["run"], row["attempt"]) not in self._attempts:
            raise _wrong(number, f"there is no run {row['attempt']} of {row['run']}", _TAKE)
