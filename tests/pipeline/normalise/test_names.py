"""Names are parsed in every order and script that lists use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.normalise.names import Name, parse, units


@pytest.mark.parametrize(
    ("full", "country", "order", "expected"),
    [
        ("Ana Ruiz Soto", "CU", "given_first", Name("Ana", None, "Ruiz Soto", ())),
        ("ANA LUISA RUIZ SOTO", "CU", "mixed", Name("Ana Luisa", None, "Ruiz Soto", ())),
        ("RUIZ SOTO, ANA", "CU", "mixed", Name("Ana", None, "Ruiz Soto", ())),
        ("ana de la peña soto", "CU", "given_first", Name("Ana", None, "de la Peña Soto", ())),
        ("LA O, DARIEL", "CU", "mixed", Name("Dariel", None, "La O", ())),
        ("Ana Ruiz", "CU", "given_first", Name("Ana", None, "Ruiz", ())),
        ("Juan Carlos Ruiz", "CU", "given_first", Name("Juan Carlos", None, "Ruiz", ())),
        ("Ana Ruiz «La China»", "CU", "given_first", Name("Ana", None, "Ruiz", ("La China",))),
        ("Ana Ruiz (alias Nena)", "CU", "given_first", Name("Ana", None, "Ruiz", ("Nena",))),
        ('RUIZ, ANA "Nena"', "CU", "mixed", Name("Ana", None, "Ruiz", ("Nena",))),
        ("Бялоў Антон", "BY", "surname_first", Name("Антон", None, "Бялоў", ())),
        ("Антон Белов", "BY", "surname_first", Name("Антон", None, "Белов", ())),
        ("Белов Антон Иванович", "BY", "surname_first", Name("Антон", "Иванович", "Белов", ())),
        ("Тарасович Михаил", "BY", "surname_first", Name("Михаил", None, "Тарасович", ())),
        ("Anton Bialou", "BY", "given_first", Name("Anton", None, "Bialou", ())),
        ("Белов", "BY", "surname_first", Name(None, None, "Белов", ())),
        ("  ", "CU", "given_first", Name(None, None, None, ())),
    ],
)
def test_a_full_name_is_taken_apart(full: str, country: str, order: str, expected: Name) -> None:
    assert parse(full, None, None, country, order) == expected


def test_names_in_two_columns_stay_as_the_list_splits_them() -> None:
    name = parse(None, "YADIR (El Koka)", "guerra  escalante ", "CU", "given_first")
    assert name == Name("Yadir", None, "Guerra Escalante", ("El Koka",))


def test_particles_belong_to_the_surname_after_them() -> None:
    assert units("Jorge de la Peña y Soto") == ["Jorge", "de la Peña", "y Soto"]
    assert units("del Toro Cue", surnames=True) == ["del Toro", "Cue"]
    assert units("San Martín Soto", surnames=True) == ["San Martín", "Soto"]


def test_a_woman_may_be_called_santa() -> None:
    assert parse("Santa Reyes Miranda", None, None, "CU", "given_first").given_names == "Santa"


@given(st.text(max_size=200), st.sampled_from(["CU", "BY"]), st.sampled_from(["mixed", "x"]))
def test_any_text_can_be_parsed(text: str, country: str, order: str) -> None:
    parse(text, None, None, country, order)


_WORD = st.text(alphabet="abcdefghijklmnopqrst", min_size=2, max_size=9).map(str.capitalize)


@given(st.lists(_WORD, min_size=2, max_size=6))
def test_no_word_of_a_name_is_lost(words: list[str]) -> None:
    name = parse(" ".join(words), None, None, "CU", "given_first")
    assert (name.shown or "").split() == words
