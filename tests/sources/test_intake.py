"""The editions of the run before, read again from the archive."""

from datetime import date
from pathlib import Path

import pytest
from todos.rules.problems import ListError
from todos.sources.archive import digest
from todos.sources.intake import Earlier, Intake, find, read_again, read_last, take_in
from todos.sources.workspace import Workspace, create

DAY, NEXT = date(2026, 10, 30), date(2026, 11, 13)
SOURCE = "citizen_reports"
HEADER = (
    "report_id,submitted_at,name,nickname,province,municipality,prison_left,release_date,"
    "release_type,relation,evidence_url,consent_to_publish,contact,notes\n"
)


def row(key: str, name: str) -> str:
    return f"{key},2026-10-01,{name},,Granma,Bayamo,,,,,,sí,,\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace whose only list was delivered on two days."""
    made = create(tmp_path / "registry")
    for day, name in ((DAY, "Ana Quintasol"), (NEXT, "Ana Quintasol Robleda")):
        path = made.root / "inbox" / SOURCE / day.isoformat() / "reports.csv"
        path.parent.mkdir()
        path.write_text(HEADER + row("R-1", name), encoding="utf-8")
    return made


def taken(workspace: Workspace, day: date, earlier: dict[str, Earlier]) -> Intake:
    """What is read when the newest edition is that of `day`."""
    for folder in (workspace.root / "inbox" / SOURCE).iterdir():
        if date.fromisoformat(folder.name) > day:
            folder.rename(workspace.root / folder.name)
    return take_in(workspace, day, earlier, find(workspace, earlier, SOURCE))


def two_nights(workspace: Workspace) -> tuple[Intake, dict[str, Earlier]]:
    first = taken(workspace, DAY, {}).inputs[0]
    before = {SOURCE: Earlier(first.sha256, first.edition, first.rows, first.file)}
    (workspace.root / NEXT.isoformat()).rename(workspace.root / "inbox" / SOURCE / NEXT.isoformat())
    return taken(workspace, NEXT, before), before


def test_the_last_edition_is_read_again_as_it_was(workspace: Workspace) -> None:
    tonight, before = two_nights(workspace)
    last, problems = read_last(workspace, tonight, before)
    assert not problems
    assert last[SOURCE].edition == DAY
    assert last[SOURCE].published["name"].to_pylist() == ["Ana Quintasol"]
    assert last[SOURCE].published["file"].to_pylist() == ["reports.csv"]


def test_an_edition_that_has_not_changed_is_not_read_twice(workspace: Workspace) -> None:
    tonight, before = two_nights(workspace)
    entry = tonight.inputs[0]
    same = {SOURCE: Earlier(entry.sha256, entry.edition, entry.rows, entry.file)}
    assert read_last(workspace, tonight, same) == ({}, ())
    assert read_last(workspace, tonight, {}) == ({}, ())
    assert before[SOURCE].sha256 != entry.sha256


@pytest.mark.parametrize("damage", ["gone", "changed", "unknown"])
def test_an_archive_with_a_gap_is_a_warning_with_its_cure(
    workspace: Workspace, damage: str
) -> None:
    tonight, before = two_nights(workspace)
    one = before[SOURCE]
    file = workspace.root / str(one.file)
    if damage == "gone":
        file.unlink()
    elif damage == "changed":
        file.write_text("tampered", encoding="utf-8")
    else:
        before = {SOURCE: Earlier(one.sha256, one.edition, one.rows)}
    last, (problem,) = read_last(workspace, tonight, before)
    assert not last
    assert problem.severity == "warning"
    assert "the edition of 2026-10-30" in str(problem)
    assert str(problem).endswith("Bring the file back from the backup.")


def test_nothing_outside_the_archive_is_read(workspace: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "1234567890abcdef-reports.csv"
    outside.write_text(HEADER + row("R-9", "Eva Peñalosa"), encoding="utf-8")
    earlier = Earlier(digest(outside), DAY, 1, f"archive/../../{outside.name}")
    with pytest.raises(ListError, match="does not hold it"):
        read_again(workspace, SOURCE, earlier)
