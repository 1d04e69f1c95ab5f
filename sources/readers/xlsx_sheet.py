"""Spreadsheets (XLSX): the one sheet that holds the list."""

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any

import openpyxl

from ...rules.problems import ListError
from .line import Line, lines
from .list_file import ListFile

MAX_UNPACKED = 200_000_000
MAX_RATIO = 100
_SMALL = 1_000_000


def read(file: ListFile, options: Mapping[str, str]) -> list[Line]:
    """Lines of the sheet named in the options, or of the only sheet that has cells."""
    data = file.data()
    _refuse_bomb(file, data)
    try:
        with warnings.catch_warnings(action="ignore"):
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = {sheet.title: lines(file, _rows(sheet)) for sheet in book.worksheets}
    except ListError:
        raise
    except Exception as error:
        # a damaged part raises almost anything, from KeyError to zlib.error
        raise _damaged(file) from error
    found = _the_sheet(file, sheets, options.get("sheet"))
    width = max(len(line.cells) for line in found)
    return [Line(line.number, (*line.cells, *[""] * (width - len(line.cells)))) for line in found]


def _damaged(file: ListFile) -> Exception:
    return file.wrong(
        "the file is no readable XLSX workbook, it is cut short or damaged",
        "Save the workbook again as .xlsx and deliver it again.",
    )


def _refuse_bomb(file: ListFile, found: bytes) -> None:
    """Raise ListError for a workbook that unpacks to far more than it is, or declares entities.

    The sizes of the zip directory are binding: zipfile never unpacks a part beyond its size.
    """
    cure = "Do not open it; ask the organisation for a clean file."
    try:
        with zipfile.ZipFile(io.BytesIO(found)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED or any(
                part.file_size > max(_SMALL, MAX_RATIO * part.compress_size) for part in parts
            ):
                raise file.wrong(
                    f"the workbook unpacks to {unpacked:,} bytes from {len(found):,} "
                    "and may be a zip bomb",
                    cure,
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    text = archive.read(part)
                    # no workbook has a document type; UTF-16 could hide one
                    if b"<!DOCTYPE" in text or b"\0" in text:
                        raise file.wrong("the workbook declares XML entities", cure)
    except ListError:
        raise
    except Exception as error:
        # encrypted, cut short, packed in a way that nobody knows …
        raise _damaged(file) from error


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    # the size that a workbook declares may be wrong, and a cell beyond it would be lost
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        values = [_text(cell) for cell in cells]
        while values and not values[-1]:
            values.pop()
        yield number, tuple(values)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).upper() if isinstance(value, bool) else str(value)


def _the_sheet(file: ListFile, sheets: dict[str, list[Line]], named: str | None) -> list[Line]:
    filled = {title: found for title, found in sheets.items() if any(row.cells for row in found)}
    if named is None and len(filled) == 1:
        return next(iter(filled.values()))
    if named in filled:
        return filled[named]
    titles = ", ".join(f"'{title}'" for title in filled) or "none"
    raise file.wrong(
        f"it is not clear which sheet holds the list; those with cells: {titles}",
        "Name it as 'sheet' under [[layouts]] in the list's description, or deliver one sheet.",
    )
