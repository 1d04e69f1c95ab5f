"""Spellings of one name become one form; those of two names do not."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.normalise.spelling import fold, given_name_class, slavic_skeleton, spanish_sound
from todos.rules.names import spanish_bearers

CASES = yaml.safe_load(Path(__file__).parents[2].joinpath("cases/spellings.yml").read_text("utf-8"))
FORMS = {"CU": spanish_sound, "BY": slavic_skeleton}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['left']}-{case['right']}")
def test_known_spellings_are_told_apart_or_not(case: dict[str, Any]) -> None:
    form = FORMS[case["country"]]
    assert (form(case["left"]) == form(case["right"])) is case["same"], case["why"]


@pytest.mark.parametrize(
    ("left", "right"), [("Uladzimer", "Владимир"), ("Volha", "Ольга"), ("Mikalai", "Николай")]
)
def test_forms_of_a_given_name_share_its_class(left: str, right: str) -> None:
    assert given_name_class(left) == given_name_class(right)


@given(st.text(max_size=40))
def test_any_text_has_a_form_and_capitals_never_matter_for_letters_of_our_scripts(
    text: str,
) -> None:
    for form in (fold, spanish_sound, slavic_skeleton, given_name_class):
        assert isinstance(form(text), str)


def test_a_name_of_the_table_sounds_among_all_of_them_as_it_does_alone() -> None:
    known = list(spanish_bearers())
    # in capitals it is in no table, and is heard alone
    for token in known[::20] + [name for name in known if len(name) < 3 or "de" in name]:
        assert spanish_sound(token) == spanish_sound(token.upper()), token


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzáéíóúñü", min_size=1, max_size=20))
def test_capitals_and_accents_never_change_a_spanish_sound(text: str) -> None:
    assert spanish_sound(text.upper()) == spanish_sound(text)


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыьэюяіў", min_size=1, max_size=20))
def test_capitals_never_change_a_slavic_skeleton(text: str) -> None:
    assert slavic_skeleton(text.upper()) == slavic_skeleton(text)
