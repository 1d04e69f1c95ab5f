"""Which claim is shown where lists disagree."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Make = Callable[..., Any]


def test_the_value_that_most_lists_give_is_shown(lists: Make) -> None:
    said = lists({"sentence_months": 60}, {"sentence_months": 48}, {"sentence_months": 60})
    assert said.person()["sentence_months"] == 60
    assert said.conflicts() == {"sentence_months": "60"}


def test_two_rows_of_one_list_are_one_voice(lists: Make) -> None:
    said = lists(
        {"source": "east", "sex": "m", "edition": date(2026, 1, 1)},
        {"source": "east", "sex": "m", "edition": date(2026, 1, 1)},
        {"source": "west", "sex": "f", "edition": date(2026, 5, 1)},
    )
    assert said.person()["sex"] == "f"


def test_between_equals_the_newer_edition_is_shown(lists: Make) -> None:
    said = lists(
        {"prison": "hill", "edition": date(2026, 1, 1)},
        {"prison": "dale", "edition": date(2026, 5, 1)},
    )
    assert said.person()["prison"] == "dale"


def test_between_equals_of_one_day_the_more_trusted_list_is_shown(lists: Make) -> None:
    said = lists(
        {"source": "cubalex", "sentence_months": 12},
        {"source": "prisoners_defenders", "sentence_months": 24},
        {"source": "a_new_list", "sentence_months": 36},
    )
    assert said.person()["sentence_months"] == 24


def test_an_age_and_a_birth_date_inside_it_agree_and_the_date_is_shown(lists: Make) -> None:
    said = lists({"birth": "1990"}, {"birth": "1990-05-03"}, {"birth": "1990"})
    assert said.person()["birth_from"] == said.person()["birth_to"] == date(1990, 5, 3)
    assert said.conflicts() == {}


def test_a_precise_date_that_others_contradict_is_not_shown(lists: Make) -> None:
    said = lists({"birth": "1990"}, {"birth": "1985-05-03"}, {"birth": "1990"})
    assert said.person()["birth_from"] == date(1990, 1, 1)
    assert said.conflicts() == {"birth": "1990-01-01/1990-12-31"}


def test_a_wide_date_does_not_bridge_two_that_exclude_each_other(lists: Make) -> None:
    said = lists(
        {"birth": "1990"}, {"birth": "1990-05-03"}, {"birth": "1990-05-03"}, {"birth": "1990-09-09"}
    )
    assert said.person()["birth_from"] == date(1990, 5, 3)
    assert "birth" in said.conflicts()


def test_ages_that_are_off_by_one_are_no_conflict(lists: Make) -> None:
    assert lists({"birth": "1990"}, {"birth": "1991"}).conflicts() == {}
    assert lists({"birth": "1990"}, {"birth": "1993"}).conflicts().keys() == {"birth"}
    assert lists({"birth": "1990-05-03"}, {"birth": "1990-05-04"}).conflicts().keys() == {"birth"}


def test_lists_that_differ_by_a_day_on_the_arrest_agree(lists: Make) -> None:
    said = lists({"arrest": "2021-07-11"}, {"arrest": "2021-07-12"}, {"arrest": "2021-07-12"})
    assert said.person()["arrest_from"] == date(2021, 7, 12)
    assert said.conflicts() == {}
    assert said.events() == [("arrest", "2021-07-12")]


def test_a_release_is_news_to_lists_that_still_say_imprisoned(lists: Make) -> None:
    said = lists(
        {"arrest": "2021-07-11", "custody_status": "imprisoned"},
        {"arrest": "2021-07-11", "custody_status": "imprisoned"},
        {"arrest": "2021-07-11", "custody_status": "released", "release": "2025-01-16"},
    )
    assert said.person()["custody_status"] == "released"
    assert said.conflicts() == {"custody_status": "released"}


@pytest.mark.parametrize(
    ("arrest", "months", "ends"),
    [
        ("2021-07-11", 84, (date(2028, 7, 11), date(2028, 7, 11))),
        ("2024-01-31", 1, (date(2024, 2, 29), date(2024, 2, 29))),
        ("2021", 12, (date(2022, 1, 1), date(2022, 12, 31))),
        ("2021-07-11", None, (None, None)),
        (None, 84, (None, None)),
    ],
)
def test_a_sentence_ends_so_many_calendar_months_after_the_arrest(
    lists: Make, arrest: str | None, months: int | None, ends: tuple[date | None, date | None]
) -> None:
    given = {"arrest": arrest, "sentence_months": months}
    person = lists({name: value for name, value in given.items() if value}).person()
    assert (person["sentence_ends_from"], person["sentence_ends_to"]) == ends


def test_who_is_on_parole_is_released_and_the_sentence_still_runs(lists: Make) -> None:
    freed = {"custody_status": "released", "release_basis": "parole", "release": "2025-01-16"}
    person = lists(freed | {"arrest": "2021-07-11", "sentence_months": 84}).person()
    assert (person["custody_status"], person["release_basis"]) == ("released", "parole")
    assert person["sentence_ends_to"] == date(2028, 7, 11)


def test_an_unknown_status_contradicts_nobody(lists: Make) -> None:
    said = lists({"custody_status": "unknown"}, {"custody_status": "imprisoned"})
    assert said.person()["custody_status"] == "imprisoned"
    assert said.conflicts() == {}


def test_a_named_release_basis_stands_before_other(lists: Make) -> None:
    said = lists(
        {"release_basis": "other"}, {"release_basis": "other"}, {"release_basis": "parole"}
    )
    assert said.person()["release_basis"] == "parole"
    assert said.conflicts() == {}


def test_weak_evidence_is_shown_only_where_no_other_list_speaks(lists: Make) -> None:
    said = lists(
        {"province": "north", "name": "Ana Roca Díaz"},
        {"weak": True, "province": "south", "sex": "f", "name": "Ana María Roca Díaz"},
        {"weak": True, "province": "south"},
    )
    person = said.person()
    assert (person["province"], person["sex"], person["name"]) == ("north", "f", "Ana Roca Díaz")
    assert said.conflicts() == {"province": "north"}


def test_weak_evidence_alone_sets_nobody_free(lists: Make) -> None:
    rumour = {"weak": True, "custody_status": "released", "release": "2025-01-16"}
    held = lists({"arrest": "2021-07-11", "custody_status": "imprisoned"}, rumour)
    assert held.person()["custody_status"] == "imprisoned"
    assert held.person()["release_from"] is None
    assert held.events() == [("arrest", "2021-07-11")]
    freed = lists({"arrest": "2021-07-11", "custody_status": "released"}, rumour)
    assert freed.person()["release_from"] == date(2025, 1, 16)
    assert freed.events() == [("arrest", "2021-07-11"), ("release", "2025-01-16")]


def test_offences_risks_and_nicknames_of_all_lists_are_joined(lists: Make) -> None:
    person = lists(
        {"offences": ["b", "a"], "nicknames": ["Tato"]}, {"offences": ["c", "a"]}, {}
    ).person()
    assert person["offences"] == ["a", "b", "c"]
    assert person["nicknames"] == ["Tato"]
    assert person["risk_groups"] == []


def test_a_municipality_of_another_province_is_not_shown(lists: Make) -> None:
    rows = [{"province": "north", "municipality": "hill"}, {"province": "north"}]
    abroad = {"source": "zz", "province": "south", "municipality": "dale"}
    assert lists(*rows, abroad).person()["municipality"] == "hill"
    assert lists(rows[1], {"province": "north"}, abroad).person()["municipality"] is None


def name(lists: Make, *names: str) -> str:
    return str(lists(*({"name": spelling} for spelling in names)).person()["name"])


def test_the_name_is_the_fullest_spelling_that_lists_support(lists: Make) -> None:
    assert name(lists, "Ana Roca", "Ana Roca Díaz", "Ana Roca") == "Ana Roca Díaz"
    assert name(lists, "ANA ROCA DIAZ", "Ana Roca Diaz", "Ana Roca Díaz") == "Ana Roca Díaz"
    assert name(lists, "Maurikio Lamas", "Mauricio Lamas", "MAURICIO LAMAS") == "Mauricio Lamas"


def test_between_two_spellings_the_one_that_others_bear_is_shown(lists: Make) -> None:
    others = [{"person_id": f"X{n}", "name": "Antonio Mora"} for n in range(4)]
    said = lists({"name": "Anttonio Sosa"}, {"name": "Antonio Sosa"}, *others)
    persons = {row["person_id"]: row["name"] for row in said.registry.persons.to_pylist()}
    assert persons["P"] == "Antonio Sosa"


def test_two_surnames_a_letter_apart_are_both_kept(lists: Make) -> None:
    assert name(lists, "Ana Gonzales", "Ana Gonzales González") == "Ana Gonzales González"


def test_the_name_is_shown_in_latin_letters_where_a_list_has_them(lists: Make) -> None:
    said = lists({"name": "Ганна Рока Петровна", "patronymic": "Петровна"}, {"name": "Hanna Roka"})
    person = said.person()
    assert person["name"] == "Hanna Roka"
    assert person["patronymic"] == "Петровна"
    assert person["name_variants"] == ["Hanna Roka", "Ганна Рока Петровна"]
    assert name(lists, "Ганна Рока") == "Ганна Рока"


def test_variants_hold_every_published_name_but_no_alias(lists: Make) -> None:
    said = lists({"name": "Ana Roca", "aliases": ["Ana Rosca"]}, {"name": "ANA ROCA"}, {})
    assert said.person()["name_variants"] == ["ANA ROCA", "Ana Roca"]
