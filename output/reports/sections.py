"""What a match report says, section by section, before any language or form is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# A published fact: a text or code, a number of months, the first and last possible day, or codes.
Interval = tuple[date, date]
Value = str | int | Interval | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record as a report shows it; facts that the list does not give are left out."""

    source: str
    key: str
    locator: str
    person_id: str | None
    listed: bool
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Step:
    """What one comparison says of a pair: its level, and the evidence in bits."""

    field: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer would change: now one person or two, and the records on each side.

    persons: by how many the registry's persons would grow or shrink.
    """

    together: bool
    left: int
    right: int
    persons: int


@dataclass(frozen=True, slots=True)
class Question:
    """A pair that somebody should look at. Own records stand on the left; worth in bits x pairs."""

    left: Record
    right: Record
    probability: float
    weight: float
    steps: tuple[Step, ...]
    decided_by: str
    effect: Effect
    worth: float


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two rows of one list that are held to be one person. person_id: the person."""

    left: Record
    right: Record
    probability: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A person whom other lists name and this one does not.

    perhaps: key of the own row that is most like it, where one is at all.
    """

    person_id: str
    facts: Mapping[str, Value]
    sources: tuple[str, ...]
    perhaps: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a person of whom lists say different things, one of them this list."""

    person_id: str
    name: str
    rows: tuple[str, ...]
    field: str
    mine: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    shown: str | None
    rule: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A published value that was not understood, or cannot be true.

    kind: one of quality.KINDS; numbers: what fills the sentence of the kind.
    """

    kind: str
    file: str
    row: int | None
    rows: int
    column: str
    value: str
    near: str | None
    numbers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """How many of the own rows give a field."""

    field: str
    rows: int
    of: int


@dataclass(frozen=True, slots=True)
class Bare:
    """An own row without facts by which a person is told from another."""

    key: str
    locator: str
    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Section 6: what was not understood, and what the list leaves out."""

    doubts: tuple[Doubt, ...]
    filled: tuple[Filled, ...]
    bare: tuple[Bare, ...]


@dataclass(frozen=True, slots=True)
class News:
    """Something that changed with a person of this list since the last report."""

    kind: str
    person_id: str
    name: str
    other_person_id: str | None
    rows: tuple[str, ...]
    field: str | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Persons of this list whom exactly these other lists name."""

    sources: tuple[str, ...]
    persons: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Section 1, in figures. `shared` counts, for each other list, the persons in common."""

    rows: int
    departed: int
    unlinkable: int
    persons: int
    alone: int
    shared: tuple[tuple[str, int], ...]
    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report about one source. since: the day of the report before, if it is known."""

    source: str
    day: date
    edition: date
    since: date | None
    summary: Summary
    questions: tuple[Question, ...]
    duplicates: tuple[Duplicate, ...]
    elsewhere: tuple[Elsewhere, ...]
    differences: tuple[Difference, ...]
    quality: Quality
    news: tuple[News, ...]
    own: tuple[Record, ...]
