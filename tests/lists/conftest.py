"""The ten invented rows of each source, in the format in which the source publishes."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from todos.sources.adapter import Delivery, read
from todos.sources.spec import shipped

HERE = Path(__file__).parent
TODAY = date(2026, 10, 31)


def _observatory_rows() -> list[list[str]]:
    with (HERE / "observatorio_cubano.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


def observatory_xlsx(path: Path) -> Path:
    """The Observatory's rows as a workbook: numbers as numbers, ISO dates as date cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in _observatory_rows():
        sheet.append([_cell(text) for text in row])
    book.save(path)
    return path


def _cell(text: str) -> object:
    if text.isdecimal():
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text or None


def observatory_pdf(path: Path) -> Path:
    """The same rows as a PDF of several pages: titles above, one ruled table, header repeated."""
    style = getSampleStyleSheet()["BodyText"]
    style.fontSize, style.leading = 7, 8
    rows = _observatory_rows()
    titles, body = rows[:2], rows[3:-2]
    banners = [place for place, row in enumerate(body) if sum(map(bool, row)) == 1]
    cells = [[Paragraph(text, style) for text in row] for row in body]
    grid = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
    spans = [("SPAN", (0, place), (-1, place)) for place in banners]
    table = Table(cells, colWidths=[28, 130, 50, 30, *[80] * 9], style=[grid, *spans])
    total = Paragraph(rows[-1][0], style)
    SimpleDocTemplate(str(path), pagesize=(landscape(A3)[0], 320)).build(
        [*(Paragraph(row[0], style) for row in titles), table, total],
        onFirstPage=_page_number,
        onLaterPages=_page_number,
    )
    return path


def _page_number(canvas: object, document: object) -> None:
    canvas.drawString(500, 20, f"Página {document.page}")  # type: ignore[attr-defined]


@pytest.fixture
def ten_rows(tmp_path: Path) -> Callable[[str], Path]:
    """The file of ten rows of this name, made where it is no text."""

    def path(name: str) -> Path:
        if name == "observatorio_cubano.xlsx":
            return observatory_xlsx(tmp_path / name)
        if name == "observatorio_cubano.pdf":
            return observatory_pdf(tmp_path / name)
        return HERE / name

    return path


@pytest.fixture
def ten_read(ten_rows: Callable[[str], Path]) -> Callable[[str], Delivery]:
    """The file of ten rows of this name, read as its source."""

    def delivery(name: str) -> Delivery:
        return read(shipped()[name.partition(".")[0]], ten_rows(name), TODAY)

    return delivery
