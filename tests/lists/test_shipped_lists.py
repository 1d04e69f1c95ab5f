"""Every source that ships reads ten invented rows in each format in which it is published."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from todos.sources.adapter import Delivery, read
from todos.sources.spec import shipped

FILES = (
    "citizen_reports.csv",
    "cubalex.csv",
    "dissidentby.html",
    "justicia11j.csv",
    "observatorio_cubano.pdf",
    "observatorio_cubano.xlsx",
    "prisoners_defenders.json",
    "prisoners_defenders.jsonl",
    "viasna.csv",
)
Read = Callable[[str], Delivery]


def rows(delivery: Delivery) -> list[dict[str, Any]]:
    return delivery.published.to_pylist()


def by_key(delivery: Delivery) -> dict[str, dict[str, Any]]:
    return {row["source_record_id"]: row for row in rows(delivery)}


def test_every_shipped_source_has_ten_rows_here() -> None:
    assert set(shipped()) == {name.partition(".")[0] for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_ten_rows_are_read_and_every_other_row_is_named(ten_read: Read, name: str) -> None:
    delivery = ten_read(name)
    assert delivery.published.num_rows == 10
    assert delivery.rows_read == 10 + len(delivery.skipped)
    assert delivery.problems == ()
    assert len(set(delivery.published["source_record_id"].to_pylist())) == 10


def test_a_profile_and_its_card_have_one_key_and_the_slug_is_an_alias(ten_read: Read) -> None:
    profiles = by_key(ten_read("prisoners_defenders.jsonl"))
    cards = by_key(ten_read("prisoners_defenders.json"))
    assert profiles.keys() == cards.keys()
    assert profiles["almudeno-saul-quintasol-berdaguer"]["alias"] == (
        "almudeno saul quintasol berdaguer"
    )
    assert cards["brisela-moncadilla-ferrand-2"]["alias"] == "brisela moncadilla ferrand"


def test_an_age_label_tells_whether_the_age_is_of_today_or_of_the_arrest(ten_read: Read) -> None:
    ages = {
        key: (row["age"], row["age_at_arrest"])
        for key, row in by_key(ten_read("prisoners_defenders.json")).items()
    }
    assert ages["almudeno-saul-quintasol-berdaguer"] == ("36", None)
    assert ages["dorindo-de-la-sierralta-campos"] == (None, "45")
    assert ages["celedor-ivan-pradolargo"] == (None, "mayor de edad")


def test_the_status_line_of_a_card_is_a_prison_or_a_legal_status(ten_read: Read) -> None:
    said = [(r["prison"], r["custody_status"]) for r in rows(ten_read("prisoners_defenders.json"))]
    assert said[0] == (None, "Libertad condicional bajo amenazas")
    assert said[1] == ("Prisión Guanajay, Artemisa", None)
    assert said[3] == (None, None)


def test_the_index_of_cards_is_dated_by_itself(ten_read: Read) -> None:
    assert ten_read("prisoners_defenders.json").edition == date(2026, 10, 29)


def test_the_observatory_says_the_same_in_pdf_and_xlsx(ten_read: Read) -> None:
    xlsx, pdf = ten_read("observatorio_cubano.xlsx"), ten_read("observatorio_cubano.pdf")
    assert xlsx.edition == pdf.edition == date(2026, 10, 30)
    places = ("file", "row", "raw")
    assert [{k: v for k, v in row.items() if k not in places} for row in rows(pdf)] == [
        {k: v for k, v in row.items() if k not in places} for row in rows(xlsx)
    ]
    assert Counter(row.why for row in xlsx.skipped) == {
        # the province above the first header is one of them
        "title": 3,
        "blank": 2,
        "banner": 2,
        "header": 3,
        "total": 1,
    }


def test_a_date_cell_of_the_observatory_is_an_iso_date(ten_read: Read) -> None:
    first, second, third = rows(ten_read("observatorio_cubano.xlsx"))[:3]
    assert (first["arrest"], first["age"]) == ("2021-07-11", "36")
    assert (second["arrest"], third["arrest"]) == ("11/7/2021", "12 de julio de 2021")
    assert json.loads(first["raw"])["No."] == "1"


def test_the_appeal_stands_above_the_first_instance(ten_read: Read) -> None:
    said = by_key(ten_read("justicia11j.csv"))
    assert (said["J9001"]["sentence"], said["J9002"]["sentence"]) == ("5 años", "12 años")


def test_stray_spaces_of_a_typed_list_go_and_stay_in_raw(ten_read: Read) -> None:
    row = by_key(ten_read("cubalex.csv"))["9101"]
    assert (row["given_names"], row["province"]) == ("Almudeno Saúl", "Matanzas")
    assert json.loads(row["raw"])["Provincia"] == "Matanzas "


def test_anonymised_rows_are_not_linkable(ten_read: Read) -> None:
    said = by_key(ten_read("viasna.csv"))
    assert {key for key, row in said.items() if not row["linkable"]} == {"9204", "9205"}


def test_a_cell_that_reads_false_is_empty(ten_read: Read) -> None:
    row = by_key(ten_read("viasna.csv"))["9204"]
    assert (row["offences"], row["prison"]) == (None, None)
    assert json.loads(row["raw"])["articles"] == "FALSE"


def test_released_in_the_prison_column_is_a_status(ten_read: Read) -> None:
    said = by_key(ten_read("viasna.csv"))
    assert said["9203"]["custody_status"] == "released"
    assert (said["9202"]["custody_status"], said["9210"]["death"]) == ("active", "2022-02-03")


def viasna_table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def write_csv(path: Path, table: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    return path


def test_the_older_export_of_viasna_has_three_columns_less(
    ten_rows: Callable[[str], Path], tmp_path: Path
) -> None:
    table = [row[:20] for row in viasna_table(ten_rows("viasna.csv"))]
    delivery = read(shipped()["viasna"], write_csv(tmp_path / "old.csv", table), date(2024, 1, 1))
    assert delivery.published.num_rows == 10
    assert "death" not in delivery.columns


@pytest.mark.parametrize("language", [0, -1], ids=["ru", "be"])
def test_viasna_reads_with_russian_and_belarusian_headers(
    ten_rows: Callable[[str], Path], tmp_path: Path, ten_read: Read, language: int
) -> None:
    spec = shipped()["viasna"]
    other: dict[str, list[str]] = {}
    path = Path(__file__).parents[2] / "sources" / "lists" / "viasna.toml"
    headers = path.read_text(encoding="utf-8").partition("[headers]\n")[2].split("\n\n")[0]
    for line in headers.splitlines():
        canonical, _, words = line.partition(" = ")
        other[canonical] = json.loads(words)
    table = viasna_table(ten_rows("viasna.csv"))
    table[0] = [other[header][language] for header in table[0]]
    assert set(table[0]).isdisjoint(spec.columns)
    delivery = read(spec, write_csv(tmp_path / "export.csv", table), date(2026, 10, 31))
    values = delivery.published.drop_columns(["file", "raw"])
    assert values.equals(ten_read("viasna.csv").published.drop_columns(["file", "raw"]))


def test_a_list_in_russian_is_read_from_its_table(ten_read: Read) -> None:
    said = by_key(ten_read("dissidentby.html"))
    assert said["9305"]["name"] == "Малиновка Елизавета"
    assert said["9306"]["offences"] == "ст. 361-4 УК — содействие"


def test_contact_data_of_a_reporter_leave_no_trace(ten_read: Read) -> None:
    delivery = ten_read("citizen_reports.csv")
    told = repr(delivery.published.to_pylist()) + repr(delivery.problems) + repr(delivery.skipped)
    given = Path(__file__).with_name("citizen_reports.csv").read_text("utf-8")
    for contact in ("0099900", "brisela@example.org", "contact"):
        assert contact in given
        assert contact not in told


def test_only_a_clear_yes_is_consent(ten_read: Read) -> None:
    delivery = ten_read("citizen_reports.csv")
    agreed = [row["source_record_id"][-2:] for row in rows(delivery) if row["publishable"]]
    assert agreed == ["01", "03", "04", "06", "08", "09"]
    assert all(row["weak"] for row in rows(delivery))
