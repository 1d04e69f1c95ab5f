"""Charges, prisons, places and remarks: the longest known phrase, and nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.normalise.words import (
    Words,
    article,
    municipality,
    offences,
    prison,
    remarks,
    several,
)
from todos.rules.vocabulary import vocabulary

CURRENCY = "Tráfico ilegal de moneda, divisas, metales y piedras preciosas"
HEROES = "Difamación de las instituciones y organizaciones y de los héroes y mártires"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Desacato", ("contempt",)),
        ("DESACATO Y DESÓRDENES PÚBLICOS", ("contempt", "public_disorder")),
        ("Desórdenes públicos|Desacato", ("contempt", "public_disorder")),
        ("Atentado; Desacato; Atentado", ("assault_on_authority", "contempt")),
        ("Atentado e Instigación a delinquir", ("assault_on_authority", "incitement_to_offend")),
        (CURRENCY, ("currency_trafficking",)),
        (f"Sabotaje, {CURRENCY} y Daños", ("currency_trafficking", "damage", "sabotage")),
        ("Tráfico ilegal de moneda|divisas|metales y piedras preciosas", ("currency_trafficking",)),
        (
            f"DAÑOS, {HEROES.upper()} Y DESACATO",
            ("contempt", "damage", "defamation_of_institutions"),
        ),
        (
            "Asociaciones reuniones y manifestaciones ilícitas,Desacato",
            ("contempt", "illegal_association"),
        ),
        ("No disponible", ()),
    ],
)  # fmt: skip
def test_charges_are_told_apart_although_some_contain_commas(
    text: str, codes: tuple[str, ...]
) -> None:
    assert offences(text, "es") == Words(codes, ())


def test_an_unknown_charge_is_named_whole_and_hides_no_other() -> None:
    assert offences("Desacato, Baile y canto, Sedición; Risa", "es") == Words(
        ("contempt", "sedition"), ("Baile y canto", "Risa")
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Part 1 of Art. 342 of the Criminal Code — Organization and preparation of actions that "
         "grossly violate public order, or active participation in them; Art. 3614 of the Criminal "
         "Code — Promotion of extremist activities", ("by_342", "by_361_4")),
        ("ст. 361-4 УК — содействие экстремистской деятельности; ст. 130 УК — разжигание вражды",
         ("by_130", "by_361_4")),
        ("ч. 1 ст. 368, ч. 2 ст. 369 УК", ("by_368", "by_369")),
        ("арт. 342 КК", ("by_342",)),
        ("Art. 342, 368 and 369", ("by_342", "by_368", "by_369")),
        ("Art. 361⁴", ("by_361_4",)),
        ("Insulting the President", ("by_368",)),
        ("ст. 14, ст. 309 УК", ("by_14", "by_309")),
    ],
)  # fmt: skip
def test_articles_of_the_belarusian_code_are_found(text: str, codes: tuple[str, ...]) -> None:
    assert offences(text, "en") == Words(codes, ())


@pytest.mark.parametrize(
    ("number", "code"),
    [("342", "by_342"), ("361-4", "by_361_4"), ("3614", "by_361_4"), ("2953", "by_295_3"),
     ("9999", None), ("1", None)],
)  # fmt: skip
def test_a_lost_hyphen_is_set_again_only_where_that_makes_an_article(
    number: str, code: str | None
) -> None:
    assert article(number) == code


def test_an_unknown_article_is_named() -> None:
    assert offences("Art. 342; Art. 9999 of the Criminal Code", "en") == Words(
        ("by_342",), ("Art. 9999",)
    )


CHARGES = st.sampled_from(
    sorted(e.words["es"][0] for c, e in vocabulary("offence").entries.items() if "es" in e.words)
)


@given(st.lists(CHARGES, min_size=1, max_size=5), st.sampled_from([", ", "; ", "|", " y "]))
def test_joined_charges_come_apart_again(charges: list[str], between: str) -> None:
    alone = {code for charge in charges for code in offences(charge, "es").codes}
    together = offences(between.join(charges), "es")
    assert not together.unknown
    # "Denegación de auxilio" and "Desobediencia" joined by "y" are one charge, too
    assert set(together.codes) <= alone | {"denial_of_help_and_disobedience"}
    assert between == " y " or set(together.codes) == alone


@given(
    st.lists(st.sampled_from(["Desacato", "Sedición", "Baile", "Risa", "Canto"]), min_size=1),
    st.sampled_from([",", ";", "|", " y ", "\n", ", "]),
)
def test_each_word_is_either_a_code_or_told_as_unknown(words: list[str], between: str) -> None:
    said = several(between.join(words), "offence")
    told = " ".join(said.unknown)
    assert {word for word in ("Baile", "Risa", "Canto") if word in told} == set(words) - {
        "Desacato",
        "Sedición",
    }
    assert ("contempt" in said.codes) == ("Desacato" in words)
    assert ("sedition" in said.codes) == ("Sedición" in words)


def test_an_endless_cell_is_one_unknown_word() -> None:
    text = "Desacato," * 10_000
    assert offences(text, "es") == Words((), (text,))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Combinado del Este", "combinado_del_este"),
        ("Prisión Combinado del Este, La Habana", "combinado_del_este"),
        ("Prisión Ariza, La Habana", "ariza"),
        ("de mujeres de Occidente, El Guatao", "mujeres_de_occidente"),
        ('Prisión Provincial "El Pre", Santa Clara, Villa Clara', "el_pre"),
        ("Prisión: Prisión de Guanajay", "guanajay"),
        ("Prisión de Trabajos Forzosos Guanajay, Artemisa", "camp_guanajay"),
        ("Prisión El Típico, Manzanillo, La Habana", "el_tipico_manzanillo"),
        ("Prisión El Típico, Las Tunas", "el_tipico_las_tunas"),
        ("Tarea Confianza, Bayamo", "tarea_confianza_bayamo"),
        ("СИЗО-1, Минск", "by_sizo_1"),
    ],
)
def test_a_prison_is_known_with_and_without_its_place(text: str, code: str) -> None:
    assert prison(text) == (True, code)


def test_a_name_that_two_prisons_bear_is_not_guessed() -> None:
    assert prison("Prisión El Típico, La Habana") == (False, None)


def test_a_prison_column_may_name_no_prison() -> None:
    assert prison("No disponible") == (True, None)
    assert prison("released") == (True, None)


def test_a_long_chain_of_places_costs_no_time() -> None:
    assert prison("Cárcel" + ", La Habana" * 100_000) == (False, None)


def test_the_province_decides_where_two_municipalities_share_a_name() -> None:
    assert municipality("San Luis", "pinar_del_rio") == (True, "pinar_del_rio.san_luis")
    assert municipality("San Luis", None) == (True, None)
    assert municipality("Colón", None) == (True, "matanzas.colon")
    assert municipality("Macondo", "matanzas") == (False, None)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("sentenced to 2 years, served full term, released; seriously ill",
         ("full_term", "serious_illness")),
        ("sentenced to 5 years, pardoned and released", ("pardon",)),
        ("released under amnesty; has a disability", ("amnesty", "disability")),
        ("released and forcibly taken abroad", ("expulsion",)),
        ("sentenced to 4 1/2 years", ()),
        ("was refused to be pardoned", ()),
    ],
)  # fmt: skip
def test_remarks_tell_a_release_by_whole_phrases(text: str, codes: tuple[str, ...]) -> None:
    assert remarks(text) == codes
