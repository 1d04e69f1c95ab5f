"""Changes of invented persons, hostile ones among them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from todos.output.changes.summary import Summary, summarise
from todos.rules.tables import schema

SINCE, DAY = date(2026, 10, 30), date(2026, 11, 13)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202eאבג <b>",
    "[click](javascript:alert(1)) http://x.invalid www.x.invalid a@x.invalid",
    "# | ` * _ ~~ ![x](y) <!-- {{ 7 * 7 }} {% raw %}",
    "A" * 10_000,
    "Z\u0301" * 500,
    "\x00\x1b[31m\r\n\n# heading",
)


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema(name))


@pytest.fixture
def told() -> Callable[..., Summary]:
    """Sums up changes of persons, given as person_id to name; the last may be of before."""

    def make(
        changes: list[dict[str, Any]],
        persons: dict[str, str],
        gone: dict[str, str] | None = None,
        *,
        since: date | None = SINCE,
        most: int = 200,
    ) -> Summary:
        now, before = (
            table("persons", [{"person_id": key, "name": name} for key, name in some.items()])
            for some in (persons, gone or {})
        )
        days, rest = (since, DAY), "all of them are in changes.csv"
        return summarise(table("changes", changes), [now, before], days, "public", rest, most=most)

    return make


@pytest.fixture
def hostile(told: Callable[..., Summary]) -> Summary:
    """Changes of persons whose names, values, kinds and ids are meant to do harm."""
    persons = {f"CU-{number}": name for number, name in enumerate(HOSTILE)}
    rows = [
        {"kind": kind, "person_id": key, "other_person_id": other, "field": field}
        | {"before": name, "after": name[::-1]}
        for key, name in persons.items()
        for kind, other, field in (
            ("correction", None, "name"),
            ("status", None, "custody_status"),
            ("merged", "<i>CU-9</i>", None),
            ("<u>odd</u>", "CU-0", "<s>field</s>"),
            ("moved", "CU-1", "record"),
            ("new", None, None),
        )
    ]
    return told(rows, persons)
