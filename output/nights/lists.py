"""Tonight's records: the lists read, and their rows followed from the editions before."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from types import MappingProxyType

import pandas as pd

from ...pipeline.follow.before import before_rows
from ...pipeline.normalise.by_list import normalise_by_list
from ...pipeline.run import Readings, read_records
from ...pipeline.score import Parameters
from ...pipeline.store import Known, Store, applicable
from ...rules.problems import ListError, Problem
from ...sources.cache import Cache
from ...sources.intake import Earlier, Found, Intake, find, read_last, take_in
from ...sources.shelf import Shelf
from ...sources.workspace import Workspace
from .fingerprint import program_hash


def earlier_of(editions: pd.DataFrame) -> dict[str, Earlier]:
    """The edition of each source that the run before read, from the memory's table of that name."""
    columns = (editions[name] for name in ("source", "sha256", "edition", "rows", "file"))
    return {
        source: Earlier(sha256, edition, int(rows), file)
        for source, sha256, edition, rows, file in zip(*columns, strict=True)
    }


def read_lists(
    workspace: Workspace,
    day: date,
    known: Known,
    *,
    found: Found | None = None,
    only: str | None = None,
    corrections: pd.DataFrame | None = None,
    accepted: Collection[str] = frozenset(),
    models: Mapping[str, Parameters] = MappingProxyType({}),
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Intake, Readings]:
    """The newest lists, or one, and their records.

    found: their editions where they are fetched already; corrections: those in force; accepted,
    models: as `follow` takes them.
    """
    earlier = earlier_of(known.editions)
    found = found or find(workspace, earlier, only, progress)
    cache = Cache(workspace.cache / "read")
    shelf = Shelf(workspace.cache / "records")
    intake = take_in(workspace, day, earlier, found, progress, cache=cache)
    last, troubles = read_last(workspace, intake, earlier, cache)
    progress("normalising")
    names = [delivery.source for delivery in intake.deliveries]
    editions = {source: delivery.published for source, delivery in last.items()}
    before = before_rows(editions, known.followed, known.departed, names)
    keyless = {name for name in names if workspace.sources[name].key.column is None}
    read = read_records(
        intake.deliveries,
        before,
        known,
        keyless,
        corrections=corrections,
        accepted=accepted,
        models=models,
        made=partial(normalise_by_list, shelf=shelf, program=program_hash()),
    )
    if only is None:
        cache.tidy()
        shelf.tidy()
    return replace(intake, problems=intake.problems + troubles), read


def look_at(
    workspace: Workspace, day: date, only: str | None = None
) -> tuple[Intake, tuple[Problem, ...]]:
    """Read the lists, or one, and say what is wrong with them; nothing is matched or published."""
    store = Store(workspace.registry)
    try:
        corrections = applicable(store.corrections.all())
        known = store.before(day)
        intake, read = read_lists(workspace, day, known, only=only, corrections=corrections)
        return intake, problems_of(intake, read)
    finally:
        store.close()


def refuse_errors(intake: Intake, read: Readings) -> None:
    """Raises ListError with every problem that forbids to publish, if there is one."""
    errors = [one for one in problems_of(intake, read) if one.severity == "error"]
    if errors:
        raise ListError(*errors)


def problems_of(intake: Intake, read: Readings) -> tuple[Problem, ...]:
    """All that is wrong with the lists, and with the corrections of their errors."""
    return intake.problems + read.normalised.problems + _outlived(read)


def _outlived(read: Readings) -> tuple[Problem, ...]:
    """Corrections that fit no more: the list says something else, or has lost the record."""
    if read.corrected is None:
        return ()
    cure = "Look at it with: todos corrections list. Revoke it, or report what is wrong now."
    return tuple(
        Problem(
            "warning",
            str(one["source"]),
            f"correction {one['correction_id']}",
            None,
            f"{one['source_record_id']} {one['field']}",
            str(one["now"]),
            what,
            cure,
        )
        for rows, what in (
            (read.corrected.outdated, "which is not what was to be corrected"),
            (read.corrected.unknown, "the record is not on the list"),
        )
        for one in rows.to_dict("records")
    )
