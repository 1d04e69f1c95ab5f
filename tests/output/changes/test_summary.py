"""The changes are counted by person, told in the order in which they matter, and cut honestly."""

from collections.abc import Callable
from datetime import date
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.output.changes.summary import Fact, Summary, summarise
from todos.rules.tables import schema

Told = Callable[..., Summary]
KINDS = ("new", "gone", "back", "merged", "split", "moved", "status", "correction")


def status(person_id: str, after: str) -> dict[str, str]:
    row = {"kind": "status", "person_id": person_id, "field": "custody_status"}
    return row | {"before": "imprisoned", "after": after}


def test_a_person_with_three_changed_values_is_one_entry(told: Told) -> None:
    rows = [
        {"kind": "status", "person_id": "CU-1", "field": field, "after": after}
        for field, after in (
            ("release_basis", "parole"),
            ("release", "2026-11-01"),
            ("custody_status", "released"),
        )
    ]
    (section,) = told(rows, {"CU-1": "Ana Ruiz Soto"}).sections
    assert section.counts == {"CU": 1}
    assert section.entries[0].name == "Ana Ruiz Soto"
    assert section.entries[0].facts == (
        Fact("Status", "not known", "released"),
        Fact("Release", "not known", "1 November 2026"),
        Fact("Ground", "not known", "parole"),
    )


def test_deaths_and_releases_come_before_what_matters_less(told: Told) -> None:
    rows = [
        status("CU-1", "awaiting_trial"),
        status("CU-2", "released"),
        status("CU-3", "died"),
        {"kind": "status", "person_id": "CU-4", "field": "release", "after": "2026-11-01"},
    ]
    names = {"CU-1": "Ana", "CU-2": "Berta", "CU-3": "Carla", "CU-4": "Aida"}
    (section,) = told(rows, names).sections
    assert [entry.name for entry in section.entries] == ["Carla", "Berta", "Ana", "Aida"]


def test_what_does_not_fit_is_counted(told: Told) -> None:
    rows = [{"kind": "new", "person_id": f"CU-{number:03}"} for number in range(30)]
    (section,) = told(rows, {}, most=7).sections
    assert (section.total, len(section.entries), section.left_out) == (30, 7, 23)


def test_who_is_no_more_is_named_as_before(told: Told) -> None:
    rows = [{"kind": "merged", "person_id": "CU-1", "other_person_id": "CU-2"}]
    (section,) = told(rows, {"CU-1": "Ana Ruiz"}, {"CU-1": "A. R.", "CU-2": "Anna Ruiz"}).sections
    (entry,) = section.entries
    assert (entry.name, entry.note, entry.other_id) == ("Ana Ruiz", "was", "CU-2")
    assert entry.other_name == "Anna Ruiz"


def test_a_person_merged_with_two_others_is_told_twice(told: Told) -> None:
    rows = [
        {"kind": "merged", "person_id": "CU-1", "other_person_id": other}
        for other in ("CU-2", "CU-3")
    ]
    (section,) = told(rows, {"CU-1": "Ana Ruiz"}).sections
    assert [entry.other_id for entry in section.entries] == ["CU-2", "CU-3"]


def test_records_that_moved_are_named_without_a_value_before(told: Told) -> None:
    rows = [
        {"kind": "moved", "person_id": "CU-1", "other_person_id": "CU-2", "field": "record"}
        | {"after": "cubalex 17"}
    ]
    (section,) = told(rows, {}).sections
    assert section.entries[0].facts == (Fact("Record", "", "cubalex 17"),)


def test_the_first_snapshot_and_a_quiet_night_say_so(told: Told) -> None:
    assert "no" in told([], {}, since=None).lead
    assert "first snapshot" in told([], {}, since=None).lead
    assert told([], {}).lead == "Nothing has changed since 30 October 2026."


def test_persons_are_found_in_no_table_at_all() -> None:
    days = (None, date(2026, 10, 30))
    told = summarise(schema("changes").empty_table(), [], days, "public", "nowhere")
    assert told.sections == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_of_its_own(told: Told, kind: str) -> None:
    (section,) = told([{"kind": kind, "person_id": "CU-1"}], {}).sections
    assert section.title != kind
    assert section.meaning != "A change of another kind."


person_ids = st.sampled_from(["CU-1", "CU-2", "BY-1", "BY-2"])
rows = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([*KINDS, "odd"]),
        "person_id": person_ids,
        "other_person_id": st.none() | person_ids,
        "field": st.sampled_from([None, "name", "custody_status", "release"]),
        "before": st.none() | st.text(max_size=5),
        "after": st.none() | st.text(max_size=5),
    }
)


@settings(max_examples=25)
@given(st.lists(rows, max_size=12), st.integers(1, 3), st.randoms(use_true_random=False))
def test_every_person_is_counted_once_a_kind_whatever_the_order(
    found: list[dict[str, str | None]], most: int, random: Random
) -> None:
    def told(some: list[dict[str, str | None]]) -> Summary:
        table = pa.Table.from_pylist(some, schema=schema("changes"))
        return summarise(table, [], (None, date(2026, 1, 1)), "public", "", most=most)

    summary = told(found)
    for section in summary.sections:
        pairs = {
            (row["person_id"], row["other_person_id"] or "")
            for row in found
            if row["kind"] == section.kind
        }
        assert section.total == len(pairs)
        assert len(section.entries) == min(most, len(pairs))
    assert {section.kind for section in summary.sections} == {row["kind"] for row in found}
    shuffled = list(found)
    random.shuffle(shuffled)
    assert [s.counts for s in told(shuffled).sections] == [s.counts for s in summary.sections]
