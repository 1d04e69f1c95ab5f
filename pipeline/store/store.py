"""The registry's memory as a whole: what a night reads from it, and what it leaves."""

from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from . import memory
from .corrections import CorrectionLog
from .database import Database
from .decisions import DecisionLog
from .memory import Kept, Known
from .runs import RunLog, has_left_a_memory, now_publishing, now_undone, refuse_the_past


class Store:
    """The memory of one registry; made at the first use.

    place: the file of SQLite, or the URL of a PostgreSQL database. Raises StoreError where it
    cannot be opened. It holds the runs, decisions and corrections beside the memory of nights.
    """

    def __init__(self, place: Path | str) -> None:
        self.database = Database(place)
        self.runs = RunLog(self.database)
        self.decisions = DecisionLog(self.database)
        self.corrections = CorrectionLog(self.database)

    def before(self, day: date) -> Known:
        """What was known before the run of `day`. Raises StoreError if a later run is there."""
        with self.database.reading() as connection:
            refuse_the_past(connection, day)
            return memory.known(connection, day)

    def keep(self, day: date, night: Kept) -> None:
        """Write the run of `day`, in place of an earlier one of that day, in one transaction.

        From then on the run is publishing, until `runs.published` says that its snapshot is placed.
        Raises StoreError if a later run is there.
        """
        # compared before anything is locked: reviewers write meanwhile, and nights run alone
        with self.database.reading() as connection:
            new = memory.differences(connection, day, night)
        with self.database.writing() as connection:
            refuse_the_past(connection, day)
            if has_left_a_memory(connection, day):
                memory.erase(connection, day)
            memory.write(connection, day, night, new)
            now_publishing(
                connection,
                day,
                records=len(night.records),
                persons=night.persons,
                fingerprint=night.fingerprint,
                digest=night.digest,
                draft=night.draft,
            )

    def undo(self, day: date) -> None:
        """Take back all that the interrupted run of `day` left, where its draft is lost.

        Raises StoreError if that run was not interrupted while it was published.
        """
        with self.database.writing() as connection:
            refuse_the_past(connection, day)
            now_undone(connection, day)
            memory.erase(connection, day)

    def alone(self) -> AbstractContextManager[None]:
        """No other machine runs a night on this registry meanwhile. Raises OccupiedError."""
        return self.database.alone()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
