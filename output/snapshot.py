"""The snapshot: a published, immutable, dated state of the registry, in both tiers."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from ..rules.fields import TIERS, Tier
from ..rules.tables import schema
from .changes.files import Before, change_files
from .exports import with_exports
from .folder import (
    BusyError,
    all_ready,
    alone_in,
    discard,
    draft,
    make_ready,
    point,
    pointed,
    put,
    ready,
    remove,
)
from .tier_folder import (
    SnapshotError,
    Told,
    as_seen,
    damaged,
    is_complete,
    manifest_bytes,
    write_tier,
)

__all__ = ["LATEST", "Draft", "SnapshotError", "draft_snapshot", "latest", "place_snapshot"]

LATEST = "latest"
Tables = Mapping[Tier, Mapping[str, pa.Table]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A snapshot, whole and on disc, that nobody sees yet.

    folder: where it waits; target: what it becomes; digest: what `digest_of` says of both.
    """

    folder: Path
    target: Path
    digest: str


def draft_snapshot(
    tables: Tables,
    manifest: Mapping[str, Any],
    directory: Path,
    day: date,
    texts: Mapping[str, str] = MappingProxyType({}),
    *,
    before: Before | None = None,
    exports: Sequence[str] = (),
) -> Draft:
    """Writes the snapshot of `day` where nobody sees it, instead of an older draft of that day.

    directory: the folder of all snapshots. tables: for each tier the tables of
    rules.tables.SNAPSHOT in their restricted form, with the rows that the tier may see; restricted
    columns are left out of the public tier here. manifest, texts: as in `Told`. before: what
    `read_persons` gave when the changes were found, for the names of persons who are no more.
    exports: further forms of each tier, names of `EXPORTS`.

    Raises Refusal for an export that cannot be made, SnapshotError if the tables are not sound or
    the folder cannot be written; what was published before then stays as it is.
    """
    manifest = with_exports(manifest, exports)
    kept = {tier: as_seen(tables[tier], tier) for tier in TIERS}

    def write(tier: Tier, folder: Path) -> None:
        seen = kept[tier]
        pages = change_files(seen["changes"], seen["persons"], tier, day, before)
        write_tier(seen, tier, Told(day, manifest, {**texts, **pages}, exports), folder)

    return drafted(directory, day, write)


def drafted(directory: Path, day: date, write: Callable[[Tier, Path], None]) -> Draft:
    """The draft of `day`, each tier's folder made by `write`. Raises SnapshotError."""
    target = directory / day.isoformat()
    with publishing(directory, day):
        whole = draft(target)
        try:
            with ThreadPoolExecutor() as threads:
                work = [threads.submit(write, tier, whole / tier) for tier in TIERS]
            for written in work:
                written.result()
            folder = make_ready(whole, target)
        finally:
            if whole.exists():
                remove(whole)
    return Draft(folder, target, _digest(folder))


def place_snapshot(directory: Path, day: date, digest: str) -> Path:
    """The draft of `day` becomes its snapshot, in one step, and `latest` leads to the newest day.

    Called again after a crash it ends in the same state: a snapshot that has this digest already
    is left as it is, or mended where its files are damaged and the draft is still there.
    Raises SnapshotError where neither draft nor snapshot has this digest.
    """
    target = directory / day.isoformat()
    with publishing(directory, day):
        waiting = ready(target)
        placed = digest_of(target) == digest
        if digest_of(waiting) == digest and not (placed and _is_undamaged(target)):
            put(waiting, target)
        elif not placed:
            raise SnapshotError(
                f"snapshot of {day}: {waiting} is not the draft that was to be published. "
                f"Run the day again: todos run --date {day}"
            )
        # also what stood there before, where a crash came between the exchange and its removal
        if waiting.exists():
            discard(waiting)
        point(directory / LATEST, max(days(directory)).isoformat())
    return target


def publish(
    tables: Tables,
    manifest: Mapping[str, Any],
    directory: Path,
    day: date,
    texts: Mapping[str, str] = MappingProxyType({}),
    *,
    before: Before | None = None,
) -> Path:
    """Publishes the snapshot of `day`, whole or not at all, and returns its folder.

    A snapshot of the same bytes is left as it is, another of the same day is replaced.
    """
    made = draft_snapshot(tables, manifest, directory, day, texts, before=before)
    return place_snapshot(directory, day, made.digest)


def drop_drafts(directory: Path) -> None:
    """Removes what was drafted and not placed, and what killed runs left. Raises SnapshotError."""
    if not directory.is_dir():
        return
    with publishing(directory, None):
        for waiting in all_ready(directory):
            discard(waiting)


def digest_of(folder: Path) -> str | None:
    """sha256 over the manifests of both tiers; None where the snapshot is not complete."""
    return _digest(folder) if all(is_complete(folder / tier) for tier in TIERS) else None


def _digest(folder: Path) -> str:
    manifests = b"".join(manifest_bytes(folder / tier) for tier in TIERS)
    return hashlib.sha256(manifests).hexdigest()


def _is_undamaged(folder: Path) -> bool:
    return not any(damaged(folder / tier) for tier in TIERS)


@contextmanager
def publishing(directory: Path, day: date | None) -> Iterator[None]:
    """Alone in `directory`; what the system refuses is told as a SnapshotError."""
    what = f"snapshot of {day}" if day else "snapshots"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with alone_in(directory):
            yield
    except (BusyError, ValueError) as error:
        raise SnapshotError(f"{what}: {error}") from error
    except OSError as error:
        raise SnapshotError(
            f"{what}: {directory} cannot be written ({error.strerror or error}). "
            "Free or allow the space; the snapshot before is untouched."
        ) from error


def latest(snapshots: Path) -> Path:
    """The folder of the newest snapshot; it need not exist yet."""
    return pointed(snapshots / LATEST)


def days(snapshots: Path) -> list[date]:
    """Days of the complete snapshots, oldest first."""
    found = []
    for path in snapshots.glob("????-??-??"):
        try:
            day = date.fromisoformat(path.name)
        except ValueError:
            continue
        if digest_of(path):
            found.append(day)
    return sorted(found)


def read_persons(
    snapshots: Path, before: date
) -> tuple[date, dict[Tier, dict[str, pa.Table]]] | None:
    """Day, and each tier's tables persons and records, of the newest snapshot before `before`.

    None if there is no complete one. Columns that the snapshot does not have yet are empty.
    Raises SnapshotError if a file is not what its manifest says.
    """
    earlier = [day for day in days(snapshots) if day < before]
    if not earlier:
        return None
    newest = snapshots / earlier[-1].isoformat()
    return earlier[-1], {tier: read_tables(newest / tier, ("persons", "records")) for tier in TIERS}


def read_tables(folder: Path, names: tuple[str, ...]) -> dict[str, pa.Table]:
    """Tables of one tier's folder in today's form. Raises SnapshotError if a file is damaged."""
    changed = damaged(folder)
    if changed:
        raise SnapshotError(
            f"{folder}: {', '.join(changed)} is not what manifest.json tells of. Bring it back "
            f"from a backup, or remove {folder.parent} to go on without that day."
        )
    read = {name: parquet.read_table(folder / f"{name}.parquet") for name in names}
    return {name: _of_today(name, table) for name, table in read.items()}


def _of_today(name: str, table: pa.Table) -> pa.Table:
    """`table` of an older program in today's form: columns added since are empty."""
    wanted = schema(name)
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in wanted
    ]
    return pa.table(columns, schema=wanted)
