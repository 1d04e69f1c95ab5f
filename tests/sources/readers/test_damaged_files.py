"""Whatever bytes are delivered, a reader gives lines or says what is wrong; it never breaks."""

import io
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.platypus import SimpleDocTemplate, Table
from todos.rules.problems import ListError
from todos.sources.readers import READERS
from todos.sources.readers.line import Line
from todos.sources.readers.list_file import ListFile


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["ID", "Nombre"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf() -> bytes:
    out = io.BytesIO()
    table = Table([["ID", "Nombre"]], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    SimpleDocTemplate(out, invariant=1, pageCompression=0).build([table])
    return out.getvalue()


WHOLE = {
    "csv": 'ID,Nombre\n1,"José"\n'.encode(),
    "html": "<table><tr><td>№</td></tr></table>".encode(),
    "json": '{"ID": 1, "Nombre": ["José"]}\n'.encode(),
    "pdf": pdf(),
    "xlsx": xlsx(),
}


def lines_or_refusal(reader: str, content: bytes) -> list[Line] | ListError:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(content)
        try:
            return READERS[reader].read(ListFile("eighth_list", path, "list"), {})
        except ListError as error:
            return error


@pytest.mark.parametrize("reader", sorted(READERS))
def test_the_whole_file_is_read(reader: str) -> None:
    assert isinstance(lines_or_refusal(reader, WHOLE[reader]), list)


@pytest.mark.parametrize("reader", sorted(READERS))
@given(data=st.data())
@settings(max_examples=40)
def test_a_damaged_file_is_read_or_refused(reader: str, data: st.DataObject) -> None:
    content = bytearray(WHOLE[reader])
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)) | st.just(len(content)))
    found = lines_or_refusal(reader, bytes(content[:cut]))
    if isinstance(found, ListError):
        assert str(found).startswith("list")
    else:
        assert all(isinstance(cell, str) for line in found for cell in line.cells)


@pytest.mark.parametrize("reader", sorted(READERS))
@given(content=st.binary(max_size=200))
@settings(max_examples=30)
def test_arbitrary_bytes_are_read_or_refused(reader: str, content: bytes) -> None:
    lines_or_refusal(reader, content)
