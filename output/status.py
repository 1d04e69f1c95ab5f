"""How the registry stands: the last good run, what is pending, the lists' ages, the disk."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute
from pyarrow import parquet

from ..pipeline.store import Run, Store, in_force
from ..sources.workspace import Workspace
from .nights.lock import LOCK_FILE
from .snapshot import latest

pc: Any = pyarrow.compute  # its stubs know no table column among the arguments


@dataclass(frozen=True, slots=True)
class GateWord:
    """What a gate said of the run that counts; accepted_by and because where it was let through."""

    gate: str
    subject: str
    strength: str
    sentence: str
    accepted_by: str | None
    because: str | None


@dataclass(frozen=True, slots=True)
class ListAge:
    """A list, its newest edition, days since then, and its records; empty where never read."""

    source: str
    title: str
    edition: date | None
    age: int | None
    records: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What people have to do, and what they have done that the next run will take in.

    review: pairs of the last snapshot that somebody should look at; disputed: pairs on which
    reviewers disagree; corrections: reported and not answered. decided, corrected: decisions and
    corrections made or taken back on the day of the last good run or later.
    """

    review: int
    disputed: int
    corrections: int
    decided: int
    corrected: int


@dataclass(frozen=True, slots=True)
class Status:
    """How a registry stands on `day`.

    published: the last good run, `gates` what they said of it beyond having passed. pending: a
    newer run that did not get so far, `held` what holds it; going_on: the process that runs it now.
    latest: the day of the snapshot that `latest` leads to. disk: bytes by what lies there.
    """

    day: date
    published: Run | None
    gates: tuple[GateWord, ...]
    latest: str | None
    pending: Run | None
    held: tuple[GateWord, ...]
    going_on: int | None
    waiting: Waiting
    lists: tuple[ListAge, ...]
    disk: Mapping[str, int]


def status(workspace: Workspace, store: Store, day: date) -> Status:
    """How the registry of `workspace` stands, seen on `day`. It changes nothing.

    Raises StoreError where the memory cannot be read.
    """
    published = store.runs.last_published()
    newest = store.runs.all()[-1:]
    pending = next((run for run in newest if run != published), None)
    folder = latest(workspace.snapshots).resolve()
    return Status(
        day=day,
        published=published,
        gates=_gates(store, published, "warned", "accepted"),
        latest=folder.name if folder.is_dir() else None,
        pending=pending,
        held=_gates(store, pending, "held"),
        going_on=_going_on(workspace.root) if pending and pending.state == "running" else None,
        waiting=_waiting(store, published, folder),
        lists=_lists(workspace, store, day),
        disk=_disk(workspace),
    )


def as_json(seen: Status) -> dict[str, Any]:
    """The status for programs: days in ISO 8601, bytes as numbers."""
    return asdict(seen)


def _gates(store: Store, run: Run | None, *strengths: str) -> tuple[GateWord, ...]:
    if run is None:
        return ()
    found = store.runs.gates(run.run)
    # a day that is run again asks anew: results are of the newest run of that day
    mine = found[(found["attempt"] == run.attempt) & found["strength"].isin(strengths)]
    columns = ["gate", "subject", "strength", "sentence", "accepted_by", "because"]
    rows = mine[columns].astype(object).where(mine[columns].notna(), None)
    words = [GateWord(*row) for row in rows.itertuples(index=False)]
    # only what was beyond its limit was let through
    return tuple(
        one
        if one.strength == "accepted"
        else GateWord(one.gate, one.subject, one.strength, one.sentence, None, None)
        for one in words
    )


def _waiting(store: Store, published: Run | None, folder: Path) -> Waiting:
    decisions, corrections = store.decisions.all(), store.corrections.all()
    disputed = in_force(decisions).disputed
    ends = ["source_l", "source_record_id_l", "source_r", "source_record_id_r"]
    open_ones = (corrections["state"] == "waiting") & corrections["revoked_by"].isna()
    since = published.run if published else date(1900, 1, 1)
    answered = corrections[corrections["state"] == "accepted"]
    return Waiting(
        review=_to_review(folder),
        disputed=len(disputed.drop_duplicates(ends)),
        corrections=int(open_ones.sum()),
        decided=_since(decisions, "made_on", since),
        corrected=_since(answered, "decided_on", since),
    )


def _since(rows: pd.DataFrame, made: str, day: date) -> int:
    """Rows made or taken back on `day` or later; whether before or after the run is not known."""
    days = rows[[made, "revoked_on"]].apply(pd.to_datetime)
    return int((days >= pd.Timestamp(day)).any(axis="columns").sum())


def _to_review(folder: Path) -> int:
    file = folder / "restricted" / "pairs.parquet"
    if not file.is_file():
        return 0
    verdicts = parquet.read_table(file, columns=["verdict"])["verdict"]
    return int(pc.sum(pc.equal(verdicts, "review")).as_py() or 0)


def _lists(workspace: Workspace, store: Store, day: date) -> tuple[ListAge, ...]:
    # the memory is asked for what runs before a day read, and a run of today counts
    read = store.editions(day + timedelta(days=1))
    columns = (read["source"], read["edition"], read["rows"])
    newest = {source: (edition, rows) for source, edition, rows in zip(*columns, strict=True)}
    found = []
    for source, spec in workspace.sources.items():
        edition, rows = newest.get(source, (None, None))
        age = None if edition is None else (day - edition).days
        found.append(ListAge(source, spec.title, edition, age, None if rows is None else int(rows)))
    return tuple(found)


def _disk(workspace: Workspace) -> dict[str, int]:
    used = {
        "snapshots": _size(workspace.snapshots),
        "archive": _size(workspace.archive),
    }
    place = workspace.registry
    if isinstance(place, Path):
        # SQLite keeps what is not yet in the file beside it
        used["registry"] = sum(path.stat().st_size for path in place.parent.glob(f"{place.name}*"))
    return used


def _size(folder: Path) -> int:
    """Bytes of all files below a folder; `latest` is a link and counts once."""
    return sum(
        (Path(root) / name).lstat().st_size for root, _, names in os.walk(folder) for name in names
    )


def _going_on(root: Path) -> int | None:
    """The process of the run that goes on; None where it is gone, and the run was interrupted."""
    try:
        process = int((root / LOCK_FILE).read_text(encoding="ascii"))
        os.kill(process, 0)
    except PermissionError:
        return process
    except (OSError, ValueError):
        return None
    return process
