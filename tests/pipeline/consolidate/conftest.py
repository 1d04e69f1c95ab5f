"""Invented records for the tests of consolidation, written in a few words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from todos.pipeline.consolidate.registry import Registry, consolidate
from todos.rules import tables
from todos.rules.fields import DATED, LISTED, PLAIN

NIGHT = date(2026, 10, 30)
SEEN = ["source", "source_record_id", "field", "value", "first_seen"]


@dataclass(frozen=True)
class Lists:
    """Records and the statements that their values stand for, and no pairs."""

    records: pa.Table
    statements: pa.Table
    pairs: pa.Table

    def consolidate(self, seen: pd.DataFrame | None = None, day: date = NIGHT) -> Registry:
        earlier = pd.DataFrame(columns=SEEN) if seen is None else seen
        return consolidate(self.records, self.statements, self.pairs, earlier, day)

    @cached_property
    def registry(self) -> Registry:
        """What these lists make on the first night."""
        return self.consolidate()

    def person(self) -> dict[str, Any]:
        """The one person of these lists."""
        (person,) = self.registry.persons.to_pylist()
        return dict(person)

    def events(self) -> list[tuple[str, str | None]]:
        """Kind and first day of the events of these lists, in their order in time."""
        rows = self.registry.events.to_pylist()
        found = [(row["kind"], str(row["date_from"] or "") or None) for row in rows]
        return sorted(found, key=lambda event: (event[1] or "", event[0]))

    def conflicts(self) -> dict[str, str | None]:
        """The fields in conflict, and what is shown."""
        rows = self.registry.conflicts.to_pylist()
        return {row["field"]: row["shown"] for row in rows}


Row = dict[str, Any]


def interval(text: str) -> tuple[str, str]:
    """'1990' is a year, '1990-05' a month of thirty days at most, '1990-05-03' a day."""
    ends = {4: ("-01-01", "-12-31"), 7: ("-01", "-28"), 10: ("", "")}
    first, last = ends[len(text)]
    return text + first, text + last


def build(*rows: Row, pairs: list[Row] | None = None) -> Lists:
    """Lists of `rows`: a date is given once ("arrest": "2021-07-11"), person_id is "P" if not."""
    records, statements = [], []
    for number, row in enumerate(rows):
        key = {"source": row.get("source", f"list{number}")}
        key["source_record_id"] = row.get("source_record_id", f"r{number}")
        record: Row = {
            "person_id": "P",
            "country": "CU",
            "edition": NIGHT,
            "locator": "list:1",
            "linkable": True,
            "publishable": True,
            "weak": False,
            "listed": True,
            "raw": "{}",
            **key,
            **{name: value for name, value in row.items() if name not in DATED},
        }
        for field in DATED:
            if field in row:
                first, last = interval(row[field])
                record[f"{field}_from"] = date.fromisoformat(first)
                record[f"{field}_to"] = date.fromisoformat(last)
                statements.append(
                    {**key, "field": field, "value": first if first == last else f"{first}/{last}"}
                )
        for field in (*PLAIN, *LISTED):
            values = row.get(field, [])
            for value in values if isinstance(values, list) else [values]:
                statements.append({**key, "field": field, "value": str(value)})
        records.append(record)
    return Lists(
        table("records", records), table("statements", statements), table("pairs", pairs or [])
    )


def table(name: str, rows: list[Row]) -> pa.Table:
    schema = tables.schema(name)
    full = [{column: row.get(column) for column in schema.names} for row in rows]
    return pa.Table.from_pylist(full, schema=schema)


@pytest.fixture(scope="session")
def lists() -> Callable[..., Lists]:
    return build
