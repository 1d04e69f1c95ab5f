"""Sheets of a workbook: quiet tables, forms with drop-downs and locked keys, no formula."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from . import answers
from .cells import STYLES, Sheet, Styled
from .inert import exact, lines
from .tables import Cell, Table

_LONGEST_TITLE = 31
_NOTE_HEIGHT, _A4 = 48, 9
# Where the words of the drop-downs stand in the hidden sheet: column, and how many.
_CHOICES = {"decision": ("E", len(answers.DECISIONS)), "field": ("H", len(answers.FIELDS))}
_OPEN_KINDS = {"decision": "open", "field": "open"}


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
        shown = sum(column.kind != "key" for column in columns)
        first, last = answers.HEADER_ROWS + 1, answers.HEADER_ROWS + max(1, len(rows))
        sheet.print_area = f"A2:{get_column_letter(shown)}{last}"
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

    def _sheet(self, title: str, widths: Sequence[int]) -> Sheet:
        sheet = Sheet(self.workbook, title[:_LONGEST_TITLE])
        self.workbook._add_sheet(sheet)
        sheet.widths = widths
        for at, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        return sheet

    def _rows(self, sheet: Sheet, table: Table) -> None:
        sheet.append([self._cell(sheet, "head", header) for header in table.headers])
        for row in table.rows:
            sheet.append([self._cell(sheet, "text", one) for one in row])

    def _cell(self, sheet: Sheet, style: str, told: Cell) -> Styled:
        if style not in self._styles:
            made = WriteOnlyCell(sheet)
            for name, given in STYLES[style].items():
                setattr(made, name, given)
            self._styles[style] = made.style_id
        if isinstance(told, str):
            told = exact(told) if style == "key" else lines(told)
        return self._styles[style], told


def _drop_down(kind: str, say: str) -> DataValidation:
    column, count = _CHOICES[kind]
    where = f"{answers.META_SHEET}!${column}$1:${column}${count}"
    rule = DataValidation("list", formula1=where, allow_blank=True, showErrorMessage=True)
    rule.error = say
    return rule
