"""The sections of a report as tables in the reader's language, the same for page and workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from . import advice
from .evidence import says
from .inert import shown
from .labels import field_name, news_name, value
from .languages import Language
from .sections import Bare, Content, Difference, Doubt, Elsewhere, News, Record, Step
from .told import grouped

Cell = str | int
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words: each row has a cell for each header, the first names the row."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language, and what the sources are called."""

    tongue: Language
    names: Mapping[str, str]

    def source(self, source: str) -> str:
        """What a source is called."""
        name = self.names.get(source)
        return shown(self.tongue.text(name)) if name else shown(source.replace("_", " "))

    def sources(self, sources: Sequence[str]) -> str:
        """Several sources in a row."""
        return _listed(self.tongue, tuple(self.source(one) for one in sources))


@lru_cache(maxsize=10_000)
def _listed(tongue: Language, parts: tuple[str, ...]) -> str:
    return tongue.listed(parts)


def place(reader: Reader, record: Record) -> str:
    """Where a record stands in the file of its list: row 214."""
    text = reader.tongue.text
    _, _, number = record.locator.rpartition(":")
    at = text("row %(number)s", number=number) if number.isdecimal() else shown(record.locator)
    return at if record.listed else ", ".join((at, text("no longer on the list")))


def name(reader: Reader, record: Record) -> str:
    """The name that a record gives."""
    return value(reader.tongue, "name", record.facts.get("name"))


def why(reader: Reader, steps: Sequence[Step]) -> str:
    """What speaks for one person and what against, strongest first."""
    speaks_for = [says(reader.tongue, one) for one in steps if one.weight >= 1]
    against = [says(reader.tongue, one) for one in steps if one.weight <= -1]
    parts = []
    if speaks_for:
        parts.append(
            reader.tongue.text("For the same person: %(what)s.", what=", ".join(speaks_for))
        )
    if against:
        parts.append(reader.tongue.text("For different people: %(what)s.", what=", ".join(against)))
    return " ".join(parts)


def rule(tongue: Language, quoted: str) -> str:
    """How a rule is told: conflicts quote it as "name: sentence"."""
    return tongue.text(quoted.partition(": ")[2] or quoted)


def elsewhere(reader: Reader, found: Sequence[Elsewhere]) -> Table:
    """Section 4: persons on other lists who are not on this one."""
    tongue = reader.tongue
    fields = (
        "name", "birth", "arrest", "province", "offences", "sentence_months", "custody_status",
    )  # fmt: skip
    headers = [field_name(tongue, field) for field in fields]
    rows = tuple(
        (
            *(value(tongue, field, one.facts.get(field)) for field in fields),
            reader.sources(one.sources),
            shown(one.perhaps or ""),
            one.person_id,
        )
        for one in found
    )
    more = (tongue.text("On the lists"), tongue.text("Perhaps your row"), tongue.text("Person"))
    return Table((*headers, *more), rows)


def differences(reader: Reader, found: Sequence[Difference]) -> Table:
    """Section 5: what others say differently, what the registry shows, and by which rule."""
    tongue = reader.tongue
    text = tongue.text
    headers = (
        text("Person"),
        text("Your rows"),
        text("Field"),
        text("Your list says"),
        text("Other lists say"),
        text("The registry shows"),
        text("Agrees with you"),
        text("Why"),
        text("Id"),
    )
    yes, no = text("yes"), text("no")
    rows = tuple(
        (
            shown(one.name),
            shown(", ".join(one.rows)),
            field_name(tongue, one.field),
            "; ".join(value(tongue, one.field, said) for said in one.mine),
            _by_value(reader, one),
            value(tongue, one.field, one.shown),
            yes if one.agrees else no,
            rule(tongue, one.rule),
            one.person_id,
        )
        for one in found
    )
    return Table(headers, rows)


def _by_value(reader: Reader, one: Difference) -> str:
    """What others say, each value once, with the lists that say it."""
    lists = grouped((said for _, said in one.others), (source for source, _ in one.others))
    return "; ".join(
        f"{value(reader.tongue, one.field, said)} ({', '.join(map(reader.source, sources))})"
        for said, sources in lists.items()
    )


def doubts(reader: Reader, found: Sequence[Doubt]) -> Table:
    """Section 6: values that were not understood, or cannot be true."""
    tongue = reader.tongue
    text = tongue.text
    rows = tuple(
        (
            one.row if one.row is not None else "",
            shown(one.column),
            shown(one.value),
            advice.what(tongue, one),
            advice.cure(tongue, one),
            one.rows,
            shown(one.file),
        )
        for one in found
    )
    headers = (
        text("Row"),
        text("Column"),
        text("Your list says"),
        text("What is wrong"),
        text("What you can do"),
        text("Rows concerned"),
        text("File"),
    )
    return Table(headers, rows)


def filled(reader: Reader, content: Content) -> Table:
    """Section 6: how many rows give each fact."""
    tongue = reader.tongue
    rows = tuple(
        (
            field_name(tongue, one.field),
            one.rows,
            one.of - one.rows,
            tongue.percent(one.rows / one.of) if one.of else "",
        )
        for one in content.quality.filled
    )
    text = tongue.text
    headers = (text("Fact"), text("Rows with it"), text("Rows without it"), text("Share"))
    return Table(headers, rows)


def bare(reader: Reader, found: Sequence[Bare]) -> Table:
    """Section 6: rows by which nobody can be told from a namesake."""
    tongue = reader.tongue
    rows = tuple(
        (
            shown(one.name),
            _row(one.locator),
            shown(one.key),
            ", ".join(field_name(tongue, field) for field in one.missing),
        )
        for one in found
    )
    text = tongue.text
    return Table((text("Name"), text("Row"), text("Key"), text("What is missing")), rows)


def news(reader: Reader, found: Sequence[News]) -> Table:
    """Section 7: what changed."""
    tongue = reader.tongue
    rows = tuple(
        (
            shown(one.name) or one.person_id,
            news_name(tongue, one.kind),
            field_name(tongue, one.field) if one.field else "",
            value(tongue, one.field or "", one.before),
            value(tongue, one.field or "", one.after),
            shown(", ".join(one.rows)),
            one.person_id,
            one.other_person_id or "",
        )
        for one in found
    )
    text = tongue.text
    headers = (
        text("Person"),
        text("What happened"),
        text("Field"),
        text("Before"),
        text("Now"),
        text("Your rows"),
        text("Id"),
        text("Other id"),
    )
    return Table(headers, rows)


def own(reader: Reader, content: Content) -> Table:
    """All rows of the list, with the person that each belongs to."""
    text = reader.tongue.text
    rows = tuple(
        (shown(one.key), _row(one.locator), name(reader, one), one.person_id or "")
        for one in content.own
    )
    return Table((text("Key"), text("Row"), text("Name"), text("Person")), rows)


def _row(locator: str) -> Cell:
    number = locator.rpartition(":")[2]
    return int(number) if number.isdecimal() and len(number) < 9 else shown(locator)
