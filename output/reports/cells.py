"""Cells and rows of a workbook as they are written: styled, inert, and as high as their text."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml.etree import fromstring
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter

from .tables import Cell

_INK, _PALE, _OPEN, _LINE = "1F2A37", "E4EAF1", "FFF6D6", "C3CCD6"
_FACE = "Calibri"
_LINES = Border(bottom=Side("thin", color=_LINE))
_TOP = Alignment(vertical="top", wrap_text=True)
# Points of a line of text, and of the highest row that a spreadsheet can have.
_LINE_HEIGHT, _HIGHEST = 15, 409
# Their stubs know neither what a sheet has besides rows nor how one is written.
_WriteOnly: Any = WriteOnlyWorksheet
_Writer: Any = WorksheetWriter
# The number of a style in its workbook, and what stands in the cell.
Styled = tuple[int, Cell]
_LETTERS = tuple(map(get_column_letter, range(1, 27)))

STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font": Font(_FACE, 16, bold=True, color=_INK)},
    "note": {"font": Font(_FACE, 11, color="44546A"), "alignment": _TOP},
    "head": {
        "font": Font(_FACE, 11, bold=True, color=_INK),
        "fill": PatternFill("solid", fgColor=_PALE),
        "alignment": Alignment(vertical="center", wrap_text=True),
        "border": Border(bottom=Side("medium", color=_INK)),
    },
    "text": {"alignment": _TOP, "border": _LINES},
    # as text, or a spreadsheet makes its own date of 12/07/2021 and drops the nought of 0123
    "open": {
        "alignment": _TOP,
        "border": Border(*(Side("thin", color=_LINE),) * 4),
        "fill": PatternFill("solid", fgColor=_OPEN),
        "protection": Protection(locked=False),
        "number_format": "@",
    },
    "key": {
        "alignment": Alignment(vertical="top"),
        "border": _LINES,
        "font": Font(_FACE, 9, color="6B7785"),
        "number_format": "@",
        "quotePrefix": True,
    },
}


class Sheet(_WriteOnly):  # type: ignore[misc]
    """A sheet whose cells are given as style and value, and never guessed from their text.

    Left to itself, openpyxl makes a formula of what begins with "=", and spends most of a report's
    time on an object for each of its hundred thousand cells. widths: of the columns, in letters.
    """

    widths: Sequence[int] = ()
    _writer: Any

    def _values_to_row(self, values: Sequence[Styled], _row_idx: int) -> Sequence[Styled]:
        return values

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = _RowWriter(self)
            self._writer.write_top()


class _RowWriter(_Writer):  # type: ignore[misc]
    def write_row(self, xf: Any, row: Sequence[Styled], row_idx: int) -> None:
        told = dict(self.ws.row_dimensions.get(row_idx, {})) or _height(row, self.ws.widths)
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in told.items())
        cells = (_written(f"{_LETTERS[at]}{row_idx}", *one) for at, one in enumerate(row))
        xf.write(fromstring(f'<row r="{row_idx}"{attributes}>{"".join(cells)}</row>'))


def _height(row: Sequence[Styled], widths: Sequence[int]) -> Mapping[str, str]:
    """How high a row must be; spreadsheets do not look at wrapped text by themselves."""
    lines = 1
    for (_, told), width in zip(row, widths, strict=False):
        if isinstance(told, str) and (len(told) > width or "\n" in told):
            needed = sum(ceil(len(line) / width) or 1 for line in told.split("\n"))
            lines = max(lines, needed)
    if lines == 1:
        return {}
    return {"ht": str(min(lines * _LINE_HEIGHT, _HIGHEST)), "customHeight": "1"}


def _written(place: str, style: int, told: Cell) -> str:
    if told == "":
        return f'<c r="{place}" s="{style}"/>'
    if isinstance(told, int):
        return f'<c r="{place}" s="{style}"><v>{told}</v></c>'
    text = f'<is><t xml:space="preserve">{escape(told)}</t></is>'
    return f'<c r="{place}" s="{style}" t="inlineStr">{text}</c>'
