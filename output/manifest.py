"""Where a snapshot comes from: manifest.json, with the sha256 of everything in and out."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from importlib.metadata import requires, version
from pathlib import Path, PurePosixPath, PureWindowsPath
from platform import python_version_tuple
from typing import Any

import pyarrow as pa

from .. import rules
from ..rules.fields import Tier


def manifest(
    given: Mapping[str, Any],
    tier: Tier,
    day: date,
    tables: Mapping[str, pa.Table],
    files: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """The content of manifest.json: what the run gave (its `inputs`), and what was written.

    It names no clock time and no path of a machine, so that the same run writes the same bytes.
    Raises ValueError for an input that is named by an absolute path.
    """
    for entry in given["inputs"]:
        if PurePosixPath(entry["file"]).is_absolute() or PureWindowsPath(entry["file"]).drive:
            raise ValueError("an input is named by an absolute path; name it below the workspace")
    return {
        **given,
        "snapshot": day.isoformat(),
        "tier": tier,
        "rows": {name: table.num_rows for name, table in tables.items()},
        "versions": versions(),
        "rules": {"sha256": folder_hash(Path(rules.__file__).parent)},
        "outputs": [{"file": name, **files[name]} for name in sorted(files)],
    }


def versions() -> dict[str, str]:
    """Version of Python, of the program and of the libraries that it stands on."""
    wanted = [line for line in requires("todos") or () if "extra ==" not in line]
    libraries = sorted(re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in wanted)
    return {
        "python": ".".join(python_version_tuple()[:2]),
        "todos": version("todos"),
        **{library: version(library) for library in libraries},
    }


def folder_hash(folder: Path) -> str:
    """sha256 over names and contents of the files under `folder`, without Python's caches."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
