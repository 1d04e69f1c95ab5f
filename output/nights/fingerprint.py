"""The fingerprint of a night: a hash of all that decides what it publishes."""

import hashlib
import json
from collections.abc import Hashable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from ...sources.archive import digest
from ...sources.intake import Found
from ...sources.workspace import Workspace
from ..manifest import folder_hash, versions

_PACKAGE = Path(__file__).parents[2]
_PROGRAM = ("rules", "sources", "pipeline", "output")


def fingerprint(
    workspace: Workspace,
    found: Found,
    models: Mapping[str, Mapping[str, str]],
    words: tuple[pd.DataFrame, pd.DataFrame, object],
) -> str:
    """Two nights with one fingerprint publish the same, but for what the day itself decides.

    models: where they come from, by country; words of reviewers: the decisions in force, the
    corrections accepted, and the quality that they measured.
    """
    binding, corrections, measured = words
    said = {
        "settings": [(file.name, digest(file)) for file in workspace.described_in],
        "editions": {name: (one.sha256, one.name) for name, one in found.editions.items()},
        "models": {country: dict(origin) for country, origin in models.items()},
        "decisions": _rows(binding),
        "corrections": _rows(corrections),
        "quality": measured,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    whole = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{program_hash()}-{whole}"


def same_program(fingerprint: str | None) -> bool:
    """Whether the night of this fingerprint was run by the program as it is now."""
    return fingerprint is not None and fingerprint.startswith(f"{program_hash()}-")


@cache
def program_hash() -> str:
    """A hash of the program and of the versions of the libraries that it stands on."""
    parts = [folder_hash(_PACKAGE / floor) for floor in _PROGRAM]
    return hashlib.sha256(json.dumps([parts, versions()]).encode()).hexdigest()


def _rows(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return table.astype(object).to_dict("records")
