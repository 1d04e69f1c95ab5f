"""Each language writes days, numbers and plurals as its readers do."""

from datetime import date

import pytest
from todos.output.reports.labels import code_name, value
from todos.output.reports.languages import LANGUAGES, language


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("es", "11 jul 2021"),
        ("en", "11 Jul 2021"),
        ("ru", "11 июл. 2021 г."),
        ("be", "11 ліп 2021 г."),
    ],
)
def test_a_day_is_written_as_the_language_does(code: str, day: str) -> None:
    on = date(2021, 7, 11)
    assert (
        value(language(code), "arrest", (on, on)).replace("\xa0", " ").replace("\u202f", " ") == day
    )


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2021, 7, 1), date(2021, 7, 31), "julio de 2021"),
        (date(2021, 1, 1), date(2021, 12, 31), "2021"),
        (date(1968, 1, 1), date(1969, 12, 31), "1968–1969"),
        (date(2020, 2, 1), date(2020, 2, 29), "febrero de 2020"),
        (date(2021, 2, 1), date(2021, 2, 27), "1–27 feb 2021"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(first: date, last: date, written: str) -> None:
    said = language("es").when((first, last))
    assert said.replace("\u2009", "").replace(" – ", "–") == written


@pytest.mark.parametrize(
    ("code", "one", "two", "five", "twenty_one"),
    [
        ("es", "1 fila", "2 filas", "5 filas", "21 filas"),
        ("en", "1 row", "2 rows", "5 rows", "21 rows"),
        ("ru", "1 строка", "2 строки", "5 строк", "21 строка"),
        ("be", "1 радок", "2 радкі", "5 радкоў", "21 радок"),
    ],
)
def test_plurals(code: str, one: str, two: str, five: str, twenty_one: str) -> None:
    say = language(code).texts
    said = [say("%(count)s row", "%(count)s rows", count) for count in (1, 2, 5, 21)]
    assert said == [one, two, five, twenty_one]


def test_a_sentence_is_said_in_years_and_months() -> None:
    assert language("es").span(66) == "5 años y 6 meses"
    assert language("ru").span(61) == "5 лет и 1 месяц"
    assert language("be").span(24) == "2 гады"
    assert language("en").span(0) == "0 months"


def test_numbers() -> None:
    spanish, russian = language("es"), language("ru")
    assert spanish.number(12345) == "12.345"
    assert russian.number(12345).replace("\xa0", " ") == "12 345"
    assert spanish.bits(-3.64) == "\N{MINUS SIGN}3,6"
    assert spanish.bits(0.01) == "0,0"


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_not_certain_is_never_said_to_be(code: str) -> None:
    tongue = language(code)
    assert "100" not in tongue.percent(0.9999)
    assert tongue.percent(0.0001).startswith("1")
    assert tongue.percent(1.0).startswith("100")


def test_a_claim_is_read_as_claims_are_written() -> None:
    tongue = language("en")
    assert value(tongue, "birth", "1980-01-01/1980-12-31") == "1980"
    assert value(tongue, "sentence_months", "66") == "5 years and 6 months"
    assert value(tongue, "custody_status", "non_custodial") == "sentence without prison"
    assert value(tongue, "birth", "no date") == "no date"
    assert value(tongue, "offences", ("contempt", "by_342_1")) == (
        "Contempt of authority, art. 342-1 (Article 342-1 of the Criminal Code)"
    )


def test_places_keep_their_name_unless_the_language_has_one() -> None:
    russian = language("ru")
    assert code_name(russian, "prison", "combinado_del_este") == "Combinado del Este"
    assert code_name(russian, "prison", "by_ik_15") == "ИК-15"
    assert code_name(russian, "province", "la_habana") == "Гавана"
    assert code_name(language("es"), "prison", "by_ik_15") == "Colonia penitenciaria n.º 15"


def test_a_code_that_nobody_knows_is_shown_as_it_is() -> None:
    assert code_name(language("ru"), "custody_status", "new_code") == "new_code"
    assert code_name(language("ru"), "prison", "new_code") == "new_code"


def test_there_is_no_other_language() -> None:
    with pytest.raises(KeyError):
        language("fr")
