"""The reports that organisations read about their lists, from the newest snapshot."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ...rules.problems import Problem
from ...sources.workspace import Workspace
from ..lookup import Snapshot
from ..reports.shares import shares
from ..reports.write import write_reports
from ..snapshot import days, latest


def report_on(
    workspace: Workspace,
    problems: Iterable[Problem],
    languages: Sequence[str],
    sources: Sequence[str] | None = None,
) -> tuple[Path, ...]:
    """Write the reports about the sources (all, if none is named) into reports/<day>/<source>/.

    problems: of the reading of the lists. Changes are told since the reports before, where their
    snapshot is still kept. Raises ReportError for an unknown source or language.
    """
    newest = latest(workspace.snapshots).resolve()
    folder = workspace.reports / newest.name
    return write_reports(
        Snapshot(newest / "restricted"),
        folder,
        sources,
        languages,
        problems=problems,
        since=_last_reported(workspace, newest.name),
        shares=shares(workspace.settings.reports.get("shares", {}), workspace.sources),
        names={name: spec.title for name, spec in workspace.sources.items()},
    )


def _last_reported(workspace: Workspace, before: str) -> Snapshot | None:
    """The restricted snapshot of the day of which there are reports, before the day `before`."""
    kept = {day.isoformat() for day in days(workspace.snapshots)}
    told = (folder.name for folder in workspace.reports.glob("????-??-??"))
    earlier = [day for day in told if day in kept and day < before]
    return Snapshot(workspace.snapshots / max(earlier) / "restricted") if earlier else None
