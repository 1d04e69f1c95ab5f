"""PDF files: a ruled table over one or more pages, and the lines of text around it."""

import io
import logging
from collections.abc import Mapping
from typing import Any

import pdfplumber

from ...rules.problems import ListError
from .line import Line, lines
from .list_file import AGAIN, CHECK, ListFile

MAX_PAGES = 1_000


def read(file: ListFile, options: Mapping[str, str]) -> list[Line]:  # noqa: ARG001
    """Lines of text and rows of tables from top to bottom, numbered through all pages."""
    data = file.data()
    # pdfminer logs every oddity of a damaged file
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MAX_PAGES:
                raise file.wrong(f"more than {MAX_PAGES} pages", CHECK)
            found = [_read_page(page) for page in document.pages]
    except ListError:
        raise
    except Exception as error:
        # a damaged PDF raises almost anything, from KeyError to struct.error
        raise file.wrong(
            "the file is no readable PDF, it is cut short or damaged", AGAIN
        ) from error
    if not any(tables for tables, _ in found):
        raise file.wrong(
            "the PDF holds no ruled table",
            "Deliver the list as a spreadsheet, or as a PDF with text (no scan) and ruled rows.",
        )
    return lines(file, enumerate((row for _, rows in found for row in rows), start=1))


def _read_page(page: Any) -> tuple[int, list[tuple[str, ...]]]:
    tables = page.find_tables()
    placed: list[tuple[float, tuple[str, ...]]] = []
    for table in tables:
        for row, cells in zip(table.rows, table.extract(), strict=True):
            placed.append((row.bbox[1], tuple(cell or "" for cell in cells)))
    boxes = [table.bbox for table in tables]
    around = page.filter(lambda thing: not any(_inside(thing, box) for box in boxes))
    placed.extend((line["top"], (line["text"],)) for line in around.extract_text_lines())
    page.close()
    return len(tables), [cells for _, cells in sorted(placed, key=lambda item: item[0])]


def _inside(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x = (thing["x0"] + thing["x1"]) / 2
    y = (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])
