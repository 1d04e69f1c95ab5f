"""The status of a registry for a person at a terminal: is it well, what is to be done, how old."""

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..pipeline.store import Run
from ..rules.problems import clip
from .status import GateWord, ListAge, Status
from .terminal import grid

_LONGEST = 200
# What became of a run that is not published, and what to do.
_ENDINGS = {
    "held": "was held back by a gate; todos run tells how to let it through",
    "failed": "ended with an error; log/ tells where, todos run tries again",
    "running": "was interrupted; nothing is lost, todos run starts it over",
    "publishing": "was interrupted while it published; the next todos run finishes it",
}


def status_view(seen: Status) -> RenderableType:
    """The whole status; the most pressing first."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    table.add_row(*_published(seen))
    if seen.pending is not None:
        table.add_row(*_pending(seen, seen.pending))
    table.add_row("waiting", Text("\n").join(_waiting(seen)))
    table.add_row("disk", _disk(seen))
    return Group(table, _lists(seen.lists))


def _published(seen: Status) -> tuple[Text, Text]:
    last = seen.published
    if last is None:
        return Text("nothing", style="yellow"), Text("No run has been published yet: todos run")
    text = Text(f"{last.run}, {_ago(last.run, seen.day)}")
    if last.records is not None and last.persons is not None:
        text.append(f": {_many(last.records, 'record')}, {_many(last.persons, 'person')}")
    if seen.latest != last.run.isoformat():
        text.append(f"\nbut latest leads to {seen.latest or 'nothing'}", style="yellow")
    for one in seen.gates:
        text.append_text(_word(one))
    return Text("published", style="green"), text


def _pending(seen: Status, run: Run) -> tuple[Text, Text]:
    if seen.going_on is not None:
        text = Text(f"{run.run}: a run is going on (process {seen.going_on})")
        return Text("running", style="cyan"), text
    text = Text(f"The run of {run.run} {_ENDINGS.get(run.state, run.state)}.")
    for one in seen.held:
        text.append_text(_word(one))
    label = {"held": "held", "failed": "failed"}.get(run.state, "interrupted")
    return Text(label, style="red"), text


def _word(one: GateWord) -> Text:
    """A gate's word on a line of its own."""
    text = Text(f"\n{one.gate}, {clip(one.subject, _LONGEST)}: {one.sentence}")
    if one.accepted_by is not None:
        by, because = clip(one.accepted_by, _LONGEST), clip(one.because or "", _LONGEST)
        text.append(f"; let through by {by}: {because}", style="magenta")
    return text


def _waiting(seen: Status) -> Iterator[Text]:
    waiting = seen.waiting
    told = (
        (waiting.review, "pair", "for review"),
        (waiting.disputed, "pair", "on which reviewers disagree"),
        (waiting.corrections, "correction", "to be accepted or refused"),
        (waiting.decided, "decision", "made since, for the next run"),
        (waiting.corrected, "correction", "accepted since, for the next run"),
    )
    lines = [Text(f"{_many(count, one)} {what}") for count, one, what in told if count]
    yield from lines or [Text("nothing", style="green")]


def _disk(seen: Status) -> Text:
    return Text(", ".join(f"{name} {_bytes(used)}" for name, used in seen.disk.items()))


def _lists(lists: Sequence[ListAge]) -> RenderableType:
    rows = [
        (one.source, one.edition, _age(one.age), "" if one.records is None else f"{one.records:,}")
        for one in lists
    ]
    return grid(None, ("list", "newest edition", "age", "#records"), rows)


def _age(days: int | None) -> Text:
    return Text("never read", style="yellow") if days is None else Text(_many(days, "day"))


def _ago(then: date, day: date) -> str:
    days = (day - then).days
    if days < 0:
        return f"{_many(-days, 'day')} ahead"
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def _bytes(used: int) -> str:
    """Bytes as people read them, in steps of a thousand as the tables of discs count."""
    size = float(used)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"
