"""Person ids last, are never given twice, and say when they are misspelt."""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.identify import (
    SYMBOLS,
    check_symbol,
    identify,
    is_person_id,
    new_person_id,
)
from todos.pipeline.redirects import as_known, settle
from todos.rules import tables

NIGHT = date(2026, 10, 30)
LATER = date(2026, 10, 31)
KEY = ["source", "source_record_id", "person_id"]
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


Night = dict[str, str | None]


@dataclass
class Registry:
    """What the nights so far have left."""

    history: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*KEY, "run"]))
    ways: list[pa.Table] = field(default_factory=list)
    day: date = NIGHT

    @property
    def used(self) -> set[str]:
        return set(self.history["person_id"])

    def night(self, groups: str, weak: str = "", anonymous: str = "") -> Night:
        """The ids of clusters written "ab c": a and b are one, c is another."""
        keys = groups.replace(" ", "")
        of = {key: number for number, group in enumerate(groups.split()) for key in group}
        rows = records(*keys, weak=weak, anonymous=anonymous)
        return self.labelled(rows, [of[key] for key in keys])

    def labelled(self, rows: pa.Table, labels: list[int]) -> Night:
        newest = self.history.drop_duplicates(KEY[:2], keep="last")[KEY]
        nights = self.redirects()
        before = as_known(newest, self.history, nights)
        found = identify(
            rows, np.array(labels), before, self.history, used=self.used, since=self.day
        )
        given = found.records.select(KEY).to_pandas().dropna(subset=["person_id"])
        changed = ~pd.MultiIndex.from_frame(given).isin(pd.MultiIndex.from_frame(newest))
        self.history = pd.concat([self.history, given[changed].assign(run=self.day)])
        self.ways.append(found.redirects)
        self.day += timedelta(days=1)
        return {row["source_record_id"]: row["person_id"] for row in found.records.to_pylist()}

    def redirects(self) -> pd.DataFrame:
        return pa.concat_tables([redirects(), *self.ways]).to_pandas()

    def tonight(self) -> set[tuple[str, str, str]]:
        """The redirects that the last night left."""
        rows = self.ways[-1].to_pylist()
        return {(row["old_person_id"], row["person_id"], row["kind"]) for row in rows}

    def settled(self, alive: Night) -> set[tuple[str, str, str]]:
        rows = settle(self.redirects(), set(filter(None, alive.values()))).to_pylist()
        return {(row["old_person_id"], row["person_id"], row["kind"]) for row in rows}


def redirects(*rows: tuple[str, str, str, date]) -> pa.Table:
    schema = tables.schema("redirects")
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


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
    gone = pd.DataFrame([("list", "z", first, NIGHT)], columns=[*KEY, "run"])
    assert Registry(gone).night("a") == {"a": second}


@settings(max_examples=15)
@given(st.permutations("abcdefg"))
def test_the_order_of_records_and_the_labels_change_no_id(order: list[str]) -> None:
    of = {"a": 5, "b": 5, "c": 2, "d": 9, "e": 9, "f": 9, "g": 0}
    renamed = {5: 11, 2: 10, 9: 3, 0: 7}
    straight, turned = Registry(), Registry()
    assert straight.night("ab c def g") == turned.night("ab c def g")
    labels = [renamed[of[key]] for key in order]
    again = turned.labelled(records(*order), labels)
    assert again == straight.labelled(records(*of), list(of.values()))
    cut = {key: number for number, key in enumerate("abcdefg")}
    one = straight.labelled(records(*cut), [number // 2 for number in cut.values()])
    two = turned.labelled(records(*order), [9 - cut[key] // 2 for key in order])
    assert one == two
    assert straight.tonight() == turned.tonight()


def test_a_person_keeps_the_id_when_a_smaller_key_joins() -> None:
    registry = Registry()
    first = registry.night("bc")
    assert registry.night("abc")["a"] == first["b"]
    assert registry.tonight() == set()


def test_a_changed_spelling_changes_no_id() -> None:
    registry = Registry()
    first = registry.night("ab c")
    changed = records("a", "b", "c")
    place = changed.schema.get_field_index("name")
    names = pa.array(["Ana", "Anna", "Otra"])
    changed = changed.set_column(place, changed.schema.field("name"), names)
    assert registry.labelled(changed, [0, 0, 1]) == first


def test_merged_persons_of_one_night_leave_a_redirect_from_the_smaller() -> None:
    registry = Registry()
    first = registry.night("ab c")
    assert set(registry.night("abc").values()) == {first["a"]}
    (way,) = registry.ways[-1].to_pylist()
    assert way == {
        "old_person_id": first["c"],
        "person_id": first["a"],
        "kind": "merge",
        "since": LATER,
    }


def test_the_older_id_stays_though_the_younger_has_more_records() -> None:
    registry = Registry()
    old = registry.night("a")["a"]
    young = registry.night("a bcd")["b"]
    assert set(registry.night("abcd").values()) == {old}
    assert registry.tonight() == {(young, old, "merge")}


def test_equal_halves_merge_under_the_smaller_id() -> None:
    registry = Registry()
    first = registry.night("a b")
    assert set(registry.night("ab").values()) == {min(filter(None, first.values()))}


def test_the_larger_part_of_a_split_keeps_the_id() -> None:
    registry = Registry()
    old = registry.night("abc")["a"]
    second = registry.night("ab c")
    assert second["a"] == old != second["c"]
    assert registry.tonight() == {(old, second["c"], "split")}


def test_a_part_of_one_person_that_joins_another_takes_no_new_id() -> None:
    registry = Registry()
    first = registry.night("abc de")
    second = registry.night("ab cde")
    assert second["c"] == first["d"]
    assert second["a"] == first["a"]
    assert registry.tonight() == set()


def test_an_id_does_not_wander_to_a_small_remainder() -> None:
    registry = Registry()
    old = registry.night("de")["d"]
    young = registry.night("de abc")["a"]
    second = registry.night("a bcde")
    assert second["b"] == second["d"] == old
    assert second["a"] not in {old, young}
    assert registry.tonight() == {(young, old, "merge"), (young, second["a"], "split")}


def test_an_undone_merge_brings_the_old_id_back() -> None:
    registry = Registry()
    first = registry.night("ab c")
    registry.night("abc")
    assert registry.night("ab c") == first
    assert registry.settled(first) == {(first["a"], first["c"], "split")}


def test_an_old_id_comes_back_with_records_that_joined_it_meanwhile() -> None:
    registry = Registry()
    first = registry.night("ab c")
    registry.night("abcd")
    second = registry.night("ab cd")
    assert second["c"] == second["d"] == first["c"]


def test_an_id_merged_away_does_not_come_back_to_a_small_part_of_its_records() -> None:
    registry = Registry()
    first = registry.night("abcd efg")
    registry.night("abcdefg")
    second = registry.night("abcdef g")
    assert second["g"] not in first.values()
    assert registry.settled(second) == {
        (first["a"], second["g"], "split"),
        (first["e"], first["a"], "merge"),
        (first["e"], second["g"], "split"),
    }


def test_of_two_ids_that_were_swallowed_each_comes_back_to_its_own_records() -> None:
    registry = Registry()
    first = registry.night("abcdef ghi jk")
    registry.night("abcdef ghijk")
    assert set(registry.night("abcdefghijk").values()) == {first["a"]}
    second = registry.night("abcdefghi jk")
    assert second == first | dict.fromkeys("ghi", first["a"])
    assert registry.settled(second) >= {(first["g"], first["a"], "merge")}
    assert registry.night("abcdef ghi jk") == first


def test_a_record_that_was_away_while_its_person_was_merged_comes_back_to_it() -> None:
    registry = Registry()
    first = registry.night("ab cd")
    registry.night("abc")
    assert registry.night("abc d")["d"] == first["c"]
    assert registry.night("abcd")["d"] == first["a"]


def test_weak_records_alone_make_no_person() -> None:
    found = Registry().night("ab c", weak="bc")
    assert found["a"] == found["b"] is not None
    assert found["c"] is None


def test_weak_evidence_carries_no_id_to_another_person() -> None:
    registry = Registry()
    first = registry.night("ab c", weak="b")
    second = registry.night("a bc", weak="b")
    assert (second["a"], second["c"]) == (first["a"], first["c"])
    assert registry.tonight() == set()


def test_anonymised_records_are_persons_of_their_own() -> None:
    found = Registry().night("abc", anonymous="ab")
    assert len(set(found.values())) == 3


def test_labels_that_do_not_fit_the_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="1 cluster labels for 2 records"):
        Registry().labelled(records("a", "b"), [0])


partitions = st.lists(st.integers(0, 4), min_size=8, max_size=8)
weak_keys = st.sets(st.sampled_from("abcdefgh"), max_size=3)


@settings(max_examples=12)
@given(weak_keys, st.lists(partitions, min_size=2, max_size=5))
def test_from_night_to_night_the_laws_of_ids_hold(weak: set[str], nights: list[list[int]]) -> None:
    registry = Registry()
    rows = records(*"abcdefgh", weak="".join(weak))
    had: dict[str, set[str]] = {}  # the records that ever had each id
    for labels in nights:
        alive_before = set(registry.history.drop_duplicates(KEY[:2], keep="last")["person_id"])
        found = registry.labelled(rows, labels)
        strong = [key for key in found if key not in weak]
        of = dict(zip("abcdefgh", labels, strict=True))
        assert len({(of[key], found[key]) for key in strong}) == len({of[key] for key in strong})
        assert len({found[key] for key in strong}) == len({of[key] for key in strong})
        for key in weak:
            assert found[key] == next((found[one] for one in strong if of[one] == of[key]), None)
        for person_id in {str(found[key]) for key in strong}:
            mine = {key for key in strong if found[key] == person_id}
            assert person_id not in had or mine & had[person_id], "an id stays with its records"
            had.setdefault(person_id, set()).update(mine)
        ways = registry.settled(found)
        alive = {person_id for person_id in found.values() if person_id}
        for old, new, kind in ways:
            assert new in alive, "a redirect leads to a person"
            assert old != new
            assert kind == "split" or old not in alive, "a person is not merged with another"
        assert {way[:2] for way in ways} >= {(old, new) for old, new, _ in registry.tonight()}, (
            "what happened tonight is told"
        )
        for old in alive_before - alive:
            if had.get(old, set()) & set(strong):
                assert any(way[0] == old for way in ways), "an id with records leads on"
    assert registry.labelled(rows, labels) == found, "the same again changes nothing"
    assert registry.tonight() == set()
