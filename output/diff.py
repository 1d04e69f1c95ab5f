"""What changed between any two snapshots: the same table as between two nights, and its views."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..pipeline.consolidate.changes import changes
from ..rules.fields import Tier
from .changes.summary import MOST, Summary, summarise
from .snapshot import SnapshotError, days, read_tables


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes (schema "changes") from the snapshot of `first` to that of `second`.

    before, now: the tables "persons" of both.
    """

    first: date
    second: date
    tier: Tier
    changes: pa.Table
    before: pa.Table
    now: pa.Table

    def summary(self, most: int = MOST) -> Summary:
        """What readers are told, with at most so many persons of a kind."""
        rest = f"todos diff {self.first} {self.second} --json tells them all"
        return summarise(
            self.changes,
            [self.now, self.before],
            (self.first, self.second),
            self.tier,
            rest,
            most=most,
        )

    def as_json(self) -> dict[str, Any]:
        """All of it for programs: the days, persons of each kind by country, and every row."""
        counts = {section.kind: dict(section.counts) for section in self.summary(most=0).sections}
        return {
            "from": self.first.isoformat(),
            "to": self.second.isoformat(),
            "tier": self.tier,
            "persons": counts,
            "changes": self.changes.to_pylist(),
        }


def diff(snapshots: Path, first: date, second: date, tier: Tier) -> Difference:
    """Compares two snapshots below `snapshots`, of which `first` is the older.

    Raises SnapshotError where the days are in the wrong order, where one was not published or was
    pruned, and where a file is damaged.
    """
    if first >= second:
        raise SnapshotError(
            f"{first} is not before {second}. Name the older snapshot first: "
            f"todos diff {min(first, second)} {max(first, second)}"
        )
    published = days(snapshots)
    for day in (first, second):
        if day not in published:
            raise SnapshotError(f"There is no snapshot of {day}. {_nearest(published, day)}")
    names = ("persons", "records", "redirects")
    before, now = (
        read_tables(snapshots / day.isoformat() / tier, names) for day in (first, second)
    )
    found = changes(
        before["persons"], before["records"], now["persons"], now["records"], now["redirects"]
    )
    return Difference(first, second, tier, found, before["persons"], now["persons"])


def _nearest(published: list[date], day: date) -> str:
    if not published:
        return "Nothing was published yet: todos run makes the first one."
    near = min(published, key=lambda other: (abs(other - day), other))
    return f"The nearest is that of {near}."
