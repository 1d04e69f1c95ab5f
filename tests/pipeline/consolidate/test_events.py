"""One event for each arrest, sentence, release, re-arrest and death, whoever tells of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from todos.rules.survivorship import DATE

Make = Callable[..., Any]

FIRST = {"arrest": "2021-07-11", "sentence_months": 84, "custody_status": "imprisoned"}
AGAIN = {"arrest": "2025-08-14", "sentence_months": 24, "custody_status": "imprisoned"}


def kinds(lists: Any) -> list[str]:
    return [kind for kind, _ in lists.events()]


def test_a_release_between_two_arrests_makes_the_second_a_rearrest(lists: Make) -> None:
    freed = {"arrest": "2021-07-11", "custody_status": "released", "release": "2025-01-15"}
    said = lists(freed, FIRST | {"sentence_months": 240}, AGAIN | {"sentence_months": 24})
    assert [event for event in said.events() if event[1]] == [
        ("arrest", "2021-07-11"),
        ("release", "2025-01-15"),
        ("rearrest", "2025-08-14"),
    ]


def test_after_a_rearrest_the_person_is_imprisoned_again(lists: Make) -> None:
    freed = {"arrest": "2021-07-11", "custody_status": "released", "release": "2025-01-15"}
    person = lists(freed, freed, AGAIN).person()
    assert person["custody_status"] == "imprisoned"


def test_the_arrest_and_sentence_shown_are_those_of_the_first_detention(lists: Make) -> None:
    said = lists(FIRST, AGAIN, AGAIN | {"release": "2026-03-01", "custody_status": "released"})
    person = said.person()
    assert person["arrest_from"] == date(2021, 7, 11)
    assert person["sentence_months"] == 84
    assert person["release_from"] is None
    assert person["custody_status"] == "released"
    assert said.conflicts() == {"custody_status": "released"}


def test_an_arrest_after_the_end_of_the_sentence_is_a_rearrest(lists: Make) -> None:
    served = {"arrest": "2021-07-11", "sentence_months": 6}
    other = {"arrest": "2022-07-20", "sentence_months": 12}
    assert "rearrest" in kinds(lists(served, other))
    assert "rearrest" not in kinds(lists(served | {"sentence_months": 60}, other))


def test_one_list_with_two_arrests_in_two_rows_means_two_detentions(lists: Make) -> None:
    one = {"source": "east", "arrest": "2021-07-11"}
    two = {"source": "east", "arrest": "2022-03-01"}
    assert kinds(lists(one, two)) == ["arrest", "rearrest"]
    assert kinds(lists(one, two | {"source": "west"})) == ["arrest"]
    assert kinds(lists(one, two | {"arrest": "2021-11-07"})) == ["arrest"]


def test_a_month_mistaken_for_a_day_is_a_conflict_and_no_rearrest(lists: Make) -> None:
    said = lists({"arrest": "2021-07-11"}, {"arrest": "2021-11-07"}, {"arrest": "2021-07-11"})
    assert said.events() == [("arrest", "2021-07-11")]
    assert said.conflicts() == {"arrest": "2021-07-11"}


def test_lists_that_disagree_on_a_later_detention_are_in_conflict(lists: Make) -> None:
    freed = FIRST | {"release": "2025-01-15", "custody_status": "released"}
    told = {"sentence_months": 12, "release": "2026-01-05", "custody_status": "released"}
    said = lists(freed, freed, AGAIN, AGAIN | told, AGAIN | told | {"release": "2026-03-05"})
    rows = {row["field"]: row for row in said.registry.conflicts.to_pylist()}
    assert {field: row["episode"] for field, row in rows.items()} == {
        "custody_status": 2,
        "release": 2,
        "sentence_months": 2,
    }
    assert [said["value"] for said in rows["release"]["values"]] == ["2026-01-05", "2026-03-05"]
    assert (rows["release"]["shown"], rows["release"]["rule"]) == ("2026-01-05", str(DATE))
    assert ("release", "2026-01-05") in said.events()
    assert said.person()["sentence_months"] == 84


def test_of_two_detentions_in_conflict_the_first_is_told(lists: Make) -> None:
    said = lists(FIRST, FIRST | {"sentence_months": 60}, AGAIN, AGAIN | {"sentence_months": 12})
    (row,) = said.registry.conflicts.to_pylist()
    assert (row["field"], row["episode"], row["shown"]) == ("sentence_months", 1, "60")


def test_what_is_of_no_detention_is_in_conflict_without_one(lists: Make) -> None:
    (row,) = lists({"sex": "f"}, {"sex": "m"}).registry.conflicts.to_pylist()
    assert row["episode"] is None


def test_a_year_alone_is_no_detention_of_its_own(lists: Make) -> None:
    assert lists(FIRST, AGAIN, {"arrest": "2025"}).events()[-1] == ("rearrest", "2025-08-14")
    assert kinds(lists({"arrest": "2021-02-03"}, {"arrest": "2021"})) == ["arrest"]


def test_a_sentence_is_dated_by_its_verdict_or_not_at_all(lists: Make) -> None:
    assert lists({"sentence_months": 12}).events() == [("sentence", None)]
    said = lists({"sentence_months": 12}, {"verdict": "2022-02-02"})
    assert said.events() == [("sentence", "2022-02-02")]
    (event,) = said.registry.events.to_pylist()
    assert event["sources"] == ["list0", "list1"]


def test_each_event_names_the_detention_it_belongs_to(lists: Make) -> None:
    said = lists(FIRST | {"release": "2025-01-15", "custody_status": "released"}, AGAIN)
    events = said.registry.events.to_pylist()
    found = sorted((event["episode"], event["kind"]) for event in events)
    assert found == [
        (1, "arrest"),
        (1, "release"),
        (1, "sentence"),
        (2, "rearrest"),
        (2, "sentence"),
    ]


def test_each_detention_has_its_own_sentence(lists: Make) -> None:
    said = lists(FIRST | {"verdict": "2022-02-02"}, AGAIN | {"verdict": "2025-12-01"})
    sentences = [day for kind, day in said.events() if kind == "sentence"]
    assert sentences == ["2022-02-02", "2025-12-01"]


def test_two_words_for_one_status_make_one_event(lists: Make) -> None:
    # a list that says "Libertad limitada" instead of "Limitación de libertad" gives the same code
    freed = {"custody_status": "released", "release_basis": "sentence_substitution"}
    (event,) = lists(freed, freed).registry.events.to_pylist()
    assert (event["kind"], event["basis"]) == ("release", "sentence_substitution")
    assert event["sources"] == ["list0", "list1"]


def test_a_measure_outside_prison_is_no_release_by_itself(lists: Make) -> None:
    assert lists({"custody_status": "non_custodial"}).events() == []


def test_a_list_that_gives_another_date_does_not_tell_of_the_event(lists: Make) -> None:
    said = lists(
        {"release": "2025-01-16", "custody_status": "released"},
        {"release": "2025-01-17", "custody_status": "released"},
        {"release": "2023-05-05", "custody_status": "released"},
        {"custody_status": "released"},
    )
    (event,) = said.registry.events.to_pylist()
    assert event["sources"] == ["list0", "list1", "list3"]


def test_an_announced_release_has_not_happened_yet(lists: Make) -> None:
    assert lists({"release": "2026-12-24"}).events() == []


def test_a_death_is_an_event_with_or_without_a_date(lists: Make) -> None:
    assert lists({"death": "2024-02-03"}).events() == [("death", "2024-02-03")]
    assert lists({"custody_status": "died"}).events() == [("death", None)]


def test_an_event_id_is_made_of_person_kind_and_day(lists: Make) -> None:
    events = lists(FIRST, AGAIN).registry.events.to_pylist()
    assert sorted(event["event_id"] for event in events) == [
        "P/arrest/2021-07-11",
        "P/rearrest/2025-08-14",
        "P/sentence/undated-1",
        "P/sentence/undated-2",
    ]
