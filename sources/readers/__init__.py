"""Readers: a file in, lines of cells out, one small module a format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import csv_lines, html_table, json_items, pdf_table, xlsx_sheet
from .line import Line
from .list_file import ListFile


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that lists come in, and the options that a layout may give it."""

    read: Callable[[ListFile, Mapping[str, str]], list[Line]]
    options: frozenset[str]


READERS = {
    "csv": Reader(csv_lines.read, csv_lines.OPTIONS),
    "html": Reader(html_table.read, html_table.OPTIONS),
    "json": Reader(json_items.read, json_items.OPTIONS),
    "pdf": Reader(pdf_table.read, pdf_table.OPTIONS),
    "xlsx": Reader(xlsx_sheet.read, xlsx_sheet.OPTIONS),
}
