"""Columns of any table compared by kind: which level a pair of values reaches."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare.base import FieldComparison
from todos.pipeline.compare.dates import date_order, spelt_dates
from todos.pipeline.tables.columns import prepare
from todos.sources.tables.model import Column, TableModel
from todos.sources.tables.read import ID, column
from todos.sources.tables.texts import TEXTS

Level = Callable[[str | None, str | None], str]


def made(one: Column, *texts: str | None) -> FieldComparison:
    coded = pa.array(texts, pa.string()).dictionary_encode().cast(TEXTS)
    ids = pa.array(list(map(str, range(len(texts)))))
    table = pa.table({ID: ids, column(one.name): coded})
    (comparison,) = prepare(table, TableModel((one,))).comparisons
    return comparison


def level(one: Column, left: str | None, right: str | None) -> str:
    comparison = made(one, left, right, "filler 12-34", "another 56-78")
    codes, _ = comparison.levels(np.array([0]), np.array([1]))
    names = ["missing", *(each.name for each in comparison.comparison.levels)]
    return names[int(codes[0])]


@pytest.mark.parametrize(
    ("kind", "left", "right", "expected"),
    [
        ("category", "F", " f ", "same"),
        ("category", "F", "M", "different"),
        ("category", "F", None, "missing"),
        ("category", "F", "-", "missing"),
        ("identifier", "12-34 567.8", "12345678", "same"),
        ("identifier", "12345678", "12345687", "near"),
        ("identifier", "123456789", "123999789", "like"),
        ("identifier", "12345678", "87654321", "different"),
        ("place", "Añover del Tajo", "anover DEL TAJO", "same"),
        ("place", "Minsk", "Мінск", "same"),
        ("place", "Camagüey", "Camaguei", "near"),
        ("place", "Lugo", "Vigo", "different"),
        ("postcode", "SW1A 1AA", "sw1a1aa", "same"),
        ("postcode", "SW1A 1AA", "SW1A 1AB", "near"),
        ("postcode", "SW1A 1AA", "SW1A 9ZX", "area"),
        ("free_text", "12 High Street", "12, high street", "same"),
        ("free_text", "Highgate Mansions, Westfield", "Westfield, Highgate Mansions", "like"),
        ("free_text", "Highgate Mansions Westfield road 9", "near Highgate Mansions", "overlap"),
        ("free_text", "Highgate Mansions", "Rose Cottage", "different"),
        ("date", "1980-03-04", "19800304", "same"),
        ("date", "1980-03-04", "1980-03-04T00:00:00", "same"),
        ("date", "1980-03-04", "1980-03", "meets"),
        ("date", "1980-03-04", "1980", "meets"),
        ("date", "1980-03-04", "1980-04-03", "near"),
        ("date", "1980-03-04", "1980-03-05", "near"),
        ("date", "1980-03-04", "1980-11-04", "part_differs"),
        ("date", "1980-03-04", "1981-09-27", "year"),
        ("date", "1985", "1986", "year"),
        ("date", "1985", "1995", "different"),
        ("date", "1980-03-04", "1950-09-27", "different"),
        ("date", "unknown to all", "1950-09-27", "different"),
        ("date", "²²²²²²²²", "1950-09-27", "different"),
        ("year", "1980", "1980", "same"),
        ("year", "1980", "1982", "close"),
        ("year", "1980", "1990", "different"),
        ("number", "1.50", "1,5", "same"),
        ("number", "41", "42", "close"),
        ("number", "12000", "12400", "close"),
        ("number", "120", "820", "near"),
        ("number", "120", "87", "different"),
        ("number", "12 bis", "12 bis", "same"),
    ],
)
def test_levels(kind: str, left: str, right: str, expected: str) -> None:
    one = Column("value", kind)
    assert level(one, left, right) == expected
    assert level(one, right, left) == expected


def test_dates_that_no_calendar_has_agree_only_when_written_alike() -> None:
    one = Column("born", "date")
    assert level(one, "1980-13-41", "1980-13-41") == "same"
    assert level(one, "12345", "54321") == "different"


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["1980-03-04", "19991231"], "ymd"),
        (["3/4/1980", "25/12/1999"], "dmy"),
        (["3/4/1980", "12/25/1999"], "mdy"),
        (["3/4/1980"], "dmy"),
        ([], "dmy"),
    ],
)
def test_the_order_of_dates_is_told_by_those_that_can_be_read_in_one_only(
    texts: list[str], order: str
) -> None:
    assert date_order(pa.array(texts, pa.string())) == order


@given(st.dates(), st.sampled_from(["ymd", "dmy", "mdy"]))
def test_a_day_is_the_same_in_whichever_order_it_is_written(day: object, order: str) -> None:
    year, month, date = str(day).split("-")
    parts = {"y": year, "m": month, "d": date}
    text = "/".join(parts[part] for part in order)
    assert spelt_dates(pa.array([text]), order).to_pylist() == [year + month + date]


def test_a_level_switched_off_falls_to_the_next() -> None:
    assert level(Column("town", "place", off=("near",)), "Camagüey", "Camaguei") == "like"
    assert level(Column("town", "place", off=("near", "like")), "Camagüey", "Camaguei") == (
        "different"
    )


def test_own_probabilities_take_the_place_of_the_priors() -> None:
    one = Column("town", "place", levels={"near": {"m": 0.3}})
    declared = {each.name: each for each in made(one, "Lugo", "Vigo").comparison.levels}
    assert declared["near"].m == 0.3
    assert declared["same"].says == "the same town"


def test_agreement_on_a_rare_value_is_rarer() -> None:
    comparison = made(Column("town", "place"), "Lugo", "Lugo", *["Vigo"] * 14)
    _, bits = comparison.levels(np.array([0, 2]), np.array([1, 3]))
    assert bits[0] == pytest.approx(-3)
    assert bits[1] == pytest.approx(np.log2(14 / 16))


@given(
    st.sampled_from(
        ["category", "identifier", "place", "postcode", "free_text", "date", "year", "number"]
    ),
    st.lists(st.text(max_size=12), min_size=2, max_size=6),
)
def test_a_comparison_is_blind_to_which_record_stands_left(kind: str, texts: list[str]) -> None:
    filled = [*texts, "1980-03-04", "x y z"]
    comparison = made(Column("value", kind), *filled)
    left, right = (side.ravel() for side in np.indices((len(filled), len(filled))))
    one, _ = comparison.levels(left, right)
    two, _ = comparison.levels(right, left)
    assert (one == two).all()
    known = one[left == right] > 0
    assert (one[left == right][known] == 1).all()
