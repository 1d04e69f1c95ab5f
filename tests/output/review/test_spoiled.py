"""Spoiled and hostile workbooks are refused with a reason, and change nothing."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from todos.output.reports import answers
from todos.output.reports.languages import LANGUAGES, language
from todos.output.reports.refusals import WHY, refusal
from todos.output.review import book
from todos.output.review.book import WorkbookError
from todos.output.review.workbook import Imported

Make = Callable[..., Any]
Bring = Callable[..., Imported]
Count = Callable[[], Mapping[str, int]]
SAME, DIFFERENT, _ = answers.decision_words(language("es")).values()
KEYED = {
    "source": "justicia11j",
    "source_record_id": "J0956",
    "field": "Fecha de detención",
    "says": "2021-07-12",
    "should_say": "2021-07-11",
    "evidence": "la familia",
}


def answered(form: Any, **cells: object) -> Any:
    """The first question answered, then spoiled."""
    return form.fill("review", 1, **{"decision": SAME, **cells})


def corrected(form: Any, **cells: object) -> Any:
    return form.fill("corrections", 1, **{**KEYED, **cells})


def swapped(form: Any) -> Any:
    """The keys of the second row above the seal of the first."""
    other = {name: form.cell("review", 2, name).value for name in answers.KEY_COLUMNS[:4]}
    return answered(form, **other)


def sealed(form: Any, **cells: str) -> Any:
    """Other keys, and a seal that fits them: it is no secret how it is made."""
    answered(form, **cells)
    told = [form.cell("review", 1, name).value for name in answers.KEY_COLUMNS[:-1]]
    seal = answers.check("justicia11j", "2026-10-30", "review", told)
    return form.fill("review", 1, check=seal)


def twice(form: Any) -> Any:
    """The first question a second time, with another answer."""
    keys = {name: form.cell("review", 1, name).value for name in answers.KEY_COLUMNS}
    return answered(form).fill("review", 2, decision=DIFFERENT, **keys)


ROWS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "an unknown word": ("word", lambda form: answered(form, decision="tal vez")),
    "a number for an answer": ("word", lambda form: answered(form, decision=1)),
    "a formula for an answer": (
        "formula",
        lambda form: answered(form, decision='="misma persona"'),
    ),
    "a formula for a comment": ("formula", lambda form: answered(form, comment="=1+1")),
    "a formula for a key": ("formula", lambda form: answered(form, source_r="=A1")),
    "an edited key": ("edited", lambda form: answered(form, source_record_id_r="J9999")),
    "an edited list": ("edited", lambda form: answered(form, source_l="casa")),
    "an edited state": ("edited", lambda form: answered(form, state="0123456789abcdef")),
    "an edited seal": ("edited", lambda form: answered(form, check="0123456789abcdef")),
    "an emptied seal": ("edited", lambda form: answered(form, check=None)),
    "keys of another row": ("edited", swapped),
    "a record that is gone": ("gone", lambda form: sealed(form, source_record_id_l="J9999")),
    "facts that changed since": ("stale", lambda form: sealed(form, state="0123456789abcdef")),
    "two rows of others": (
        "strangers",
        lambda form: sealed(form, source_l="cubalex", source_record_id_l="3"),
    ),
    "two answers to one pair": ("twice", twice),
    "a comment alone": ("unanswered", lambda form: answered(form, decision=None, comment="no")),
    "an endless comment": ("long", lambda form: answered(form, comment="x" * 2_001)),
    "a hidden character": ("unseen", lambda form: answered(form, comment="a\u0085b")),
    "another list's row": ("list", lambda form: corrected(form, source="cubalex")),
    "a row that is not there": ("key", lambda form: corrected(form, source_record_id="X1")),
    "no field": ("field", lambda form: corrected(form, field=None)),
    "an unknown field": ("field", lambda form: corrected(form, field="Color")),
    "a field without a column": (
        "column",
        lambda form: corrected(form, field="Fecha de fallecimiento"),
    ),
    "a whole name of two columns": ("parts", lambda form: corrected(form, field="Nombre")),
    "words that are not the list's": ("says", lambda form: corrected(form, says="1999-01-01")),
    "words where the list has none": (
        "nothing",
        lambda form: corrected(form, field="Fecha de excarcelación", says="2020"),
    ),
    "nothing to correct": ("same", lambda form: corrected(form, should_say="2021-07-12")),
    "nobody who knows": ("evidence", lambda form: corrected(form, evidence=None)),
    "a formula in a correction": ("formula", lambda form: corrected(form, should_say="=NOW()")),
}


@pytest.mark.parametrize("spoiled", ROWS)
def test_a_spoiled_row_is_refused_in_the_reader_s_language(
    form: Make, bring: Bring, memory: Count, spoiled: str
) -> None:
    why, spoil = ROWS[spoiled]
    given = spoil(form("justicia11j"))
    done = bring(given)
    assert done.refused
    values = {"said": "%(said)s", "now": "2021-07-12", "most": "2000"}
    wanted = refusal(language("es"), why, **values).partition("%(said)s")[0]
    assert all(one.reason.startswith(wanted) for one in done.refused), done.refused
    assert set(memory().values()) == {0}


def test_every_reason_has_a_row_or_a_workbook_that_is_spoiled_so() -> None:
    assert {why for why, _ in ROWS.values()} == set(WHY) - {"sheet", "columns", "source"}


def meta(form: Any, key: str, value: str | None) -> Any:
    """Another word in the hidden sheet."""
    for name, cell in form.book[answers.META_SHEET].iter_rows(max_col=2):
        if name.value == key:
            cell.value = value
    return answered(form)


def without(form: Any, sheet: str) -> Any:
    form.book.remove(form.book[sheet])
    return form


def renamed(form: Any, name: str) -> Any:
    sheet = answered(form).sheet("review")
    (cell,) = (one for one in sheet[1] if one.value == "decision")
    cell.value = name
    return form


def emptied(form: Any) -> Any:
    form.sheet("review").delete_rows(1, 100)
    return form


def far_away(form: Any) -> Any:
    """An answer so far down that no report reaches it."""
    answered(form).sheet("review").cell(book.MOST_ROWS + 1, 1).value = "x"
    return form


BOOKS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "no hidden sheet": ("no workbook of a match report", lambda f: without(f, "_todos")),
    "another program's": ("another version", lambda f: meta(f, "format", "other/1")),
    "a later version": ("another version", lambda f: meta(f, "format", "todos-report/2")),
    "no day": ("of which day", lambda f: meta(f, "day", "ayer")),
    "no language": ("which language", lambda f: meta(f, "language", "../es")),
    "an unknown list": ("no tiene ninguna lista «casa»", lambda f: meta(f, "source", "casa")),
    "a sheet is missing": ("Falta la hoja «Preguntas»", lambda f: without(f, "Preguntas")),
    "a column is missing": ("Se cambiaron las columnas", lambda f: renamed(f, "dec")),
    "a column stands twice": ("Se cambiaron las columnas", lambda f: renamed(f, "comment")),
    "an empty sheet": ("Se cambiaron las columnas", emptied),
    "rows without end": ("larger than any report", far_away),
}


@pytest.mark.parametrize("spoiled", BOOKS)
def test_a_workbook_that_is_none_of_ours_is_refused(
    form: Make, bring: Bring, memory: Count, spoiled: str
) -> None:
    reason, spoil = BOOKS[spoiled]
    given = spoil(form("justicia11j"))
    with pytest.raises(WorkbookError, match=reason):
        bring(given)
    assert set(memory().values()) == {0}


def packed(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(form: Any, **parts: bytes) -> bytes:
    """The workbook with other parts; `workbook` stands for xl/workbook.xml, and so on."""
    made = io.BytesIO()
    answered(form).book.save(made)
    return packed(unpacked(made.getvalue()) | {f"xl/{name}": text for name, text in parts.items()})


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
FILES: Mapping[str, tuple[str, str, Callable[[Any], bytes]]] = {
    "a text": ("report.xlsx", "no workbook", lambda _: b"decision\nmisma persona\n"),
    "nothing": ("report.xlsx", "no workbook", lambda _: b""),
    "half a file": ("report.xlsx", "damaged", lambda f: repacked(f)[:5_000]),
    "a packed letter": ("report.xlsx", "no workbook", lambda _: packed({"a.txt": b"a"})),
    "damaged XML": ("report.xlsx", "damaged", lambda f: repacked(f, **{"workbook.xml": b"<a>"})),
    "XML that laughs": (
        "report.xlsx",
        "declares entities",
        lambda f: repacked(f, **{"sharedStrings.xml": LAUGHS}),
    ),
    "XML that laughs in UTF-16": (
        "report.xlsx",
        "declares entities",
        lambda f: repacked(f, **{"x.xml": LAUGHS.decode().encode("utf-16")}),
    ),
    "macros": ("report.xlsx", "holds macros", lambda f: repacked(f, **{"vbaProject.bin": b"a"})),
    "a name for macros": ("report.xlsm", r"no \.xlsx file", repacked),
    "an old workbook": ("report.xls", r"no \.xlsx file", lambda _: b"\xd0\xcf\x11\xe0"),
    "a password": ("report.xlsx", "password", lambda _: b"\xd0\xcf\x11\xe0" + bytes(9_000)),
    "a bomb": (
        "report.xlsx",
        "more than 200 MB",
        lambda f: repacked(f, **{f"{n}.xml": bytes(30 << 20) for n in range(7)}),
    ),
    "parts without end": (
        "report.xlsx",
        "1,000 parts",
        lambda f: repacked(f, **{f"{n}.xml": b"" for n in range(1_001)}),
    ),
}


@pytest.mark.parametrize("spoiled", FILES)
def test_a_file_that_is_no_workbook_is_refused(
    form: Make, bring: Bring, memory: Count, tmp_path: Path, spoiled: str
) -> None:
    name, reason, make = FILES[spoiled]
    path = tmp_path / name
    path.write_bytes(make(form("justicia11j")))
    with pytest.raises(WorkbookError, match=reason):
        bring(path)
    assert set(memory().values()) == {0}


def test_a_large_file_is_refused_unread(
    bring: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "MOST_BYTES", 100)
    path = tmp_path / "report.xlsx"
    path.write_bytes(bytes(101))
    with pytest.raises(WorkbookError, match="larger than 20 MB"):
        bring(path)


def test_links_to_other_files_are_left_alone(form: Make, bring: Bring, tmp_path: Path) -> None:
    parts = unpacked(repacked(form("justicia11j")))
    rels, workbook = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = b'<Relationship Id="out" Type="%s/externalLink" Target="file:///etc/hosts" ' % kind
    end = b'TargetMode="External"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", link + end)
    named = b'<externalReferences><externalReference xmlns:r="%s" r:id="out"/>' % kind
    parts[workbook] = parts[workbook].replace(
        b"</sheets>", b"</sheets>" + named + b"</externalReferences>"
    )
    path = tmp_path / "report.xlsx"
    path.write_bytes(packed(parts))
    assert named in parts[workbook]
    assert len(bring(path).answers) == 1


def test_a_workbook_of_another_kind_is_refused(bring: Bring, tmp_path: Path) -> None:
    made = Workbook()
    made.save(tmp_path / "report.xlsx")
    with pytest.raises(WorkbookError, match="no workbook of a match report"):
        bring(tmp_path / "report.xlsx")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_reason_is_said_in_every_language(code: str) -> None:
    said = {why: refusal(language(code), why, said="<b>", now="=1", most="9") for why in WHY}
    assert all(said.values())
    assert code == "en" or not set(said.values()) & set(WHY.values())
