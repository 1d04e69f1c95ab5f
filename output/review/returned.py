"""What a filled workbook says, row by row, before anybody asks whether it can be true."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..reports import answers
from ..reports.languages import LANGUAGES, Language, language
from ..reports.refusals import refusal
from .book import Book, Row, WorkbookError, is_formula, opened, text

SAMPLE = "sample"
_MOST_TOLD = 100
_NEEDED = (*answers.KEY_COLUMNS, answers.DECISION, answers.COMMENT)


@dataclass(frozen=True, slots=True)
class Returned:
    """A filled workbook. source: the list that it reports of, empty for a sample of pairs.

    pairs: the rows of each sheet with pairs; corrections: those of the sheet of corrections. Rows
    in which nothing is filled in are left out; `empty` says how many pairs have no answer.
    """

    source: str
    day: date
    tongue: Language
    titles: Mapping[str, str]
    pairs: Mapping[str, tuple[Row, ...]]
    corrections: tuple[Row, ...]
    empty: int


def returned(path: Path) -> Returned:
    """The filled rows of a workbook that `todos report` or `todos review sample` made.

    Raises WorkbookError where it is none, or its sheets or columns were changed; in the language
    of the workbook, once that is known.
    """
    book = opened(path)
    told = _told(book, path.name)
    tongue = language(told["language"])
    sheets = answers.ANSWER_SHEETS if told["source"] else (SAMPLE,)
    titles = {name: told.get(f"sheet.{name}", name) for name in (*sheets, answers.CORRECTION_SHEET)}
    pairs, empty = {}, 0
    for name in sheets:
        rows = tuple(_rows(book, tongue, titles[name], _NEEDED))
        filled = tuple(row for row in rows if _answered(row))
        pairs[name], empty = filled, empty + len(rows) - len(filled)
    wrong: tuple[Row, ...] = ()
    if told["source"]:
        columns = answers.CORRECTION_COLUMNS
        found = _rows(book, tongue, titles[answers.CORRECTION_SHEET], columns)
        wrong = tuple(row for row in found if _filled(row, columns[1:]))
    day = date.fromisoformat(told["day"])
    return Returned(told["source"], day, tongue, titles, pairs, wrong, empty)


def _told(book: Book, name: str) -> dict[str, str]:
    """What the hidden sheet says of the workbook."""
    if not book.has(answers.META_SHEET):
        raise WorkbookError(
            f"{name} is no workbook of a match report, or its hidden sheet is gone."
        )
    told: dict[str, str] = {}
    for number, cells in book.cells(answers.META_SHEET):
        if number > _MOST_TOLD:
            break
        if len(cells) > 1 and text(cells[0]):
            told.setdefault(text(cells[0]), text(cells[1]))
    if told.get("format") != answers.FORMAT:
        raise WorkbookError(f"{name} is of another version of todos; make the report anew.")
    try:
        date.fromisoformat(told["day"])
    except (KeyError, ValueError):
        raise WorkbookError(
            f"{name} does not say of which day it is; make the report anew."
        ) from None
    if told.get("language") not in LANGUAGES:
        raise WorkbookError(f"{name} does not say in which language it is; make the report anew.")
    return {"source": "", **told}


def _rows(book: Book, tongue: Language, title: str, needed: tuple[str, ...]) -> Iterator[Row]:
    """The rows below the headers, by the names in row 1."""
    if not book.has(title):
        raise WorkbookError(refusal(tongue, "sheet", said=title))
    rows = book.cells(title)
    first, cells = next(rows, (0, ()))
    names = [text(cell) for cell in cells] if first == 1 else []
    if any(names.count(name) != 1 for name in needed):
        raise WorkbookError(refusal(tongue, "columns", said=title))
    for number, cells in rows:
        if number > answers.HEADER_ROWS:
            known = [(name, cell) for name, cell in zip(names, cells, strict=False) if name]
            formulas = frozenset(name for name, cell in known if is_formula(cell))
            texts = {name: text(cell) for name, cell in known if name not in formulas}
            yield Row(number, dict.fromkeys(needed, "") | texts, formulas)


def _answered(row: Row) -> bool:
    return _filled(row, (answers.DECISION, answers.COMMENT))


def _filled(row: Row, columns: tuple[str, ...]) -> bool:
    return any(row.texts.get(name) or name in row.formulas for name in columns)
