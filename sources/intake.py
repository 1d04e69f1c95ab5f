"""The intake of a night: every source of a workspace fetched, archived and read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ..rules.problems import ListError, Problem
from .adapter import Delivery, read
from .fetch import fetch
from .list_spec import ListSpec
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


def take_in(
    workspace: Workspace,
    day: date,
    earlier: Mapping[str, Earlier],
    only: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Intake:
    """Fetch and read all sources of `workspace`, or one.

    earlier: the edition of each source that the run before read. A list that cannot be read does
    not stop the others from being read: all problems are told at once.
    """
    deliveries: list[Delivery] = []
    inputs: list[Input] = []
    problems: list[Problem] = []
    for source, spec in workspace.sources.items():
        if only is not None and source != only:
            continue
        progress(f"reading {spec.title}")
        try:
            delivery, entry = _take(workspace, spec, day, earlier.get(source))
        except ListError as error:
            problems.extend(error.problems)
            continue
        deliveries.append(delivery)
        inputs.append(entry)
    return Intake(tuple(deliveries), tuple(inputs), tuple(problems))


def _take(
    workspace: Workspace, spec: ListSpec, day: date, before: Earlier | None
) -> tuple[Delivery, Input]:
    known = before.sha256 if before else None
    fetched = fetch(spec, workspace.place(spec.source), workspace.archive, known)
    # a list without a date of its own is of the day on which it was first read
    undated = before.edition if before and fetched.unchanged else fetched.edition_hint or day
    delivery = read(spec, fetched.file, undated, fetched.name)
    file = fetched.file.relative_to(workspace.root).as_posix()
    entry = Input(
        spec.source,
        delivery.edition,
        file,
        fetched.sha256,
        fetched.file.stat().st_size,
        delivery.published.num_rows,
    )
    return delivery, entry
