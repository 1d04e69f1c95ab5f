"""Changes: what is different between two states of the registry."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules import tables
from .said import KEY, days, interval_text

pc: Any = pyarrow.compute  # its stubs know no single value beside a column

STATUS = ("custody_status", "release_basis", "release")
CORRECTION = ("name", "birth", "arrest", "sentence_months")
_DATES = ("release", "birth", "arrest")
_COLUMNS = list(tables.COLUMNS["changes"])


def changes(
    persons_before: pa.Table | None,
    records_before: pa.Table | None,
    persons_now: pa.Table,
    records_now: pa.Table,
    redirects: pa.Table,
) -> pa.Table:
    """The changes between any two snapshots (schema "changes"); none where there is none before.

    persons, records: these tables of the snapshot before and of the one now; redirects: those of
    now. new: a person that was not there. gone: no list names the person any more; back: a list
    does so again. merged: `other_person_id` is now `person_id`. split: `person_id` was part of
    `other_person_id`. moved: a record ("source record" in `after`) went from `other_person_id` to
    `person_id`, and both go on. status: custody status, release basis, release date; correction:
    name, birth, arrest, sentence.
    """
    if persons_before is None or records_before is None:
        return tables.schema("changes").empty_table()
    old, new = _compared(persons_before), _compared(persons_now)
    lasting = old.index.intersection(new.index)
    both = old.loc[lasting], new.loc[lasting]
    ways = redirects.select(["old_person_id", "person_id", "kind"]).to_pandas()
    ways = ways[ways["old_person_id"].isin(old.index) & ways["person_id"].isin(new.index)]
    merged = ways[(ways["kind"] == "merge") & ~ways["old_person_id"].isin(new.index)]
    split = ways[(ways["kind"] == "split") & ~ways["person_id"].isin(old.index)]
    came = new.index.difference(old.index).difference([*split["person_id"], *merged["person_id"]])
    went = old.index.difference(new.index).difference(pd.Index(merged["old_person_id"]))
    was_named, is_named = (lasting.isin(_named(table)) for table in (records_before, records_now))
    found = pd.concat(
        [
            pd.DataFrame({"kind": "new", "person_id": came}),
            pd.DataFrame({"kind": "gone", "person_id": went}),
            pd.DataFrame({"kind": "gone", "person_id": lasting[was_named & ~is_named]}),
            pd.DataFrame({"kind": "back", "person_id": lasting[is_named & ~was_named]}),
            _of_two(merged, "merged"),
            _of_two(split, "split"),
            _moved(records_before, records_now, lasting),
            _values(*both, STATUS, "status"),
            _values(*both, CORRECTION, "correction"),
        ]
    ).reindex(columns=_COLUMNS)
    found = found.sort_values(["person_id", "kind", "other_person_id", "field", "after"])
    schema = tables.schema("changes")
    arrays = [pa.array(found[name].tolist(), pa.string(), from_pandas=True) for name in _COLUMNS]
    return pa.Table.from_arrays(arrays, schema=schema)


def _named(records: pa.Table) -> "pd.Series[str]":
    """The persons whom a list names; where nothing is known of departed records, all are listed."""
    listed = pc.fill_null(records["listed"], fill_value=True)
    named: pd.Series[str] = records["person_id"].filter(listed).to_pandas()
    return named


def _compared(persons: pa.Table) -> pd.DataFrame:
    """The compared values by person_id; of dates both ends, in days."""
    frame = persons.select(["person_id", "custody_status", "release_basis", "name"]).to_pandas()
    months = persons["sentence_months"].cast(pa.string()).to_pandas()
    frame["sentence_months"] = months.to_numpy()
    for end in (f"{field}_{side}" for field in _DATES for side in ("from", "to")):
        frame[end] = days(persons[end])
    return frame.set_index("person_id")


def _of_two(ways: pd.DataFrame, kind: str) -> pd.DataFrame:
    other = ways.rename(columns={"old_person_id": "other_person_id"})
    return other[["person_id", "other_person_id"]].drop_duplicates().assign(kind=kind)


def _moved(before: pa.Table, now: pa.Table, lasting: "pd.Index[str]") -> pd.DataFrame:
    """Records that went from one lasting person to another, as a reviewer's decision makes them."""
    columns = ["person_id", *KEY]
    both = (
        before.select(columns)
        .to_pandas()
        .merge(now.select(columns).to_pandas(), on=KEY, suffixes=("_before", ""))
    )
    stayed = both["person_id"].isin(lasting) & both["person_id_before"].isin(lasting)
    moved = both[stayed & (both["person_id"] != both["person_id_before"])]
    return pd.DataFrame(
        {
            "kind": "moved",
            "person_id": moved["person_id"],
            "other_person_id": moved["person_id_before"],
            "field": "record",
            "after": moved["source"] + " " + moved["source_record_id"],
        }
    )


def _values(
    old: pd.DataFrame, new: pd.DataFrame, fields: tuple[str, ...], kind: str
) -> pd.DataFrame:
    """The values that are others now; both frames hold the same persons in one order."""
    parts = []
    for field in fields:
        differ = _other_date(old, new, field) if field in _DATES else _other_text(old, new, field)
        before, after = (_text(frame[differ], field) for frame in (old, new))
        parts.append(pd.DataFrame({"before": before, "after": after, "field": field}))
    return pd.concat(parts).rename_axis("person_id").reset_index().assign(kind=kind)


def _other_text(old: pd.DataFrame, new: pd.DataFrame, field: str) -> "pd.Series[bool]":
    before, after = old[field], new[field]
    return (before != after) & ~(before.isna() & after.isna())


def _other_date(old: pd.DataFrame, new: pd.DataFrame, field: str) -> "pd.Series[bool]":
    """Where the date is another, and not the same vague one read again.

    "44 años" gives other years of birth in every edition, and nobody has corrected anything.
    """
    first, last = f"{field}_from", f"{field}_to"
    vague = (old[first] < old[last]) & (new[first] < new[last])
    agree = vague & (old[first] <= new[last]) & (new[first] <= old[last])
    return (_other_text(old, new, first) | _other_text(old, new, last)) & ~agree


def _text(persons: pd.DataFrame, field: str) -> "pd.Series[str]":
    if field not in _DATES:
        return persons[field]
    ends = persons[[f"{field}_from", f"{field}_to"]].set_axis(["start", "end"], axis=1)
    text = interval_text(ends)
    return text.where(text != "", None)
