"""From a list to the table published: every row a record or named, every cell used or listed."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from todos.rules import tables
from todos.sources.adapter import Delivery, read
from todos.sources.list_spec import ListSpec

Described = Callable[..., ListSpec]
TODAY = date(2026, 10, 31)
HEADER = ["Clave", "Persona", "Detenido el", "Lugar", "Nota"]
ANA = ["1", "Ana Quintasol", "11/7/2021", "Guanajay", ""]
LUZ = ["2", "Luz Robleda", "", "", "x"]


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Delivery]:
    """A list of these rows, read."""

    def delivery(spec: ListSpec, *rows: list[str], name: str = "lista.csv") -> Delivery:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(rows)
        path = tmp_path / name
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        return read(spec, path, TODAY)

    return delivery


Reading = Callable[..., Delivery]


def only(delivery: Delivery) -> dict[str, Any]:
    (row,) = delivery.published.to_pylist()
    return dict(row)


def test_a_record_says_what_its_row_says(described: Described, reading: Reading) -> None:
    delivery = reading(described(), HEADER, ANA)
    said = {key: value for key, value in only(delivery).items() if value is not None}
    assert said == {
        "source": "eighth_list",
        "source_record_id": "1",
        "country": "CU",
        "edition": TODAY,
        "file": "lista.csv",
        "row": 2,
        "linkable": True,
        "publishable": True,
        "weak": False,
        "listed": True,
        "language": "es",
        "name_order": "given_first",
        "raw": json.dumps(dict(zip(HEADER, ANA, strict=True))),
        "name": "Ana Quintasol",
        "arrest": "11/7/2021",
        "prison": "Guanajay",
    }
    assert delivery.columns == {"name": "Persona", "arrest": "Detenido el", "prison": "Lugar"}
    assert delivery.published.schema.equals(tables.schema("published"))


def test_a_row_is_named_after_the_file_as_delivered(described: Described, tmp_path: Path) -> None:
    path = tmp_path / "0123456789abcdef-lista.csv"
    path.write_text("Clave,Persona,Detenido el,Lugar\n1,Ana,,\n", encoding="utf-8")
    assert only(read(described(), path, TODAY, "lista.csv"))["file"] == "lista.csv"


def test_what_nobody_sees_is_gone_from_a_value_and_kept_in_raw(
    described: Described, reading: Reading
) -> None:
    typed = "  Ana\u202e\u200b \t Nu\u0301n\u0303ez\x07 "
    row = only(reading(described(), HEADER, ["1", typed, "", "", ""]))
    assert row["name"] == "Ana Núñez"
    assert json.loads(row["raw"])["Persona"] == typed


def test_a_value_that_means_empty_is_null(described: Described, reading: Reading) -> None:
    spec = described(empty=["FALSE", "s/d"])
    row = only(reading(spec, HEADER, ["1", "Ana", "false", " S/D ", ""]))
    assert (row["arrest"], row["prison"]) == (None, None)


# what is no record


def test_titles_banners_headers_totals_and_blank_rows_are_named(
    described: Described, reading: Reading
) -> None:
    rows = [
        ["Lista"], HEADER, ["BLOQUE SUR"], ANA, [], HEADER, ["BLOQUE", "", "", "", "norte"], LUZ,
        ["", "", "", "TOTAL 2", ""],
    ]  # fmt: skip
    delivery = reading(described(), *rows)
    assert [(row.row, row.why) for row in delivery.skipped] == [
        (1, "title"),
        (2, "header"),
        (3, "banner"),
        (5, "blank"),
        (6, "header"),
        (7, "banner"),
        (9, "total"),
    ]
    assert delivery.published["row"].to_pylist() == [4, 8]
    assert delivery.problems == ()


def test_a_row_with_a_name_is_a_record_whatever_it_says(
    described: Described, reading: Reading
) -> None:
    delivery = reading(described(), HEADER, ["1", "BLOQUE Ana", "", "", ""])
    assert delivery.published["name"].to_pylist() == ["BLOQUE Ana"]


def test_a_row_without_a_name_is_kept_and_reported(described: Described, reading: Reading) -> None:
    delivery = reading(described(), HEADER, ANA, ["2", " ", "11/7/2021", "", ""])
    assert delivery.published.num_rows == 2
    (problem,) = delivery.problems
    assert str(problem).startswith("lista.csv row 3: has no name")
    assert problem.severity == "error"


def test_a_total_that_says_another_number_is_reported(
    described: Described, reading: Reading
) -> None:
    delivery = reading(described(), HEADER, ANA, ["", "", "TOTAL 3", "", ""])
    assert [str(problem) for problem in delivery.problems] == [
        "lista.csv row 3: says 'TOTAL 3', but 1 records were read. "
        "Check the delivery: rows may be missing."
    ]


LINES = st.sampled_from(
    [HEADER, [], ["", "", ""], ["BLOQUE A"], ["TOTAL 4"], ["", "", "", "una nota", ""], None]
)


@given(st.lists(LINES, max_size=12), st.lists(st.just(["Título"]), max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_read_is_a_record_or_named_as_none(
    described: Described,
    reading: Reading,
    body: list[list[str] | None],
    titles: list[list[str]],
) -> None:
    people = [
        [str(place), f"Persona {place}", "", "", ""] if row is None else row
        for place, row in enumerate(body)
    ]
    nameless = sum(row == ["", "", "", "una nota", ""] for row in people)
    spec = described(key={"content": ["name"]}, ignore=["Nota", "Clave"])
    rows = [*titles, HEADER, *people]
    delivery = reading(spec, *rows)
    assert delivery.rows_read == len(rows)
    records = [row["row"] for row in delivery.published.to_pylist()]
    told = [*records, *(row.row for row in delivery.skipped)]
    assert sorted(told) == list(range(1, len(rows) + 1))
    assert delivery.published.num_rows == body.count(None) + nameless


# columns


def test_a_renamed_column_is_named_with_the_one_most_like_it(
    described: Described, reading: Reading, refused: Callable[..., str]
) -> None:
    header = ["Clave", "Persona", "Detenida el", "Lugar", "Nota"]
    message = refused(reading, described(), header, ANA)
    assert "row 1: 'Detenido el' is missing" in message
    assert "'Detenida el' looks most like it" in message
    assert "\"Detenido el\" = ['Detenida el'] under [headers]" in message


def test_each_missing_column_is_named(
    described: Described, reading: Reading, refused: Callable[..., str]
) -> None:
    message = refused(reading, described(), ["Clave", "Persona", "Nota"], ["1", "Ana", ""])
    assert "'Detenido el' is missing. Ask for a complete list" in message
    assert "'Lugar' is missing" in message


def test_a_list_without_any_header_is_refused(
    described: Described, reading: Reading, refused: Callable[..., str]
) -> None:
    message = refused(reading, described(), ANA, LUZ)
    assert "no line holds the headers of the list: 'Clave', 'Persona'" in message


def test_an_unmapped_column_is_an_error_that_names_it(
    described: Described, reading: Reading, refused: Callable[..., str]
) -> None:
    message = refused(reading, described(), [*HEADER, "Teléfono"], [*ANA, "555"])
    assert "'Teléfono' is no column that the list's description knows" in message
    assert "Map it under [columns]" in message
    assert "555" not in message


def test_a_column_that_stands_twice_is_refused(
    described: Described, reading: Reading, refused: Callable[..., str]
) -> None:
    message = refused(reading, described(), [*HEADER, "Lugar"], [*ANA, "Melena"])
    assert "'Lugar' stands 2 times in the header" in message


def test_a_cell_beside_the_table_is_refused_and_an_empty_column_is_not(
    described: Described, reading: Reading, refused: Callable[..., str]
) -> None:
    assert only(reading(described(), [*HEADER, ""], [*ANA, ""]))["name"] == "Ana Quintasol"
    message = refused(reading, described(), [*HEADER, ""], [*ANA, ""], [*LUZ, "?"])
    assert "row 3: cell 6 stands in a column without a header" in message


@pytest.mark.parametrize("row", [ANA[:4], [*ANA, "more"]], ids=["too few", "too many"])
def test_a_row_of_another_width_is_refused_by_number(
    described: Described, reading: Reading, refused: Callable[..., str], row: list[str]
) -> None:
    message = refused(reading, described(), HEADER, LUZ, row)
    assert f"row 3: the row has {len(row)} cells and the header 5" in message


def test_optional_columns_may_be_absent(described: Described, reading: Reading) -> None:
    spec = described(layouts=[{"reader": "csv", "optional": ["Lugar"]}])
    delivery = reading(spec, ["Clave", "Persona", "Detenido el"], ["1", "Ana", "2021"])
    assert only(delivery)["prison"] is None


def test_headers_are_known_in_other_languages_and_in_any_case(
    described: Described, reading: Reading
) -> None:
    spec = described(headers={"Persona": ["Имя"], "Lugar": ["Месца"]})
    delivery = reading(spec, ["CLAVE", "имя", "Detenido\nel", "Месца"], ["1", "Ana", "2021", "x"])
    assert (only(delivery)["name"], only(delivery)["prison"]) == ("Ana", "x")
    assert delivery.columns["prison"] == "Месца"


# cells that say more than one thing


STATUS = [
    {"field": "prison", "pattern": "^Prisión: (.*)$"},
    {"field": "custody_status", "pattern": "^Estado: (.*)$"},
    {"ignore": "^np$"},
]


@pytest.mark.parametrize(
    ("cell", "prison", "status"),
    [("Prisión: Ariza", "Ariza", None), ("Estado: libre", None, "libre"), ("np", None, None)],
)
def test_the_pattern_that_matches_tells_the_field(
    described: Described, reading: Reading, cell: str, prison: str | None, status: str | None
) -> None:
    spec = described(columns={"Persona": "name", "Detenido el": "arrest", "Lugar": STATUS})
    delivery = reading(spec, HEADER, ["1", "Ana", "", cell, ""])
    row = only(delivery)
    assert (row["prison"], row["custody_status"]) == (prison, status)
    assert delivery.problems == ()


def test_a_cell_that_no_pattern_knows_is_reported_and_kept_in_raw(
    described: Described, reading: Reading
) -> None:
    spec = described(columns={"Persona": "name", "Detenido el": "arrest", "Lugar": STATUS})
    delivery = reading(spec, HEADER, ["1", "Ana", "", "Hospital", ""])
    (problem,) = delivery.problems
    assert str(problem).startswith("lista.csv row 2: 'Lugar' says 'Hospital', which no pattern")
    assert problem.severity == "warning"
    assert json.loads(only(delivery)["raw"])["Lugar"] == "Hospital"


@pytest.mark.parametrize(("cells", "sentence"), [(("5", "7"), "5"), (("", "7"), "7")])
def test_of_several_columns_the_first_that_says_something_counts(
    described: Described, reading: Reading, cells: tuple[str, str], sentence: str
) -> None:
    columns = {"Persona": "name", "Apelación": "sentence", "Instancia": "sentence"}
    spec = described(columns=columns)
    # the order of the description decides, not that of the file
    header = ["Clave", "Persona", "Instancia", "Apelación"]
    delivery = reading(spec, header, ["1", "Ana", cells[1], cells[0]])
    assert only(delivery)["sentence"] == sentence


# who may be linked, published, named


def test_a_private_column_stands_nowhere(described: Described, reading: Reading) -> None:
    spec = described(private=["Nota"], ignore=[])
    delivery = reading(spec, HEADER, ["1", "Ana", "", "", "+00 0000000"])
    assert "0000000" not in repr(delivery.published.to_pylist())
    assert "Nota" not in only(delivery)["raw"]


@pytest.mark.parametrize(
    ("word", "publishable"), [("Sí", True), ("SI ", True), ("no", False), ("", False)]
)
def test_without_consent_a_row_is_not_publishable(
    described: Described, reading: Reading, word: str, publishable: bool
) -> None:
    spec = described(consent={"column": "Nota", "yes": ["sí", "si"]}, ignore=[])
    row = only(reading(spec, HEADER, ["1", "Ana", "", "", word]))
    assert row["publishable"] is publishable


def test_an_anonymised_row_is_not_linkable(described: Described, reading: Reading) -> None:
    spec = described(not_linkable={"name": [r"^Citizen\b"]})
    delivery = reading(spec, HEADER, ["1", "Citizen K.", "", "", ""], LUZ)
    assert delivery.published["linkable"].to_pylist() == [False, True]


def test_a_key_that_stands_twice_is_refused_with_both_rows(
    described: Described, reading: Reading, refused: Callable[..., str]
) -> None:
    message = refused(reading, described(), HEADER, ANA, LUZ, ["1", "Eva", "", "", ""])
    assert "row 4: 'Clave' says '1', which row 2 says too" in message


def test_a_row_without_its_key_is_refused(
    described: Described, reading: Reading, refused: Callable[..., str]
) -> None:
    message = refused(reading, described(), HEADER, ["", "Ana", "", "", ""])
    assert "row 2: 'Clave' is empty" in message


# edition and size


@pytest.mark.parametrize(
    ("title", "edition"),
    [
        ("actualizado 30 de octubre de 2026", date(2026, 10, 30)),
        ("sin fecha", TODAY),
    ],
)
def test_the_date_in_the_list_is_its_edition(
    described: Described, reading: Reading, title: str, edition: date
) -> None:
    pattern = r"(?P<day>\d+) de (?P<month>\w+) de (?P<year>\d+)"
    months = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"]
    months += ["septiembre", "octubre", "noviembre", "diciembre"]
    spec = described(edition={"pattern": pattern, "months": months})
    delivery = reading(spec, [title], HEADER, ANA)
    assert delivery.edition == edition
    assert only(delivery)["edition"] == edition


@pytest.mark.parametrize("title", ["31 de febrero de 2026", "3 de brumario de 2026"])
def test_a_title_with_a_date_that_never_was_is_refused(
    described: Described, reading: Reading, refused: Callable[..., str], title: str
) -> None:
    pattern = r"(?P<day>\d+) de (?P<month>\w+) de (?P<year>\d+)"
    spec = described(edition={"pattern": pattern, "months": ["enero", "febrero"]})
    assert f"row 1: the title says '{title}'" in refused(reading, spec, [title], HEADER, ANA)


def test_a_list_of_fewer_rows_than_expected_is_an_error(
    described: Described, reading: Reading
) -> None:
    (problem,) = reading(described(), HEADER).problems
    assert "has 0 records, fewer than the 1 expected" in str(problem)
    assert problem.severity == "error"


def test_a_file_that_fits_no_layout_is_refused(
    described: Described, reading: Reading, refused: Callable[..., str]
) -> None:
    spec = described(layouts=[{"reader": "csv"}, {"reader": "xlsx"}])
    assert "fits no layout of the list (*.csv, *.xlsx)" in refused(
        lambda: reading(spec, HEADER, ANA, name="lista.txt")
    )
