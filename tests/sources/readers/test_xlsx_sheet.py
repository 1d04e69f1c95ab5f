"""Spreadsheets: cells as text, the sheet that holds the list, and workbooks that are refused."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
from todos.sources.readers.list_file import ListFile
from todos.sources.readers.xlsx_sheet import read

File = Callable[[bytes | str], ListFile]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook in which one part is other than it was."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.infolist():
            text = old.read(part)
            new.writestr(part.filename, change(text) if part.filename == name else text)
    return out.getvalue()


SMALL = workbook(LISTADO=[["ID", "Nombre"], [1, "Ana"]])


def test_cells_are_text_as_a_user_reads_them(list_file: File) -> None:
    row: list[object] = [
        33,
        33.0,
        2.5,
        None,
        True,
        date(2021, 7, 11),
        datetime(2021, 7, 11, 14, 5),
        " a ",
    ]
    found = read(list_file(workbook(LISTADO=[row])), {})
    assert found[0].cells == (
        "33", "33", "2.5", "", "TRUE", "2021-07-11", "2021-07-11 14:05:00", " a ",
    )  # fmt: skip


def test_rows_have_the_numbers_and_the_width_of_the_sheet(list_file: File) -> None:
    found = read(list_file(workbook(LISTADO=[["title"], [], ["a", "b", "c"]])), {})
    assert [(line.number, line.cells) for line in found] == [
        (1, ("title", "", "")),
        (2, ("", "", "")),
        (3, ("a", "b", "c")),
    ]


def test_a_wrong_declared_size_hides_no_row(list_file: File) -> None:
    data = with_part(
        SMALL, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:A1"')
    )
    assert data != SMALL
    assert [line.cells for line in read(list_file(data), {})] == [("ID", "Nombre"), ("1", "Ana")]


def test_an_empty_sheet_beside_the_list_does_no_harm(list_file: File) -> None:
    assert len(read(list_file(workbook(LISTADO=[["a"]], Hoja2=[])), {})) == 1


def test_two_filled_sheets_need_a_name(list_file: File, refused: Callable[..., str]) -> None:
    data = workbook(LISTADO=[["a"]], Notas=[["b"]])
    assert "those with cells: 'LISTADO', 'Notas'" in refused(read, list_file(data), {})
    assert read(list_file(data), {"sheet": "Notas"})[0].cells == ("b",)


def bomb() -> bytes:
    return with_part(SMALL, "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 30_000_000)


def many_parts() -> bytes:
    """Each part below the ratio, all of them together beyond every list."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for number in range(250):
            book.writestr(f"xl/media/{number}.bin", bytes(1_000_000))
    return out.getvalue()


def entities(xml: bytes) -> bytes:
    start = xml.index(b"<worksheet")
    return xml[:start] + b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml[start:]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (SMALL[: len(SMALL) // 2], "cut short or damaged"),
        (b"ID,Nombre\n1,Ana\n", "no readable XLSX workbook"),
        (with_part(SMALL, "xl/workbook.xml", lambda xml: xml[:80]), "cut short or damaged"),
        (
            with_part(SMALL, "xl/worksheets/sheet1.xml", lambda xml: xml[:-60]),
            "cut short or damaged",
        ),
        (bomb(), "may be a zip bomb"),
        (many_parts(), "may be a zip bomb"),
        (with_part(SMALL, "xl/worksheets/sheet1.xml", entities), "declares XML entities"),
        (workbook(LISTADO=[]), "those with cells: none"),
        (workbook(LISTADO=[["x"] * 600]), "row 1: the row has 600 cells"),
    ],
)
def test_a_bad_workbook_is_refused(
    list_file: File, refused: Callable[..., str], data: bytes, says: str
) -> None:
    assert says in refused(read, list_file(data), {})
