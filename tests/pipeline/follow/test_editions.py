"""Rows of a list without keys, followed from edition to edition by what they say."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from todos.pipeline.follow.before import before_rows
from todos.pipeline.follow.editions import follow
from todos.sources.keys import content_keys
from todos.sources.spec import shipped

from .conftest import Nights, published, texts

Nightly = Callable[..., Nights]
ANA = {
    "name": "Ana Quintasol Robleda",
    "sex": "F",
    "age": "41",
    "province": "Holguín",
    "arrest": "11/07/2021",
    "prison": "Prisión de Mujeres de Granja 5",
}
LUIS = {
    "name": "Luis Fernando Almarales Cobo",
    "sex": "M",
    "age": "29",
    "province": "Matanzas",
    "arrest": "15/03/2024",
}
EVA = {"name": "Eva Peñalosa Cid", "sex": "F", "age": "63", "province": "Granma"}


def keyed(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows with the keys that the Observatory's would get from their content."""
    spec = shipped()["observatorio_cubano"]
    contents = [(row["name"], row.get("province") or "") for row in rows]
    whole = [str(sorted((k, v or "") for k, v in row.items())) for row in rows]
    keys = content_keys(spec, contents, whole)
    return [{**row, "key": key} for row, key in zip(rows, keys, strict=True)]


def test_a_row_keeps_its_id_when_other_rows_come_before_it(nights: Nightly) -> None:
    registry = nights()
    ana, luis = registry.ids(*keyed(ANA, LUIS))
    assert registry.ids(*keyed(EVA, LUIS, ANA))[1:] == [luis, ana]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Ana Quintasol Robledo"},
        {"name": "QUINTASOL ROBLEDA, ANA"},
        {"name": "Ana María Quintasol Robleda"},
        {"name": "Ana Quintasol"},
        {"province": None},
        {"province": "Granma", "prison": None},
        {"age": "42"},
        {"arrest": "12/07/2021"},
        {"arrest": None, "age": None},
        {"custody_status": "Excarcelada", "prison": None},
        {"municipality": "Gibara"},
    ],
)
def test_a_row_keeps_its_id_when_the_list_corrects_it(
    nights: Nightly, change: dict[str, Any]
) -> None:
    registry = nights()
    ana, luis = registry.ids(*keyed(ANA, LUIS))
    assert registry.ids(*keyed(LUIS, {**ANA, **change})) == [luis, ana]
    # and goes on from there, also back to what it was
    assert registry.ids(*keyed({**ANA, **change}, LUIS)) == [ana, luis]
    assert registry.ids(*keyed(ANA, LUIS)) == [ana, luis]


@pytest.mark.parametrize(
    "other",
    [
        # a sister
        {**ANA, "name": "Lidia Quintasol Robleda", "age": "38"},
        # a father and a son of one name
        {**ANA, "age": "19", "arrest": "03/02/2025", "province": "Granma"},
        {**ANA, "name": "Rosa Iraola Peñate"},
    ],
)
def test_another_person_does_not_go_on_from_who_has_left(
    nights: Nightly, other: dict[str, Any]
) -> None:
    registry = nights()
    ana, luis = registry.ids(*keyed(ANA, LUIS))
    found = registry.night(*keyed(other, LUIS))
    assert found.published["source_record_id"].to_pylist()[0] not in {ana, luis}
    assert list(found.departed["source_record_id"]) == [ana]


def test_of_two_equal_rows_one_that_goes_takes_away_one(nights: Nightly) -> None:
    registry = nights()
    first, second = registry.ids(*keyed(EVA, EVA))
    assert first != second
    found = registry.night(*keyed(EVA))
    assert len(found.departed) == 1
    assert {*found.published["source_record_id"].to_pylist()} == {first, second}


def test_two_namesakes_stay_told_apart(nights: Nightly) -> None:
    father, son = {**LUIS, "age": "58", "arrest": None}, {**LUIS, "age": "27", "arrest": None}
    registry = nights()
    older, younger = registry.ids(*keyed(father, son))
    released = {**son, "custody_status": "Excarcelado"}
    assert registry.ids(*keyed(released, father)) == [younger, older]
    assert registry.ids(*keyed(released)) == [younger]


def test_a_row_that_left_stays_as_it_was_and_is_not_listed(nights: Nightly) -> None:
    registry = nights()
    ana, _ = registry.ids(*keyed(ANA, LUIS))
    for _ in range(2):
        found = registry.night(*keyed(LUIS)).published
        gone = found.filter([not listed for listed in found["listed"].to_pylist()]).to_pylist()
        assert len(gone) == 1
        assert gone[0]["source_record_id"] == ana
        assert gone[0]["edition"].isoformat() == "2026-10-30"
        assert {name: gone[0][name] for name in ANA} == ANA


def test_a_row_that_comes_back_has_its_id_again(nights: Nightly) -> None:
    registry = nights()
    ana, luis = registry.ids(*keyed(ANA, LUIS))
    registry.night(*keyed(LUIS))
    found = registry.night(*keyed({**ANA, "custody_status": "Excarcelada"}, LUIS))
    assert found.published["source_record_id"].to_pylist() == [ana, luis]
    assert list(found.returned["source_record_id"]) == [ana]
    assert registry.departed.empty


def test_an_id_is_not_given_again_to_who_says_what_another_said(nights: Nightly) -> None:
    registry = nights()
    (ana,) = registry.ids(*keyed(ANA))
    corrected = {**ANA, "name": "Ana Quintasol Roblejo"}
    assert registry.ids(*keyed(corrected)) == [ana]
    # somebody else whose name and province are those that Ana's row had at first
    other = {**ANA, "age": "22", "arrest": "01/05/2026", "prison": None}
    first, second = registry.ids(*keyed(corrected, other))
    assert first == ana
    assert second == f"{ana}-2"
    assert registry.ids(*keyed(other, corrected)) == [second, ana]


def test_a_list_that_has_not_changed_needs_no_earlier_edition(nights: Nightly) -> None:
    registry = nights()
    ana, luis = registry.ids(*keyed(ANA, LUIS))
    corrected = {**ANA, "name": "Ana Quintasol Robledo"}
    registry.night(*keyed(corrected, LUIS))
    assert registry.ids(*keyed(corrected, LUIS), archive=False) == [ana, luis]


def test_without_the_archive_what_is_noted_of_the_keys_still_holds(nights: Nightly) -> None:
    registry = nights()
    (ana,) = registry.ids(*keyed(ANA))
    corrected = {**ANA, "name": "Ana Quintasol Robledo"}
    registry.night(*keyed(corrected))
    found = registry.night(*keyed(EVA, corrected, ANA), archive=False)
    ids = found.published["source_record_id"].to_pylist()
    assert ids[1] == ana
    assert len(set(ids)) == 3


def test_of_a_list_that_is_switched_off_nothing_is_there(nights: Nightly) -> None:
    registry = nights()
    registry.night(*keyed(ANA, LUIS))
    registry.night(*keyed(LUIS))
    assert len(registry.departed) == 1
    other = {"source": "list_b", "name": "Rosa Iraola", "key": 7}
    before = before_rows({}, registry.followed, registry.departed, {"list_b"})
    found = follow(published(other), before, registry.followed, {"list_a"})
    assert found.published["source"].to_pylist() == ["list_b"]


PEOPLE = [ANA, LUIS, EVA, {**ANA, "name": "Omar Sarduy Vinent", "sex": "M", "province": "Granma"}]
CHANGES: list[dict[str, Any]] = [
    {},
    {"custody_status": "Excarcelado"},
    {"municipality": "Gibara", "age": None},
]
EDITION = st.dictionaries(
    st.integers(0, len(PEOPLE) - 1), st.integers(0, len(CHANGES) - 1), min_size=1
)


@given(st.lists(EDITION, min_size=2, max_size=5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_everybody_has_one_id_in_all_editions(
    nights: Nightly, editions: list[dict[int, int]]
) -> None:
    registry, ids = nights(), dict[int, str]()
    for edition in editions:
        rows = keyed(*({**PEOPLE[who], **CHANGES[how]} for who, how in edition.items()))
        found = registry.night(*rows)
        every = texts(found.published["source_record_id"])
        for who, record in zip(edition, every, strict=False):
            assert ids.setdefault(who, record) == record
        # who was ever on the list is a record tonight, listed or not
        assert sorted(every) == sorted(ids.values())
        assert texts(found.published["listed"]).count("True") == len(edition)


@given(st.permutations(range(6)), st.permutations(range(6)))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_rows_changes_nothing(nights: Nightly, one: list[int], two: list[int]) -> None:
    old = keyed(ANA, ANA, LUIS, EVA, PEOPLE[3], {**LUIS, "age": "58"})
    new = keyed(ANA, {**ANA, "age": "42"}, LUIS, EVA, {**EVA, "age": "30"}, {**LUIS, "age": "59"})
    told = []
    for before, now in ((range(6), range(6)), (one, two)):
        registry = nights()
        registry.night(*(old[place] for place in before))
        found = registry.night(*(new[place] for place in now))
        frame = found.published.drop_columns(["row"]).to_pandas()
        told.append(
            [
                frame.sort_values("source_record_id", ignore_index=True),
                found.keys,
                found.departed.drop(columns="content"),
            ]
        )
    for left, right in zip(*told, strict=True):
        pd.testing.assert_frame_equal(left, right)
