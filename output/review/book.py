"""A workbook that comes back from outside: opened with suspicion, and read as rows of texts."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from ...rules.problems import Refusal, clip

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 1_000
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_ENCRYPTED = 0x1
_PIECE = 1024 * 1024
# XML that declares entities can grow without end; no spreadsheet program writes such a thing.
_DECLARED = [
    word.encode(form)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for form in ("ascii", "utf-16-le", "utf-16-be")
]
_SEND = "Send the workbook of a match report, saved as .xlsx."


class WorkbookError(Refusal):
    """A file is no workbook that answers can be read from."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the sheet, and of each column that has a name the text in it.

    formulas: the columns in which a formula (or its error) stands instead of a text.
    """

    number: int
    texts: Mapping[str, str]
    formulas: frozenset[str]

    @property
    def empty(self) -> bool:
        """Whether nothing stands in the row."""
        return not self.formulas and not any(self.texts.values())


class Book:
    """An opened workbook; its sheets are read one at a time."""

    def __init__(self, name: str, workbook: Any) -> None:
        self._name, self._workbook = name, workbook

    def has(self, sheet: str) -> bool:
        """Whether there is a sheet of this title."""
        return sheet in self._workbook.sheetnames

    def cells(self, sheet: str) -> Iterator[tuple[int, Sequence[Any]]]:
        """The rows of a sheet in which something stands, each with its number.

        Raises WorkbookError where there are more than MOST_ROWS, or a row of MOST_COLUMNS.
        """
        with _told(self._name):
            found = self._workbook[sheet]
            found.reset_dimensions()  # what the file says of its size need not be true
            for number, cells in enumerate(found.iter_rows(), 1):
                if all(cell.value is None for cell in cells):
                    continue
                if number > MOST_ROWS or any(c.value is not None for c in cells[MOST_COLUMNS:]):
                    raise WorkbookError(
                        f"{self._name}: the sheet {clip(sheet)!r} is larger than any report "
                        f"({MOST_ROWS} rows, {MOST_COLUMNS} columns). {_SEND}"
                    )
                yield number, cells[:MOST_COLUMNS]


def opened(path: Path) -> Book:
    """The workbook in a file, which may come from anybody; nothing in it is ever executed.

    Raises WorkbookError for another kind of file, one with macros or a password, one that is
    larger than MOST_BYTES or unpacks to more than MOST_UNPACKED, and one that is damaged.
    """
    name = clip(path.name)
    if path.suffix.casefold() != ".xlsx":
        raise WorkbookError(f"{name} is no .xlsx file. {_SEND}")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WorkbookError(f"{name} cannot be read: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise WorkbookError(f"{name} is larger than 20 MB. {_SEND}")
    with _told(name):
        with ZipFile(io.BytesIO(data)) as archive:
            _refuse_tricks(name, archive)
        # links to other files stay unread
        return Book(name, load_workbook(io.BytesIO(data), read_only=True, keep_links=False))


def text(cell: Any) -> str:
    """What stands in a cell as text: a number without its nought decimals, a day as 2021-07-11."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def is_formula(cell: Any) -> bool:
    """Whether a formula or the error of one stands in a cell, rather than a value."""
    return cell.data_type in {"f", "e"}


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Whatever goes wrong in a damaged file is told as one thing: it cannot be read."""
    try:
        yield
    except WorkbookError:
        raise
    # the reader raises what its parts raise: KeyError, ValueError, BadZipFile, ParseError, …
    except Exception as error:
        raise WorkbookError(
            f"{name} is damaged, or protected by a password, or no workbook. {_SEND}"
        ) from error


def _refuse_tricks(name: str, archive: ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename.casefold() for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise WorkbookError(f"{name} unpacks to more than 200 MB or 1,000 parts. {_SEND}")
    if len(set(names)) < len(names) or any(part.flag_bits & _ENCRYPTED for part in parts):
        raise WorkbookError(f"{name} is not packed as spreadsheet programs do. {_SEND}")
    if any(part.endswith(".bin") and "vba" in part for part in names):
        raise WorkbookError(f"{name} holds macros. {_SEND}")
    for part in parts:
        if part.filename.casefold().endswith((".xml", ".rels", ".vml")) and _declares(
            archive, part
        ):
            raise WorkbookError(f"{name} declares entities in its XML. {_SEND}")


def _declares(archive: ZipFile, part: Any) -> bool:
    with archive.open(part) as file:
        last = b""
        while piece := file.read(_PIECE):
            seen = last + piece
            if any(word in seen for word in _DECLARED):
                return True
            last = piece[-32:]
    return False
