"""The registry's memory as a whole: what a night reads from it, and what it leaves."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import sqlalchemy as sa

from . import memory
from .corrections import CorrectionLog
from .database import Database
from .decisions import DecisionLog
from .memory import Kept, Known
from .runs import Run, RunLog, has_left_a_memory, now_publishing, now_undone, refuse_the_past
from .samples import SampleLog
from .state import export_state, import_state


class Store:
    """The memory of one registry; made at the first use.

    place: the file of SQLite, or the URL of a PostgreSQL database. Raises StoreError where it
    cannot be opened. It holds the runs, decisions, corrections and samples beside the memory of
    nights.
    """

    def __init__(self, place: Path | str) -> None:
        self.database = Database(place)
        self.runs = RunLog(self.database)
        self.decisions = DecisionLog(self.database)
        self.corrections = CorrectionLog(self.database)
        self.samples = SampleLog(self.database)

    def before(self, day: date) -> Known:
        """What was known before the run of `day`. Raises StoreError if a later run is there."""
        with self.database.reading() as connection:
            refuse_the_past(connection, day)
            return memory.known(connection, day)

    def keep(self, day: date, night: Kept, known: Known | None = None) -> None:
        """Write the run of `day`, in place of an earlier one of that day, in one transaction.

        known: what `before` told of that day, where it is at hand; else it is read again.
        From then on the run is publishing, until `runs.published` says that its snapshot is placed.
        Raises StoreError if a later run is there.
        """
        # compared before anything is locked: reviewers write meanwhile, and nights run alone
        new = memory.differences(known or self.before(day), day, night)
        with self._leaving(day) as connection:
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

    def editions(self, day: date) -> pd.DataFrame:
        """The edition of each list that runs before `day` read last, as in `Known`."""
        with self.database.reading() as connection:
            return memory.editions(connection, day)

    def history(self) -> pd.DataFrame:
        """Every id that a record was ever given, with its run, as in `Known`."""
        with self.database.reading() as connection:
            return memory.history(connection, date.max)

    def repeat(self, day: date, last: Run, digest: str) -> None:
        """Write a run of `day` that takes over all that the run `last` left: nothing has changed.

        digest: of its snapshot. From then on the run is publishing, as after `keep`.
        """
        with self.database.writing() as connection:
            refuse_the_past(connection, day)
            # run again on its own day, the run takes over its own memory
            if last.run != day and has_left_a_memory(connection, day):
                memory.erase(connection, day)
            now_publishing(
                connection,
                day,
                records=last.records,
                persons=last.persons,
                fingerprint=last.fingerprint,
                digest=digest,
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

    def export_state(self) -> Iterator[bytes]:
        """Every row of the registry as JSON lines; the same state gives the same bytes."""
        return export_state(self.database)

    def import_state(self, lines: BinaryIO) -> dict[str, int]:
        """Take exported lines into this registry, which must be empty; all of them or none.

        Returns the rows that each table got. Raises StateError that names the line.
        """
        return import_state(self.database, lines)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    @contextmanager
    def _leaving(self, day: date) -> Iterator[sa.Connection]:
        """A transaction for what the run of `day` leaves, in place of what one before it left."""
        with self.database.writing() as connection:
            refuse_the_past(connection, day)
            if has_left_a_memory(connection, day):
                memory.erase(connection, day)
            yield connection
