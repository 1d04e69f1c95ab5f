"""The runs: how far each came, what the gates found, and who let what through."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa

from .database import Database
from .entries import checked
from .frames import add, read
from .tables import ACCEPTANCES, GATE_RESULTS, RUNS
from .trouble import StoreError

_KEPT = ("publishing", "published")  # the states of a run that has left a memory


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a day; state is running, publishing, published, held or failed.

    records, persons: how many; fingerprint: hash of all that went in; digest: hash of the
    snapshot's manifests; draft: its folder before it is placed. Empty where not known (yet).
    """

    run: date
    attempt: int
    state: str
    records: int | None = None
    persons: int | None = None
    fingerprint: str | None = None
    digest: str | None = None
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who lets a gate through, and why."""

    by: str
    because: str


class RunLog:
    """The runs of a registry. A day that is run again has several; the newest one counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, day: date) -> Run:
        """A run of `day` begins. Raises StoreError where that would rewrite history.

        Nights run alone, so a run that still says running was killed: it has failed.
        """
        with self._database.writing() as connection:
            refuse_the_past(connection, day)
            open_one = _newest(connection, RUNS.c.state == "publishing")
            if open_one:
                raise StoreError(
                    f"The run of {open_one.run} was interrupted while it was published. "
                    "Finish or undo it before another begins."
                )
            killed = RUNS.update().where(RUNS.c.state == "running")
            connection.execute(killed.values(state="failed"))
            return _begun(connection, day)

    def judged(
        self, day: date, results: pd.DataFrame, accepted: Mapping[str, Acceptance] | None = None
    ) -> None:
        """Keep what the gates found in the run of `day`, in place of what it found before.

        results: gate, subject, figure, before, limit (numbers, perhaps empty), strength (passed,
        warned, held, accepted), sentence; accepted: the gates that a person let through.
        """
        rows = [
            {"gate": gate, **checked(f"gate {gate}", by=one.by, because=one.because)}
            for gate, one in (accepted or {}).items()
        ]
        with self._database.writing() as connection:
            one = _the_run(connection, day)
            for table, found in ((GATE_RESULTS, results), (ACCEPTANCES, pd.DataFrame(rows))):
                mine = (table.c.run == day) & (table.c.attempt == one.attempt)
                connection.execute(table.delete().where(mine))
                add(connection, table, found.assign(run=day, attempt=one.attempt))

    def held(self, day: date) -> None:
        """A gate held the run back; it leaves no memory."""
        self._become(day, "held", "running")

    def failed(self, day: date) -> None:
        """The run ended with an error before it left a memory."""
        self._become(day, "failed", "running")

    def published(self, day: date) -> None:
        """The snapshot of the run is in its place. To say so again changes nothing."""
        self._become(day, "published", *_KEPT)

    def all(self) -> tuple[Run, ...]:
        """Every run, the newest last."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(RUNS).order_by(*RUNS.primary_key.columns))
            return tuple(Run(**row) for row in rows.mappings())

    def last_published(self) -> Run | None:
        """The run whose snapshot is the newest, and in its place."""
        with self._database.reading() as connection:
            return _newest(connection, RUNS.c.state == "published")

    def unfinished(self) -> Run | None:
        """The run that left its memory, and was interrupted before its snapshot was in place."""
        with self._database.reading() as connection:
            return _newest(connection, RUNS.c.state == "publishing")

    def gates(self, day: date) -> pd.DataFrame:
        """What the gates found in the newest run of `day`: the columns of the table gate_results,
        and accepted_by, because of those that a person let through."""
        with self._database.reading() as connection:
            newest = sa.select(sa.func.max(RUNS.c.attempt)).where(RUNS.c.run == day)
            found, accepted = (
                read(
                    connection,
                    sa.select(table).where(
                        table.c.run == day, table.c.attempt == newest.scalar_subquery()
                    ),
                )
                for table in (GATE_RESULTS, ACCEPTANCES)
            )
        accepted = accepted.rename(columns={"by": "accepted_by"})
        merged = found.merge(accepted, "left", ["run", "attempt", "gate"])
        return merged.sort_values(["gate", "subject"], ignore_index=True)

    def _become(self, day: date, state: str, *before: str) -> None:
        with self._database.writing() as connection:
            one = _the_run(connection, day)
            if one.state not in before:
                raise StoreError(f"The run of {day} is {one.state}, it cannot become {state}.")
            _set(connection, one, state=state)


def refuse_the_past(connection: sa.Connection, day: date) -> None:
    """Raises StoreError if a run of a later day has left a memory."""
    last = _newest(connection, RUNS.c.state.in_(_KEPT))
    if last is not None and last.run > day:
        raise StoreError(
            f"The registry already holds the run of {last.run}, a run of {day} would rewrite "
            "history. Choose that day or a later one with --date."
        )


def has_left_a_memory(connection: sa.Connection, day: date) -> bool:
    """Whether a run of `day` has left rows that another run of that day replaces."""
    return _newest(connection, RUNS.c.run == day, RUNS.c.state.in_(_KEPT)) is not None


def now_publishing(connection: sa.Connection, day: date, **found: int | str | None) -> None:
    """The run of `day` has left its memory; one that nobody began is begun here."""
    one = _newest(connection, RUNS.c.run == day)
    if one is None or one.state != "running":
        one = _begun(connection, day)
    _set(connection, one, state="publishing", **found)


def now_undone(connection: sa.Connection, day: date) -> None:
    """No run of `day` has left a memory any more. Raises StoreError if none was interrupted."""
    one = _the_run(connection, day)
    if one.state != "publishing":
        raise StoreError(
            f"The run of {day} is {one.state}. Only a run that was interrupted while it was "
            "published can be undone; to correct a day, run it again."
        )
    mine = (RUNS.c.run == day) & RUNS.c.state.in_(_KEPT)
    connection.execute(RUNS.update().where(mine).values(state="failed"))


def _newest(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> Run | None:
    order = RUNS.c.run.desc(), RUNS.c.attempt.desc()
    row = connection.execute(sa.select(RUNS).where(*where).order_by(*order).limit(1))
    found = row.mappings().first()
    return Run(**found) if found else None


def _the_run(connection: sa.Connection, day: date) -> Run:
    one = _newest(connection, RUNS.c.run == day)
    if one is None:
        raise StoreError(f"The registry knows of no run of {day}.")
    return one


def _begun(connection: sa.Connection, day: date) -> Run:
    last = _newest(connection, RUNS.c.run == day)
    one = Run(day, last.attempt + 1 if last else 1, "running")
    connection.execute(RUNS.insert().values(asdict(one)))
    return one


def _set(connection: sa.Connection, one: Run, **found: int | str | None) -> None:
    mine = (RUNS.c.run == one.run) & (RUNS.c.attempt == one.attempt)
    connection.execute(RUNS.update().where(mine).values(found))
