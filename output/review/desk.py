"""Answers of the data team: decisions on pairs of records, checked before they are kept."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ...pipeline.decide import located, ruled
from ...pipeline.store import Decision, Store, in_force
from ...rules.problems import Refusal, clip
from ..lookup import Snapshot

_KEY = ["source", "source_record_id"]


class ReviewError(Refusal):
    """An answer cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision that was kept: its number, and what follows from it.

    contradicts: whether decisions in force say otherwise of the two records, so that none of those
    that contradict each other binds until one is revoked.
    """

    decision_id: int
    names: tuple[str, str]
    contradicts: bool


def decide(
    snapshot: Snapshot,
    store: Store,
    pair: tuple[tuple[str, str], tuple[str, str]],
    decision: str,
    *,
    by: str,
    on: date,
    because: str,
) -> Kept:
    """Keep a decision on two records of the newest snapshot.

    Raises ReviewError for a record that is not there, or two of different countries; EntryError for
    an empty name or reason, or another word than positive, negative and unsure.
    """
    table = snapshot.table("records").select([*_KEY, "name", "country", "linkable"])
    records = table.to_pandas()
    left, right = (_find(records, *key) for key in pair)
    if left["country"] != right["country"]:
        raise ReviewError("The two records are of two countries; they are never compared.")
    names = (str(left["name"] or ""), str(right["name"] or ""))
    made = Decision(*pair[0], *pair[1], decision, by, on, because, *names)
    (number,) = store.decisions.decide([made])
    binding = in_force(store.decisions.all()).binding
    contradictions = ruled(located(binding, table), len(records)).contradictions
    rows = sorted((int(left.name), int(right.name)))  # type: ignore[call-overload]
    contradicts = [rows[0], rows[1]] in [
        [int(one), int(two)]
        for one, two in zip(contradictions.left, contradictions.right, strict=True)
    ]
    return Kept(number, names, contradicts)


def _find(records: pd.DataFrame, source: str, key: str) -> "pd.Series[object]":
    found = records[(records["source"] == source) & (records["source_record_id"] == key)]
    if found.empty:
        raise ReviewError(
            f"No record is called {clip(source)}/{clip(key)} in the newest snapshot. Find it with: "
            "todos search NAME, then todos explain ID"
        )
    return found.iloc[0]
