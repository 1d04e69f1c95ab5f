"""CSV lists: what is read, with which row numbers, and what is refused."""

import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.sources.readers.csv_lines import read
from todos.sources.readers.list_file import ListFile

File = Callable[[bytes | str], ListFile]
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


def test_a_byte_order_mark_is_no_part_of_the_first_header(list_file: File) -> None:
    assert read(list_file(b"\xef\xbb\xbfID,Nombre\n"), {})[0].cells == ("ID", "Nombre")


def test_rows_are_counted_as_a_spreadsheet_counts_them(list_file: File) -> None:
    found = read(list_file('a,b\n\n"two\nlines",x\nlast,y\n'), {})
    assert [(line.number, line.cells) for line in found] == [
        (1, ("a", "b")),
        (2, ()),
        (3, ("two\nlines", "x")),
        (4, ("last", "y")),
    ]


def test_the_description_names_another_delimiter(list_file: File) -> None:
    assert read(list_file("a;b,c\n"), {"delimiter": ";"})[0].cells == ("a", "b,c")


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_is_written_as_csv_is_read_back(table: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(table)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
        found = read(ListFile("eighth_list", path, path.name), {})
    assert [list(line.cells) for line in found] == table


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \r\n", "the file is empty"),
        ("ID,Nombre\n1,José\n".encode("cp1252"), "row 2: the text is not UTF-8, it looks like Win"),
        ("ID,Имя\n1,Иванов\n".encode("cp1251"), "looks like Windows-1251"),
        ("ID,Nombre\n".encode("utf-16"), "UTF-16"),
        (b"ID\n1\n\0\n", "row 3: the text holds NUL bytes"),
        (b'ID,a\n1,"open\n2,b\n', "row 2: the row is not well-formed CSV"),
        (b'ID,a\n1,"quoted" twice\n', "row 2: the row is not well-formed CSV"),
        (b"ID,a\n1," + b"x" * 10_000_000, "row 2: a cell has 10,000,000 characters"),
        (b"ID" + b",x" * 600, "row 1: the row has 601 cells"),
    ],
)
def test_a_bad_file_is_refused_with_row_and_reason(
    list_file: File, refused: Callable[..., str], content: bytes, says: str
) -> None:
    message = refused(read, list_file(content), {})
    assert message.startswith("lista.xyz")
    assert says in message
    assert len(message) < 300


def test_a_wrong_encoding_comes_with_its_cure(list_file: File, refused: Callable[..., str]) -> None:
    assert "Save it as UTF-8" in refused(read, list_file("Peña".encode("cp1252")), {})


def test_a_missing_file_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    missing = ListFile("eighth_list", tmp_path / "none.csv", "none.csv")
    assert "cannot be opened (No such file" in refused(read, missing, {})


def test_the_limit_of_the_csv_module_is_as_before(list_file: File) -> None:
    before = csv.field_size_limit()
    read(list_file("a,b\n"), {})
    assert csv.field_size_limit() == before
