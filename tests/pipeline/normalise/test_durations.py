"""Sentences: one number of months, however the list writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.normalise.durations import awaits_trial, sentence_months


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("5 años y 6 meses", 66),
        ("7 A", 84),
        ("7A y 6M", 90),
        ("1 año", 12),
        ("6 meses", 6),
        ("4 años y medio", 54),
        ("10 años de privación de libertad", 120),
        ("1 1/2 years", 18),
        ("1½ years", 18),
        ("18 months", 18),
        ("1 year and 6 months", 18),
        ("1,5 года", 18),
        ("2 года 6 месяцев", 30),
        ("11 лет", 132),
        ("2 гады і 6 месяцаў", 30),
        ("1 год 15 суток", 12),
    ],
)
def test_a_length_is_read_in_months(text: str, months: int) -> None:
    assert sentence_months(text) == months


@pytest.mark.parametrize(
    "text", ["cadena perpetua", "life imprisonment", "Prisión Provisional", "No disponible", ""]
)
def test_some_words_are_known_to_give_no_length(text: str) -> None:
    assert sentence_months(text) is None


def test_no_sentence_yet_is_no_life_sentence() -> None:
    assert awaits_trial("PENDIENTE DE JUICIO")
    assert awaits_trial("Prisión Provisional")
    assert not awaits_trial("cadena perpetua")
    assert not awaits_trial("4 años")


@pytest.mark.parametrize(
    "text",
    ["5", "cinco años", "5 años 3 años", "15 días", "1.3 years", "99999999 años",
     "5 años o 6 meses", "medio", "y", "1/0 years", "-5 años", "5 años" * 50],
)  # fmt: skip
def test_what_is_no_length_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is "):
        sentence_months(text)


@given(st.integers(1, 60), st.integers(1, 11))
def test_all_ways_to_write_a_sentence_agree(years: int, months: int) -> None:
    told = {
        sentence_months(f"{years} años y {months} meses"),
        sentence_months(f"{years} years and {months} months"),
        sentence_months(f"{years} лет {months} месяцев"),
        sentence_months(f"{years * 12 + months} months"),
    }
    assert told == {years * 12 + months}


@given(st.text(alphabet="0123456789 .,/½aAyYmM-años meses", max_size=40))
def test_any_text_is_months_or_a_plain_error(text: str) -> None:
    try:
        months = sentence_months(text)
    except ValueError as error:
        assert str(error).startswith("is ")
    else:
        assert months is None or months >= 0
