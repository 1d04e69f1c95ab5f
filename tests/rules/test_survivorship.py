"""The rules that choose the shown claim cover every field and every code."""

import tomllib
from pathlib import Path

import pytest
from todos.rules import survivorship
from todos.rules.fields import CLAIMED, DATED, LISTED
from todos.rules.survivorship import OUT, SHOWN, STAGES, VAGUE

VOCABULARIES = Path(survivorship.__file__).parent / "vocabularies"


def codes(vocabulary: str) -> set[str]:
    words = tomllib.loads((VOCABULARIES / f"{vocabulary}.toml").read_text(encoding="utf-8"))
    return set(words["codes"])


def test_every_claimed_field_has_one_rule() -> None:
    assert set(SHOWN) == set(CLAIMED)


def test_dates_are_chosen_as_intervals_and_lists_are_joined() -> None:
    assert {field for field, rule in SHOWN.items() if rule.method == "interval"} == set(DATED)
    assert {field for field, rule in SHOWN.items() if rule.method == "union"} == set(LISTED)


def test_every_custody_status_has_a_stage() -> None:
    assert set(STAGES) == codes("custody_status")


def test_a_release_is_a_further_stage_than_prison_and_death_the_last() -> None:
    assert STAGES["imprisoned"] < OUT <= min(STAGES["released"], STAGES["non_custodial"])
    assert max(STAGES, key=lambda code: STAGES[code]) == "died"


@pytest.mark.parametrize("field", sorted(VAGUE))
def test_a_vague_code_is_a_code_of_its_vocabulary(field: str) -> None:
    assert VAGUE[field] in codes(field)


def test_a_rule_reads_as_a_name_and_a_plain_sentence() -> None:
    for rule in SHOWN.values():
        name, _, sentence = str(rule).partition(": ")
        assert name == rule.name
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_arrest_sentence_and_release_shown_are_of_one_detention() -> None:
    together = ("arrest", "verdict", "sentence_months", "release", "release_basis")
    assert {SHOWN[field].scope for field in together} == {"first"}
    assert SHOWN["custody_status"].scope == "latest"
