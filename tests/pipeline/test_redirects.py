"""Every id that was ever given leads to the person or persons that its records are now."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from todos.pipeline.redirects import as_known, settle, what_became_of
from todos.rules import tables

DAYS = [date(2026, 10, 30) + timedelta(days=night) for night in range(9)]
WAYS = tables.schema("redirects").names
HISTORY = ["source_record_id", "person_id", "run"]


def nights(*ways: tuple[str, str, str, int]) -> pd.DataFrame:
    """Redirects "old, new, kind, night"."""
    rows = [(old, new, kind, DAYS[night]) for old, new, kind, night in ways]
    return pd.DataFrame(rows, columns=WAYS)


def settled(alive: str, *ways: tuple[str, str, str, int]) -> list[tuple[str, str, str, int]]:
    table = settle(nights(*ways), set(alive))
    assert tables.check("redirects", table).equals(table)
    return [
        (row["old_person_id"], row["person_id"], row["kind"], DAYS.index(row["since"]))
        for row in table.to_pylist()
    ]


def history(*given: tuple[str, str, int]) -> pd.DataFrame:
    """Ids "record, id, night"."""
    rows = [(record, person, DAYS[night]) for record, person, night in given]
    return pd.DataFrame(rows, columns=HISTORY).assign(source="list")


def test_no_redirects_settle_to_none() -> None:
    assert settled("A") == []


def test_a_redirect_leads_to_the_last_person_in_one_step() -> None:
    found = settled("C", ("A", "B", "merge", 0), ("B", "C", "merge", 1))
    assert found == [("A", "C", "merge", 0), ("B", "C", "merge", 1)]


def test_an_id_merged_into_a_person_that_was_split_later_leads_to_all_parts() -> None:
    found = settled("BC", ("A", "B", "merge", 0), ("B", "C", "split", 1))
    assert found == [("A", "B", "merge", 0), ("A", "C", "split", 1), ("B", "C", "split", 1)]


def test_a_part_that_was_split_off_before_is_no_part() -> None:
    found = settled("BC", ("B", "C", "split", 0), ("A", "B", "merge", 1))
    assert found == [("A", "B", "merge", 1), ("B", "C", "split", 0)]


def test_a_person_split_off_and_merged_back_leaves_only_the_merge() -> None:
    found = settled("A", ("A", "B", "split", 0), ("B", "A", "merge", 1))
    assert found == [("B", "A", "merge", 1)]


def test_an_id_that_is_alive_again_is_merged_with_nobody() -> None:
    undone = [("B", "A", "merge", 0), ("A", "B", "split", 1)]
    assert settled("AB", *undone) == [("A", "B", "split", 1)]
    assert settled("A", *undone, ("B", "A", "merge", 2)) == [("B", "A", "merge", 2)]


def test_two_ids_that_swallowed_each_other_by_turns_make_no_circle() -> None:
    ways = [("A", "B", "merge", 0), ("B", "A", "split", 1), ("B", "A", "merge", 2)]
    assert settled("A", *ways) == [("B", "A", "merge", 2)]
    assert settled("", *ways) == []


def test_a_redirect_to_nobody_is_none() -> None:
    assert settled("C", ("A", "B", "merge", 0), ("C", "B", "split", 0)) == []


@pytest.mark.parametrize(
    ("back", "known"), [((), {"r": "B"}), ((("q", "A", 2),), {"r": "A", "q": "A"})]
)
def test_a_record_is_known_as_the_person_that_its_id_leads_to(
    back: tuple[tuple[str, str, int], ...], known: dict[str, str]
) -> None:
    given = history(("r", "A", 0), *back)
    newest = given.drop(columns="run")
    found = as_known(newest, given, nights(("A", "B", "merge", 1)))
    assert dict(zip(found["source_record_id"], found["person_id"], strict=True)) == known


def fate(person_id: str) -> tuple[str, list[tuple[str, str]], list[tuple[Any, ...]]]:
    """State, where to, and the records with the nights from and to which they had the id."""
    ways = settle(
        nights(
            ("B", "A", "merge", 1),
            ("A", "C", "split", 2),
            ("E", "A", "merge", 1),
            ("E", "F", "split", 1),
        ),
        set("ACF"),
    )
    given = history(
        ("a", "A", 0), ("b", "B", 0), ("b", "A", 1), ("b", "C", 2), ("d", "D", 0), ("e", "E", 0)
    )
    persons = pa.table({"person_id": ["A", "C", "F"]})
    found = what_became_of(person_id, ways, persons, given)
    night: dict[Any, int] = {day: number for number, day in enumerate(DAYS)}
    return (
        found.state,
        [(row["person_id"], row["kind"]) for row in found.leads_to.to_pylist()],
        [
            (row.source_record_id, night[row.since], night.get(row.until), row.now)
            for row in found.records.itertuples()
        ],
    )


def test_the_fate_of_a_living_id_names_its_records_and_what_was_split_off() -> None:
    assert fate("A") == ("alive", [("C", "split")], [("a", 0, None, "A"), ("b", 1, 2, "C")])
    assert fate("C") == ("alive", [], [("b", 2, None, "C")])


def test_the_fate_of_an_id_that_was_merged_away_names_all_whom_it_leads_to() -> None:
    assert fate("B") == ("split", [("A", "merge"), ("C", "split")], [("b", 0, 1, "C")])
    assert fate("E") == (
        "split",
        [("A", "merge"), ("C", "split"), ("F", "split")],
        [("e", 0, None, "E")],
    )


def test_an_id_without_records_or_never_given_is_said_to_be_so() -> None:
    assert fate("D") == ("gone", [], [("d", 0, None, "D")])
    assert fate("x'; --") == ("unknown", [], [])
