"""The workbook of a report: the same content, places for answers, and nothing that runs."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from openpyxl import load_workbook
from todos.output.lookup import Snapshot
from todos.output.reports import answers
from todos.output.reports.languages import LANGUAGES, LOCALE_FOLDER, language
from todos.output.reports.write import report

NAMES = {"casa": "Casa Mariposa", "bruma": "Bruma", "niebla": "Niebla"}
OFFICE = shutil.which("soffice")


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def books(snapshot: Snapshot) -> Mapping[str, bytes]:
    return {code: report(snapshot, "casa", code, names=NAMES).xlsx for code in LANGUAGES}


def meta(book: Any) -> dict[str, str]:
    rows = book[answers.META_SHEET].iter_rows(min_col=1, max_col=2, values_only=True)
    return {key: value for key, value in rows if key}


def form(book: Any, name: str) -> tuple[Any, dict[str, str]]:
    """The sheet of this role, and the letter of each of its columns."""
    sheet = book[meta(book)[f"sheet.{name}"]]
    return sheet, {cell.value: cell.column_letter for cell in sheet[1]}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_hidden_sheet_says_what_the_workbook_is(books: Mapping[str, bytes], code: str) -> None:
    book = opened(books[code])
    told = meta(book)
    assert (told["format"], told["source"], told["day"], told["language"]) == (
        "todos-report/1",
        "casa",
        "2026-11-13",
        code,
    )
    assert book[answers.META_SHEET].sheet_state == "hidden"
    assert {told[f"sheet.{name}"] for name in ("review", "duplicates", "corrections")} <= set(
        book.sheetnames
    )


@pytest.mark.parametrize("name", ["review", "duplicates"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_decision_is_chosen_from_words_of_the_language(
    books: Mapping[str, bytes], code: str, name: str
) -> None:
    book = opened(books[code])
    sheet, columns = form(book, name)
    (rule,) = sheet.data_validations.dataValidation
    assert rule.type == "list"
    assert rule.showErrorMessage
    assert str(rule.sqref) == f"{columns['decision']}3"
    where = rule.formula1.removeprefix(f"{answers.META_SHEET}!").replace("$", "")
    offered = [cell.value for (cell,) in book[answers.META_SHEET][where]]
    assert offered == list(answers.decision_words(language(code)).values())


def test_only_answers_can_be_typed(books: Mapping[str, bytes]) -> None:
    sheet, columns = form(opened(books["es"]), "review")
    assert sheet.protection.sheet
    assert not sheet.protection.password
    open_columns = {"decision", "comment"}
    for name, letter in columns.items():
        assert sheet[f"{letter}3"].protection.locked == (name not in open_columns), name


def test_the_first_row_is_for_programs_and_hidden(books: Mapping[str, bytes]) -> None:
    sheet, columns = form(opened(books["be"]), "review")
    assert sheet.row_dimensions[1].hidden
    assert {*answers.KEY_COLUMNS, answers.DECISION, answers.COMMENT} <= set(columns)


def row_of(sheet: Any, columns: Mapping[str, str], *names: str) -> list[str]:
    return [sheet[f"{columns[name]}3"].value for name in names]


def test_a_row_carries_its_keys_and_a_digest_of_them(books: Mapping[str, bytes]) -> None:
    sheet, columns = form(opened(books["ru"]), "review")
    *keys, check = row_of(sheet, columns, *answers.KEY_COLUMNS)
    assert keys[:4] == ["casa", "c2", "bruma", "b2"]
    assert check == answers.check("casa", "2026-11-13", "review", keys)
    edited = ["casa", "c1", *keys[2:]]
    assert check != answers.check("casa", "2026-11-13", "review", edited)
    assert check != answers.check("casa", "2026-11-13", "duplicates", keys)


def test_the_digest_is_the_same_in_every_language(books: Mapping[str, bytes]) -> None:
    told = {
        tuple(row_of(*form(opened(data), "review"), *answers.KEY_COLUMNS))
        for data in books.values()
    }
    assert len(told) == 1


def test_the_state_tells_what_the_two_rows_said(snapshot: Snapshot, hostile: Snapshot) -> None:
    found = [
        row_of(*form(opened(report(one, "casa", "en").xlsx), "review"), "state")
        for one in (snapshot, hostile)
    ]
    assert found[0] != found[1]


def test_corrections_have_a_drop_down_of_fields_and_cells_that_stay_text(
    books: Mapping[str, bytes],
) -> None:
    sheet, columns = form(opened(books["es"]), "corrections")
    assert tuple(columns) == answers.CORRECTION_COLUMNS
    (rule,) = sheet.data_validations.dataValidation
    letter = columns["field"]
    assert str(rule.sqref) == f"{letter}3:{letter}{answers.CORRECTION_ROWS + 2}"
    cell = sheet[f"{columns['should_say']}3"]
    assert not cell.protection.locked
    # or a spreadsheet makes its own date of 12/07/2021
    assert cell.number_format == "@"


def texts(book: Any) -> list[str]:
    return [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_no_english_is_left_in_the_workbook(books: Mapping[str, bytes], code: str) -> None:
    book = opened(books[code])
    said = "\n".join(
        text
        for name in book.sheetnames
        if name != answers.META_SHEET
        for row in book[name].iter_rows(min_row=2)
        for text in (cell.value for cell in row)
        if isinstance(text, str)
    )
    with (LOCALE_FOLDER / code / "LC_MESSAGES" / "todos.po").open("rb") as file:
        english = [one.id if isinstance(one.id, str) else one.id[0] for one in read_po(file)]
    assert not [text for text in english if text and " " in text and text in said]
    assert not set(re.findall(r"[a-z]+", said.casefold())) & {"the", "row", "list", "your", "is"}


def test_the_workbook_has_the_sections_of_the_page(books: Mapping[str, bytes]) -> None:
    assert opened(books["en"]).sheetnames == [
        "In short",
        "Questions",
        "Repeated rows",
        "Not on your list",
        "Differences",
        "Quality",
        "Missing facts",
        "Changes",
        "Corrections",
        "Your rows",
        "_todos",
    ]


@pytest.mark.parametrize("source", ["casa", "bruma", "niebla"])
def test_hostile_texts_do_nothing(hostile: Snapshot, source: str) -> None:
    data = report(hostile, source, "es").xlsx
    book = opened(data)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    starts = re.compile(r"(?:\A|\n)\s*[=+\-@]")
    assert not [text for text in texts(book) if starts.search(text)]
    assert all(len(text) <= 2000 for text in texts(book))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        written = b"".join(parts.read(name) for name in parts.namelist() if "sheets/" in name)
    assert not re.search(rb"<(f|hyperlink)[ >]", written)


def test_the_same_snapshot_makes_the_same_workbook_at_any_time(snapshot: Snapshot) -> None:
    one, other = (report(snapshot, "casa", "ru").xlsx for _ in range(2))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not there")
def test_what_is_answered_in_libreoffice_comes_back(
    books: Mapping[str, bytes], tmp_path: Path
) -> None:
    book = opened(books["be"])
    sheet, columns = form(book, "review")
    before = row_of(sheet, columns, *answers.KEY_COLUMNS)
    sheet[f"{columns['decision']}3"].value = "розныя людзі"
    sheet[f"{columns['comment']}3"].value = "Два браты"
    saved = tmp_path / "answered.xlsx"
    book.save(saved)
    out = tmp_path / "out"
    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(out),
            str(saved),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    again = load_workbook(out / saved.name)
    sheet, columns = form(again, "review")
    assert row_of(sheet, columns, *answers.KEY_COLUMNS) == before
    assert row_of(sheet, columns, "decision", "comment") == ["розныя людзі", "Два браты"]
    assert sheet.data_validations.dataValidation
    assert again[answers.META_SHEET].sheet_state == "hidden"
