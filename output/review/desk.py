"""Answers of the data team: decisions on pairs of records, checked before they are kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ...pipeline.decide import located, ruled
from ...pipeline.store import Decision, Store, in_force
from ...rules.problems import Refusal, clip
from ..lookup import Snapshot
from .queue import PAIR, agreement, among

_KEY = ["source", "source_record_id"]


class ReviewError(Refusal):
    """An answer cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision that was kept: its number, and what follows from it.

    disputed: whether somebody else said otherwise of the same pair, so that it binds nothing;
    contradicts: whether what follows from other decisions says otherwise, so that none of those
    that contradict each other binds until one is revoked.
    """

    decision_id: int
    names: tuple[str, str]
    disputed: bool
    contradicts: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What stands in the way of decisions: contradictions and disputes, and how far people agree.

    contradictions, disputed: decisions in the columns of the store; agreement: as `agreement`.
    """

    contradictions: pd.DataFrame
    disputed: pd.DataFrame
    agreement: pd.DataFrame


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
    found = trouble(snapshot, store.decisions.all())
    disputed, contradicts = (
        bool(rows["decision_id"].eq(number).any())
        for rows in (found.disputed, found.contradictions)
    )
    return Kept(number, names, disputed, contradicts)


def trouble(snapshot: Snapshot, decisions: pd.DataFrame) -> Trouble:
    """What is wrong among the decisions that are in force."""
    force, table = in_force(decisions), snapshot.table("records").select([*_KEY])
    against = ruled(located(force.binding, table), table.num_rows).contradictions
    keys = table.to_pandas()
    left, right = (keys.iloc[rows].reset_index(drop=True) for rows in (against.left, against.right))
    pairs = left.join(right, lsuffix="_l", rsuffix="_r")
    both = among(force.binding, pairs.reindex(columns=PAIR))
    return Trouble(force.binding[both], force.disputed, agreement(decisions))


def words_on(
    decisions: pd.DataFrame, pair: tuple[tuple[str, str], tuple[str, str]]
) -> pd.DataFrame:
    """Every decision ever made on the pair, revoked ones too, the newest last."""
    row = pd.DataFrame([[*pair[0], *pair[1]]], columns=PAIR)
    return decisions[among(decisions, row)]


def _find(records: pd.DataFrame, source: str, key: str) -> Any:
    found = records[(records["source"] == source) & (records["source_record_id"] == key)]
    if found.empty:
        raise ReviewError(
            f"No record is called {clip(source)}/{clip(key)} in the newest snapshot. Find it with: "
            "todos search NAME, then todos explain ID"
        )
    return found.iloc[0]
