"""Person ids last, are never given twice, and say when they are misspelt."""

import itertools
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.identify import (
    SYMBOLS,
    Identified,
    check_symbol,
    identify,
    is_person_id,
    new_person_id,
    settle,
)
from todos.rules import tables

NIGHT = date(2026, 10, 30)
LATER = date(2026, 11, 13)
NOBODY = pd.DataFrame(columns=["source", "source_record_id", "person_id"])
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def records(*keys: str, weak: str = "", anonymous: str = "") -> pa.Table:
    """Records "a", "b", …; those named in `weak` and `anonymous` are so."""
    rows: list[dict[str, Any]] = [
        {
            "source": "list",
            "source_record_id": key,
            "country": "CU",
            "linkable": key not in anonymous,
            "publishable": True,
            "weak": key in weak,
            "listed": True,
            "name": f"Name {key}",
        }
        for key in keys
    ]
    schema = tables.schema("records")
    full = [{name: row.get(name) for name in schema.names} for row in rows]
    return pa.Table.from_pylist(full, schema=schema)


def persons(found: Identified) -> dict[str, str | None]:
    rows = found.records.to_pylist()
    return {row["source_record_id"]: row["person_id"] for row in rows}


def identify_groups(
    groups: str,
    before: Identified | None = None,
    used: set[str] | None = None,
    weak: str = "",
    since: date = NIGHT,
) -> Identified:
    """Identify clusters written "ab c": a and b are one, c is another."""
    keys = groups.replace(" ", "")
    of = {key: number for number, group in enumerate(groups.split()) for key in group}
    last = NOBODY if before is None else before.records.to_pandas().dropna(subset=["person_id"])
    given_ids = set(last["person_id"]) if used is None else used
    labels = np.array([of[key] for key in keys], dtype=np.int64)
    return identify(records(*keys, weak=weak), labels, last, given_ids, since)


def ways(found: Identified) -> set[tuple[str, str, str]]:
    rows = found.redirects.to_pylist()
    return {(row["old_person_id"], row["person_id"], row["kind"]) for row in rows}


ids = st.builds(
    lambda country, key: new_person_id(country, "list", key, set()),
    st.text(LETTERS, min_size=2, max_size=2),
    st.text(min_size=1, max_size=5),
)


@given(ids)
def test_a_new_id_is_a_valid_id(person_id: str) -> None:
    assert is_person_id(person_id)


@given(ids)
def test_any_single_wrong_character_is_found(person_id: str) -> None:
    for place, right in enumerate(person_id):
        for wrong in LETTERS + "0123456789-":
            if wrong != right:
                assert not is_person_id(person_id[:place] + wrong + person_id[place + 1 :])


@given(ids)
def test_any_swap_of_neighbours_is_found(person_id: str) -> None:
    places = [place for place, symbol in enumerate(person_id) if symbol != "-"]
    for left, right in itertools.pairwise(places):
        swapped = list(person_id)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        if person_id[left] != person_id[right]:
            assert not is_person_id("".join(swapped))


def test_an_id_can_be_spoken() -> None:
    assert len(SYMBOLS) == 32
    assert not set(SYMBOLS) & set("ILOU")


@pytest.mark.parametrize(
    "text", ["", "CU", "CU-", "cu-7q4m-k2", "CU-7Q4M-K22", "CUX7Q4M-K2", "CU7-Q4M-K2"]
)
def test_what_is_no_id_is_none(text: str) -> None:
    assert not is_person_id(text)


def test_the_check_symbol_depends_on_the_country() -> None:
    assert check_symbol("CU", "7Q4MK") != check_symbol("BY", "7Q4MK")


def test_a_taken_id_is_never_given_again() -> None:
    first = new_person_id("CU", "list", "a", set())
    second = new_person_id("CU", "list", "a", {first})
    assert second != first
    assert is_person_id(second)
    assert persons(identify_groups("a", used={first})) == {"a": second}


@settings(max_examples=15)
@given(st.permutations("abcdefg"))
def test_the_order_of_records_and_the_labels_change_no_id(order: list[str]) -> None:
    of = {"a": 5, "b": 5, "c": 2, "d": 9, "e": 9, "f": 9, "g": 0}
    renamed = {5: 11, 2: 10, 9: 3, 0: 7}
    straight = identify(records(*of), np.array(list(of.values())), NOBODY, set(), NIGHT)
    labels = np.array([renamed[of[key]] for key in order])
    assert persons(identify(records(*order), labels, NOBODY, set(), NIGHT)) == persons(straight)


def test_a_person_keeps_the_id_when_a_smaller_key_joins() -> None:
    first = identify_groups("bc")
    second = identify_groups("abc", first)
    assert persons(second)["a"] == persons(first)["b"]
    assert second.redirects.num_rows == 0


def test_a_changed_spelling_changes_no_id() -> None:
    first = identify_groups("ab c")
    changed = records("a", "b", "c")
    place = changed.schema.get_field_index("name")
    names = pa.array(["Ana", "Anna", "Otra"])
    changed = changed.set_column(place, changed.schema.field("name"), names)
    before = first.records.to_pandas()
    again = identify(changed, np.array([0, 0, 1]), before, set(before["person_id"]), LATER)
    assert persons(again) == persons(first)


def test_merged_persons_leave_a_redirect_from_the_smaller() -> None:
    first = identify_groups("ab c")
    second = identify_groups("abc", first, since=LATER)
    kept, gone = persons(first)["a"], persons(first)["c"]
    assert set(persons(second).values()) == {kept}
    assert second.redirects.to_pylist() == [
        {"old_person_id": gone, "person_id": kept, "kind": "merge", "since": LATER}
    ]


def test_equal_halves_merge_under_the_smaller_id() -> None:
    first = identify_groups("a b")
    second = identify_groups("ab", first)
    assert set(persons(second).values()) == {min(filter(None, persons(first).values()))}


def test_the_larger_part_of_a_split_keeps_the_id() -> None:
    first = identify_groups("abc")
    second = identify_groups("ab c", first)
    old = persons(first)["a"]
    new = persons(second)["c"]
    assert persons(second)["a"] == old
    assert new != old
    assert ways(second) == {(old, new, "split")}


def test_a_part_of_one_person_that_joins_another_takes_no_new_id() -> None:
    first = identify_groups("abc de")
    second = identify_groups("ab cde", first)
    assert persons(second)["c"] == persons(first)["d"]
    assert persons(second)["a"] == persons(first)["a"]
    assert ways(second) == set()


def test_weak_records_alone_make_no_person() -> None:
    found = persons(identify_groups("ab c", weak="bc"))
    assert found["a"] == found["b"] is not None
    assert found["c"] is None


def test_weak_evidence_carries_no_id_to_another_person() -> None:
    first = identify_groups("ab c", weak="b")
    second = identify_groups("a bc", first, weak="b")
    assert persons(second)["a"] == persons(first)["a"]
    assert persons(second)["c"] == persons(first)["c"]
    assert ways(second) == set()


def test_anonymised_records_are_persons_of_their_own() -> None:
    found = identify(records("a", "b", "c", anonymous="ab"), np.zeros(3, int), NOBODY, set(), NIGHT)
    assert len(set(persons(found).values())) == 3


def test_labels_that_do_not_fit_the_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="1 cluster labels for 2 records"):
        identify(records("a", "b"), np.array([0]), NOBODY, set(), NIGHT)


labels = st.lists(st.integers(0, 4), min_size=8, max_size=8)
weak_keys = st.sets(st.sampled_from("abcdefgh")).map(lambda keys: "".join(sorted(keys)))


@settings(max_examples=25)
@given(labels, labels, weak_keys)
def test_from_night_to_night_the_laws_of_ids_hold(
    first: list[int], second: list[int], weak: str
) -> None:
    rows = records(*"abcdefgh", weak=weak)
    before = identify(rows, np.array(first), NOBODY, set(), NIGHT)
    last = before.records.to_pandas().dropna(subset=["person_id"])
    used = set(last["person_id"]) | {"CU-0000-00"}
    now = identify(rows, np.array(second), last, used, LATER)
    found = persons(now)
    alive = set(filter(None, found.values()))
    for cluster in set(second):
        members = [key for key, label in zip("abcdefgh", second, strict=True) if label == cluster]
        assert len({found[key] for key in members}) == 1, "a cluster has one id"
        assert (found[members[0]] is None) == all(key in weak for key in members)
    strong = [key for key in found if key not in weak]
    clusters = dict(zip("abcdefgh", second, strict=True))
    assert len(alive) == len({clusters[key] for key in strong}), "no two clusters share an id"
    merged = set()
    for old, new, kind in ways(now):
        assert new in alive, "a redirect leads to a person"
        assert old != new
        if kind == "merge":
            assert old not in alive, "no chains"
            merged.add(old)
        else:
            assert old in alive
            assert new not in used
    carried = set(filter(None, (persons(before)[key] for key in strong)))
    assert carried <= alive | merged, "an id with records is kept or leads on"
    again = identify(
        rows,
        np.array(second),
        now.records.to_pandas().dropna(subset=["person_id"]),
        used | alive,
        LATER,
    )
    assert persons(again) == found
    assert again.redirects.num_rows == 0


def redirect(old: str, new: str, kind: str, since: date) -> pa.Table:
    row = {"old_person_id": old, "person_id": new, "kind": kind, "since": since}
    return pa.Table.from_pylist([row], schema=tables.schema("redirects"))


def test_settled_redirects_lead_to_the_last_person_in_one_step() -> None:
    settled = settle(redirect("A", "B", "merge", NIGHT), redirect("B", "C", "merge", LATER))
    rows = [(row["old_person_id"], row["person_id"], row["since"]) for row in settled.to_pylist()]
    assert rows == [("A", "C", NIGHT), ("B", "C", LATER)]


def test_a_person_split_off_and_merged_back_leaves_only_the_merge() -> None:
    settled = settle(redirect("A", "B", "split", NIGHT), redirect("B", "A", "merge", LATER))
    rows = [(row["old_person_id"], row["person_id"], row["kind"]) for row in settled.to_pylist()]
    assert rows == [("B", "A", "merge")]
