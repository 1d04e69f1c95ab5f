"""The intake of a night: every source of a workspace fetched, archived and read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..rules.problems import ListError, Problem
from .adapter import Delivery
from .archive import delivered_name, digest
from .cache import Cache, Copy, read_copy
from .fetch import Fetched, fetch
from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class Earlier:
    """The edition of a source that the run before read."""

    sha256: str
    edition: date
    rows: int
    # below the workspace, as in Input; None where only a memory without it is left
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One edition as read tonight: what it is, and where its copy lies in the archive."""

    source: str
    edition: date
    file: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class Intake:
    """Tonight's deliveries and inputs, and what stands in the way of reading the others."""

    deliveries: tuple[Delivery, ...]
    inputs: tuple[Input, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The newest edition of each source, fetched into the archive; and what could not be fetched.

    A source that cannot be fetched does not stop the others: all problems are told at once.
    """

    editions: Mapping[str, Fetched]
    problems: tuple[Problem, ...]


def find(
    workspace: Workspace,
    earlier: Mapping[str, Earlier],
    only: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Found:
    """Fetch the newest edition of all sources of `workspace`, or of one; none is read yet.

    earlier: the edition of each source that the run before read.
    """
    editions: dict[str, Fetched] = {}
    problems: list[Problem] = []
    for source, spec in workspace.sources.items():
        if only is not None and source != only:
            continue
        progress(f"fetching {spec.title}")
        known = earlier[source].sha256 if source in earlier else None
        try:
            editions[source] = fetch(spec, workspace.place(source), workspace.archive, known)
        except ListError as error:
            problems.extend(error.problems)
    return Found(editions, tuple(problems))


def take_in(
    workspace: Workspace,
    day: date,
    earlier: Mapping[str, Earlier],
    found: Found,
    progress: Callable[[str], None] = lambda _: None,
    *,
    cache: Cache | None = None,
) -> Intake:
    """Read the editions that were found; those in the cache need no reading.

    A list that cannot be read does not stop the others from being read.
    """
    deliveries: list[Delivery] = []
    inputs: list[Input] = []
    problems = list(found.problems)
    for source, fetched in found.editions.items():
        spec, before = workspace.sources[source], earlier.get(source)
        progress(f"reading {spec.title}")
        # a list without a date of its own is of the day on which it was first read
        undated = before.edition if before and fetched.unchanged else fetched.edition_hint or day
        try:
            copy = Copy(fetched.file, fetched.sha256, fetched.name, undated)
            delivery = cache.read(spec, copy) if cache else read_copy(spec, copy)
        except ListError as error:
            problems.extend(error.problems)
            continue
        deliveries.append(delivery)
        inputs.append(_input(workspace, fetched, delivery))
    return Intake(tuple(deliveries), tuple(inputs), tuple(problems))


def read_last(
    workspace: Workspace,
    intake: Intake,
    earlier: Mapping[str, Earlier],
    cache: Cache | None = None,
) -> tuple[Mapping[str, Delivery], tuple[Problem, ...]]:
    """The editions that the run before read, of those lists whose edition is another tonight.

    What cannot be read again is told as a warning, and does not stop the night.
    """
    last: dict[str, Delivery] = {}
    problems: list[Problem] = []
    for entry in intake.inputs:
        before = earlier.get(entry.source)
        if before is None or before.sha256 == entry.sha256:
            continue
        try:
            last[entry.source] = read_again(workspace, entry.source, before, cache)
        except ListError as error:
            problems.append(_not_again(entry.source, before, error.problems[0]))
    return last, tuple(problems)


def read_again(
    workspace: Workspace, source: str, earlier: Earlier, cache: Cache | None = None
) -> Delivery:
    """An edition that was read before, from the archive.

    Raises ListError where the archive does not hold it, or holds other bytes.
    """
    spec = workspace.sources[source]
    file = workspace.root / (earlier.file or "archive")
    inside = file.resolve().is_relative_to(workspace.archive.resolve())
    if not inside or not file.is_file():
        raise _archive(source, file, "the archive does not hold it any more")
    if digest(file) != earlier.sha256:
        raise _archive(source, file, "the archived copy is no longer what was read")
    copy = Copy(file, earlier.sha256, delivered_name(file), earlier.edition)
    return cache.read(spec, copy) if cache else read_copy(spec, copy)


def _archive(source: str, file: Path, what: str) -> ListError:
    cure = "Bring the file back from the backup."
    return ListError(Problem("error", source, file.name, None, None, None, what, cure))


def _not_again(source: str, earlier: Earlier, why: Problem) -> Problem:
    what = (
        f"the edition of {earlier.edition}, which was read before, cannot be read again: "
        f"{why.what}. Tonight the list's rows are followed by their keys alone, and those that "
        "left it since are not kept"
    )
    return Problem("warning", source, why.file, why.row, why.column, why.value, what, why.cure)


def _input(workspace: Workspace, fetched: Fetched, delivery: Delivery) -> Input:
    return Input(
        delivery.source,
        delivery.edition,
        fetched.file.relative_to(workspace.root).as_posix(),
        fetched.sha256,
        fetched.file.stat().st_size,
        delivery.published.num_rows,
    )
