"""Known errors of lists: what a list says, what is right, who reported it and who agreed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa

from ...rules.fields import PUBLISHED
from .database import Database
from .entries import EntryError, checked, one_of, revoke
from .frames import read
from .tables import CORRECTIONS

_SAME = ("source", "source_record_id", "field", "says")


@dataclass(frozen=True, slots=True)
class Report:
    """An error of a list: the published `field` of a record says one thing and another is right.

    says, should_be: words as a list publishes them; one of them may be empty.
    """

    source: str
    source_record_id: str
    field: str
    says: str
    should_be: str
    because: str
    reported_by: str
    made_on: date


class CorrectionLog:
    """The corrections of a registry: reported, then accepted or refused, and perhaps revoked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def report(self, reports: Sequence[Report]) -> list[int]:
        """Keep the reports, all or none, and return their numbers. Raises EntryError."""
        if not reports:
            return []
        count = len(reports)
        rows = [_row(f"correction {n} of {count}", one) for n, one in enumerate(reports, 1)]
        number = CORRECTIONS.c.correction_id
        kept = CORRECTIONS.insert().returning(number, sort_by_parameter_order=True)
        with self._database.writing() as connection:
            return list(connection.scalars(kept, rows))

    def accept(self, correction_id: int, *, by: str, on: date, because: str) -> None:
        """From the next run on the list is read as corrected. Raises EntryError."""
        self._settle(correction_id, "accepted", by, on, because)

    def refuse(self, correction_id: int, *, by: str, on: date, because: str) -> None:
        """The list is right, or nobody can say; the report stays on record. Raises EntryError."""
        self._settle(correction_id, "refused", by, on, because)

    def revoke(self, correction_id: int, *, by: str, on: date, because: str) -> None:
        """Take a correction back; it stays on record. Raises EntryError."""
        revoke(self._database, CORRECTIONS, correction_id, by=by, on=on, because=because)

    def all(self) -> pd.DataFrame:
        """Every correction ever reported, in the columns of the table, the newest last."""
        with self._database.reading() as connection:
            return read(connection, sa.select(CORRECTIONS).order_by(CORRECTIONS.c.correction_id))

    def _settle(self, number: int, state: str, by: str, on: date, because: str) -> None:
        place = f"correction {number}"
        said = checked(place, by=by, because=because)
        words = {"decided_by": said["by"], "decided_on": on, "decided_because": said["because"]}
        mine = CORRECTIONS.c.correction_id == number
        with self._database.writing() as connection:
            found = connection.execute(sa.select(CORRECTIONS).where(mine).with_for_update())
            row = found.mappings().first()
            if row is None:
                raise EntryError(f"There is no {place}. Look its number up in the list.")
            if row["revoked_by"] is not None:
                raise EntryError(f"The {place} was revoked by {row['revoked_by']}. Report it anew.")
            if row["state"] != "waiting":
                raise EntryError(f"The {place} was {row['state']} already by {row['decided_by']}.")
            if state == "accepted":
                _refuse_a_second(connection, row, place)
            connection.execute(CORRECTIONS.update().where(mine).values(state=state, **words))


def applicable(corrections: pd.DataFrame) -> pd.DataFrame:
    """The corrections (as `CorrectionLog.all` returns them) that the next run applies."""
    binds = (corrections["state"] == "accepted") & corrections["revoked_by"].isna()
    return corrections[binds].reset_index(drop=True)


def _row(place: str, one: Report) -> dict[str, object]:
    texts = {name: value for name, value in asdict(one).items() if name != "made_on"}
    said = checked(place, optional=("says", "should_be"), **texts)
    one_of(place, "field", said["field"], PUBLISHED)
    if said["says"] == said["should_be"]:
        raise EntryError(f"{place}: 'says' and 'should_be' are the same. Say what is right.")
    return {**said, "made_on": one.made_on, "state": "waiting"}


def _refuse_a_second(connection: sa.Connection, row: sa.RowMapping, place: str) -> None:
    """Two corrections of the same words would each be right; none may win by its number."""
    columns = CORRECTIONS.c
    same = [columns[name] == row[name] for name in _SAME]
    binds = [columns.state == "accepted", columns.revoked_by.is_(None)]
    other = connection.scalar(sa.select(columns.correction_id).where(*same, *binds))
    if other is not None:
        raise EntryError(
            f"The {place} is of the same words as correction {other}, which is in force. "
            "Revoke that one first."
        )
