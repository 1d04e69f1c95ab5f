"""Records made list by list are those that are made of all lists at once."""

from pathlib import Path

import pyarrow as pa
import pytest
from todos.pipeline.normalise import by_list
from todos.pipeline.normalise.by_list import normalise_by_list
from todos.pipeline.normalise.records import Normalised, normalise
from todos.sources.adapter import read
from todos.sources.example import DAY, LISTS
from todos.sources.shelf import Shelf
from todos.sources.spec import shipped

Read = tuple[pa.Table, dict[tuple[str, str], str]]


@pytest.fixture(scope="module")
def example() -> Read:
    """The rows of all example lists, and the headers of their columns."""
    lists = {name: next((LISTS / name).iterdir()) for name in shipped()}
    deliveries = [read(shipped()[name], file, DAY) for name, file in lists.items()]
    headers = {(one.source, name): said for one in deliveries for name, said in one.columns.items()}
    published = pa.concat_tables([one.published for one in deliveries])
    return with_sex(published, "viasna", "of no known word"), headers


def with_sex(published: pa.Table, source: str, word: str) -> pa.Table:
    """The rows, in which one list says this word of the sex of all."""
    rows = published.select(["source", "sex"]).to_pylist()
    sexes = [word if row["source"] == source else row["sex"] for row in rows]
    place = published.schema.get_field_index("sex")
    return published.set_column(place, "sex", pa.array(sexes))


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each list that is truly normalised."""
    found: list[str] = []

    def noted(published: pa.Table, columns: dict[tuple[str, str], str]) -> Normalised:
        found.extend(str(one) for one in published["source"].unique().to_pylist())
        return normalise(published, columns)

    monkeypatch.setattr(by_list, "normalise", noted)
    return found


def test_list_by_list_is_as_all_at_once_and_nothing_is_done_twice(
    example: Read, tmp_path: Path, worked_out: list[str]
) -> None:
    expected = normalise(*example)
    assert expected.problems
    for _ in range(2):
        found = normalise_by_list(*example, Shelf(tmp_path), "v1")
        assert found.records.equals(expected.records)
        assert found.statements.equals(expected.statements)
        assert found.problems == expected.problems
    assert sorted(worked_out) == sorted(shipped())


def test_only_what_is_another_is_worked_out_again(
    example: Read, tmp_path: Path, worked_out: list[str]
) -> None:
    published, headers = example
    normalise_by_list(published, headers, Shelf(tmp_path), "v1")
    worked_out.clear()
    other = with_sex(published, "cubalex", "Femenino")
    found = normalise_by_list(other, headers, Shelf(tmp_path), "v1")
    assert worked_out == ["cubalex"]
    assert found.records.equals(normalise(other, headers).records)
    normalise_by_list(published, headers, Shelf(tmp_path), "v2")
    assert len(worked_out) == 1 + len(shipped())


def test_an_empty_table_has_no_records(example: Read, tmp_path: Path) -> None:
    nothing = normalise_by_list(example[0].slice(0, 0), {}, Shelf(tmp_path), "v1")
    assert (nothing.records.num_rows, nothing.statements.num_rows) == (0, 0)


def test_a_damaged_shelf_is_made_anew(example: Read, tmp_path: Path, worked_out: list[str]) -> None:
    expected = normalise_by_list(*example, Shelf(tmp_path), "v1")
    worked_out.clear()
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    assert normalise_by_list(*example, Shelf(tmp_path), "v1").records.equals(expected.records)
    assert sorted(worked_out) == sorted(shipped())
