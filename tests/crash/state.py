"""What a workspace holds that must not depend on whether a run was ended in between."""

import hashlib
import json
import sqlite3
from pathlib import Path

MEMORY = ("assignments", "redirects", "statements", "editions", "departed", "followed", "decisions")


def state_of(root: Path) -> dict[str, str]:
    """By name a hash: of each published file, of what `latest` leads to, of each table of memory.

    How often a day was tried stands in the table of runs, and is no part of it.
    """
    found = {"latest": str((root / "snapshots/latest").readlink())}
    for path in sorted((root / "snapshots").rglob("*")):
        if path.is_file() and not path.is_relative_to(root / "snapshots/latest"):
            name = path.relative_to(root).as_posix()
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    with sqlite3.connect(root / "registry.db") as database:
        for table in MEMORY:
            rows = sorted(map(str, database.execute(f"SELECT * FROM {table}")))  # noqa: S608
            found[table] = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    return found
