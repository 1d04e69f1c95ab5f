"""One tier of a snapshot as a folder of files, and whether it is what its manifest says."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from ..rules.fields import Tier
from ..rules.problems import Refusal
from ..rules.tables import SNAPSHOT, TableError, check, schema
from .datapackage import describe
from .exports import write_exports
from .keys import breaches
from .manifest import manifest as manifest_of
from .readme import readme
from .spreadsheet import write_csv

_MANIFEST = "manifest.json"


class SnapshotError(Refusal):
    """A snapshot cannot be published or read."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the files of every tier tell beside the tables.

    manifest: what manifest.json says of the run; `inputs` is a list of mappings with at least
    file (relative), sha256 and bytes. texts: further files of each tier, by their names. exports:
    names of `EXPORTS`.
    """

    day: date
    manifest: Mapping[str, Any]
    texts: Mapping[str, str]
    exports: Sequence[str] = ()


def as_seen(tables: Mapping[str, pa.Table], tier: Tier) -> dict[str, pa.Table]:
    """The tables of a snapshot with the columns that `tier` may see. Raises SnapshotError."""
    missing = [name for name in SNAPSHOT if name not in tables]
    if missing:
        raise SnapshotError(f"tier {tier}: tables {missing} are missing")
    seen = {name: in_form(name, tables[name], tier) for name in SNAPSHOT}
    unsound = breaches(seen)
    if unsound:
        raise SnapshotError(f"tier {tier}: {'; '.join(unsound)}. Nothing was published.")
    return seen


def in_form(name: str, table: pa.Table, tier: Tier) -> pa.Table:
    """`table` with the columns that `tier` may see. Raises SnapshotError."""
    wanted = schema(name, tier)
    try:
        return check(name, table).select(wanted.names).cast(wanted).combine_chunks()
    except TableError as error:
        raise SnapshotError(f"tier {tier}: {error}") from error


def write_tier(tables: Mapping[str, pa.Table], tier: Tier, told: Told, folder: Path) -> None:
    """Writes the folder of one tier and reads it back."""
    folder.mkdir(parents=True)
    for name, table in tables.items():
        write_table(name, table, folder)
    write_exports(told.exports, tables, folder)
    describe_folder(tables, tier, told, folder)


def write_table(name: str, table: pa.Table, folder: Path) -> None:
    """Writes one table twice. Raises SnapshotError if it does not read back."""
    parquet.write_table(table, folder / f"{name}.parquet", compression="zstd", version="2.6")
    write_csv(table, folder / f"{name}.csv")
    with parquet.ParquetFile(folder / f"{name}.parquet") as file:
        rows, columns = file.metadata.num_rows, file.schema_arrow
    described = [column.metadata for column in columns] == [c.metadata for c in table.schema]
    if rows != table.num_rows or columns != table.schema or not described:
        raise SnapshotError(f"{name}.parquet does not read back as it was written")


def describe_folder(tables: Mapping[str, pa.Table], tier: Tier, told: Told, folder: Path) -> None:
    """Writes what describes the files of `folder`; of `tables` only the rows are counted."""
    for name, text in {"README.md": readme(tier, told.day, tables), **told.texts}.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    files = {path.name: _stored(path) for path in folder.iterdir()}
    package = folder / "datapackage.json"
    _write_json(package, describe(tier, told.day, files))
    files[package.name] = _stored(package)
    manifest = manifest_of(told.manifest, tier, told.day, tables, files)
    _write_json(folder / _MANIFEST, manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What manifest.json says. Raises OSError or ValueError where there is none."""
    content: dict[str, Any] = json.loads((folder / _MANIFEST).read_bytes())
    return content


def manifest_bytes(folder: Path) -> bytes:
    return (folder / _MANIFEST).read_bytes()


def is_complete(folder: Path) -> bool:
    """Whether the manifest is there, and every file that it names."""
    try:
        outputs = read_manifest(folder)["outputs"]
        return all((folder / entry["file"]).is_file() for entry in outputs)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def damaged(folder: Path) -> list[str]:
    """Files of a complete `folder` that are not what its manifest says."""
    outputs = read_manifest(folder)["outputs"]
    return [
        entry["file"]
        for entry in outputs
        if {"file": entry["file"], **_stored(folder / entry["file"])} != entry
    ]


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _stored(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}
