"""Where ids lead that are no longer in use, and what became of any id that was ever given."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from ..rules import tables

_KEY = ["source", "source_record_id"]
_WAY = ["old_person_id", "person_id"]

# alive: a person has the id; merged: it leads to one other person; split: to several; gone: its
# records are no longer known; unknown: it was never given.
State = Literal["alive", "merged", "split", "gone", "unknown"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an id.

    leads_to: schema "redirects", the rows of this id; where it is alive, the persons split off.
    records: source, source_record_id, since (run that gave the record this id), until (run that
    gave it another, else empty), now (the id that it has).
    """

    person_id: str
    state: State
    leads_to: pa.Table
    records: pd.DataFrame


def what_became_of(
    person_id: str, redirects: pa.Table, persons: pa.Table, history: pd.DataFrame
) -> Fate:
    """Answers for any id ever given, and says "unknown" of any other text.

    redirects, persons: tables of the newest snapshot; history: source, source_record_id, person_id
    and run (date) of every id that a record was ever given.
    """
    mine = redirects.to_pandas()["old_person_id"].to_numpy() == person_id
    leads_to = redirects.filter(pa.array(mine, pa.bool_()))
    records = _records(person_id, history)
    if person_id in set(persons["person_id"].to_pylist()):
        return Fate(person_id, "alive", leads_to, records)
    many: tuple[State, ...] = ("gone" if len(records) else "unknown", "merged", "split")
    return Fate(person_id, many[min(leads_to.num_rows, 2)], leads_to, records)


def _records(person_id: str, history: pd.DataFrame) -> pd.DataFrame:
    """The records that ever had the id, by the run that gave it."""
    keys = history.loc[history["person_id"] == person_id, _KEY].drop_duplicates()
    runs = history.merge(keys, on=_KEY).sort_values([*_KEY, "run"], ignore_index=True)
    by_record = runs.groupby(_KEY)
    runs["until"] = by_record["run"].shift(-1)
    runs["now"] = by_record["person_id"].transform("last")
    mine = runs[runs["person_id"] == person_id].rename(columns={"run": "since"})
    mine = mine.sort_values(["since", *_KEY], ignore_index=True)
    return mine[[*_KEY, "since", "until", "now"]]


def as_known(
    assignments: pd.DataFrame, history: pd.DataFrame, nights: pd.DataFrame
) -> pd.DataFrame:
    """Assignments in which ids that were merged away are those that they lead to.

    A record that left its list before its person was merged comes back to where the person is now.
    assignments: source, source_record_id, person_id, the newest of each record; history: the same
    with run (date) for every id ever given; nights: the redirects that each night left.
    """
    merges = nights[nights["kind"] == "merge"].sort_values("since")
    if merges.empty:
        return assignments
    ended = merges.drop_duplicates("old_person_id", keep="last")
    given = history.merge(ended, left_on="person_id", right_on="old_person_id")
    # given again after it was merged away: the merge was undone
    back = given.loc[given["run"] > given["since"], "old_person_id"]
    alive = set(history["person_id"]) | set(nights["person_id"])
    ways = settle(nights, alive - set(ended["old_person_id"]) | set(back)).to_pandas()
    leads = ways[ways["kind"] == "merge"].set_index("old_person_id")["person_id"]
    person_id = assignments["person_id"]
    return assignments.assign(person_id=person_id.map(leads).fillna(person_id))


def settle(nights: pd.DataFrame, alive: Collection[str]) -> pa.Table:
    """All redirects (schema "redirects"), each leading to a person that is there, in one step.

    nights: the redirects that each night left, tonight's too; alive: the ids of all persons. An id
    that is alive again is merged with nobody. Where the person that an id led to was split later,
    the id leads to all parts: kind "merge" to the one that has its records, "split" to the others.
    """
    ways = nights[[*_WAY, "kind", "since"]].assign(since=pd.to_datetime(nights["since"]))
    ways = ways.sort_values(["since", *_WAY]).astype({"since": "datetime64[s]"})
    merges = ways[(ways["kind"] == "merge") & ~ways["old_person_id"].isin(alive)]
    newest = merges.drop_duplicates("old_person_id", keep="last")
    ways = pd.concat([newest, ways[ways["kind"] == "split"]])
    found = [ways.iloc[:0]]
    front = ways.assign(at=ways["since"])
    while len(front):
        found.append(front[front["person_id"].isin(alive)])
        front = _further(front, ways)
    reached = pd.concat(found)
    reached = reached[reached["person_id"] != reached["old_person_id"]]
    # what was both merged and split off leads on as merged, and since the newest night that says so
    reached = reached.sort_values(["kind", "since"], ascending=[False, True])
    rows = reached.drop_duplicates(_WAY, keep="last").sort_values(_WAY)
    rows["since"] = rows["since"].dt.date
    return pa.Table.from_pandas(
        rows, schema=tables.schema("redirects"), preserve_index=False
    ).replace_schema_metadata(tables.schema("redirects").metadata)


def _further(front: pd.DataFrame, ways: pd.DataFrame) -> pd.DataFrame:
    """One step on: where those lead by now to whom the ways of `front` lead.

    at: the night in which a way arrives; only what happened to a person later leads on from there,
    so no way runs in a circle.
    """
    steps = front.merge(ways, left_on="person_id", right_on="old_person_id", suffixes=("", "_on"))
    steps = steps[steps["since_on"] > steps["at"]]
    parts = (steps["kind_on"] == "split") & (steps["kind"] == "merge")
    on = pd.DataFrame(
        {
            "old_person_id": steps["old_person_id"],
            "person_id": steps["person_id_on"],
            "kind": np.where(parts, "split", steps["kind"]),
            "since": steps["since"].where(~parts, steps["since_on"]),
            "at": steps["since_on"],
        }
    )
    return on.drop_duplicates()
