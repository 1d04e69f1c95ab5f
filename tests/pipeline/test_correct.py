"""Corrections: the right words count, the list's own words stay, and nothing is corrected twice."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.correct import Corrected, corrected, original_words
from todos.pipeline.normalise.records import normalise
from todos.rules.tables import check, schema

Row = Mapping[str, Any]
ANA = {
    "given_names": "Ana",
    "surnames": "Quintasol Robleda",
    "sex": "F",
    "arrest": "11/07/2021",
    "province": "Holguín",
    "municipality": "Holguín",
    "age_at_arrest": "41",
}


def published(*rows: Row) -> pa.Table:
    """Rows of one list, with the keys r0, r1, …"""
    every = []
    for place, row in enumerate(rows):
        one = dict.fromkeys(schema("published").names) | {
            "source": "list_a",
            "source_record_id": f"r{place}",
            "country": "CU",
            "edition": pd.Timestamp("2026-10-30").date(),
            "file": "list.csv",
            "row": place + 2,
            "linkable": True,
            "publishable": True,
            "weak": False,
            "listed": True,
            "language": "es",
            "name_order": "given_first",
            "raw": "{}",
        }
        every.append(one | dict(row))
    return check("published", pa.Table.from_pylist(every, schema=schema("published")))


def asked(*corrections: tuple[str, str, str | None, str | None]) -> pd.DataFrame:
    """Corrections from (record, field, says, should be), numbered from 1."""
    columns = ["correction_id", "source", "source_record_id", "field", "says", "should_be"]
    rows = [(number, "list_a", *one) for number, one in enumerate(corrections, start=1)]
    return pd.DataFrame(rows, columns=columns)


def outcome(found: Corrected) -> dict[int, str]:
    """What became of each correction."""
    names = ("applied", "adopted", "outdated", "unknown")
    return {int(n): name for name in names for n in getattr(found, name)["correction_id"]}


def claims(found: Corrected) -> dict[str, tuple[str, str, str | None]]:
    """Value, words and correction of the statements of the first record, by field."""
    said = original_words(normalise(found.published, {}).statements, found.applied).to_pylist()
    return {
        one["field"]: (one["value"], one["original"], one["correction"])
        for one in said
        if one["source_record_id"] == "r0"
    }


def test_the_right_words_count_and_the_lists_own_words_stay() -> None:
    found = corrected(published(ANA), asked(("r0", "arrest", "11/07/2021", "17/07/2021")))
    assert found.published["arrest"].to_pylist() == ["17/07/2021"]
    assert found.published["raw"].to_pylist() == ["{}"]
    told = claims(found)
    assert told["arrest"] == ("2021-07-17", "11/07/2021", "1")
    assert told["sex"] == ("female", "F", None)


def test_what_a_list_does_not_say_can_be_filled_in_and_what_is_wrong_taken_out() -> None:
    corrections = asked(("r0", "birth", "", "05/03/1980"), ("r0", "sex", "F", None))
    told = claims(corrected(published(ANA), corrections))
    assert told["birth"] == ("1980-03-05", "", "1")
    assert "sex" not in told


def test_both_parts_of_a_name_go_back_to_the_words_of_the_list() -> None:
    corrections = asked(
        ("r0", "given_names", "Ana", "Hannah"),
        ("r0", "surnames", "Quintasol Robleda", "Quintanilla"),
    )
    told = claims(corrected(published(ANA), corrections))
    assert told["name"] == ("Hannah Quintanilla", "Ana Quintasol Robleda", "1, 2")


def test_words_that_stand_in_two_fields_go_back_only_where_they_were_wrong() -> None:
    row = {**ANA, "province": "Granma"}
    told = claims(corrected(published(row), asked(("r0", "province", "Granma", "Holguín"))))
    assert told["province"][1:] == ("Granma", "1")
    assert told["municipality"][1:] == ("Holguín", None)


@pytest.mark.parametrize(
    ("now", "became"),
    [
        ("Holguín", "applied"),
        (" Holguín ", "applied"),
        ("Granma", "adopted"),
        ("Las Tunas", "outdated"),
        (None, "outdated"),
    ],
)
def test_each_correction_is_told_what_became_of_it(now: str | None, became: str) -> None:
    table = published({**ANA, "province": now})
    found = corrected(table, asked(("r0", "province", "Holguín", "Granma")))
    assert outcome(found) == {1: became}
    expected = "Granma" if became == "applied" else now
    assert found.published["province"].to_pylist() == [expected]


def test_a_record_that_is_not_there_is_told() -> None:
    found = corrected(published(ANA), asked(("r7", "province", "Holguín", "Granma")))
    assert outcome(found) == {1: "unknown"}


def test_a_record_that_left_its_list_stays_corrected() -> None:
    table = published({**ANA, "listed": False})
    corrections = asked(
        ("r0", "province", "Holguín", "Granma"), ("r0", "arrest", "01/01/2021", "02/01/2021")
    )
    found = corrected(table, corrections)
    assert outcome(found) == {1: "applied", 2: "unknown"}
    assert found.published["province"].to_pylist() == ["Granma"]


def test_of_two_corrections_of_the_same_words_the_first_holds() -> None:
    corrections = asked(
        ("r0", "province", "Holguín", "Granma"),
        ("r0", "province", " Holguín", "Las Tunas"),
        # of words that the list never said
        ("r0", "province", "Granma", "Guantánamo"),
    )
    found = corrected(published(ANA), corrections)
    assert outcome(found) == {1: "applied", 2: "outdated", 3: "outdated"}


def test_without_corrections_nothing_changes() -> None:
    table = published(ANA, ANA)
    found = corrected(table, asked())
    assert found.published.equals(table)
    assert outcome(found) == {}
    statements = normalise(table, {}).statements
    assert original_words(statements, found.applied).equals(statements)


def every_word(table: pa.Table) -> dict[tuple[str, str], str]:
    """What each record says in the two fields."""
    rows = table.select(["source_record_id", "province", "prison"]).to_pylist()
    return {
        (row["source_record_id"], field): row[field] or ""
        for row in rows
        for field in ("province", "prison")
    }


WORDS = st.sampled_from(["Holguín", "Granma", "Las Tunas", ""])
CORRECTIONS = st.lists(
    st.tuples(
        st.sampled_from(["r0", "r1", "r2"]), st.sampled_from(["province", "prison"]), WORDS, WORDS
    ),
    max_size=6,
)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=2), CORRECTIONS)
@settings(max_examples=40)
def test_every_correction_is_told_once_and_only_the_applied_change_anything(
    rows: list[tuple[str, str]], made: list[tuple[str, str, str, str]]
) -> None:
    table = published(*({"province": one or None, "prison": two or None} for one, two in rows))
    found = corrected(table, asked(*made))
    assert sorted(outcome(found)) == list(range(1, len(made) + 1))
    said, now = every_word(table), every_word(found.published)
    for one in found.applied.to_dict("records"):
        place = (one["source_record_id"], one["field"])
        assert said.pop(place) == one["says"]
        assert now.pop(place) == one["should_be"]
    assert now == said
