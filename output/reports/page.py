"""A match report as one page of HTML that needs nothing else: no network, no script."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ...pipeline.identify import is_person_id
from . import answers, evidence, tables
from .facts import SHOWN
from .inert import shown
from .labels import FIELD_NAMES, field_name, value
from .languages import N_, Language
from .marks import Part, marked, marked_words
from .sections import Content, Difference, Duplicate, Question, Record
from .tables import Reader, Table
from .waterfall import Waterfall, waterfall
from .words import (
    HOW_IN_PAGE,
    INTRODUCTIONS,
    SECTIONS,
    SHEETS,
    TITLES,
    figures,
    heading,
    news_since,
    sentences,
)

_TEMPLATES = Path(__file__).with_name("templates")
# How much of a section a page shows; the workbook has all of it. A page stays below 3 MB.
MOST_QUESTIONS = 100
MOST_ROWS = 100
MOST_OF_A_FIELD = 20
MOST_OVERLAPS = 10
_NAMES = ("name", "nicknames")
_KEPT = (0, 3, 4, 5, 6, 1, 8)
_DOUBTS, _BARE = N_("Values that could not be read"), N_("Rows without key facts")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Cut:
    """A table as the page shows it: its first rows, and how many there are in all."""

    table: Table
    total: int
    caption: str

    @property
    def left_out(self) -> int:
        """How many rows only the workbook has."""
        return self.total - len(self.table.rows)


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of two records side by side, in parts that agree or differ."""

    field: str
    left: tuple[Part, ...]
    right: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page shows it."""

    question: Question
    names: str
    titles: tuple[str, str]
    compared: tuple[Compared, ...]
    picture: Waterfall


def page(reader: Reader, content: Content) -> bytes:
    """The report as HTML, in UTF-8; same content and language, same bytes."""
    tongue = reader.tongue
    template = _environment().get_template("report.html.j2")
    text = template.render(
        t=tongue.text,
        texts=tongue.texts,
        reader=reader,
        tongue=tongue,
        content=content,
        style=Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8")),  # noqa: S704  # ours
        title=reader.source(content.source),
        heading=heading(reader, content),
        sections=[(name, tongue.text(TITLES[name])) for name in SECTIONS],
        introductions={name: tongue.text(said) for name, said in INTRODUCTIONS.items()},
        how=tongue.text(HOW_IN_PAGE),
        sheets={name: tongue.text(said) for name, said in SHEETS.items()},
        counts=_counts(content),
        figures=figures(reader, content),
        sentences=sentences(reader, content),
        overlaps=content.summary.overlaps[:MOST_OVERLAPS],
        others=[source for source, _ in content.summary.shared],
        asked=[_asked(reader, one) for one in content.questions[:MOST_QUESTIONS]],
        more_questions=max(0, len(content.questions) - MOST_QUESTIONS),
        evidence=evidence,
        duplicates=_cut(reader, content.duplicates, _duplicates, TITLES["duplicates"]),
        elsewhere=_cut(reader, content.elsewhere, tables.elsewhere, TITLES["elsewhere"]),
        differences=_by_field(reader, content),
        doubts=_cut(reader, content.quality.doubts, tables.doubts, _DOUBTS),
        filled=content.quality.filled,
        bare=_cut(reader, content.quality.bare, tables.bare, _BARE),
        news=_cut(reader, content.news, tables.news, TITLES["news"]),
        since=news_since(reader, content),
        field_name=lambda field: field_name(tongue, field),
        decisions=answers.decision_words(tongue),
    )
    return text.encode("utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["shown"] = shown
    made.tests["person_id"] = lambda cell: is_person_id(str(cell))
    return made


def _counts(content: Content) -> Mapping[str, int]:
    return {
        "review": len(content.questions),
        "duplicates": len(content.duplicates),
        "elsewhere": len(content.elsewhere),
        "differences": len(content.differences),
        "quality": len(content.quality.doubts) + len(content.quality.bare),
        "news": len(content.news),
    }


def _cut(
    reader: Reader,
    found: Sequence[Found],
    table: Callable[[Reader, Sequence[Found]], Table],
    caption: str,
    most: int = MOST_ROWS,
) -> Cut:
    """The table of the first of `found`; those that are not shown are not put into words."""
    return Cut(table(reader, found[:most]), len(found), reader.tongue.text(caption))


def _asked(reader: Reader, question: Question) -> Asked:
    left, right = question.left, question.right
    titles = (_title(reader, left), _title(reader, right))
    compared = tuple(
        Compared(field_name(reader.tongue, field), *_sides(reader.tongue, field, left, right))
        for field in SHOWN
        if field in left.facts or field in right.facts
    )
    names = tuple(dict.fromkeys((tables.name(reader, left), tables.name(reader, right))))
    return Asked(
        question,
        " / ".join(filter(None, names)),
        titles,
        compared,
        waterfall(question.steps, question.probability),
    )


def _title(reader: Reader, record: Record) -> str:
    return f"{reader.source(record.source)}, {tables.place(reader, record)}"


def _sides(
    tongue: Language, field: str, left: Record, right: Record
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    mark = marked if field in _NAMES else marked_words
    one, two = (value(tongue, field, side.facts.get(field)) for side in (left, right))
    return mark(one, two)


def _duplicates(reader: Reader, found: Sequence[Duplicate]) -> Table:
    tongue = reader.tongue
    text = tongue.text
    rows = tuple(
        (
            f"{tables.name(reader, one.left)} — {tables.name(reader, one.right)}",
            f"{tables.place(reader, one.left)}, {tables.place(reader, one.right)}",
            tongue.percent(one.probability),
            tables.why(reader, one.steps),
            shown(one.left.person_id or ""),
        )
        for one in found
    )
    headers = (
        text("Names"),
        text("Your rows"),
        text("How likely one person is"),
        text("What speaks for and against"),
        text("Person"),
    )
    return Table(headers, rows)


def _by_field(reader: Reader, content: Content) -> list[tuple[str, Cut]]:
    """The differences in each field: the rule that chooses among them, and the table."""
    groups: dict[str, list[Difference]] = {}
    for one in content.differences:
        groups.setdefault(one.field, []).append(one)
    return [
        (
            tables.rule(reader.tongue, groups[field][0].rule),
            _cut(reader, groups[field], _differences, FIELD_NAMES[field], MOST_OF_A_FIELD),
        )
        for field in SHOWN
        if field in groups
    ]


def _differences(reader: Reader, found: Sequence[Difference]) -> Table:
    """The table without the field and the rule, which stand above it."""
    whole = tables.differences(reader, found)
    rows = tuple(tuple(row[at] for at in _KEPT) for row in whole.rows)
    return Table(tuple(whole.headers[at] for at in _KEPT), rows)
