"""Sheets of a workbook: quiet tables, forms with drop-downs and locked keys, no formula."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml.etree import fromstring
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from . import answers
from .inert import exact, lines
from .tables import Cell, Table

_INK, _PALE, _OPEN, _LINE = "1F2A37", "E4EAF1", "FFF6D6", "C3CCD6"
_LONGEST_TITLE = 31
_NOTE_HEIGHT, _A4 = 48, 9
# Where the words of the drop-downs stand in the hidden sheet: column, and how many.
_CHOICES = {"decision": ("E", len(answers.DECISIONS)), "field": ("H", len(answers.FIELDS))}
_OPEN_KINDS = {"decision": "open", "field": "open"}
# Their stubs know neither what a sheet has besides rows nor how one is written.
_WriteOnly: Any = WriteOnlyWorksheet
_Writer: Any = WorksheetWriter
# The number of a style in its workbook, and what stands in the cell.
_Styled = tuple[int, Cell]
_LETTERS = tuple(map(get_column_letter, range(1, 27)))
_LINES = Border(bottom=Side("thin", color=_LINE))
_TOP = Alignment(vertical="top", wrap_text=True)

_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font": Font(bold=True, size=16, color=_INK)},
    "note": {"font": Font(color="44546A"), "alignment": Alignment(vertical="top", wrap_text=True)},
    "head": {
        "font": Font(bold=True, color=_INK),
        "fill": PatternFill("solid", fgColor=_PALE),
        "alignment": Alignment(vertical="center", wrap_text=True),
        "border": Border(bottom=Side("medium", color=_INK)),
    },
    "text": {"alignment": _TOP, "border": _LINES},
    "open": {
        "alignment": _TOP,
        "border": Border(*(Side("thin", color=_LINE),) * 4),
        "fill": PatternFill("solid", fgColor=_OPEN),
        "protection": Protection(locked=False),
    },
    # text as it is, also where it looks like a number or a formula
    "key": {
        "alignment": Alignment(vertical="top"),
        "border": _LINES,
        "font": Font(color="6B7785", size=9),
        "number_format": "@",
        "quotePrefix": True,
    },
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form: its name for programs, its header for people, its width in letters.

    kind: "text" is shown and locked, "key" too but never changed in any letter; "open" is for
    answers, "decision" and "field" are for answers from a list of words.
    """

    name: str
    header: str
    width: int
    kind: str = "text"


class Book:
    """A workbook that is written row by row."""

    def __init__(self) -> None:
        self.workbook: Any = Workbook(write_only=True)
        self._styles: dict[str, int] = {}

    def document(self, title: str, made: datetime) -> None:
        """What the file's properties say of it."""
        told = self.workbook.properties
        told.title, told.creator = exact(title), "todos"
        told.created = told.modified = made

    def text(self, title: str, name: str, paragraphs: Sequence[str], table: Table) -> None:
        """A sheet to read: a large name, paragraphs, and a table of figures."""
        sheet = self._sheet(title, (90, 14))
        sheet.append([self._cell(sheet, "title", name)])
        for paragraph in paragraphs:
            sheet.append([self._cell(sheet, "note", paragraph)])
        sheet.append([])
        self._rows(sheet, table)

    def table(self, title: str, note: str, table: Table, widths: Sequence[int]) -> None:
        """A sheet with a note and a table to read, filter and sort."""
        sheet = self._sheet(title, widths)
        last = get_column_letter(len(table.headers))
        sheet.freeze_panes = "B3"
        sheet.print_title_rows = "2:2"
        sheet.auto_filter.ref = f"A2:{last}{2 + max(1, len(table.rows))}"
        sheet.merged_cells.add(f"A1:{last}1")
        sheet.row_dimensions[1].height = _NOTE_HEIGHT
        sheet.append([self._cell(sheet, "note", note)])
        self._rows(sheet, table)

    def form(
        self, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], say: str
    ) -> None:
        """A sheet for answers: row 1 names the columns for programs, row 2 for people.

        say: what the drop-downs answer to anything that is not in their list.
        """
        sheet = self._sheet(title, [column.width for column in columns])
        sheet.freeze_panes = "B3"
        sheet.print_title_rows = "2:2"
        sheet.row_dimensions[1].hidden = True
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        sheet.append([self._cell(sheet, "key", column.name) for column in columns])
        sheet.append([self._cell(sheet, "head", column.header) for column in columns])
        kinds = [_OPEN_KINDS.get(column.kind, column.kind) for column in columns]
        for row in rows:
            cells = zip(kinds, row, strict=True)
            sheet.append([self._cell(sheet, kind, one) for kind, one in cells])
        first, last = answers.HEADER_ROWS + 1, answers.HEADER_ROWS + max(1, len(rows))
        for at, column in enumerate(columns, 1):
            if column.kind in _CHOICES:
                letter = get_column_letter(at)
                rule = _drop_down(column.kind, say)
                rule.add(f"{letter}{first}:{letter}{last}")
                sheet.data_validations.append(rule)

    def hidden(self, told: Mapping[str, str], *choices: Mapping[str, str]) -> None:
        """The hidden sheet that says what the workbook is, and the words of its drop-downs.

        choices: code and word of the decisions, then of the fields.
        """
        sheet = self._sheet(answers.META_SHEET, ())
        sheet.sheet_state = "hidden"
        sheet.protection.sheet = True
        columns: list[Sequence[str]] = [list(told), list(told.values())]
        for words in choices:
            columns += [[], list(words), list(words.values())]
        for row in zip_longest(*columns, fillvalue=""):
            sheet.append([self._cell(sheet, "key", one) for one in row])

    def _sheet(self, title: str, widths: Sequence[int]) -> "_Sheet":
        sheet = _Sheet(self.workbook, title[:_LONGEST_TITLE])
        self.workbook._add_sheet(sheet)
        for at, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        return sheet

    def _rows(self, sheet: "_Sheet", table: Table) -> None:
        sheet.append([self._cell(sheet, "head", header) for header in table.headers])
        for row in table.rows:
            sheet.append([self._cell(sheet, "text", one) for one in row])

    def _cell(self, sheet: "_Sheet", style: str, told: Cell) -> "_Styled":
        if style not in self._styles:
            made = WriteOnlyCell(sheet)
            for name, given in _STYLES[style].items():
                setattr(made, name, given)
            self._styles[style] = made.style_id
        if isinstance(told, str):
            told = exact(told) if style == "key" else lines(told)
        return self._styles[style], told


class _Sheet(_WriteOnly):  # type: ignore[misc]
    """A sheet whose cells are given as style and value, and never guessed from their text.

    Left to itself, openpyxl makes a formula of what begins with "=", and spends most of a report's
    time on an object for each of its hundred thousand cells.
    """

    def _values_to_row(self, values: Sequence[_Styled], _row_idx: int) -> Sequence[_Styled]:
        return values

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = _RowWriter(self)
            self._writer.write_top()


class _RowWriter(_Writer):  # type: ignore[misc]
    def write_row(self, xf: Any, row: Sequence[_Styled], row_idx: int) -> None:
        told = self.ws.row_dimensions.get(row_idx, {})
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in dict(told).items())
        cells = (_written(f"{_LETTERS[at]}{row_idx}", *one) for at, one in enumerate(row))
        xf.write(fromstring(f'<row r="{row_idx}"{attributes}>{"".join(cells)}</row>'))


def _written(place: str, style: int, told: Cell) -> str:
    if told == "":
        return f'<c r="{place}" s="{style}"/>'
    if isinstance(told, int):
        return f'<c r="{place}" s="{style}"><v>{told}</v></c>'
    text = f'<is><t xml:space="preserve">{escape(told)}</t></is>'
    return f'<c r="{place}" s="{style}" t="inlineStr">{text}</c>'


def _drop_down(kind: str, say: str) -> DataValidation:
    column, count = _CHOICES[kind]
    where = f"{answers.META_SHEET}!${column}$1:${column}${count}"
    rule = DataValidation("list", formula1=where, allow_blank=True, showErrorMessage=True)
    rule.error = say
    return rule
