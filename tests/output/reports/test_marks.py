"""The letters that differ are marked, and nothing else is changed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.output.reports.marks import graphemes, marked, marked_words


def differing(text: str, other: str) -> list[str]:
    return [part for part, differs in marked(text, other)[0] if differs]


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_parts_joined_are_the_texts(left: str, right: str) -> None:
    for mark in (marked, marked_words):
        one, two = mark(left, right)
        assert "".join(part for part, _ in one) == unicodedata.normalize("NFC", left)
        assert "".join(part for part, _ in two) == unicodedata.normalize("NFC", right)


@given(st.text(max_size=40))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not any(differs for side in marked(text, text) for _, differs in side)


@pytest.mark.parametrize(
    ("left", "right", "letters"),
    [
        ("Luis Peña", "Luis Pena", ["ñ"]),
        ("Yadiel Gonzalez", "Yaniel González", ["d", "a"]),
        ("Кацярына", "Кацерына", ["я"]),
        ("ANA RUIZ", "Ana Ruiz", []),
        # written as e and a combining accent: the letter is marked, not half of it
        ("Jose\u0301", "Jose", ["é"]),
        # other scripts have nothing in common, and marking everything would say nothing
        ("Александр", "Aliaksandr", []),
        ("", "Ana", []),
    ],
)
def test_only_the_letters_that_differ_are_marked(left: str, right: str, letters: list[str]) -> None:
    assert differing(left, right) == letters


def test_a_letter_keeps_what_is_joined_to_it() -> None:
    assert graphemes("g\u0303a") == ["g\u0303", "a"]
    assert graphemes("👩\u200d🔬x") == ["👩\u200d🔬", "x"]


def test_a_word_of_a_date_differs_as_a_whole() -> None:
    one, two = marked_words("11 jul 2021", "12 jul 2021")
    assert one == (("11", True), (" jul 2021", False))
    assert two == (("12", True), (" jul 2021", False))
