"""What became of a person's id: the answer for any id that was ever given."""

import json
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text

from ..pipeline.identify import is_person_id
from ..pipeline.redirects import Fate, what_became_of
from ..pipeline.store import Store
from ..rules.problems import clip
from .lookup import NotFoundError, Snapshot
from .terminal import grid


def of_id(snapshot: Snapshot, store: Store, person_id: str) -> Fate:
    """The fate of an id in the newest snapshot. Raises NotFoundError for one never given."""
    wanted = person_id.strip().upper()
    if not is_person_id(wanted):
        raise NotFoundError(
            f"{clip(wanted)} is no person's id, a character of it must be wrong: an id reads like "
            "CU-7Q4M-K2, and its last character checks the others. Find it with: todos search NAME"
        )
    found = what_became_of(
        wanted, snapshot.table("redirects"), snapshot.table("persons"), store.history()
    )
    if found.state == "unknown":
        raise NotFoundError(f"The id {wanted} was never given. Find it with: todos search NAME")
    return found


def fate_view(found: Fate) -> RenderableType:
    """The fate in a sentence, and the records that ever had the id."""
    ways = found.leads_to.to_pylist()
    ids = ", ".join(f"{way['person_id']} (since {way['since']})" for way in ways)
    said = {
        "alive": f"{found.person_id} is a person of the registry.",
        "merged": f"{found.person_id} became part of {ids}.",
        "split": f"{found.person_id} fell into several persons: {ids}.",
        "gone": f"{found.person_id} was given once; its records are no longer known.",
    }[found.state]
    parts: list[RenderableType] = [Text(said, style="bold")]
    if found.state == "alive" and ways:
        parts.append(Text(f"Split off from it: {ids}."))
    rows = [
        (
            f"{one['source']}/{one['source_record_id']}",
            one["since"],
            one["until"] or "today",
            "" if one["now"] == found.person_id else one["now"],
        )
        for one in _plain(found.records)
    ]
    parts.append(grid("Records that had this id", ("record", "since", "until", "now with"), rows))
    if found.state == "alive":
        parts.append(Text(f"All about the person: todos explain {found.person_id}"))
    return Group(*parts)


def fate_json(found: Fate) -> dict[str, Any]:
    """The same for programs."""
    records = json.loads(found.records.astype(str).to_json(orient="records"))
    ways = json.loads(json.dumps(found.leads_to.to_pylist(), default=str))
    return {
        "person_id": found.person_id,
        "state": found.state,
        "leads_to": ways,
        "records": records,
    }


def _plain(rows: pd.DataFrame) -> list[Any]:
    return rows.astype(object).where(rows.notna(), None).to_dict("records")
