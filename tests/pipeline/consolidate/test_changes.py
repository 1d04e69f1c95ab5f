"""What changed since the night before, and what did not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
from todos.pipeline.consolidate.changes import changes
from todos.rules import tables

Make = Callable[..., Any]
NOTHING = tables.schema("redirects").empty_table()


def leading(old: str, new: str, kind: str) -> pa.Table:
    row = {"old_person_id": old, "person_id": new, "kind": kind, "since": date(2026, 11, 13)}
    return pa.Table.from_pylist([row], schema=tables.schema("redirects"))


def between(before: Any, now: Any, redirects: pa.Table = NOTHING) -> list[tuple[Any, ...]]:
    table = changes(
        before.registry.persons,
        before.records,
        now.registry.persons,
        now.records,
        redirects,
    )
    assert tables.check("changes", table).equals(table)
    return [tuple(row.values()) for row in table.to_pylist()]


def test_the_first_night_changes_nothing(lists: Make) -> None:
    now = lists({"name": "Ana Roca"})
    assert changes(None, None, now.registry.persons, now.records, NOTHING).num_rows == 0


def test_the_same_lists_again_change_nothing(lists: Make) -> None:
    said = lists({"name": "Ana Roca", "birth": "1990"}, {"person_id": "Q", "sentence_months": 12})
    assert between(said, said) == []


def test_persons_come_and_go(lists: Make) -> None:
    assert between(lists({"person_id": "P"}), lists({"person_id": "Q"})) == [
        ("gone", "P", None, None, None, None),
        ("new", "Q", None, None, None, None),
    ]


GONE = {"listed": False}


def test_a_person_is_gone_on_the_night_on_which_no_list_names_them_any_more(lists: Make) -> None:
    here, one_left = lists({"sex": "f"}, {}), lists({"sex": "f"} | GONE, {})
    away = lists({"sex": "f"} | GONE, GONE)
    assert between(here, one_left) == []
    assert between(one_left, away) == [("gone", "P", None, None, None, None)]
    assert between(away, away) == []


def test_a_person_whom_a_list_names_again_is_back(lists: Make) -> None:
    away, here = lists({"sex": "f"} | GONE), lists({"sex": "f"})
    assert between(away, here) == [("back", "P", None, None, None, None)]


def test_a_snapshot_that_knew_no_departed_records_had_listed_ones(lists: Make) -> None:
    now, old = lists({"sex": "f"}), lists({"sex": "f"})
    place = old.records.schema.get_field_index("listed")
    unknown = pa.nulls(old.records.num_rows, pa.bool_())
    records = old.records.set_column(place, old.records.schema.field("listed"), unknown)
    persons = now.registry.persons
    assert changes(persons, records, persons, now.records, NOTHING).num_rows == 0
    (gone,) = changes(
        persons, records, persons, lists({"sex": "f"} | GONE).records, NOTHING
    ).to_pylist()
    assert gone["kind"] == "gone"


def test_a_release_is_a_change_of_status(lists: Make) -> None:
    before = lists({"custody_status": "imprisoned"})
    now = lists({"custody_status": "released", "release": "2026-11-01", "release_basis": "pardon"})
    assert between(before, now) == [
        ("status", "P", None, "custody_status", "imprisoned", "released"),
        ("status", "P", None, "release", None, "2026-11-01"),
        ("status", "P", None, "release_basis", None, "pardon"),
    ]


def test_a_spelling_or_a_date_mended_is_a_correction(lists: Make) -> None:
    before = lists({"name": "Ana Rosca", "arrest": "2021-07-12", "sentence_months": 12})
    now = lists({"name": "Ana Roca", "arrest": "2021-07-11", "sentence_months": 24})
    assert between(before, now) == [
        ("correction", "P", None, "arrest", "2021-07-12", "2021-07-11"),
        ("correction", "P", None, "name", "Ana Rosca", "Ana Roca"),
        ("correction", "P", None, "sentence_months", "12", "24"),
    ]


def test_an_age_read_again_in_a_later_edition_corrects_nothing(lists: Make) -> None:
    before, now = lists({"birth": "1990"}), lists({"birth": "1990-05"})
    assert between(before, now) == []
    assert [row[3] for row in between(before, lists({"birth": "1990-05-03"}))] == ["birth"]
    assert [row[3] for row in between(before, lists({"birth": "1993"}))] == ["birth"]
    assert [row[3] for row in between(before, lists({}))] == ["birth"]


def test_a_merged_person_is_not_gone(lists: Make) -> None:
    before = lists({"person_id": "P"}, {"person_id": "Q"})
    now = lists({"person_id": "P"}, {"person_id": "P"})
    assert between(before, now, leading("Q", "P", "merge")) == [
        ("merged", "P", "Q", None, None, None)
    ]


def test_a_person_who_is_two_of_before_under_a_third_id_is_not_new(lists: Make) -> None:
    before = lists({"person_id": "P"}, {"person_id": "Q"})
    now = lists({"person_id": "N"}, {"person_id": "N"})
    ways = pa.concat_tables([leading("P", "N", "merge"), leading("Q", "N", "merge")])
    assert between(before, now, ways) == [
        ("merged", "N", "P", None, None, None),
        ("merged", "N", "Q", None, None, None),
    ]


def test_an_undone_merge_is_a_split_and_no_new_person(lists: Make) -> None:
    before = lists({"person_id": "P"}, {"person_id": "P"})
    now = lists({"person_id": "P"}, {"person_id": "Q"})
    assert between(before, now, leading("P", "Q", "split")) == [
        ("split", "Q", "P", None, None, None)
    ]
    assert between(now, now, leading("P", "Q", "split")) == []


def test_redirects_of_earlier_nights_are_no_changes_of_tonight(lists: Make) -> None:
    said = lists({"person_id": "P"}, {"person_id": "Q"})
    assert between(said, said, leading("A", "P", "merge")) == []
    assert between(said, said, leading("P", "Q", "split")) == []


def test_a_record_that_goes_to_another_person_is_named(lists: Make) -> None:
    before = lists({"person_id": "P"}, {"person_id": "P"}, {"person_id": "Q"})
    now = lists({"person_id": "P"}, {"person_id": "Q"}, {"person_id": "Q"})
    assert between(before, now) == [("moved", "Q", "P", "record", None, "list1 r1")]
