"""A filled workbook read back: its answers become decisions, its corrections wait for a yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from ...pipeline.store import Decision, Store
from ...sources.spec import ListSpec
from ..lookup import Snapshot
from ..reports import answers
from ..reports.refusals import refusal
from ..reports.told import Told, read
from .book import WorkbookError
from .effects import Effects, effects
from .mended import Mended, mended
from .returned import Returned, returned
from .taken import Answer, Refused, Taken, taken

_RAW = ["source", "source_record_id", "raw"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook brought. kept: whether it is in the registry now, or was only looked at.

    said: answers and corrections that were there already; empty: pairs without an answer.
    """

    source: str
    day: date
    kept: bool
    answers: tuple[Answer, ...]
    effects: Effects
    corrections: Mended
    said: int
    empty: int
    refused: tuple[Refused, ...]


def import_workbook(
    path: Path,
    snapshot: Snapshot,
    store: Store,
    specs: Mapping[str, ListSpec],
    *,
    by: str,
    on: date,
    dry_run: bool = False,
) -> Imported:
    """Keep the answers of a workbook that fit, all at once, as decisions of `by` on the day `on`.

    specs: how the lists are read. A row that does not fit is told and left, the others are kept; an
    answer that `by` has given before is not kept again, so that a file can be sent twice. Raises
    WorkbookError where the file cannot be read, EntryError for a nameless `by`.
    """
    found, told = returned(path), read(snapshot)
    if found.source and found.source not in told.sources():
        raise WorkbookError(refusal(found.tongue, "source", said=found.source))
    decisions = store.decisions.all()
    mine = taken(found, told, decisions, by)
    new = [_decision(found, one, by, on) for one in mine.answers]
    wrong = mended(
        found,
        specs.get(found.source),
        _rows(snapshot, told, found),
        store.corrections.all(),
        by=by,
        on=on,
    )
    change = effects(told, decisions, new)
    if not dry_run:
        store.decisions.decide(new)
        store.corrections.report(wrong.reports)
    return _imported(found, mine, wrong, change, kept=not dry_run)


def _imported(
    found: Returned, mine: Taken, wrong: Mended, change: Effects, *, kept: bool
) -> Imported:
    return Imported(
        found.source,
        found.day,
        kept,
        mine.answers,
        change,
        wrong,
        mine.said + wrong.said,
        found.empty,
        (*mine.refused, *wrong.refused),
    )


def _decision(found: Returned, answer: Answer, by: str, on: date) -> Decision:
    what = f"the match report of {found.source}" if found.source else "a sample of pairs"
    because = answer.comment or f"answered in {what} of {found.day}"
    ends = (answer.left.source, answer.left.key, answer.right.source, answer.right.key)
    about = (str(one.facts.get("name", "")) for one in (answer.left, answer.right))
    return Decision(*ends, answer.decision, by, on, because, *about)


def _rows(snapshot: Snapshot, told: Told, found: Returned) -> pd.DataFrame:
    """The records of the list with their rows as published, where corrections ask for them."""
    if not found.corrections:
        return pd.DataFrame(columns=_RAW)
    named = {row.texts[answers.CORRECTION_COLUMNS[1]] for row in found.corrections}
    raw = snapshot.table("records").select(_RAW).to_pandas()
    records = told.records.merge(raw, on=_RAW[:2])
    mine = (records["source"] == found.source) & records["source_record_id"].isin(named)
    return records[mine]
