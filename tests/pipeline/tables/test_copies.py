"""Columns that repeat others are left out, and none that says something of its own."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from todos.pipeline.tables.copies import left_out
from todos.sources.tables.model import Column, TableModel
from todos.sources.tables.read import ID, column
from todos.sources.tables.texts import TEXTS

FIRST = ["Ann", "Bea", "Cid", "Dora", "Eli", "Fay"]
TOWNS = ["Lugo", "Vigo", "Jaén", "Soria", "Ávila", "Lugo"]


def told(kinds: Mapping[str, str], values: Mapping[str, list[str]]) -> dict[str, str]:
    columns: dict[str, Any] = {ID: pa.array(list(map(str, range(len(FIRST)))))}
    for name, texts in values.items():
        columns[column(name)] = pa.array(texts, pa.string()).dictionary_encode().cast(TEXTS)
    model = TableModel(tuple(Column(name, kind) for name, kind in kinds.items()))
    return left_out(pa.table(columns), model)


def test_a_column_put_together_from_others_is_left_out() -> None:
    both = [f"{town}: {first}" for first, town in zip(FIRST, TOWNS, strict=True)]
    assert told(
        {"both": "free_text", "town": "place", "first": "given_name"},
        {"both": both, "town": TOWNS, "first": FIRST},
    ) == {"both": "it repeats town and first"}


def test_of_two_equal_columns_one_stays() -> None:
    found = told({"a": "place", "b": "place"}, {"a": TOWNS, "b": [t.upper() for t in TOWNS]})
    assert found == {"b": "it repeats a"}


def test_the_year_of_a_date_is_left_out() -> None:
    days = [f"19{60 + at}-0{at + 1}-1{at}" for at in range(6)]
    found = told({"born": "date", "year": "year"}, {"born": days, "year": [d[:4] for d in days]})
    assert found == {"year": "it repeats the year of born"}


def test_a_town_inside_an_address_stays_and_so_does_the_address() -> None:
    address = [f"{at} High Street {town}" for at, town in enumerate(TOWNS)]
    assert told({"at": "free_text", "town": "place"}, {"at": address, "town": TOWNS}) == {}


def test_a_whole_name_beside_its_parts_stays_because_it_fills_their_gaps() -> None:
    whole = [f"{first} Roth" for first in FIRST]
    assert told({"a": "given_name", "n": "full_name"}, {"a": FIRST, "n": whole}) == {}


def test_a_column_that_mostly_agrees_with_another_stays() -> None:
    moved = [*TOWNS[:4], "Huesca", "Teruel"]
    assert (
        told({"born_in": "place", "lives_in": "place"}, {"born_in": TOWNS, "lives_in": moved}) == {}
    )
