"""Why records are one person, or two: from the newest snapshot, in all detail."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..pipeline.identify import is_person_id
from ..pipeline.match import match
from ..pipeline.meetings import registry_meetings
from ..rules.problems import clip
from .lookup import NotFoundError, Snapshot
from .models import of_snapshot


@dataclass(frozen=True, slots=True)
class PersonStory:
    """A person, its records, claims and conflicts, and the pairs between its records."""

    person: pd.DataFrame
    records: pd.DataFrame
    claims: pd.DataFrame
    conflicts: pd.DataFrame
    pairs: pd.DataFrame


def explain_person(snapshot: Snapshot, person_id: str) -> PersonStory:
    """Everything that makes the person. An id that redirects leads to the person it became."""
    redirects = snapshot.table("redirects").to_pandas().set_index("old_person_id")["person_id"]
    persons = snapshot.table("persons")
    person_id = person_id.strip().upper()
    if not is_person_id(person_id):
        raise NotFoundError(
            f"{clip(person_id)} is no person's id, a character of it must be wrong: an id reads "
            "like CU-7Q4M-K2, and its last character checks the others. Find it with: "
            "todos search NAME"
        )
    if person_id not in persons["person_id"].to_pylist() and person_id in redirects.index:
        person_id = str(redirects[redirects.index == person_id].iloc[0])
    mine = pc.field("person_id") == person_id
    person = persons.filter(mine).to_pandas()
    if person.empty:
        raise NotFoundError(f"No person has the id {person_id}. Find it with: todos search NAME")
    records = snapshot.table("records").filter(mine).to_pandas()
    keys = set(zip(records["source"], records["source_record_id"], strict=True))
    pairs = snapshot.table("pairs").to_pandas()
    inside = [
        left in keys and right in keys
        for left, right in zip(
            zip(pairs["source_l"], pairs["source_record_id_l"], strict=True),
            zip(pairs["source_r"], pairs["source_record_id_r"], strict=True),
            strict=True,
        )
    ]
    return PersonStory(
        person,
        records,
        snapshot.table("claims").filter(mine).to_pandas(),
        snapshot.table("conflicts").filter(mine).to_pandas(),
        pairs[inside].sort_values("match_weight", ascending=False),
    )


def explain_pair(
    snapshot: Snapshot, left: tuple[str, str], right: tuple[str, str]
) -> tuple[dict[str, Any], pd.DataFrame]:
    """The pair (as a row of the table pairs) and the two records.

    A pair that was never a candidate, or too unlikely to be kept, is compared now with the model
    of the snapshot's records. The pair's "blocking" says which passes met it, and of which key
    parts of the others it fell short. Raises NotFoundError for a record that is not there.
    """
    records = snapshot.table("records")
    sources, ids = records["source"].to_pylist(), records["source_record_id"].to_pylist()
    row_of = {key: row for row, key in enumerate(zip(sources, ids, strict=True))}
    for key in (left, right):
        if key not in row_of:
            raise NotFoundError(
                f"No record is called {'/'.join(key)}. `todos explain` of its person lists them."
            )
    rows = sorted((row_of[left], row_of[right]))
    both = records.take(rows)
    found = _kept_pair(snapshot.table("pairs"), left, right)
    if found is None:
        try:
            found = match(records, of_snapshot(snapshot.folder)).explain(records, rows[0], rows[1])
        except ValueError as error:
            raise NotFoundError(f"There is nothing to explain: {error}.") from error
    blocking = [
        {**asdict(one), "crowded": one.crowded} for one in registry_meetings(records, *rows)
    ]
    return found.to_pylist()[0] | {"blocking": blocking}, both.to_pandas()


def _kept_pair(pairs: pa.Table, left: tuple[str, str], right: tuple[str, str]) -> pa.Table | None:
    for one, two in ((left, right), (right, left)):
        found = pairs.filter(
            (pc.field("source_l") == one[0])
            & (pc.field("source_record_id_l") == one[1])
            & (pc.field("source_r") == two[0])
            & (pc.field("source_record_id_r") == two[1])
        )
        if found.num_rows:
            return found
    return None
