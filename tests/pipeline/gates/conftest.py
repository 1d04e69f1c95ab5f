"""A small night of invented persons, and the gates asked about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest
from todos.pipeline.gates import Result, judge
from todos.rules.tables import schema

Tables = dict[str, pa.Table]
Night = Callable[..., Tables]
Asked = Callable[..., Result]


def rows(table: str, given: Sequence[Mapping[str, Any]]) -> pa.Table:
    """The rows in the form of `table`; columns not given are empty."""
    full = [dict.fromkeys(schema(table).names) | dict(row) for row in given]
    return pa.Table.from_pylist(full, schema=schema(table))


def a_record(number: int, given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "source": "list_a",
        "source_record_id": f"r{number}",
        "country": "CU",
        "person_id": f"p{number}",
        "weak": False,
        "listed": True,
        "name": "Ana Pérez",
    } | dict(given)


@pytest.fixture
def night() -> Night:
    """Makes the tables of a night from its records; each other table from its rows.

    Persons are those of the records, and `more_persons` (ids) besides.
    """

    def make(
        records: Sequence[Mapping[str, Any]], *, more_persons: Sequence[str] = (), **others: Any
    ) -> Tables:
        full = [a_record(number, row) for number, row in enumerate(records)]
        of = {row["person_id"]: row["country"] for row in full if row["person_id"]}
        of |= dict.fromkeys(more_persons, "CU")
        persons = [{"person_id": one, "country": of[one]} for one in sorted(of)]
        given = {"records": full, "persons": persons} | others
        names = ("records", "persons", "pairs", "changes", "redirects")
        return {name: rows(name, given.get(name, ())) for name in names}

    return make


@pytest.fixture
def asked() -> Asked:
    """The word of one gate on one subject."""

    def ask(gate: str, subject: str, *args: Any, **more: Any) -> Result:
        results = judge(*args, **more)
        (found,) = [one for one in results if (one.gate, one.subject) == (gate, subject)]
        return found

    return ask
