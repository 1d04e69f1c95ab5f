"""The snapshot: a published, immutable, dated state of the registry, in both tiers."""

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from ..rules.fields import TIERS, Tier
from ..rules.problems import Refusal
from ..rules.tables import SNAPSHOT, TableError, check, schema
from .datapackage import describe
from .folder import BusyError, alone_in, draft, place, point, pointed, remove
from .keys import breaches
from .manifest import manifest as manifest_of
from .readme import readme
from .spreadsheet import write_csv

LATEST = "latest"


class SnapshotError(Refusal):
    """A snapshot cannot be published or read."""


def publish(
    tables: Mapping[Tier, Mapping[str, pa.Table]],
    manifest: Mapping[str, Any],
    directory: Path,
    day: date,
    texts: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Publishes the snapshot of `day`, whole or not at all, and returns its folder.

    directory: the folder of all snapshots; this one is `directory`/YYYY-MM-DD.
    tables: for each tier the tables of rules.tables.SNAPSHOT in their restricted form, with the
    rows that the tier may see; restricted columns are left out of the public tier here.
    manifest: what manifest.json says of the run; `inputs` is a list of mappings with at least
    file (relative), sha256 and bytes. texts: further files of each tier, by their names.
    `latest` leads to the newest day. A snapshot of the same bytes is left as it is, another of the
    same day is replaced in one step.

    Raises SnapshotError if the tables are not sound or the folder cannot be written; what was
    published before then stays as it is.
    """
    kept = {tier: _as_seen(tables[tier], tier) for tier in TIERS}
    target = directory / day.isoformat()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with alone_in(directory):
            whole = draft(target)
            try:
                with ThreadPoolExecutor() as threads:
                    work = [
                        threads.submit(
                            _write, kept[tier], tier, manifest, whole / tier, day, texts=texts
                        )
                        for tier in TIERS
                    ]
                for written in work:
                    written.result()
                if not all(_is_same(target / tier, whole / tier) for tier in TIERS):
                    place(whole, target)
            finally:
                if whole.exists():
                    remove(whole)
            point(directory / LATEST, max(_days(directory)).isoformat())
    except (BusyError, ValueError) as error:
        raise SnapshotError(f"snapshot of {day}: {error}") from error
    except OSError as error:
        raise SnapshotError(
            f"snapshot of {day}: {directory} cannot be written ({error.strerror}). "
            "Free or allow the space; the snapshot before is untouched."
        ) from error
    return target


def latest(snapshots: Path) -> Path:
    """The folder of the newest snapshot; it need not exist yet."""
    return pointed(snapshots / LATEST)


def read_persons(
    snapshots: Path, before: date
) -> tuple[date, dict[Tier, dict[str, pa.Table]]] | None:
    """Day, and each tier's tables persons and records, of the newest snapshot before `before`.

    None if there is no complete one. Columns that the snapshot does not have yet are empty.
    Raises SnapshotError if a file is not what its manifest says.
    """
    days = [day for day in _days(snapshots) if day < before]
    if not days:
        return None
    newest = snapshots / max(days).isoformat()
    return max(days), {tier: _persons_of(newest / tier) for tier in TIERS}


def _persons_of(folder: Path) -> dict[str, pa.Table]:
    damaged = _damaged(folder)
    if damaged:
        raise SnapshotError(
            f"{folder}: {', '.join(damaged)} is not what manifest.json tells of. Bring it back "
            f"from a backup, or remove {folder.parent} to go on without that day."
        )
    names = ("persons", "records")
    read = {name: parquet.read_table(folder / f"{name}.parquet") for name in names}
    return {name: _in_form(name, table) for name, table in read.items()}


def _as_seen(tables: Mapping[str, pa.Table], tier: Tier) -> dict[str, pa.Table]:
    """The tables of a snapshot with the columns that `tier` may see. Raises SnapshotError."""
    missing = [name for name in SNAPSHOT if name not in tables]
    if missing:
        raise SnapshotError(f"tier {tier}: tables {missing} are missing")
    try:
        seen = {
            name: check(name, tables[name])
            .select(schema(name, tier).names)
            .cast(schema(name, tier))
            .combine_chunks()
            for name in SNAPSHOT
        }
    except TableError as error:
        raise SnapshotError(f"tier {tier}: {error}") from error
    unsound = breaches(seen)
    if unsound:
        raise SnapshotError(f"tier {tier}: {'; '.join(unsound)}. Nothing was published.")
    return seen


def _write(
    tables: Mapping[str, pa.Table],
    tier: Tier,
    given: Mapping[str, Any],
    folder: Path,
    day: date,
    *,
    texts: Mapping[str, str],
) -> None:
    """Writes the folder of one tier and reads it back."""
    folder.mkdir(parents=True)
    for name, table in tables.items():
        parquet.write_table(table, folder / f"{name}.parquet", compression="zstd", version="2.6")
        write_csv(table, folder / f"{name}.csv")
    for name, text in {"README.md": readme(tier, day, tables), **texts}.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    files = {path.name: _stored(path) for path in folder.iterdir()}
    package = folder / "datapackage.json"
    _write_json(package, describe(tier, day, files))
    files[package.name] = _stored(package)
    _write_json(folder / "manifest.json", manifest_of(given, tier, day, tables, files))
    _verify(tables, folder)


def _verify(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Raises SnapshotError unless the files hold what was to be written."""
    for name, table in tables.items():
        with parquet.ParquetFile(folder / f"{name}.parquet") as file:
            rows, columns = file.metadata.num_rows, file.schema_arrow
        told = [column.metadata for column in columns] == [c.metadata for c in table.schema]
        if rows != table.num_rows or columns != table.schema or not told:
            raise SnapshotError(f"{name}.parquet does not read back as it was written")
    damaged = _damaged(folder)
    if damaged:
        raise SnapshotError(f"{', '.join(damaged)} does not read back as it was written")


def _damaged(folder: Path) -> list[str]:
    """Files of `folder` that are not what its manifest says."""
    outputs = _manifest(folder)["outputs"]
    return [
        entry["file"]
        for entry in outputs
        if {"file": entry["file"], **_stored(folder / entry["file"])} != entry
    ]


def _is_same(old: Path, new: Path) -> bool:
    """Whether `old` is complete, undamaged, and of the same content as `new`, just verified."""
    return _is_complete(old) and _manifest(old) == _manifest(new) and not _damaged(old)


def _in_form(name: str, table: pa.Table) -> pa.Table:
    """`table` of an older program in today's form: columns added since are empty."""
    wanted = schema(name)
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in wanted
    ]
    return pa.table(columns, schema=wanted)


def _days(snapshots: Path) -> list[date]:
    """Days of the complete snapshots: both tiers have a manifest, and the files it names."""
    found = []
    for path in snapshots.glob("????-??-??"):
        try:
            day = date.fromisoformat(path.name)
        except ValueError:
            continue
        if all(_is_complete(path / tier) for tier in TIERS):
            found.append(day)
    return found


def _is_complete(folder: Path) -> bool:
    try:
        outputs = _manifest(folder)["outputs"]
        return all((folder / entry["file"]).is_file() for entry in outputs)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return content


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _stored(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}
