"""From kinds of columns to comparisons and key parts."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from todos.pipeline.tables.columns import Prepared, prepare
from todos.rules.problems import Refusal
from todos.sources.tables.model import Column, TableModel
from todos.sources.tables.read import ID, SOURCE, column
from todos.sources.tables.texts import TEXTS

Values = Sequence[str | None]


def prepared(kinds: Mapping[str, str], values: Mapping[str, Values], **more: Values) -> Prepared:
    size = len(next(iter(values.values())))
    columns: dict[str, Any] = {ID: pa.array(list(map(str, range(size))))}
    for name, texts in (*((column(name), each) for name, each in values.items()), *more.items()):
        columns[name] = pa.array(texts, pa.string()).dictionary_encode().cast(TEXTS)
    model = TableModel(tuple(Column(name, kind) for name, kind in kinds.items()), source=None)
    return prepare(pa.table(columns), model)


def fields(found: Prepared) -> list[str]:
    return [one.comparison.field for one in found.comparisons]


def shares(found: Prepared, part: str, left: int, right: int) -> bool:
    keys = found.parts[part]
    return bool(({*keys[left].tolist()} & {*keys[right].tolist()}) - {-1})


NAMES: dict[str, str] = {"first": "given_name", "last": "surname", "second": "surname"}
PEOPLE: dict[str, Values] = {
    "first": ["Ann", "Ann", "Roth"],
    "last": ["Roth", "Hill", "Ann"],
    "second": ["Hill", "Roth", None],
}


def test_all_columns_of_a_name_are_one_comparison_a_part() -> None:
    assert fields(prepared(NAMES, PEOPLE)) == ["given_names", "surnames"]


def test_surnames_in_the_other_order_and_swapped_names_share_a_key() -> None:
    found = prepared(NAMES, PEOPLE)
    assert shares(found, "surname_pair*", 0, 1)
    assert not shares(found, "surname", 0, 1)
    assert shares(found, "name_pair*", 0, 2)
    assert not shares(found, "given*", 0, 2)


def test_whole_names_split_otherwise_share_a_pair_of_words() -> None:
    found = prepared({"name": "full_name"}, {"name": ["Ann Roth Hill", "Ann Roth", "Bea Roth"]})
    assert fields(found) == ["given_names", "surnames"]
    assert shares(found, "name_pair*", 0, 1)
    assert not shares(found, "name_pair*", 0, 2)


def test_a_date_offers_its_year_and_its_day_but_nothing_that_it_does_not_know() -> None:
    found = prepared(
        {"born": "date"}, {"born": ["1980-03-04", "1999-03-04", "1980", "1980", "2000-01-01"]}
    )
    assert shares(found, "born.month_day", 0, 1)
    assert shares(found, "born.year", 0, 2)
    assert not shares(found, "born.month_day", 2, 3)
    assert (found.parts["born.year"][:, 0] >= 0).all()


def test_an_empty_column_is_told_and_left_out() -> None:
    found = prepared(
        {"town": "place", "zip": "postcode"}, {"town": ["Lugo", "Vigo"], "zip": [None, None]}
    )
    assert fields(found) == ["town"]
    assert found.notes == ("'zip' is empty",)


def test_a_table_without_any_value_is_refused() -> None:
    with pytest.raises(Refusal, match="no record has a value in zip"):
        prepared({"zip": "postcode"}, {"zip": [None, "-"]})


def test_what_was_found_in_the_table_stands_in_the_model() -> None:
    found = prepared(
        {"name": "surname", "born": "date"},
        {"name": ["Roth", "Hill"], "born": ["3/4/1980", "12/25/1999"]},
    )
    assert [(one.language, one.order) for one in found.model.columns] == [
        ("any", None),
        (None, "mdy"),
    ]


def test_sources_are_compared_where_there_are_several() -> None:
    town = {"town": ["Lugo", "Vigo"]}
    assert fields(prepared({"town": "place"}, town, **{SOURCE: ["a", "b"]}))[-1] == "same_source"
    assert fields(prepared({"town": "place"}, town, **{SOURCE: ["a", "a"]})) == ["town"]


@pytest.mark.parametrize("kind", ["place", "free_text", "identifier", "date"])
def test_the_order_of_records_changes_no_level(kind: str) -> None:
    texts = ["1980-03-04 a", "1980-03-05 a", "Lugo b", "Vigo b", None, "Lugo b"]
    order = np.random.default_rng(1).permutation(len(texts))
    one = prepared({"x": kind}, {"x": texts}).comparisons[0]
    two = prepared({"x": kind}, {"x": [texts[at] for at in order]}).comparisons[0]
    left, right = (side.ravel() for side in np.indices((len(texts), len(texts))))
    there, rarer = two.levels(left, right)
    here, rarity = one.levels(order[left], order[right])
    assert (there == here).all()
    assert rarer == pytest.approx(rarity)
