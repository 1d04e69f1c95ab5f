"""A line of a list: its number as a user sees it and its cells as text; what no list may hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .list_file import CHECK, ListFile

MAX_ROWS = 200_000
MAX_COLUMNS = 500
MAX_CELL = 100_000

# U+0000 cannot stand in any database or CSV after us; a lone surrogate cannot be written as UTF-8
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file; `number` 0 is text about the list that is no row of it."""

    number: int
    cells: tuple[str, ...]


def lines(file: ListFile, rows: Iterable[tuple[int, tuple[str, ...]]]) -> list[Line]:
    """Numbered cells as lines. Raises ListError for what no list may hold."""
    found: list[Line] = []
    for number, cells in rows:
        if len(found) >= MAX_ROWS:
            raise file.wrong(f"the list has more than {MAX_ROWS:,} rows", CHECK)
        if len(cells) > MAX_COLUMNS:
            raise file.wrong(
                f"the row has {len(cells):,} cells, a list may have {MAX_COLUMNS}", CHECK, number
            )
        joined = "".join(cells)
        if len(joined) > MAX_CELL and (longest := max(map(len, cells))) > MAX_CELL:
            raise file.wrong(
                f"a cell has {longest:,} characters, a cell may have {MAX_CELL:,}", CHECK, number
            )
        if _UNWRITABLE.search(joined):
            raise file.wrong("a cell holds a NUL or half a character", CHECK, number)
        found.append(Line(number, cells))
    return found
