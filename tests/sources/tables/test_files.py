"""Tables in files: delimiters, encodings, types, and what cannot be read."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.rules.problems import Refusal
from todos.sources.tables.files import opened

WEST = 'id{d}name{d}town\n1{d}Ana Müller{d}Río\n2{d}"Eva ""la alta"""{d}"Baja, 3; o 4|5"\n'
SAID = [
    {"id": "1", "name": "Ana Müller", "town": "Río"},
    {"id": "2", "name": 'Eva "la alta"', "town": "Baja, 3; o 4|5"},
]


def texts(path: Path) -> list[dict[str, Any]]:
    file = opened(path)
    table = file.read(file.header, None)
    schema = pa.schema([(name, pa.string()) for name in table.column_names])
    return table.cast(schema).to_pylist()


def written(folder: Path, data: bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_usual_delimiter_and_encoding_is_read(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    data = WEST.format(d=delimiter).encode(encoding)
    assert texts(written(tmp_path, data)) == SAID


def test_bars_part_cells_too(tmp_path: Path) -> None:
    assert texts(written(tmp_path, b"a|b\n1|x,y\n2|z,w\n")) == [
        {"a": "1", "b": "x,y"},
        {"a": "2", "b": "z,w"},
    ]


def test_what_looks_like_a_number_or_a_gap_stays_text(tmp_path: Path) -> None:
    found = texts(written(tmp_path, b"zip,name\n007,NA\n1e3,None\n,null\n"))
    assert [row["zip"] for row in found] == ["007", "1e3", None]
    assert [row["name"] for row in found] == ["NA", "None", "null"]


def test_a_header_in_a_western_encoding_names_its_columns(tmp_path: Path) -> None:
    assert texts(written(tmp_path, "año,b\n1,2\n".encode("cp1252"))) == [{"año": "1", "b": "2"}]


def test_the_first_letter_beyond_ascii_may_come_late(tmp_path: Path) -> None:
    rows = b"name\n" + b"Ana\n" * 20_000 + "Begoña\n".encode("cp1252")
    assert texts(written(tmp_path, rows))[-1] == {"name": "Begoña"}


def test_a_line_break_inside_a_quoted_cell_does_not_end_the_row(tmp_path: Path) -> None:
    assert texts(written(tmp_path, b'a,b\n1,"x\ny"\n')) == [{"a": "1", "b": "x\ny"}]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"a,b\n1,2\n3\n", "row #3"),
        (b"a,a\n1,2\n", "two columns 'a'"),
        (b"a,b\n\x00\x01,2\n", "neither text nor Parquet"),
        ("имя,город\nАнна,Минск\n".encode("cp1251"), "Windows-1251"),
        (b"PAR1 and then nothing", "is damaged"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_by_name(
    tmp_path: Path, data: bytes, told: str
) -> None:
    path = written(tmp_path, data)
    with pytest.raises(Refusal, match=r"list\.csv") as refusal:
        texts(path)
    assert told.lower() in str(refusal.value).lower()


def test_parquet_of_any_type_is_read_as_the_text_that_a_person_would_write(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "born": pd.Series(["1980-03-01", pd.NaT], dtype="datetime64[ns]"),
            "age": [41.0, None],
            "height": [1.5, 2.0],
            "town": pd.Categorical(["Lugo", None]),
            "blank": ["", "x"],
            "alive": [True, False],
        }
    )
    frame.to_parquet(tmp_path / "list.parquet")
    assert texts(tmp_path / "list.parquet") == [
        {
            "born": "1980-03-01",
            "age": "41",
            "height": "1.5",
            "town": "Lugo",
            "blank": None,
            "alive": "true",
        },
        {"born": None, "age": None, "height": "2", "town": None, "blank": "x", "alive": "false"},
    ]


def test_a_column_of_lists_is_no_column_of_values(tmp_path: Path) -> None:
    pd.DataFrame({"names": [["a"], ["b"]]}).to_parquet(tmp_path / "list.parquet")
    with pytest.raises(Refusal, match="'names'"):
        texts(tmp_path / "list.parquet")


_CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=6))
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "list.csv"
    frame = pd.DataFrame(rows, columns=["one", "two", "three"])
    frame.to_csv(path, index=False, quoting=1)
    assert [tuple(row.values()) for row in texts(path)] == rows
