"""The changes as readers take them in: how many of each kind, then the persons kind by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd
import pyarrow as pa

from ...rules.problems import clip
from .words import LONGEST_NAME, country, day_text, in_words, label

MOST = 200  # persons of a kind on a page: what a phone still opens at once
Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that changed, in plain words; `before` is empty where there cannot be one."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A person of whom something changed; `note` tells what has no value before and after.

    other_id, other_name: the other person of a merge, a split or a moved record, else "".
    """

    person_id: str
    name: str
    country: str
    note: str
    other_id: str
    other_name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Changes of one kind: persons by country, and the first entries in the order of weight."""

    kind: str
    title: str
    meaning: str
    counts: Mapping[str, int]
    entries: tuple[Entry, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def detailed(self) -> bool:
        """Whether there is more to say of a person than the name."""
        return any(entry.note or entry.facts for entry in self.entries)

    @property
    def left_out(self) -> int:
        return self.total - len(self.entries)


@dataclass(frozen=True, slots=True)
class Summary:
    """The changes of `day` since the snapshot of `since`; None where none was before.

    rest: where those stand that are left out, the end of a sentence.
    """

    tier: str
    day: date
    since: date | None
    sections: tuple[Section, ...]
    rest: str

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of all countries that are counted."""
        return tuple(sorted({code for section in self.sections for code in section.counts}))

    @property
    def title(self) -> str:
        if self.since is None:
            return f"Changes of {day_text(self.day)}"
        return f"Changes from {day_text(self.since)} to {day_text(self.day)}"

    @property
    def lead(self) -> str:
        """What is to be said before the figures, or instead of them."""
        if self.sections:
            return (
                "Each line counts persons; one person can stand in several. Nothing here is proof: "
                "it is what the lists say now and did not say before."
            )
        if self.since is None:
            return "This is the first snapshot: there is none before it to compare with."
        return f"Nothing has changed since {day_text(self.since)}."


# Kind: title, meaning, and what the line of a person says of the other one.
_KINDS = {
    "status": ("Status", "Where the person stands, the ground of a release, or its date.", ""),
    "new": ("New persons", "No list named them in the snapshot before.", ""),
    "back": ("Listed again", "A list names them again, after none did.", ""),
    "gone": (
        "No longer listed",
        "No list names them any more. This does not say that they are free.",
        "",
    ),
    "merged": ("Merged", "Two entries turned out to be one person; the old id leads there.", "was"),
    "split": ("Split", "Records of one person turned out to be somebody else's.", "was part of"),
    "moved": ("Records moved", "A record went from one person to another.", "came from"),
    "correction": (
        "Corrections",
        "Name, birth, arrest or length of sentence are told otherwise than before.",
        "",
    ),
}
_OTHER = ("A change of another kind.", "and")
# What a reader looks for first comes first; the rest follows by name.
_FIELDS = ("custody_status", "release", "release_basis", "name", "birth", "arrest")
# A person whose status and ground of release changed is one entry; who was merged with two others
# stands there twice.
_ENTRY = ["kind", "person_id", "other_person_id"]
_RECORD = "record"
_FIRST = ("died", "released", "imprisoned", "awaiting_trial", "non_custodial")


def summarise(
    changes: pa.Table,
    persons: Sequence[pa.Table],
    days: tuple[date | None, date],
    tier: str,
    rest: str,
    *,
    most: int = MOST,
) -> Summary:
    """What readers are told of `changes` (schema "changes").

    persons: tables "persons" in which ids are looked up, the first that knows an id counts: those
    of now, then those of before for persons who are no more. days: of the snapshot before, if there
    is one, and of this one. most: entries of a kind.
    """
    frame = changes.to_pandas()
    known = _known(frame, persons)
    frame = frame.join(known, on="person_id")
    # an id of ours opens with its country, also where no table knows the person
    frame["country"] = frame["country"].fillna(frame["person_id"].str[:2])
    rows = _in_order(frame.fillna(""))
    first = ~rows.duplicated(_ENTRY)
    counts = rows[first].groupby(["kind", "country"]).size()
    shown = rows[first.groupby(rows["kind"]).cumsum() <= most].to_dict("records")
    names: dict[Any, Any] = known["name"].to_dict()
    mine = {kind: list(few) for kind, few in groupby(shown, key=itemgetter("kind"))}
    met = set(rows["kind"])
    sections = tuple(
        _section(kind, counts[kind].to_dict(), mine.get(kind, ()), names)
        for kind in (*_KINDS, *sorted(met - set(_KINDS)))
        if kind in met
    )
    return Summary(tier, days[1], days[0], sections, rest)


def _known(changes: pd.DataFrame, persons: Sequence[pa.Table]) -> pd.DataFrame:
    """Name and country of every id in `changes`, by id."""
    named = pd.concat([changes["person_id"], changes["other_person_id"]])
    tables = [table.select(["person_id", "name", "country"]).to_pandas() for table in persons]
    empty = pd.DataFrame({"person_id": [], "name": [], "country": []}, dtype=object)
    frame = pd.concat([empty, *(table[table["person_id"].isin(named)] for table in tables)])
    return frame.drop_duplicates("person_id").set_index("person_id")


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of each kind, entry by entry, the weightiest first and then by name."""
    rank = rows["field"].map({field: place for place, field in enumerate(_FIELDS)}).fillna(9)
    weight = rows["after"].map({code: place for place, code in enumerate(_FIRST)}).fillna(9)
    rows = rows.assign(rank=rank, weight=weight.where(rank == 0, 9))
    rows["weight"] = rows.groupby(_ENTRY)["weight"].transform("min")
    last = ["country", "name", *_ENTRY[1:], "rank", "field", "after", "before"]
    return rows.sort_values(["kind", "weight", *last], ignore_index=True)


def _section(
    kind: str, counts: Mapping[str, int], rows: Sequence[Row], names: Mapping[str, str | None]
) -> Section:
    title, meaning, note = _KINDS.get(kind, (clip(kind), *_OTHER))
    groups = groupby(rows, key=itemgetter(*_ENTRY))
    entries = tuple(_entry(list(group), names, note) for _, group in groups)
    return Section(kind, title, meaning, counts, entries)


def _entry(rows: list[Row], names: Mapping[str, str | None], note: str) -> Entry:
    first, other = rows[0], rows[0]["other_person_id"]
    return Entry(
        clip(first["person_id"]),
        clip(first["name"], LONGEST_NAME),
        country(first["country"]),
        note if other else "",
        clip(other),
        clip(names.get(other) or "", LONGEST_NAME),
        tuple(
            Fact(
                label(row["field"]),
                "" if row["field"] == _RECORD else in_words(row["field"], row["before"]),
                in_words(row["field"], row["after"]),
            )
            for row in rows
            if row["field"]
        ),
    )
