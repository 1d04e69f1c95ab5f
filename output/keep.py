"""Which snapshots stay: each of the last days, then one a week, one a month, one a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..rules.problems import Refusal
from .folder import discard
from .snapshot import days, latest, publishing


@dataclass(frozen=True, slots=True)
class Keep:
    """How many of the newest snapshots stay, and of how many weeks and months the last one.

    Of every year the last one stays for ever. Weeks begin on Monday. Only days, weeks and months
    of which there is a snapshot count, so a break in the nights takes nothing away.
    """

    days: int = 14
    weeks: int = 8
    months: int = 24

    def __post_init__(self) -> None:
        """Raises Refusal for a rule that keeps nothing or less."""
        for name, number, least in (
            ("days", self.days, 1),
            ("weeks", self.weeks, 0),
            ("months", self.months, 0),
        ):
            if number < least:
                raise Refusal(f"keep: {name} = {number} is too few. Write {least} or more.")


def to_prune(days: Iterable[date], keep: Keep) -> list[date]:
    """The days whose snapshots may go, oldest first; never the newest."""
    newest_first = sorted(set(days), reverse=True)
    kept = set(newest_first[: keep.days])
    kept |= _last_of_each((day.isocalendar()[:2] for day in newest_first), newest_first, keep.weeks)
    kept |= _last_of_each(
        ((day.year, day.month) for day in newest_first), newest_first, keep.months
    )
    kept |= _last_of_each(((day.year, 0) for day in newest_first), newest_first, None)
    return [day for day in reversed(newest_first) if day not in kept]


def _last_of_each(
    spans: Iterable[tuple[int, int]], newest_first: list[date], most: int | None
) -> set[date]:
    """The last day of each of the newest `most` spans; of all where there is no limit."""
    last: dict[tuple[int, int], date] = {}
    for span, day in zip(spans, newest_first, strict=True):
        last.setdefault(span, day)
    return set(list(last.values())[:most])


def prune(directory: Path, keep: Keep) -> list[date]:
    """Removes the snapshots that `keep` lets go, each whole, and returns their days, oldest first.

    Never the one that `latest` leads to. What is not complete is left alone: somebody should look.
    Raises SnapshotError while another run publishes, or if the folder cannot be written.
    """
    if not directory.is_dir():
        return []
    with publishing(directory, None):
        shown = latest(directory).resolve().name
        gone = [day for day in to_prune(days(directory), keep) if day.isoformat() != shown]
        for day in gone:
            discard(directory / day.isoformat())
    return gone
