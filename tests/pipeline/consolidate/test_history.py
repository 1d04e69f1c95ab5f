"""What lists said before tonight: records that left, claims that ended, what they still tell."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.consolidate.claims import remembered
from todos.rules.fields import PLAIN
from todos.rules.survivorship import SHOWN

Make = Callable[..., Any]
Row = dict[str, Any]

OLD, NIGHT = date(2026, 10, 1), date(2026, 10, 30)
GONE = {"listed": False, "edition": OLD}
SEEN = ["source", "source_record_id", "field", "value", "original", "first_seen", "last_seen"]


def seen(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Statements of the record r0 of the list "east": field, value, first_seen, last_seen."""
    full = [("east", "r0", field, value, value.upper(), *days) for field, value, *days in rows]
    return pd.DataFrame(full, columns=SEEN)


def editions(**read: date) -> pd.DataFrame:
    return pd.DataFrame({"source": list(read), "edition": list(read.values())})


def test_a_person_whom_no_list_names_any_more_stays(lists: Make) -> None:
    person = lists({"name": "Ana Roca", "custody_status": "imprisoned"} | GONE).person()
    assert (person["name"], person["custody_status"]) == ("Ana Roca", "imprisoned")
    assert (person["n_records"], person["sources"]) == (1, ["list0"])
    assert person["last_seen"] == OLD


def test_all_that_ever_named_the_person_are_counted(lists: Make) -> None:
    person = lists({"name": "Ana Roca"}, {"name": "Ana Roca Díaz"} | GONE).person()
    assert (person["n_records"], person["n_sources"]) == (2, 2)
    assert person["name_variants"] == ["Ana Roca", "Ana Roca Díaz"]


def test_each_list_says_when_it_first_and_last_named_the_person(lists: Make) -> None:
    said = lists({"source": "east", "name": "Ana Roca"}, {"source": "west", "sex": "f"} | GONE)
    before = seen(("name", "Ana Rosca", date(2024, 5, 1), OLD))
    (person,) = said.consolidate(before).persons.to_pylist()
    assert person["seen_by"] == [
        {"source": "east", "first_seen": date(2024, 5, 1), "last_seen": NIGHT},
        {"source": "west", "first_seen": OLD, "last_seen": OLD},
    ]
    assert (person["first_seen"], person["last_seen"]) == (date(2024, 5, 1), NIGHT)


def test_what_a_listed_record_says_stands_before_two_that_left(lists: Make) -> None:
    said = lists(
        {"sentence_months": 12, "name": "Ana Roca"},
        {"sentence_months": 24, "name": "Ana Roca Díaz", "province": "north"} | GONE,
        {"sentence_months": 24, "name": "Ana Roca Díaz", "offences": ["a"]} | GONE,
    )
    person = said.person()
    assert (person["sentence_months"], person["name"]) == (12, "Ana Roca")
    assert (person["province"], person["offences"]) == ("north", ["a"])
    assert said.conflicts() == {}


def test_a_record_that_left_stands_before_weak_evidence(lists: Make) -> None:
    said = lists(
        {"province": "north"} | GONE, {"province": "south", "weak": True}, {"name": "Ana Roca"}
    )
    assert said.person()["province"] == "north"
    assert said.conflicts() == {"province": "north"}


def test_records_that_left_disagree_where_only_they_speak(lists: Make) -> None:
    said = lists({"sex": "f"} | GONE, {"sex": "m"} | GONE, {"sex": "f"} | GONE, {"name": "A B"})
    assert said.conflicts() == {"sex": "f"}


def test_weak_evidence_sets_nobody_free_whom_a_listed_record_holds(lists: Make) -> None:
    rumour = {"weak": True, "custody_status": "released", "release": "2025-01-16"}
    said = lists({"custody_status": "imprisoned"}, {"custody_status": "released"} | GONE, rumour)
    assert said.person()["custody_status"] == "imprisoned"
    assert said.person()["release_from"] is None


def test_a_detention_told_to_its_end_stays_when_its_row_makes_way_for_the_next(
    lists: Make,
) -> None:
    told = {"source": "east", "arrest": "2021-07-11", "release": "2023-01-15"}
    again = {"source": "east", "arrest": "2025-08-14", "custody_status": "imprisoned"}
    said = lists(told | {"custody_status": "released"} | GONE, again)
    assert said.events() == [
        ("arrest", "2021-07-11"),
        ("release", "2023-01-15"),
        ("rearrest", "2025-08-14"),
    ]
    assert said.person()["arrest_from"] == date(2021, 7, 11)
    assert said.person()["custody_status"] == "imprisoned"


def test_an_arrest_whose_row_was_taken_back_is_no_detention(lists: Make) -> None:
    wrong = {"source": "east", "arrest": "2019-07-11", "release": "2023-01-15"} | GONE
    said = lists(wrong, {"source": "east", "arrest": "2021-07-11", "release": "2023-01-15"})
    assert said.events() == [("arrest", "2021-07-11"), ("release", "2023-01-15")]
    assert said.conflicts() == {}


def test_what_a_record_says_no_longer_stays_a_claim_and_is_not_shown(lists: Make) -> None:
    said = lists({"source": "east", "arrest": "2021-07-11", "name": "Ana Roca"})
    before = seen(
        ("arrest", "2021-07-12", date(2024, 1, 1), OLD), ("sex", "f", date(2024, 1, 1), OLD)
    )
    registry = said.consolidate(before)
    rows = registry.claims.to_pylist()
    found = {(r["field"], r["value"], r["original"], r["first_seen"], r["last_seen"]) for r in rows}
    assert found == {
        ("arrest", "2021-07-11", None, NIGHT, NIGHT),
        ("arrest", "2021-07-12", "2021-07-12", date(2024, 1, 1), OLD),
        ("name", "Ana Roca", None, NIGHT, NIGHT),
        ("sex", "f", "F", date(2024, 1, 1), OLD),
    }
    (person,) = registry.persons.to_pylist()
    assert (person["arrest_from"], person["sex"]) == (date(2021, 7, 11), None)
    assert registry.conflicts.num_rows == 0


def test_past_claims_of_records_without_a_person_are_no_claims(lists: Make) -> None:
    said = lists({"source": "east", "person_id": None, "sex": "f"})
    assert said.consolidate(seen(("sex", "m", OLD, OLD))).claims.num_rows == 0


def test_what_ended_tonight_was_last_seen_in_the_edition_before(lists: Make) -> None:
    said = lists({"source": "east", "sex": "f"})
    before = seen(("sex", "f", OLD, None), ("sex", "m", OLD, None), ("prison", "x", OLD, OLD))
    found = remembered(said.statements, before, editions(east=date(2026, 10, 16), west=OLD))
    assert found.ended.to_dict("records") == [
        {
            "source": "east",
            "source_record_id": "r0",
            "field": "sex",
            "value": "m",
            "last_seen": date(2026, 10, 16),
        }
    ]
    assert found.seen["last_seen"].tolist() == [None, date(2026, 10, 16), OLD]
    claims = said.consolidate(found.seen).claims.to_pylist()
    assert [(claim["value"], claim["last_seen"]) for claim in claims] == [
        ("x", OLD),
        ("f", NIGHT),
        ("m", date(2026, 10, 16)),
    ]


def test_what_is_said_again_is_a_claim_of_tonight_known_since_it_was_first_said(
    lists: Make,
) -> None:
    said = lists({"source": "east", "sex": "f"})
    before = seen(("sex", "f", date(2024, 1, 1), OLD))
    found = remembered(said.statements, before, editions(east=OLD))
    assert found.ended.empty
    (claim,) = said.consolidate(found.seen).claims.to_pylist()
    assert (claim["first_seen"], claim["last_seen"]) == (date(2024, 1, 1), NIGHT)


def test_nothing_remembered_ends_nothing(lists: Make) -> None:
    said = lists({"source": "east", "sex": "f"})
    assert remembered(said.statements, seen(), editions()).ended.empty


@pytest.mark.parametrize("field", ["custody_status", "release_basis"])
def test_a_release_without_a_date_was_first_seen_when_it_was_first_told(
    lists: Make, field: str
) -> None:
    value = {"custody_status": "released", "release_basis": "parole"}[field]
    said = lists({"source": "east", field: value})
    (event,) = said.consolidate(seen((field, value, OLD, None))).events.to_pylist()
    assert (event["kind"], event["first_seen"]) == ("release", OLD)


def test_a_person_who_was_held_before_is_released_since_tonight(lists: Make) -> None:
    said = lists({"source": "east", "custody_status": "released"})
    before = seen(("custody_status", "imprisoned", OLD, OLD))
    (event,) = said.consolidate(before).events.to_pylist()
    assert event["first_seen"] == NIGHT


def test_an_event_dated_more_exactly_was_first_seen_with_the_vague_date(lists: Make) -> None:
    said = lists({"source": "east", "arrest": "2021-07-11"})
    vague = seen(("arrest", "2021-07-01/2021-07-31", OLD, OLD))
    (event,) = said.consolidate(vague).events.to_pylist()
    assert event["first_seen"] == OLD
    other = seen(("arrest", "2021-09-01/2021-09-30", OLD, OLD))
    (event,) = said.consolidate(other).events.to_pylist()
    assert event["first_seen"] == NIGHT


records = st.fixed_dictionaries(
    {"person_id": st.sampled_from("ABCDEF"), "weak": st.booleans(), "listed": st.booleans()},
    optional={
        "sex": st.sampled_from("fm"),
        "province": st.sampled_from(["north", "south"]),
        "arrest": st.sampled_from(["2021-07-11", "2022-03-04", "2025-08-14"]),
        "release": st.sampled_from(["2021-12-01", "2026-01-02"]),
        "custody_status": st.sampled_from(["imprisoned", "released", "awaiting_trial"]),
        "sentence_months": st.sampled_from([12, 24]),
    },
)


@settings(max_examples=5)
@given(st.lists(records, min_size=10, max_size=30))
def test_what_is_shown_is_said_by_the_best_who_speak_of_it(lists: Make, rows: list[Row]) -> None:
    registry = lists(*rows).registry
    for person in registry.persons.to_pylist():
        mine = [row for row in rows if row["person_id"] == person["person_id"]]
        for field in PLAIN:
            rule = SHOWN[field]
            speaking = [row for row in mine if field in row]
            if person[field] is None or rule.scope == "first":
                continue
            ranks = [2 * row["weak"] + (not row["listed"]) for row in speaking]
            best = [row for row, rank in zip(speaking, ranks, strict=True) if rank == min(ranks)]
            assert person[field] in {row[field] for row in best}, field
