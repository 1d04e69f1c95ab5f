"""PDF lists: a ruled table over the pages, and the text around it."""

import io
from collections.abc import Callable

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table
from todos.sources.readers.list_file import ListFile
from todos.sources.readers.pdf_table import read

File = Callable[[bytes | str], ListFile]
STYLE = getSampleStyleSheet()["BodyText"]


def document(*parts: Flowable) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A5).build(list(parts))
    return out.getvalue()


def ruled(rows: list[list[str]]) -> Table:
    return Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)], repeatRows=1)


def test_text_and_table_are_read_from_top_to_bottom_through_all_pages(list_file: File) -> None:
    rows = [["No.", "NOMBRE"], *([str(n), f"Persona {n}"] for n in range(1, 41))]
    data = document(Paragraph("Título", STYLE), ruled(rows), Paragraph("TOTAL: 40", STYLE))
    found = read(list_file(data), {})
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    assert found[0].cells == ("Título",)
    assert found[-1].cells == ("TOTAL: 40",)
    names = [line.cells[1] for line in found[1:-1]]
    assert names.count("NOMBRE") > 1
    assert [name for name in names if name != "NOMBRE"] == [f"Persona {n}" for n in range(1, 41)]


SMALL = document(ruled([["a", "b"], ["1", "2"]]))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (document(Paragraph("Only words", STYLE)), "the PDF holds no ruled table"),
        (SMALL[: len(SMALL) // 3], "the PDF holds no ruled table|cut short or damaged"),
        (b"<html>404</html>", "no readable PDF"),
        (b"", "the file is empty"),
    ],
)
def test_a_file_without_the_table_is_refused(
    list_file: File, refused: Callable[..., str], data: bytes, says: str
) -> None:
    message = refused(read, list_file(data), {})
    assert any(part in message for part in says.split("|"))
