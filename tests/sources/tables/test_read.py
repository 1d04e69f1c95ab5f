"""Several files as one table of texts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from todos.rules.problems import Refusal
from todos.sources.tables.model import Column, TableModel
from todos.sources.tables.read import ID, SOURCE, column, not_named, open_all, read_tables

MODEL = TableModel((Column("name", "full_name"), Column("town", "place")), id="no")


def files(folder: Path, **lists: str) -> Sequence[Path]:
    for name, text in lists.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [folder / f"{name}.csv" for name in lists]


def values(paths: Sequence[Path], model: TableModel, name: str) -> list[object]:
    return list(read_tables(open_all(paths), model)[name].to_pylist())


def test_files_follow_each_other_and_each_is_a_source(tmp_path: Path) -> None:
    paths = files(tmp_path, north="no,name,town\n1,Ana,Lugo\n", south="no,name\n1,Eva\n")
    assert values(paths, MODEL, SOURCE) == ["north", "south"]
    assert values(paths, MODEL, column("name")) == ["Ana", "Eva"]
    assert values(paths, MODEL, column("town")) == ["Lugo", None]


def test_a_single_file_has_no_source(tmp_path: Path) -> None:
    paths = files(tmp_path, one="no,name,town\n1,Ana,Lugo\n2,Eva,Lugo\n")
    assert SOURCE not in read_tables(open_all(paths), MODEL).column_names


def test_linking_across_sources_needs_sources(tmp_path: Path) -> None:
    across = replace(MODEL, within=False)
    paths = files(tmp_path, one="no,name,town\n1,Ana,Lugo\n2,Eva,Lugo\n", two="no,name\n1,Eva\n")
    assert values(paths, across, SOURCE) == ["one", "one", "two"]
    with pytest.raises(Refusal, match="Name the column of the source"):
        read_tables(open_all(paths[:1]), across)


def test_rows_are_numbered_where_nothing_names_them(tmp_path: Path) -> None:
    paths = files(tmp_path, one="name,town\nAna,Lugo\nEva,Lugo\n")
    assert values(paths, TableModel(MODEL.columns), ID) == ["1", "2"]


def test_columns_that_nobody_named_are_told(tmp_path: Path) -> None:
    paths = files(tmp_path, one="no,name,town,age,sex\n1,Ana,Lugo,3,f\n")
    assert not_named(open_all(paths), MODEL) == ("age", "sex")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no,nome,town\n1,Ana,Lugo\n", "nearest are: nome"),
        ("no,name,town\n1,Ana,Lugo\n", "too few"),
        ("no,name,town\n1,Ana,Lugo\n1,Eva,Lugo\n", "Two records have the id '1'"),
        ("no,name,town\n1,Ana,Lugo\n,Eva,Lugo\n", "Record 2 has no id"),
    ],
)
def test_a_table_that_cannot_be_linked_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Refusal, match=told):
        read_tables(open_all(files(tmp_path, one=text)), MODEL)
