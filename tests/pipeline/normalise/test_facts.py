"""Facts: what a row claims, with the words that claim it, and what is wrong told once."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.normalise.facts import Facts, facts
from todos.rules.fields import PUBLISHED
from todos.rules.tables import COLUMNS, check, schema

HEADERS = {("lista", "prison"): "Centro", ("lista", "arrest"): "Fecha", ("lista", "sex"): "Sexo"}
_ROW: dict[str, Any] = {
    "source": "lista",
    "country": "CU",
    "edition": date(2026, 10, 30),
    "file": "lista.csv",
    "linkable": True,
    "publishable": True,
    "weak": False,
    "language": "es",
    "name_order": "given_first",
    "raw": "{}",
}


def published(*rows: dict[str, Any]) -> pa.Table:
    """A published table; a row says only what matters to its test."""
    full = [
        {
            **dict.fromkeys(COLUMNS["published"]),
            **_ROW,
            "source_record_id": f"r{number}",
            "row": number + 2,
            **row,
        }
        for number, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(full, schema=schema("published"))


def read(*rows: dict[str, Any]) -> Facts:
    return facts(published(*rows), HEADERS)


def one(**row: Any) -> dict[str, Any]:
    """The facts of one row."""
    return read(row).table.to_pylist()[0]


def said(found: Facts) -> set[tuple[str, str, str]]:
    return {(c["field"], c["value"], c["original"]) for c in found.statements.to_pylist()}


def born(**row: Any) -> tuple[date, date]:
    found = one(**row)
    return found["birth_from"], found["birth_to"]


def test_the_table_has_the_fact_columns_in_the_order_of_the_rows() -> None:
    rows = [{"source_record_id": key, "sex": sex} for key, sex in (("b", "F"), ("a", "M"))]
    table = read(*rows).table
    assert table["source_record_id"].to_pylist() == ["b", "a"]
    assert table["sex"].to_pylist() == ["female", "male"]
    for name in table.column_names:
        assert table.schema.field(name).type == schema("records").field(name).type


def test_an_empty_delivery_has_no_facts() -> None:
    found = facts(schema("published").empty_table(), {})
    assert (found.table.num_rows, found.statements.num_rows, found.problems) == (0, 0, ())


def test_a_row_that_says_nothing_claims_nothing() -> None:
    found = read({})
    assert found.statements.num_rows == 0
    assert found.problems == ()
    assert found.table["offences"].to_pylist() == [[]]


def test_each_claim_keeps_its_words() -> None:
    found = read(
        {
            "sex": "Mujer",
            "arrest": "julio de 2021",  # its first days were before the protests
            "province": "HOLGUIN",
            "offences": "Desacato y Sedición",
            "sentence": "2 años y 6 meses",
        }
    )
    assert said(found) == {
        ("sex", "female", "Mujer"),
        ("arrest", "2021-07-01/2021-07-31", "julio de 2021"),
        ("province", "holguin", "HOLGUIN"),
        ("offences", "contempt", "Desacato y Sedición"),
        ("offences", "sedition", "Desacato y Sedición"),
        ("sentence_months", "30", "2 años y 6 meses"),
    }
    check("statements", found.statements)


def test_an_unknown_word_is_told_once_with_its_rows_and_the_nearest() -> None:
    found = read(*[{"prison": "Prisión Arisa"}] * 3, {"prison": "Ariza"})
    [problem] = found.problems
    assert (problem.severity, problem.file, problem.row) == ("warning", "lista.csv", 2)
    assert str(problem) == (
        "lista.csv row 2: 'Centro' says 'Prisión Arisa', which is an unknown word (3 rows). Add "
        "it to rules/vocabularies/prison.toml, or correct the list. Did you mean 'Ariza'?"
    )
    assert found.table["prison"].to_pylist() == [None, None, None, "ariza"]


def test_the_same_unknown_word_is_told_for_each_source() -> None:
    found = read({"sex": "?x"}, {"sex": "?x", "source": "otra"})
    assert [(p.source, p.column) for p in found.problems] == [("lista", "Sexo"), ("otra", "sex")]


def test_an_impossible_date_is_an_error_and_an_unreadable_one_a_warning() -> None:
    found = read({"arrest": "31/02/2021"}, {"arrest": "el verano"})
    assert [(p.severity, p.column, p.row) for p in found.problems] == [
        ("error", "Fecha", 2),
        ("warning", "Fecha", 3),
    ]
    assert found.table["arrest_from"].to_pylist() == [None, None]


@pytest.mark.parametrize(
    ("row", "severity", "what"),
    [
        ({"birth": "1990", "death": "1989"}, "error", "before the birth"),
        ({"birth": "1/5/1990", "arrest": "30/4/1990"}, "error", "before the birth"),
        ({"arrest": "2/1/2025", "release": "1/1/2025"}, "warning", "before the arrest"),
        ({"arrest": "1/11/2026"}, "warning", "after the edition"),
    ],
)
def test_days_that_cannot_both_be_true_are_told(
    row: dict[str, str], severity: str, what: str
) -> None:
    [problem] = read(row).problems
    assert problem.severity == severity
    assert problem.what == f"which is {what}"


@pytest.mark.parametrize(
    "row",
    [
        {"birth": "1990", "arrest": "1/5/1990"},
        {"arrest": "enero de 2025", "release": "1/1/2025"},
        {"arrest": "31/10/2026"},
        {"arrest": "2026"},
    ],
)
def test_intervals_that_meet_contradict_nothing(row: dict[str, str]) -> None:
    assert read(row).problems == ()


def test_an_age_at_arrest_gives_a_year_of_birthdays() -> None:
    assert born(age_at_arrest="53", arrest="11/7/2021") == (date(1967, 7, 12), date(1968, 7, 11))


def test_an_age_counts_from_the_edition() -> None:
    assert born(age="53") == (date(1972, 10, 31), date(1973, 10, 30))


def test_the_words_of_an_age_win_over_its_column() -> None:
    assert born(age_at_arrest="Edad actual: 53 años") == born(age="53")


def test_two_ages_narrow_each_other() -> None:
    both = born(age_at_arrest="48", age="53", arrest="11/7/2021")
    assert both == (date(1972, 10, 31), date(1973, 7, 11))
    claims = said(read({"age_at_arrest": "48", "age": "53", "arrest": "11/7/2021"}))
    assert ("birth", "1972-10-31/1973-07-11", "48; 53") in claims


def test_the_age_at_arrest_wins_where_two_ages_disagree() -> None:
    assert born(age_at_arrest="48", age="60", arrest="11/7/2021") == born(
        age_at_arrest="48", arrest="11/7/2021"
    )


def test_a_birth_date_wins_over_ages() -> None:
    assert born(birth="1980", age="53") == (date(1980, 1, 1), date(1980, 12, 31))


def test_of_age_at_the_arrest_is_eighteen_to_a_hundred() -> None:
    assert born(age_at_arrest="mayor de edad", arrest="11/7/2021") == (
        date(1920, 7, 12),
        date(2003, 7, 11),
    )


def test_an_age_at_an_unknown_arrest_only_says_how_young_nobody_is() -> None:
    assert born(age_at_arrest="53") == (date(1925, 10, 31), date(1973, 10, 30))


@pytest.mark.parametrize(
    ("row", "status", "basis"),
    [
        ({"custody_status": "En prisión"}, "imprisoned", None),
        ({"prison": "Ariza"}, "imprisoned", None),
        ({"prison": "Ariza", "weak": True}, None, None),
        ({"prison": "No disponible"}, None, None),
        ({"prison": "Ariza", "sentence": "Pendiente de juicio"}, "awaiting_trial", None),
        ({"custody_status": "Excarcelado", "sentence": "Pendiente de juicio"}, "released", None),
        ({"custody_status": "Condena cumplida"}, "released", "full_term"),
        ({"prison": "Condena cumplida"}, "released", "full_term"),
        ({"custody_status": "RECLUIDO", "prison": "Condena cumplida"}, "imprisoned", "full_term"),
        (
            {"custody_status": "Excarcelado", "release_basis": "Libertad condicional"},
            "released",
            "parole",
        ),
        (
            {"custody_status": "Excarcelado", "release_basis": "Limitación de libertad"},
            "non_custodial",
            "home_confinement",
        ),
        ({"release": "1/1/2025", "prison": "Ariza"}, "released", None),
        ({"release": "1/1/2027", "prison": "Ariza"}, "imprisoned", None),
        ({"custody_status": "En proceso de verificación"}, "unknown", None),
        (
            {
                "language": "en",
                "custody_status": "former",
                "remarks": "sentenced to 4 1/2 years, pardoned and released",
            },
            "released",
            "pardon",
        ),
        ({"language": "en", "custody_status": "np", "prison": "released"}, "released", None),
        ({"language": "en", "prison": "unknown", "custody_status": "np"}, None, None),
    ],
)
def test_custody_comes_from_the_column_that_speaks_of_it(
    row: dict[str, Any], status: str | None, basis: str | None
) -> None:
    found = one(**row)
    assert (found["custody_status"], found["release_basis"]) == (status, basis)


def test_status_words_in_the_prison_column_are_read_and_told() -> None:
    found = read({"prison": "Condena cumplida"}, {"prison": "Condena cumplida"})
    assert found.table["prison"].to_pylist() == [None, None]
    [problem] = found.problems
    assert (problem.severity, problem.value) == ("warning", "Condena cumplida")
    assert "a word for a status" in problem.what


def test_a_prison_in_the_status_column_is_read_and_told() -> None:
    found = read({"custody_status": "Prisión de Trabajos Forzosos La Lima, Guanabacoa"})
    assert found.table["prison"].to_pylist() == ["la_lima"]
    assert found.table["custody_status"].to_pylist() == ["imprisoned"]
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    ("row", "context"),
    [
        ({"context": "11J", "arrest": "1/9/2023"}, "during_11j"),
        ({"arrest": "10/7/2021"}, "before_11j"),
        ({"arrest": "11/7/2021"}, "during_11j"),
        ({"arrest": "octubre de 2021"}, "during_11j"),
        ({"arrest": "5/11/2021"}, None),
        ({"arrest": "noviembre de 2021"}, None),
        ({"arrest": "2023"}, "after_11j"),
        ({"arrest": "2021"}, None),
        ({"context": "Otro", "arrest": "1/9/2021"}, None),
        ({"context": "15N", "arrest": "1/9/2022"}, "after_11j"),
        ({"arrest": "1/9/2022", "country": "BY"}, None),
    ],
)
def test_the_context_is_the_lists_word_or_follows_from_the_arrest(
    row: dict[str, str], context: str | None
) -> None:
    assert one(**row)["context"] == context


def test_risk_groups_are_told_or_certain() -> None:
    assert one(risk_groups="illness; mental")["risk_groups"] == [
        "mental_disorder",
        "serious_illness",
    ]
    assert one(remarks="has a disability", language="en")["risk_groups"] == ["disability"]
    assert one(birth="30/10/1966")["risk_groups"] == ["over_60"]
    assert one(birth="31/10/1966")["risk_groups"] == []
    assert one(birth="1966")["risk_groups"] == []
    assert one(birth="30/10/1960", death="2025")["risk_groups"] == []
    assert one(birth="12/7/2003", arrest="11/7/2021")["risk_groups"] == ["minor"]
    assert one(birth="11/7/2003", arrest="11/7/2021")["risk_groups"] == []
    assert one(age_at_arrest="17", arrest="11/7/2021")["risk_groups"] == ["minor"]


def test_the_province_of_the_row_decides_between_municipalities() -> None:
    rows = [
        {"municipality": "San Luis", "province": "Pinar del Río"},
        {"municipality": "San Luis", "province": "Santiago de Cuba"},
        {"municipality": "San Luis"},
        {"province": "Granma"},
        {"municipality": "Colón"},
    ]
    assert read(*rows).table["municipality"].to_pylist() == [
        "pinar_del_rio.san_luis",
        "santiago_de_cuba.san_luis",
        None,
        None,
        "matanzas.colon",
    ]


def test_offences_are_read_by_the_language_of_the_list() -> None:
    rows = [
        {"offences": "Desacato,Sedición"},
        {"offences": "ст. 3614 УК", "language": "ru", "source": "другой"},
        {"offences": "Art. 342", "language": "en", "source": "other"},
        {},
    ]
    assert read(*rows).table["offences"].to_pylist() == [
        ["contempt", "sedition"],
        ["by_361_4"],
        ["by_342"],
        [],
    ]


_CELL = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(["2021", "31/02/2021", "M", "11J", "53", "Ariza", "Desacato, Risa", "7 A"]),
)
_ROWS = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(PUBLISHED, _CELL)), min_size=1, max_size=6
)


@settings(max_examples=15)
@given(_ROWS, st.randoms())
def test_the_order_of_the_rows_changes_nothing(rows: list[dict[str, Any]], random: Any) -> None:
    numbered = [{**row, "source_record_id": str(i), "row": i} for i, row in enumerate(rows)]
    shuffled = random.sample(numbered, len(numbered))
    there, here = read(*numbered), read(*shuffled)
    assert here.table.sort_by("source_record_id").equals(there.table.sort_by("source_record_id"))
    assert here.statements.equals(there.statements)
    assert len(here.problems) == len(there.problems)


@settings(max_examples=15)
@given(_ROWS)
def test_every_value_has_a_claim_and_every_interval_an_order(rows: list[dict[str, Any]]) -> None:
    found = read(*rows)
    claims = {(c["source_record_id"], c["field"]) for c in found.statements.to_pylist()}
    for row in found.table.to_pylist():
        for name, value in row.items():
            field = name.removesuffix("_from").removesuffix("_to")
            if value not in (None, []) and name not in ("source", "source_record_id"):
                assert (row["source_record_id"], field) in claims
            if name.endswith("_from") and value:
                assert value <= row[f"{field}_to"]
