"""Names of any table: columns joined, whole names split, languages told."""

from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare.folded import Texts
from todos.pipeline.tables.table_names import (
    NameTokens,
    Parts,
    language_of,
    name_tokens,
    split_name,
)


def column(*texts: str | None) -> Texts:
    return pa.array(texts, pa.string()).dictionary_encode()


def listed(parts: Parts | None) -> list[str]:
    assert parts is not None
    texts = zip(*(part.to_pylist() for part in parts), strict=True)
    return [" ".join(text for text in row if text) for row in texts]


def names(
    given_names: Sequence[Texts] = (),
    surnames: Sequence[Texts] = (),
    whole: Sequence[Texts] = (),
    language: str = "any",
) -> NameTokens:
    return name_tokens(given_names, surnames, whole, language)


def test_several_columns_of_surnames_are_one_name_in_their_order() -> None:
    found = names(surnames=[column("O'Neil", "Roth"), column("Smith-Jones", None)])
    assert listed(found.surnames) == ["oneil smith jones", "roth"]
    assert found.given is None


def test_a_whole_name_beside_its_parts_fills_the_gaps_and_says_nothing_twice() -> None:
    found = names([column("Ann", None)], [column("Roth", None)], [column("Bea Hill", "Bea Hill")])
    assert listed(found.given) == ["ann", "bea"]
    assert listed(found.surnames) == ["roth", "hill"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Roth, Ann Mary", "Ann Mary", "Roth"),
        ("Ann Roth, 1st countess", "Ann Roth 1st", "countess"),
        ("Madonna", "", "Madonna"),
        ("", "", ""),
    ],
)
def test_a_whole_name_of_no_known_language_ends_in_its_surname(
    text: str, first: str, last: str
) -> None:
    assert split_name(text, comma=False) == (first, last)


def test_where_a_column_writes_commas_the_surname_stands_before_them() -> None:
    assert split_name("van der Roth, Ann", comma=True) == ("Ann", "van der Roth")


def test_one_belarusian_in_two_scripts_is_one_name() -> None:
    found = names(
        whole=[column("Сяргей Іванавіч Пятроў", "Siarhei Piatrou", "Petrov Sergey Ivanovich")],
        language="slavic",
    )
    assert len(set(listed(found.given))) == 1
    assert len(set(listed(found.surnames))) == 1
    cyrillic, without, latin = listed(found.patronymic)
    assert cyrillic == latin != without == ""


def test_spanish_names_are_spelt_by_sound_without_their_particles() -> None:
    found = names(surnames=[column("de la Peña Ruiz", "Pena Rüis", "de la O", "La")], language="es")
    one, two, short, particle = listed(found.surnames)
    assert one == two
    assert short
    assert particle


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["García", "López Soto", "Pérez", "Zubiri"], "es"),
        (["Smith", "Jones", "Baker", "Garcia", "Brown", "Hill", "Roth"], "any"),
        (["Петров", "Piatrou", "Ivanova", "Zhuk"], "slavic"),
        ([], "any"),
    ],
)
def test_the_language_of_a_table_is_told_by_its_surnames(texts: list[str], language: str) -> None:
    assert language_of([column(*texts)]) == language


@given(st.lists(st.text(max_size=20) | st.none(), max_size=5), st.sampled_from(["es", "any"]))
def test_any_text_gives_tokens_parted_by_single_spaces(
    texts: list[str | None], language: str
) -> None:
    found = names(surnames=[column(*texts)], language=language)
    for tokens in listed(found.surnames):
        assert tokens == " ".join(tokens.split(" ")).strip()
        assert "  " not in tokens
