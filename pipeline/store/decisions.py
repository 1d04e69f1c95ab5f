"""Reviewers' decisions on pairs of records: kept for ever, revoked where they were wrong."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa

from .database import Database
from .entries import EntryError, checked, one_of, revoke
from .frames import read
from .tables import DECIDED, DECISIONS

_ENDS = ("source_l", "source_record_id_l", "source_r", "source_record_id_r")
_SIDES = ("source", "source_record_id", "about")


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's word on two records: positive (one person), negative (two) or unsure.

    about_l, about_r: the names that the records have now, so that a key that stands for somebody
    else one day is noticed.
    """

    source_l: str
    source_record_id_l: str
    source_r: str
    source_record_id_r: str
    decision: str
    by: str
    made_on: date
    because: str
    about_l: str = ""
    about_r: str = ""


@dataclass(frozen=True, slots=True)
class Force:
    """What decisions bind now.

    binding: each pair once, as `pipeline.decide.located` takes it, and the columns of the table;
    disputed: what reviewers say of pairs on which they disagree. Those bind nothing.
    """

    binding: pd.DataFrame
    disputed: pd.DataFrame


class DecisionLog:
    """The decisions of a registry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decide(self, decisions: Sequence[Decision]) -> list[int]:
        """Keep the decisions, all or none, and return their numbers. Raises EntryError."""
        if not decisions:
            return []
        count = len(decisions)
        rows = [_row(f"decision {n} of {count}", one) for n, one in enumerate(decisions, 1)]
        kept = DECIDED.insert().returning(DECIDED.c.decision_id, sort_by_parameter_order=True)
        with self._database.writing() as connection:
            return list(connection.scalars(kept, rows))

    def revoke(self, decision_id: int, *, by: str, on: date, because: str) -> None:
        """Take a decision back; it stays on record. Raises EntryError."""
        revoke(self._database, DECIDED, decision_id, by=by, on=on, because=because)

    def all(self) -> pd.DataFrame:
        """Every decision ever made, in the columns of the table, the newest last."""
        with self._database.reading() as connection:
            return read(connection, sa.select(DECIDED).order_by(DECIDED.c.decision_id))


def in_force(decisions: pd.DataFrame) -> Force:
    """What the decisions (as `DecisionLog.all` returns them) bind now.

    Of each reviewer the newest word on a pair counts. Who is unsure says nothing; where the others
    disagree, nobody knows who is right, and the pair is disputed.
    """
    standing = decisions[decisions["revoked_by"].isna()]
    standing = standing.sort_values(["made_on", "decision_id"])
    newest = standing.drop_duplicates([*_ENDS, "by"], keep="last")
    said = newest[newest["decision"] != "unsure"]
    pair = said.groupby([*_ENDS], sort=False).ngroup()
    kinds = pd.DataFrame({"pair": pair, "decision": said["decision"]}).drop_duplicates()
    disputed = pair.isin(kinds["pair"][kinds["pair"].duplicated()])
    binding = said[~disputed].drop_duplicates([*_ENDS], keep="last")
    order = [*_ENDS, "decision_id"]
    return Force(
        binding.sort_values(order, ignore_index=True),
        said[disputed].sort_values(order, ignore_index=True),
    )


def _row(place: str, one: Decision) -> dict[str, object]:
    """The decision as a row: the smaller key left, so that a pair is found whichever way it is
    asked for."""
    texts = {name: value for name, value in asdict(one).items() if name != "made_on"}
    said = checked(place, optional=("about_l", "about_r"), **texts)
    one_of(place, "decision", said["decision"], DECISIONS)
    left, right = ((said[f"source_{side}"], said[f"source_record_id_{side}"]) for side in "lr")
    if left == right:
        raise EntryError(f"{place}: both ends are {'/'.join(left)}. Name two records.")
    if left > right:
        for name in _SIDES:
            said[f"{name}_l"], said[f"{name}_r"] = said[f"{name}_r"], said[f"{name}_l"]
    return {**said, "made_on": one.made_on}
