"""Keys of a list: followed as they are, unless they name somebody else."""

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Nights

Nightly = Callable[..., Nights]
NAMES = (
    "Ana Quintasol Robleda",
    "Luis Fernando Almarales Cobo",
    "Eva Peñalosa Cid",
    "Omar Sarduy Vinent",
    "Rosa Iraola Peñate",
    "Tomás Bermello Ruz",
)
ROWS: list[dict[str, Any]] = [
    {"key": place + 1, "name": name, "sex": "FMFMFM"[place], "birth": f"0{place + 1}/03/19{place}5"}
    for place, name in enumerate(NAMES)
]


def turned(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with the key of the next one."""
    return [{**row, "key": rows[place - 1]["key"]} for place, row in enumerate(rows)]


def test_a_key_is_the_id_whatever_the_row_says_of_its_person(nights: Nightly) -> None:
    registry = nights(keys=True)
    registry.night(*ROWS)
    found = registry.night(
        {**ROWS[0], "name": "Ana Quintasol", "arrest": "11/07/2021"},
        {**ROWS[1], "name": "Luis F. Almarales", "birth": None},
        # she married
        {**ROWS[2], "name": "Eva Cañizares Lugo"},
        *ROWS[3:],
    )
    assert found.published["source_record_id"].to_pylist() == list("123456")
    assert found.suspects.empty
    assert found.keys.empty


@pytest.mark.parametrize("left", [False, True])
def test_a_key_that_is_given_to_somebody_else_is_a_suspect(nights: Nightly, left: bool) -> None:
    registry = nights(keys=True)
    registry.night(*ROWS[:3])
    if left:
        registry.night(*ROWS[1:3])
    new = {**ROWS[3], "key": 1}
    found = registry.night(*ROWS[1:3], new, remember=False)
    assert found.suspects.to_dict("records") == [
        {
            "source": "list_a",
            "key": "1",
            "source_record_id": "1",
            "kind": "re-used",
            "fields": "name, sex, birth",
            "now_under": None,
        }
    ]


def test_a_list_that_turns_its_keys_is_suspected_throughout(nights: Nightly) -> None:
    registry = nights(keys=True)
    registry.night(*ROWS)
    found = registry.night(*turned(ROWS), remember=False).suspects
    assert list(found["key"]) == list("123456")
    assert list(found["now_under"]) == list("612345")


def test_namesakes_without_any_fact_are_suspected_where_the_old_row_stands_elsewhere(
    nights: Nightly,
) -> None:
    rows = [{"key": 1, "name": "Ana Quintasol"}, {"key": 2, "name": "Anna Quintasol Robleda"}]
    registry = nights(keys=True)
    registry.night(*({**row, "arrest": f"0{row['key']}/02/2022"} for row in rows))
    found = registry.night({**rows[0], "arrest": "11/07/2024"}, remember=False)
    assert found.suspects.empty
    moved = {"key": 9, "name": "Ana Quintasol", "arrest": "01/02/2022"}
    found = registry.night({**rows[0], "arrest": "11/07/2024"}, moved)
    assert list(found.suspects["now_under"]) == ["9"]


def test_a_list_under_new_keys_throughout_is_suspected(nights: Nightly) -> None:
    registry = nights(keys=True)
    registry.night(*ROWS)
    found = registry.night(*({**row, "key": f"P{row['key']}"} for row in ROWS), remember=False)
    assert set(found.suspects["kind"]) == {"renumbered"}
    assert list(found.suspects["now_under"]) == [f"P{key}" for key in range(1, 7)]


def test_a_row_that_is_entered_again_under_another_key_is_none(nights: Nightly) -> None:
    registry = nights(keys=True)
    registry.night(*ROWS)
    found = registry.night({**ROWS[0], "key": 77}, *ROWS[1:])
    assert found.suspects.empty
    assert list(found.departed["source_record_id"]) == ["1"]


def test_in_a_list_of_names_alone_another_name_is_a_suspect(nights: Nightly) -> None:
    rows = [{"key": row["key"], "name": row["name"]} for row in ROWS]
    registry = nights(keys=True)
    registry.night(*rows[:3])
    found = registry.night({**rows[3], "key": 1}, {**rows[1], "name": "Luis Almarales"}, rows[2])
    assert list(found.suspects["key"]) == ["1"]


def test_anonymised_rows_are_nobody_that_a_key_could_be_taken_from(nights: Nightly) -> None:
    someone = {"key": 1, "name": "Menor de edad", "linkable": False, "arrest": "01/02/2022"}
    registry = nights(keys=True)
    registry.night(someone, ROWS[1])
    found = registry.night({**ROWS[3], "key": 1}, ROWS[1], {**someone, "key": 9})
    assert found.suspects.empty


def test_once_accepted_ids_go_with_the_person_and_on_from_there(nights: Nightly) -> None:
    registry = nights(keys=True)
    registry.night(*ROWS)
    accepted = frozenset({"list_a"})
    released = {**ROWS[0], "key": 3, "custody_status": "Excarcelada"}
    tonight = [released, {**ROWS[1], "key": 1}, {**ROWS[2], "key": 2}, *ROWS[4:]]
    fresh = {"key": 4, "name": "Zoila Marrero Anca", "sex": "F", "birth": "02/02/1990"}
    found = registry.night(*tonight, fresh, accepted=accepted)
    # what is accepted is still told
    assert list(found.suspects["key"]) == list("1234")
    assert found.published["source_record_id"].to_pylist()[:6] == ["1", "2", "3", "5", "6", "4-2"]
    assert list(found.departed["source_record_id"]) == ["4"]
    # the next nights follow the keys again
    renamed = {**fresh, "name": "Zoila Marrero Ancas"}
    again = registry.night(renamed, *tonight)
    assert again.published["source_record_id"].to_pylist()[:6] == ["4-2", "1", "2", "3", "5", "6"]
    assert again.suspects.empty
    back = registry.night(*tonight, fresh, {**ROWS[3], "key": 8})
    assert back.published["source_record_id"].to_pylist()[6] == "8"
    # a key that looks like the id of another row is not that row
    last = registry.ids(*tonight, {**EVE, "key": "4-2"}, fresh)
    assert last[5:] == ["4-2-2", "4-2"]


EVE = {"name": "Evelio Castellón Prat", "sex": "M", "birth": "09/09/1979"}


def test_accepting_a_list_that_kept_its_keys_changes_nothing(nights: Nightly) -> None:
    registry = nights(keys=True)
    registry.night(*ROWS)
    tonight = [{**row, "name": row["name"].split()[0], "birth": None} for row in ROWS]
    ids = registry.ids(*tonight, accepted=frozenset({"list_a"}))
    assert ids == list("123456")
