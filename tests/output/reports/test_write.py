"""Reports as files: each whole or not at all, in the languages asked for."""

from pathlib import Path

import pytest
from todos.output.lookup import NotFoundError, Snapshot
from todos.output.reports.languages import LANGUAGES
from todos.output.reports.shares import ReportError
from todos.output.reports.write import report, write_reports


def test_every_source_gets_a_page_and_a_workbook_in_every_language(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    written = write_reports(snapshot, tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in written} == {
        f"{source}/report-{code}.{ending}"
        for source in ("bruma", "casa", "niebla")
        for code in LANGUAGES
        for ending in ("html", "xlsx")
    }
    # nothing half-written lies beside them
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(written)


def test_one_source_in_one_language(snapshot: Snapshot, tmp_path: Path) -> None:
    written = write_reports(snapshot, tmp_path, ["casa"], ["ru"])
    assert [path.name for path in written] == ["report-ru.html", "report-ru.xlsx"]
    assert written[0].read_bytes() == report(snapshot, "casa", "ru").html


def test_another_language_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(ReportError, match="'fr'"):
        report(snapshot, "casa", "fr")


def test_without_a_snapshot_there_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        report(Snapshot(tmp_path), "casa", "es")


def test_a_folder_that_cannot_be_written_is_named(snapshot: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "casa").write_text("a file where the folder should be")
    with pytest.raises(ReportError, match="casa"):
        write_reports(snapshot, tmp_path, ["casa"], ["es"])


def test_a_source_is_called_by_the_title_of_its_list(snapshot: Snapshot) -> None:
    page = report(snapshot, "casa", "en", names={"casa": "Casa Mariposa: presas y presos"}).html
    assert "<h1>Casa Mariposa</h1>" in page.decode()
    # without a title, by its own name
    assert "<h1>casa</h1>" in report(snapshot, "casa", "en").html.decode()
