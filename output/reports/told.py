"""The newest snapshot as reports read it, and what of it one organisation may see."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...pipeline.consolidate.changes import changes
from ..lookup import Snapshot
from .shares import NO_SHARES, ReportError, Shares

KEY = ["source", "source_record_id"]
ENDS = (("source_l", "source_record_id_l"), ("source_r", "source_record_id_r"))
_NOT_READ = {"raw", "claims"}
_BY_PERSON = ("persons", "conflicts", "changes")


@dataclass(frozen=True, slots=True)
class Told:
    """A snapshot, read once for the reports of all its sources.

    records, pairs: of the restricted tier; pairs have the rows of their ends in `records`, `left`
    and `right`. comparisons: those of each pair. restricted, public: persons, conflicts (one row
    a source and value) and changes of each tier. since: the day that the changes start from.
    """

    day: date
    since: date | None
    records: pd.DataFrame
    pairs: pd.DataFrame
    comparisons: Any
    restricted: Mapping[str, pd.DataFrame]
    public: Mapping[str, pd.DataFrame]

    def sources(self) -> tuple[str, ...]:
        """Every source that has records."""
        return tuple(sorted(set(self.records["source"])))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the organisation of `source` may see of a snapshot.

    open: rows of told.records that it may see; own: those of its own. pairs: rows of told.pairs
    with an own end, and both ends seen. persons, conflicts, changes: as the restricted tier has
    them where every record of the person is seen, else as the public tier has them.
    """

    told: Told
    source: str
    own: Any
    open: Any
    pairs: pd.DataFrame
    persons: pd.DataFrame
    conflicts: pd.DataFrame
    changes: pd.DataFrame

    def names(self) -> dict[str, str]:
        """The shown name of each person."""
        return dict(zip(self.persons["person_id"], self.persons["name"].fillna(""), strict=True))

    def keys(self) -> dict[str, tuple[str, ...]]:
        """The own keys of each person, in their order."""
        own = self.told.records[self.own]
        return grouped(own["person_id"], own["source_record_id"])


def read(snapshot: Snapshot, since: Snapshot | None = None) -> Told:
    """The tables that reports are made from; `snapshot` and `since` are restricted tiers.

    since: the snapshot of the last report; without it, changes are those since the night before.
    Raises NotFoundError where there is no snapshot.
    """
    twin = Snapshot(snapshot.folder.parent / "public")
    before = Snapshot(since.folder.parent / "public") if since else None
    records = snapshot.table("records")
    frame = records.drop_columns(
        [name for name in records.column_names if name in _NOT_READ]
    ).to_pandas()
    pairs = snapshot.table("pairs")
    return Told(
        _day(snapshot),
        _day(since) if since else None,
        frame,
        _located(pairs.drop_columns(["comparisons", "reason"]).to_pandas(), frame),
        pairs["comparisons"].combine_chunks(),
        _tier(snapshot, since),
        _tier(twin, before) if twin.folder.is_dir() else _tier(snapshot, since, rows=0),
    )


def seen(told: Told, source: str, shares: Shares = NO_SHARES) -> Seen:
    """What `source` may see: its own rows, what is public, and what others share with it.

    shares: for a source, the sources that see also those of its rows which are not published.
    Raises ReportError for a source without records.
    """
    records = told.records
    own = (records["source"] == source).to_numpy()
    if not own.any():
        known = ", ".join(told.sources())
        raise ReportError(f"The snapshot has no records of '{source}'. It has: {known}.")
    sharing = [owner for owner, readers in shares.items() if source in readers]
    public = records["publishable"].fillna(False).astype(bool) & records["person_id"].notna()
    visible = own | public.to_numpy() | records["source"].isin(sharing).to_numpy()
    mixed = set(records["person_id"][~visible].dropna())
    by_person = {
        name: _of_both(told.restricted[name], told.public[name], mixed) for name in _BY_PERSON
    }
    left, right = told.pairs["left"].to_numpy(), told.pairs["right"].to_numpy()
    mine = (own[left] | own[right]) & visible[left] & visible[right]
    return Seen(told, source, own, visible, told.pairs[mine], **by_person)


def grouped(by: Iterable[str], values: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    """The values of each key, in their order; a missing key groups nothing."""
    found: dict[str, list[Any]] = {}
    for key, value in zip(by, values, strict=True):
        if isinstance(key, str):
            found.setdefault(key, []).append(value)
    return {key: tuple(several) for key, several in found.items()}


def _of_both(restricted: pd.DataFrame, public: pd.DataFrame, mixed: set[str]) -> pd.DataFrame:
    # a person's values may rest on a record that the reader may not see
    whole = restricted[~restricted["person_id"].isin(mixed)]
    parts = [whole, public[public["person_id"].isin(mixed)]]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _located(pairs: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Pairs with the rows of their ends; a pair whose records are not there is left out."""
    keys = pd.MultiIndex.from_frame(records[KEY])
    left, right = (keys.get_indexer(pd.MultiIndex.from_frame(pairs[list(ends)])) for ends in ENDS)
    there = (left >= 0) & (right >= 0)
    at = np.arange(len(pairs))
    return pairs.assign(left=left, right=right, at=at)[there].reset_index(drop=True)


def _tier(snapshot: Snapshot, since: Snapshot | None, rows: int | None = None) -> dict[str, Any]:
    tables = {name: snapshot.table(name).slice(0, rows) for name in _BY_PERSON}
    if since is not None and since.folder.is_dir():
        tables["changes"] = changes(
            since.table("persons"),
            since.table("records"),
            tables["persons"],
            snapshot.table("records"),
            snapshot.table("redirects"),
        ).slice(0, rows)
    frames = {name: table.to_pandas() for name, table in tables.items() if name != "conflicts"}
    return frames | {"conflicts": _said(tables["conflicts"])}


def _said(conflicts: pa.Table) -> pd.DataFrame:
    """One row a source and value: person_id, field, source, value, shown, rule, conflict."""
    values: Any = conflicts["values"].combine_chunks()
    at = values.value_parent_indices().to_numpy()
    said = values.flatten()
    frame: pd.DataFrame = conflicts.drop_columns(["values"]).to_pandas()
    told: pd.DataFrame = frame.iloc[at].assign(
        source=said.field("source").to_numpy(zero_copy_only=False),
        value=said.field("value").to_numpy(zero_copy_only=False),
        conflict=at,
    )
    return told


def _day(snapshot: Snapshot) -> date:
    try:
        told = json.loads((snapshot.folder / "manifest.json").read_bytes())
        return date.fromisoformat(told["snapshot"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportError(f"{snapshot.folder} is no published snapshot ({error}).") from error
