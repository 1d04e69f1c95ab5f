"""Blocking passes chosen for a table: within the budget, and where its records can meet."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from todos.pipeline.tables.columns import prepare
from todos.pipeline.tables.passes import EVERYBODY, choose, given, met_by
from todos.pipeline.tables.table_keys import KeyParts
from todos.rules.problems import Refusal
from todos.sources.tables.model import Column, TableModel
from todos.sources.tables.read import ID, column
from todos.sources.tables.texts import TEXTS

RECORDS = 3000
BUDGET = 40_000
KINDS = {
    "first": "given_name",
    "last": "surname",
    "born": "date",
    "town": "place",
    "sex": "category",
}


def parts(missing: str | None = None, seed: int = 0) -> KeyParts:
    """Key parts of invented people; `missing` names a column that hardly anybody has."""
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnoprstuvw"))

    def words(count: int) -> np.ndarray:
        return np.array(["".join(rng.choice(letters, 6)) for _ in range(count)])

    values = {
        "first": words(60)[rng.integers(0, 60, RECORDS)],
        "last": words(300)[rng.integers(0, 300, RECORDS)],
        "born": (np.datetime64("1950-01-01") + rng.integers(0, 15_000, RECORDS)).astype(str),
        "town": words(40)[rng.integers(0, 40, RECORDS)],
        "sex": np.array(["f", "m"])[rng.integers(0, 2, RECORDS)],
    }
    columns: dict[str, Any] = {ID: pa.array(list(map(str, range(RECORDS))))}
    for name, texts in values.items():
        blank = rng.random(RECORDS) < (0.98 if name == missing else 0.0)
        coded = pa.array(texts.tolist(), pa.string(), mask=blank).dictionary_encode()
        columns[column(name)] = coded.cast(TEXTS)
    model = TableModel(tuple(Column(name, kind) for name, kind in KINDS.items()))
    return prepare(pa.table(columns), model).parts


@pytest.fixture(scope="module")
def people() -> KeyParts:
    return parts()


@pytest.mark.parametrize("budget", [2_000, BUDGET, 300_000])
def test_the_passes_stay_within_the_budget(people: KeyParts, budget: int) -> None:
    chosen = choose(people, RECORDS, budget, 5000)
    assert 0 < sum(one.pairs for one in chosen.passes) <= budget


def test_more_pairs_bring_more_recall(people: KeyParts) -> None:
    few, many = (choose(people, RECORDS, budget, 5000).expected for budget in (2_000, 300_000))
    assert few is not None
    assert many is not None
    assert few < many <= 1


def test_no_column_is_needed_by_every_pass(people: KeyParts) -> None:
    columns = [set(one.parts) for one in met_by(choose(people, RECORDS, BUDGET, 5000), people)]
    assert not set.intersection(*columns)


def test_a_column_that_hardly_anybody_has_is_relied_on_by_none() -> None:
    chosen = choose(parts(missing="born"), RECORDS, BUDGET, 5000)
    assert not any(part.startswith("born") for one in chosen.passes for part in one.parts)


def test_the_choice_is_the_same_each_time(people: KeyParts) -> None:
    one, two = (choose(people, RECORDS, BUDGET, 5000).parts for _ in range(2))
    assert one == two


def test_all_pairs_are_compared_where_they_fit(people: KeyParts) -> None:
    chosen = choose(people, RECORDS, RECORDS * RECORDS, 5000)
    assert [one.parts for one in chosen.passes] == [(EVERYBODY,)]
    assert chosen.passes[0].pairs == RECORDS * (RECORDS - 1) // 2
    assert chosen.parts is None


def test_a_budget_that_no_pass_fits_into_is_refused(people: KeyParts) -> None:
    with pytest.raises(Refusal, match="pairs_per_record"):
        choose(people, RECORDS, 1, 5000)


def test_passes_that_a_model_names_are_taken_as_they_are(people: KeyParts) -> None:
    chosen = given([["town", "born.year"], ["surname*"]], people, 5000)
    assert chosen.parts == (("town", "born.year"), ("surname*",))


def test_a_key_part_that_is_not_there_is_told_with_the_nearest(people: KeyParts) -> None:
    with pytest.raises(Refusal, match=r"'born\.yaer'.*'born\.year'"):
        given([["born.yaer"]], people, 5000)
