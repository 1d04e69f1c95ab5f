"""A match report as a workbook: its sections as sheets, and the places for answers."""

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from . import answers, tables
from .evidence import if_different, if_same, likelihood
from .facts import SHOWN
from .labels import field_name, value
from .languages import N_
from .sections import Content, Effect, Record, Step
from .sheets import Book, Column
from .tables import Reader, Table
from .words import (
    HOW_IN_WORKBOOK,
    INTRODUCTIONS,
    SHEETS,
    TITLES,
    figures,
    heading,
    news_since,
    sentences,
)

_CHOOSE = N_("Please choose a word from the list.")


def workbook(reader: Reader, content: Content) -> bytes:
    """The workbook of a report; same content and language, same bytes."""
    book = Book()
    book.document(reader.source(content.source), datetime.combine(content.day, time()))
    _summary(book, reader, content)
    _pairs(book, reader, content, "review")
    _pairs(book, reader, content, "duplicates")
    for name, table, note, widths in _plain(reader, content):
        book.table(_title(reader, name), note, table, widths)
    _corrections(book, reader, content)
    own = tables.own(reader, content)
    book.table(_title(reader, "own"), _note(reader, "own"), own, (22, 10, 44, 16))
    _meta(book, reader, content)
    return packed(book.workbook)


def _title(reader: Reader, name: str) -> str:
    return reader.tongue.text(SHEETS[name])


def _note(reader: Reader, name: str) -> str:
    return reader.tongue.text(INTRODUCTIONS[name])


def _plain(reader: Reader, content: Content) -> list[tuple[str, Table, str, tuple[int, ...]]]:
    """The sections without answers: name, table, introduction, widths of the columns."""
    differences = tables.differences(reader, content.differences)
    missing = tables.elsewhere(reader, content.elsewhere)
    since = news_since(reader, content)
    quality = _note(reader, "quality")
    return [
        (
            "elsewhere",
            missing,
            _note(reader, "elsewhere"),
            (36, 20, 20, 20, 34, 20, 18, 40, 18, 14),
        ),
        (
            "differences",
            differences,
            _note(reader, "differences"),
            (36, 18, 22, 26, 44, 26, 12, 60, 14),
        ),
        (
            "quality",
            tables.doubts(reader, content.quality.doubts),
            quality,
            (8, 24, 34, 44, 48, 12, 28),
        ),
        ("bare", tables.bare(reader, content.quality.bare), quality, (36, 10, 20, 60)),
        ("news", tables.news(reader, content.news), since, (36, 28, 22, 26, 26, 20, 14, 14)),
    ]


def _summary(book: Book, reader: Reader, content: Content) -> None:
    """The first sheet: the summary, how to answer, and the figures."""
    text = reader.tongue.text
    counted = tuple((one.label, one.count) for one in figures(reader, content))
    shared = tuple(
        (text("also on %(list)s", list=reader.source(source)), count)
        for source, count in content.summary.shared
    )
    overlaps = tuple(
        (text("only with %(lists)s", lists=reader.sources(one.sources)), one.persons)
        for one in content.summary.overlaps
        if one.sources
    )
    facts = tuple(
        (text("rows with: %(fact)s", fact=row[0]), row[1])
        for row in tables.filled(reader, content).rows
    )
    how = [f"{text(TITLES[name])}: {text(INTRODUCTIONS[name])}" for name in answers.ANSWER_SHEETS]
    how.append(f"{text(SHEETS['corrections'])}: {text(INTRODUCTIONS['corrections'])}")
    how.append(text(HOW_IN_WORKBOOK))
    paragraphs = (heading(reader, content), *sentences(reader, content), "", *how)
    table = Table((text("What is counted"), text("Number")), (*counted, *shared, *overlaps, *facts))
    book.text(_title(reader, "summary"), reader.source(content.source), paragraphs, table)


def _pairs(book: Book, reader: Reader, content: Content, sheet: str) -> None:
    """A sheet with pairs, a drop-down for the decision, room for a comment, and locked keys."""
    text = reader.tongue.text
    columns = (
        Column("number", text("No."), 6),
        Column("left", text("Your row"), 40),
        Column("right", text("The other row"), 40),
        Column("probability", text("How likely one person is"), 18),
        Column(answers.DECISION, text("Your decision"), 20, "decision"),
        Column(answers.COMMENT, text("Your comment"), 34, "open"),
        Column("why", text("What speaks for and against"), 50),
        Column("same", text("If it is the same person"), 36),
        Column("different", text("If they are different people"), 36),
        Column("source_l", text("List of your row"), 18, "key"),
        Column("source_record_id_l", text("Key of your row"), 18, "key"),
        Column("source_r", text("List of the other row"), 18, "key"),
        Column("source_record_id_r", text("Key of the other row"), 18, "key"),
        Column("state", text("State"), 12, "key"),
        Column("check", text("Check"), 12, "key"),
    )
    rows: list[Sequence[str | int]] = [
        (number, *_pair(reader, content, sheet, pair))
        for number, pair in enumerate(_asked(content, sheet), 1)
    ]
    book.form(_title(reader, sheet), columns, rows, text(_CHOOSE))


_Pair = tuple[Record, Record, float, tuple[Step, ...], Effect | None]


def _asked(content: Content, sheet: str) -> list[_Pair]:
    if sheet == "review":
        return [
            (one.left, one.right, one.probability, one.steps, one.effect)
            for one in content.questions
        ]
    return [(one.left, one.right, one.probability, one.steps, None) for one in content.duplicates]


def _pair(reader: Reader, content: Content, sheet: str, pair: _Pair) -> tuple[str, ...]:
    left, right, probability, steps, effect = pair
    tongue = reader.tongue
    likely = f"{tongue.percent(probability)}: {likelihood(tongue, probability)}"
    keys = (left.source, left.key, right.source, right.key, answers.state(left, right))
    return (
        told_of(reader, left),
        told_of(reader, right),
        likely,
        "",
        "",
        tables.why(reader, steps),
        if_same(tongue, effect) if effect else "",
        if_different(tongue, effect) if effect else "",
        *keys,
        answers.check(content.source, content.day.isoformat(), sheet, keys),
    )


def told_of(reader: Reader, record: Record) -> str:
    """All facts of a record in one cell, a line each."""
    tongue = reader.tongue
    lines = [f"{reader.source(record.source)}, {tables.place(reader, record)}"]
    lines += [
        f"{field_name(tongue, field)}: {value(tongue, field, record.facts[field])}"
        for field in SHOWN
        if field in record.facts
    ]
    return "\n".join(lines)


def _corrections(book: Book, reader: Reader, content: Content) -> None:
    text = reader.tongue.text
    headers = (
        (text("List"), 22, "open"),
        (text("Key of the row"), 20, "open"),
        (text("Field"), 24, "field"),
        (text("What it says"), 34, "open"),
        (text("What it should say"), 34, "open"),
        (text("Where you know it from"), 50, "open"),
    )
    columns = tuple(
        Column(name, header, width, kind)
        for name, (header, width, kind) in zip(answers.CORRECTION_COLUMNS, headers, strict=True)
    )
    rows: list[Sequence[str | int]] = [(content.source, "", "", "", "", "")]
    rows += [("",) * len(columns)] * (answers.CORRECTION_ROWS - 1)
    name = answers.CORRECTION_SHEET
    book.form(_title(reader, name), columns, rows, text(_CHOOSE))


def _meta(book: Book, reader: Reader, content: Content) -> None:
    """The hidden sheet that tells a program what the workbook is, and its words."""
    told = {
        "format": answers.FORMAT,
        "source": content.source,
        "day": content.day.isoformat(),
        "language": reader.tongue.code,
    }
    told |= {
        f"sheet.{name}": _title(reader, name)
        for name in (*answers.ANSWER_SHEETS, answers.CORRECTION_SHEET)
    }
    tongue = reader.tongue
    book.hidden(told, answers.decision_words(tongue), answers.field_words(tongue))


def packed(made: Workbook) -> bytes:
    """The file of a workbook, without the clock in its parts."""
    plain, packed = BytesIO(), BytesIO()
    with ZipFile(plain, "w", ZIP_STORED) as archive:
        ExcelWriter(made, archive).save()
    with ZipFile(plain) as parts, ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name in parts.namelist():
            archive.writestr(ZipInfo(name), parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()
