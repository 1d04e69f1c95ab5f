"""Nights in which nothing changed: the snapshot of the last one is taken over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from pyarrow import parquet

from ...pipeline.learn.model import to_json
from ...pipeline.store import Run
from ...rules.fields import DATED, TIERS
from ..copied import copied_snapshot
from ..models import FILE, read_model
from ..snapshot import SnapshotError, digest_of
from ..tier_folder import damaged, read_manifest

_OF_THE_DAY = ("snapshot", "tier", "rows", "versions", "rules", "outputs")


def taken_over(
    snapshots: Path, last: Run | None, day: date, fingerprint: str, exports: Sequence[str]
) -> str | None:
    """The digest of a draft of `day` with the tables of the `last` run, if a full run gives them.

    None where something is different: the fingerprint, the snapshot, or a dated event that lay in
    the future then and does not any more. The snapshot of the day itself is its own draft.
    """
    if last is None or last.digest is None or last.fingerprint != fingerprint:
        return None
    folder = snapshots / last.run.isoformat()
    if digest_of(folder) != last.digest or _falls_due(folder, last.run, day):
        return None
    if last.run == day:
        return None if any(damaged(folder / tier) for tier in TIERS) else last.digest
    model = read_model(folder / "restricted" / FILE)
    texts = {FILE: to_json(replace(model, day=day))} if model else {}
    told: dict[str, Any] = read_manifest(folder / "restricted")
    said = {name: value for name, value in told.items() if name not in _OF_THE_DAY}
    try:
        return copied_snapshot(snapshots, last.run, said, day, texts, exports=exports).digest
    except SnapshotError:
        # made by another version, or damaged: the night is run in full, which mends it
        return None


def _falls_due(folder: Path, last: date, day: date) -> bool:
    """Whether a day that lists name lies after `last`, and not after `day`."""
    names = [f"{field}_{end}" for field in DATED for end in ("from", "to")]
    dates = parquet.read_table(folder / "restricted" / "records.parquet", columns=names)
    since, until = np.datetime64(last), np.datetime64(day)
    columns = (column.drop_null().to_numpy() for column in dates.columns)
    return any(bool(((days > since) & (days <= until)).any()) for days in columns)
