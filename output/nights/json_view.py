"""A finished night for programs."""

from typing import Any

from ...pipeline.gates import as_rows
from .made import Published


def published_json(done: Published) -> dict[str, Any]:
    """Where the snapshot lies, how many rows each table has, what the gates and lists say."""
    told: dict[str, Any] = {"snapshot": str(done.folder), "unchanged_since": done.since}
    if done.made is None:
        return told
    tables = done.made.night.tables["restricted"]
    return {
        **told,
        "rows": {name: table.num_rows for name, table in tables.items()},
        "gates": as_rows(done.made.gates),
        "warnings": [str(problem) for problem in done.made.problems],
    }
