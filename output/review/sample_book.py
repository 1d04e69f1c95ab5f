"""The workbook of a sample: pairs side by side, room for answers, and nothing of what is held."""

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path

import pandas as pd

from ..folder import draft
from ..reports import answers
from ..reports.facts import records
from ..reports.languages import language
from ..reports.sections import Record
from ..reports.sheets import Book, Column
from ..reports.tables import Reader
from ..reports.told import KEY, Told
from ..reports.xlsx import packed, told_of
from .queue import PAIR
from .returned import SAMPLE
from .sample import SampleError

_CHOOSE = "Please choose a word from the list."


def sample_book(told: Told, drawn: pd.DataFrame, code: str, names: Mapping[str, str]) -> bytes:
    """The pairs of a sample, in their order, as a workbook in the language `code`.

    It shows neither probability nor verdict, and not which pairs are of one stratum: who knows what
    the machine holds of a pair does not judge it blindly. names: what the lists are called.
    """
    reader, book = Reader(language(code), names), Book()
    text = reader.tongue.text
    columns = (
        Column("number", text("No."), 6),
        Column("left", text("Row"), 44),
        Column("right", text("The other row"), 44),
        Column(answers.DECISION, text("Your decision"), 20, "decision"),
        Column(answers.COMMENT, text("Your comment"), 34, "open"),
        *(Column(name, name, 14, "key") for name in answers.KEY_COLUMNS),
    )
    title, day = text("Questions"), told.day.isoformat()
    book.document(title, datetime.combine(told.day, time()))
    pairs = _pairs(told, drawn)
    rows: list[tuple[str | int, ...]] = [
        (number, *_row(reader, day, left, right)) for number, (left, right) in enumerate(pairs, 1)
    ]
    book.form(title, columns, rows, text(_CHOOSE))
    meta = {"format": answers.FORMAT, "source": "", "day": day, "language": code}
    meta |= {f"sheet.{SAMPLE}": title}
    tongue = reader.tongue
    book.hidden(meta, answers.decision_words(tongue), answers.field_words(tongue))
    return packed(book.workbook)


def write_book(path: Path, content: bytes) -> None:
    """Write a workbook, whole or not at all. Raises SampleError where that is not possible."""
    whole = draft(path)
    try:
        whole.write_bytes(content)
        whole.replace(path)
    except OSError as error:
        raise SampleError(
            f"{path} cannot be written: {error.strerror}. Free or allow it."
        ) from error


def _pairs(told: Told, drawn: pd.DataFrame) -> list[tuple[Record, Record]]:
    keys = pd.MultiIndex.from_frame(told.records[KEY])
    ends = (PAIR[:2], PAIR[2:])
    at = (keys.get_indexer(pd.MultiIndex.from_frame(drawn[list(side)])) for side in ends)
    left, right = (records(told, rows.tolist()) for rows in at)
    return list(zip(left, right, strict=True))


def _row(reader: Reader, day: str, left: Record, right: Record) -> tuple[str, ...]:
    keys = (left.source, left.key, right.source, right.key, answers.state(left, right))
    seal = answers.check("", day, SAMPLE, keys)
    return told_of(reader, left), told_of(reader, right), "", "", *keys, seal
