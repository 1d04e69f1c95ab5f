"""The snapshot of a day on which nothing changed: the files of the day before, described anew."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from ..rules.fields import Tier
from ..rules.tables import SNAPSHOT, schema
from .changes.files import change_files
from .exports import EXPORTS, KEY, with_exports
from .snapshot import Draft, digest_of, drafted
from .tier_folder import SnapshotError, Told, describe_folder, read_manifest, write_table

_WRITTEN_ANEW = ("changes",)
_COPIED = tuple(name for name in SNAPSHOT if name not in _WRITTEN_ANEW)


def copied_snapshot(
    directory: Path,
    last_day: date,
    manifest: Mapping[str, Any],
    day: date,
    texts: Mapping[str, str] = MappingProxyType({}),
    *,
    exports: Sequence[str] = (),
) -> Draft:
    """The draft of `day` with the tables of `last_day`, and no changes.

    Byte for byte what `draft_snapshot` writes of the same tables when it is told of `last_day` as
    the day before; manifest, texts, exports: as there.
    Raises SnapshotError where the snapshot of `last_day` is not whole, or was made by another
    version of the program or with other exports, so that its files could differ.
    """
    manifest = with_exports(manifest, exports)
    last = directory / last_day.isoformat()
    if digest_of(last) is None:
        raise SnapshotError(f"{last} is not complete, so the night cannot take it over. Run it.")

    def write(tier: Tier, folder: Path) -> None:
        nobody = {name: schema(name, tier).empty_table() for name in ("changes", "persons")}
        pages = change_files(**nobody, tier=tier, day=day, before=(last_day, {tier: nobody}))
        _copy(last / tier, tier, Told(day, manifest, {**texts, **pages}, exports), folder)

    return drafted(directory, day, write)


def _copy(last: Path, tier: Tier, told: Told, folder: Path) -> None:
    before = read_manifest(last)
    _refuse_foreign(last, before, told.manifest, (KEY,))
    copied = [f"{name}.{end}" for name in _COPIED for end in ("parquet", "csv")]
    copied += [EXPORTS[name].file for name in told.exports]
    folder.mkdir(parents=True)
    for file in copied:
        shutil.copyfile(last / file, folder / file)
    for name in _WRITTEN_ANEW:
        write_table(name, schema(name, tier).empty_table(), folder)
    describe_folder(_counted(folder), tier, told, folder)
    now = read_manifest(folder)
    _refuse_foreign(last, before, now, ("versions", "rules"))
    _refuse_damaged(last, before, now, copied)


def _counted(folder: Path) -> dict[str, pa.Table]:
    """The tables without their columns, for their numbers of rows."""
    return {name: parquet.read_table(folder / f"{name}.parquet", columns=[]) for name in SNAPSHOT}


def _refuse_foreign(
    last: Path, before: Mapping[str, Any], now: Mapping[str, Any], parts: Sequence[str]
) -> None:
    if any(before.get(name) != now.get(name) for name in parts):
        raise SnapshotError(
            f"{last} was made by another version of the program, its rules or its exports. "
            "Run the night anew."
        )


def _refuse_damaged(
    last: Path, before: Mapping[str, Any], now: Mapping[str, Any], copied: Sequence[str]
) -> None:
    was, is_now = (
        {entry["file"]: entry for entry in manifest["outputs"]} for manifest in (before, now)
    )
    damaged = sorted(file for file in copied if was.get(file) != is_now[file])
    if damaged:
        raise SnapshotError(
            f"{last}: {', '.join(damaged)} is not what manifest.json tells of. Bring it back from "
            "a backup, or run the night anew."
        )
