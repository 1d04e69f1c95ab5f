"""Comma-separated lists (RFC 4180)."""

import csv
import io
from collections.abc import Iterator, Mapping

from .line import Line, lines
from .list_file import MAX_FILE, ListFile


def read(file: ListFile, options: Mapping[str, str]) -> list[Line]:
    """Lines of a CSV file; the first row is row 1, and a cell over several lines is one row."""
    return lines(file, _rows(file, options.get("delimiter", ",")))


def _rows(file: ListFile, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    text = file.text()
    # the limit of the csv module holds for the whole process, and its error does not name the row
    before = csv.field_size_limit(MAX_FILE)
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, start=1):
            yield number, tuple(cells)
    except csv.Error as error:
        raise file.wrong(
            f"the row is not well-formed CSV ({error})",
            'Write a quotation mark inside a quoted cell twice ("") and close every quoted cell.',
            number + 1,
        ) from error
    finally:
        csv.field_size_limit(before)
