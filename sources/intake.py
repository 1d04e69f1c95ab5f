"""The intake of a night: every source of a workspace fetched, archived and read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ..rules.problems import ListError, Problem
from .adapter import Delivery, read
from .fetch import Fetched, fetch
from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class Earlier:
    """The edition of a source that the run before read."""

    sha256: str
    edition: date
    rows: int


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
) -> Intake:
    """Read the editions that were found.

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
            delivery = read(spec, fetched.file, undated, fetched.name)
        except ListError as error:
            problems.extend(error.problems)
            continue
        deliveries.append(delivery)
        inputs.append(_input(workspace, fetched, delivery))
    return Intake(tuple(deliveries), tuple(inputs), tuple(problems))


def _input(workspace: Workspace, fetched: Fetched, delivery: Delivery) -> Input:
    return Input(
        delivery.source,
        delivery.edition,
        fetched.file.relative_to(workspace.root).as_posix(),
        fetched.sha256,
        fetched.file.stat().st_size,
        delivery.published.num_rows,
    )
