"""Web pages: the one table that holds the list."""

from collections.abc import Iterator, Mapping
from typing import Any

import lxml.etree
import lxml.html

from .line import MAX_COLUMNS, Line, lines
from .list_file import ListFile

# an XPath may give anything; these give what they look for
_ROWS: Any = lxml.etree.XPath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
_CELLS: Any = lxml.etree.XPath("./th | ./td")
_TEXTS: Any = lxml.etree.XPath(".//text()[not(parent::script or parent::style)]")


def read(file: ListFile, options: Mapping[str, str]) -> list[Line]:
    """Lines of the table with the id named in the options, or of the only table of the page."""
    named = options.get("table")
    tables = [t for t in _page(file).iter("table") if named is None or t.get("id") == named]
    if len(tables) != 1:
        which = "table" if named is None else f'<table id="{named}">'
        raise file.wrong(
            f"the page should hold one {which} and holds {len(tables) or 'none'}",
            "Save the page with the list in it, or name the id of its table as 'table' "
            "under [[layouts]] in the list's description.",
        )
    return lines(file, _rows(tables[0]))


def _page(file: ListFile) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        return lxml.html.document_fromstring(file.text().encode(), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise file.wrong("the file is no web page", "Save the page again.") from error


def _rows(table: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in enumerate(_ROWS(table), start=1):
        cells: list[str] = []
        for cell in _CELLS(row):
            # a space between the pieces: a line break parts words, as in Иванов<br>Иван
            pieces = _TEXTS(cell)
            cells.append(" ".join(map(str, pieces)) if len(pieces) > 1 else "".join(pieces))
            cells.extend([""] * (_span(cell) - 1))
        yield number, tuple(cells)


def _span(cell: Any) -> int:
    span = str(cell.get("colspan", "1")).strip()
    # len: int() of a number with thousands of digits fails
    return max(1, min(int(span), MAX_COLUMNS)) if span.isdecimal() and len(span) < 6 else 1
