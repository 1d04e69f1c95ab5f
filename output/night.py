"""A night: take in the lists, run the steps, publish the snapshot, remember what must last."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ..pipeline.match import Country
from ..pipeline.normalise.records import Normalised
from ..pipeline.recall import Recall, recall
from ..pipeline.run import Night, read_records, run
from ..pipeline.store import Kept, Known, Store
from ..rules.problems import ListError, Problem
from ..sources.intake import Earlier, Intake, take_in
from ..sources.workspace import Workspace
from .models import FILE, Chosen, chosen, used_text
from .quality import quality
from .snapshot import publish, read_persons

_PRIORS = {"file": "rules/comparisons.py"}


@dataclass(frozen=True, slots=True)
class Published:
    """A finished night, the folder of its snapshot, and by country how good it is.

    clusters: what `quality` says; blocking: how many of the true pairs were compared at all.
    """

    night: Night
    intake: Intake
    folder: Path
    clusters: Mapping[str, Mapping[str, Any]]
    blocking: Mapping[str, Recall]


def look_at(
    workspace: Workspace, day: date, only: str | None = None
) -> tuple[Intake, tuple[Problem, ...]]:
    """Read the lists and say what is wrong with them; nothing is matched or published."""
    store = Store(workspace.registry)
    try:
        intake = take_in(workspace, day, _earlier(store.before(day)), only)
        return intake, intake.problems + read_records(intake.deliveries).problems
    finally:
        store.close()


def publish_night(
    workspace: Workspace, day: date, progress: Callable[[str], None] = lambda _: None
) -> Published:
    """Run the night of `day` and publish its snapshot, whole or not at all.

    Raises ListError with every problem that forbids to publish, ModelError where the model does not
    fit the rules any more; the snapshot before then stays.
    """
    store = Store(workspace.registry)
    try:
        known = store.before(day)
        models = chosen(workspace)
        intake, normalised = read_lists(workspace, day, known, progress)
        before = read_persons(workspace.snapshots, day)
        last = before[1] if before else None
        night = run(normalised, known, last, day, models=models.parameters, progress=progress)
        progress("publishing")
        clusters = quality(night.tables["restricted"])
        blocking = {code: _recall(one) for code, one in night.matched.countries.items()}
        told = _manifest(intake, night, models, clusters) | {
            "blocking": {
                code: {"recall": round(one.recall, 4), "low": one.low, "high": one.high}
                for code, one in blocking.items()
            }
        }
        texts = {FILE: used_text(night.matched, models, day)}
        folder = publish(night.tables, told, workspace.snapshots, day, texts)
        _remember(store, day, intake, night)
        return Published(night, intake, folder, clusters, blocking)
    finally:
        store.close()


def read_lists(
    workspace: Workspace,
    day: date,
    known: Known,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Intake, Normalised]:
    """The newest lists and their records. Raises ListError with every problem of severity error."""
    intake = take_in(workspace, day, _earlier(known), progress=progress)
    progress("normalising")
    normalised = read_records(intake.deliveries)
    problems = intake.problems + normalised.problems
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise ListError(*errors)
    return intake, normalised


def _recall(country: Country) -> Recall:
    pairs, scores = country.linked.pairs, country.linked.scores
    return recall(country.passes, pairs.left, pairs.right, scores.probability[pairs.pattern])


def _earlier(known: Known) -> dict[str, Earlier]:
    rows = known.editions
    columns = (rows["source"], rows["sha256"], rows["edition"], rows["rows"])
    return {
        source: Earlier(sha256, edition, int(count))
        for source, sha256, edition, count in zip(*columns, strict=True)
    }


def _manifest(
    intake: Intake, night: Night, models: Chosen, clusters: Mapping[str, object]
) -> dict[str, object]:
    skipped = {
        delivery.source: {
            "read": delivery.rows_read,
            "records": delivery.published.num_rows,
            "not_records": len(delivery.skipped),
        }
        for delivery in intake.deliveries
    }
    warnings = sum(problem.severity == "warning" for problem in night.problems)
    return {
        "inputs": [
            {**asdict(entry), "edition": entry.edition.isoformat()} for entry in intake.inputs
        ],
        "lists": skipped,
        "warnings": warnings,
        "clusters": clusters,
        "models": {
            code: dict(models.origins.get(code, _PRIORS)) for code in night.matched.countries
        },
    }


def _remember(store: Store, day: date, intake: Intake, night: Night) -> None:
    records = night.records.select(["source", "source_record_id", "edition", "person_id"])
    frame = records.to_pandas()
    said = night.statements.drop_columns(["original"]).to_pandas()
    seen = frame[["source", "source_record_id", "edition"]].rename(
        columns={"edition": "first_seen"}
    )
    editions = pd.DataFrame([asdict(entry) for entry in intake.inputs]).drop(columns="bytes")
    kept = Kept(
        frame,
        night.redirects.to_pandas(),
        said.merge(seen, on=["source", "source_record_id"]),
        editions,
        night.tables["restricted"]["persons"].num_rows,
    )
    store.keep(day, kept)
