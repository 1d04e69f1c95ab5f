"""What analysts load a snapshot with reads it, and sees the same."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import openpyxl
import pandas
import pytest
from todos.rules.fields import TIERS
from todos.rules.tables import SNAPSHOT

Publish = Callable[..., Path]
FORMULA = '=HYPERLINK("http://x.invalid";"y")'
NAMES = ["Álvaro Peña Núñez", "Сяргей Выдуманы", FORMULA]


def problems(folder: Path) -> list[str]:
    report = frictionless.validate(str(folder / "datapackage.json"))
    found = [kind for (kind,) in report.flatten(["type"])]
    assert report.valid == (not found)
    return found


@pytest.mark.parametrize("tier", TIERS)
def test_frictionless_finds_nothing_wrong(publish_invented: Publish, tier: str) -> None:
    folder = publish_invented() / tier
    assert problems(folder) == []
    read = frictionless.Package(str(folder / "datapackage.json"))
    assert [resource.name for resource in read.resources][:8] == list(SNAPSHOT)
    pairs = read.get_table_resource("pairs").read_rows()
    assert pairs[0]["match_weight"] == -2.5
    assert pairs[0]["comparisons"][0]["level"] == 'spelled "alike"'


@pytest.mark.parametrize("file", ["persons.csv", "claims.csv", "pairs.parquet"])
def test_frictionless_finds_a_changed_byte(publish_invented: Publish, file: str) -> None:
    folder = publish_invented() / "public"
    data = bytearray((folder / file).read_bytes())
    data[data.index(b"person_id") if file == "persons.csv" else -9] ^= 1
    (folder / file).write_bytes(data)
    assert problems(folder)


def test_frictionless_knows_keys_codes_and_types(publish_invented: Publish) -> None:
    folder = publish_invented() / "public"
    events = folder / "events.csv"
    events.write_bytes(events.read_bytes().replace(b'"p1"', b'"p7"'))
    persons = folder / "persons.csv"
    persons.write_bytes(
        persons.read_bytes().replace(b'"male"', b'"Mann"').replace(b"1980-12-31", b"31.12.1980")
    )
    assert {"foreign-key", "constraint-error", "type-error"} <= set(problems(folder))


def test_pandas_reads_the_parquet(publish_invented: Publish) -> None:
    persons = pandas.read_parquet(publish_invented() / "public" / "persons.parquet")
    assert list(persons["name"]) == NAMES
    assert list(persons["sources"][0]) == ["cubalex", "justicia11j"]


def test_pandas_reads_the_csv(publish_invented: Publish) -> None:
    pairs = pandas.read_csv(publish_invented() / "public" / "pairs.csv")
    assert pairs["match_weight"][0] == -2.5


@pytest.mark.parametrize("name", SNAPSHOT)
def test_duckdb_reads_parquet_and_csv_with_the_same_rows(
    publish_invented: Publish, name: str
) -> None:
    folder = publish_invented() / "restricted"
    rows = [
        duckdb.execute(f"SELECT count(*) FROM '{folder / name}.{end}'").fetchone()  # noqa: S608
        for end in ("parquet", "csv")
    ]
    assert rows[0] == rows[1]
    assert rows[0] is not None
    assert rows[0][0] > 0


def test_duckdb_reads_lists_dates_and_every_letter(publish_invented: Publish) -> None:
    folder = publish_invented() / "public"
    row = duckdb.execute(
        f"SELECT year(birth_to), len(sources), sentence_months FROM '{folder}/persons.parquet'"  # noqa: S608
        " WHERE name = 'Álvaro Peña Núñez'"
    ).fetchone()
    assert row == (1980, 2, 66)
    names = duckdb.execute(f"SELECT name FROM '{folder}/persons.csv'").fetchall()  # noqa: S608
    assert [name for (name,) in names] == [*NAMES[:2], f"'{FORMULA}"]


# UTF-8, comma, quotes; numbers and formulas are recognised, as the most careless user opens it.
CARELESS = "--infilter=CSV:44,34,76"


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[Path], list[list[Any]]]:
    """Opens a CSV in LibreOffice and gives the cells: their value, and "f" for a formula."""
    office = shutil.which("soffice")
    if office is None and "CI" in os.environ:
        pytest.fail("LibreOffice is missing, and CI skips nothing; install libreoffice-calc")
    if office is None:
        pytest.skip("LibreOffice is missing (apt install libreoffice-calc-nogui)")

    def cells(path: Path) -> list[list[Any]]:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        order = [office, profile, "--headless", CARELESS, "--convert-to", "xlsx", "--outdir"]
        subprocess.run([*order, str(tmp_path), str(path)], check=True, timeout=120)
        book = openpyxl.load_workbook(tmp_path / f"{path.stem}.xlsx")
        return [[(cell.value, cell.data_type) for cell in row] for row in book.worksheets[0].rows]

    return cells


def test_a_spreadsheet_shows_every_letter_and_runs_nothing(
    publish_invented: Publish, opened: Callable[[Path], list[list[Any]]]
) -> None:
    rows = opened(publish_invented() / "public" / "persons.csv")
    column = rows[0].index(("name", "s"))
    assert [row[column] for row in rows[1:]] == [
        ("Álvaro Peña Núñez", "s"),
        ("Сяргей Выдуманы", "s"),
        (f"'{FORMULA}", "s"),
    ]
    assert rows[0][0] == ("person_id", "s")
    assert not [cell for row in rows for cell in row if cell[1] == "f"]


def test_the_same_spreadsheet_would_run_an_unguarded_formula(
    tmp_path: Path, opened: Callable[[Path], list[list[Any]]]
) -> None:
    # without this the test above could pass because LibreOffice was told to run nothing
    (tmp_path / "open.csv").write_text('"=1+1"\r\n', encoding="utf-8-sig", newline="")
    assert opened(tmp_path / "open.csv") == [[("=1+1", "f")]]
