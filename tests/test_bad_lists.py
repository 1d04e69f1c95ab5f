"""Lists that cannot be right: each stops the run in plain words and leaves the last snapshot."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Todos = Callable[..., Result]
Files = Callable[[Path], dict[str, str]]
Spoil = Callable[[Path], None]
DAY = ("--date", "2026-10-30")


def replace(old: str, new: str) -> Spoil:
    def spoil(path: Path) -> None:
        data = path.read_bytes()
        assert old.encode() in data, f"{old!r} is not in the example list"
        path.write_bytes(data.replace(old.encode(), new.encode(), 1))

    return spoil


def write(data: bytes) -> Spoil:
    def spoil(path: Path) -> None:
        path.write_bytes(data)

    return spoil


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def twice(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8", newline="")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)


def huge_cell(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write('J9999,"' + "x" * 10_000_000 + '"' + "," * 16 + "\n")


def first_arrest(new: str) -> Spoil:
    return replace("2021-07-11", new)


JUSTICIA, CUBALEX = "justicia11j/justicia11j.csv", "cubalex/listado.csv"
OBSERVATORY, DISSIDENT = "observatorio_cubano/ocdh_2026-10.xlsx", "dissidentby/list_ru.html"
BAD: list[tuple[str, str, Spoil, str]] = [
    ("a missing file", JUSTICIA, Path.unlink, "holds no list"),
    ("an empty file", JUSTICIA, write(b""), "empty"),
    ("a truncated workbook", OBSERVATORY, truncate, "ocdh_2026-10.xlsx"),
    ("a wrong encoding", CUBALEX, write("ID,Nombre,año\n".encode("latin-1")), "UTF-8"),
    ("a page without the table", DISSIDENT, write(b"<html><body>soon</body></html>"), "table"),
    ("a renamed column", JUSTICIA, replace("Beneficio", "Beneficios"), "'Beneficios'"),
    ("a missing column", CUBALEX, replace(",Nombre,", ",,"), "Nombre"),
    ("a duplicated key", CUBALEX, twice, "row 2"),
    ("the 31st of February", JUSTICIA, first_arrest("31/02/2021"), "31/02/2021"),
    ("a workbook that is a zip bomb", OBSERVATORY, bomb, "ocdh_2026-10.xlsx"),
    ("a cell of ten megabytes", JUSTICIA, huge_cell, "justicia11j.csv"),
    ("NUL bytes", CUBALEX, replace("ID,", "ID\0,"), "NUL"),
]


@pytest.mark.parametrize("case", BAD, ids=lambda case: case[0])
def test_a_list_that_cannot_be_right_stops_the_run_and_leaves_the_snapshot(
    todos: Todos, files: Files, workspace: Path, case: tuple[str, str, Spoil, str]
) -> None:
    _, file, spoil, said = case
    before = files(workspace / "snapshots")
    spoil(workspace / "inbox" / file)
    done = todos("run", "-w", workspace, "--date", "2026-10-31")
    assert done.exit_code == 1
    told = " ".join(done.stderr.split())
    assert said in told
    assert "The last snapshot stands" in told
    assert "Traceback" not in told
    assert len(told) < 3000, "a message repeats the list"
    assert files(workspace / "snapshots") == before
    assert todos("check", "-w", workspace, "--date", "2026-10-31").exit_code == 1


def test_a_death_before_a_birth_stops_the_run(todos: Todos, workspace: Path) -> None:
    list_ = workspace / "inbox/viasna/export_en.csv"
    lines = list_.read_text(encoding="utf-8-sig").split("\n")
    at = lines[0].rstrip("\r").split(",").index("died") - len(lines[0].rstrip("\r").split(","))
    row = next(i for i, line in enumerate(lines) if ",19" in line)
    cells = lines[row].rstrip("\r").split(",")
    cells[at] = "1901-02-03"
    lines[row] = ",".join(cells)
    list_.write_text("\n".join(lines), encoding="utf-8-sig", newline="")
    done = todos("run", "-w", workspace, *DAY)
    assert done.exit_code == 1
    assert "1901-02-03" in done.stderr


def test_all_that_is_wrong_is_told_at_once(todos: Todos, workspace: Path) -> None:
    (workspace / "inbox" / JUSTICIA).unlink()
    (workspace / "inbox" / CUBALEX).write_bytes(b"")
    told = " ".join(todos("run", "-w", workspace, *DAY).stderr.split())
    assert "justicia11j" in told
    assert "listado.csv" in told
