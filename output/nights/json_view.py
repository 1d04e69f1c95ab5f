"""A finished night for programs."""

from typing import Any

from ...pipeline.gates import as_rows
from ..tier_folder import read_manifest
from .made import Published


def published_json(done: Published) -> dict[str, Any]:
    """Where the snapshot lies, how many rows each table has, what the gates and lists say."""
    told = {
        "snapshot": str(done.folder),
        "unchanged_since": done.since,
        "rows": read_manifest(done.folder / "restricted")["rows"],
    }
    if done.made is None:
        return told
    return {
        **told,
        "gates": as_rows(done.made.gates),
        "warnings": [str(problem) for problem in done.made.problems],
    }
