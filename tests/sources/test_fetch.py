"""Fetching from files and folders: the newest edition, copied once into the archive."""

import hashlib
import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from todos.sources.fetch import fetch
from todos.sources.list_spec import ListSpec

Described = Callable[..., ListSpec]


def put(path: Path, text: str = "Clave\n1\n", day: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_790_000_000 + day * 86_400,) * 2)
    return path


def test_a_file_is_archived_under_its_hash_and_name(described: Described, tmp_path: Path) -> None:
    path = put(tmp_path / "lista.csv")
    fetched = fetch(described(), path, tmp_path / "archive")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert fetched.file == tmp_path / "archive" / "eighth_list" / f"{sha256[:16]}-lista.csv"
    assert fetched.file.read_bytes() == path.read_bytes()
    assert (fetched.name, fetched.sha256, fetched.edition_hint) == ("lista.csv", sha256, None)
    sums = fetched.file.with_name("SHA256SUMS")
    check = subprocess.run(
        ["sha256sum", "--check", sums.name], cwd=sums.parent, capture_output=True, check=False
    )
    assert check.returncode == 0


def test_the_same_edition_is_kept_once_and_known_again(
    described: Described, tmp_path: Path
) -> None:
    path = put(tmp_path / "lista.csv")
    first = fetch(described(), path, tmp_path / "archive")
    kept = first.file.stat().st_mtime_ns
    again = fetch(described(), path, tmp_path / "archive", known=first.sha256)
    assert (first.unchanged, again.unchanged) == (False, True)
    assert again.file.stat().st_mtime_ns == kept
    put(path, "Clave\n2\n")
    other = fetch(described(), path, tmp_path / "archive", known=first.sha256)
    assert not other.unchanged
    assert first.file.read_text(encoding="utf-8") == "Clave\n1\n"
    folder = first.file.parent
    assert sorted(p.name for p in folder.iterdir()) == sorted(
        [first.file.name, other.file.name, "SHA256SUMS"]
    )


def test_a_changed_copy_in_the_archive_is_never_overwritten(
    described: Described, tmp_path: Path, refused: Callable[..., str]
) -> None:
    path = put(tmp_path / "lista.csv")
    fetched = fetch(described(), path, tmp_path / "archive")
    fetched.file.write_text("tampered", encoding="utf-8")
    message = refused(fetch, described(), path, tmp_path / "archive")
    assert "the archived copy is no longer what was delivered" in message
    assert fetched.file.read_text(encoding="utf-8") == "tampered"


@pytest.mark.parametrize(
    ("files", "newest", "day"),
    [
        (["a_2026-10-30.csv", "b_2026-11-13.csv"], "b_2026-11-13.csv", date(2026, 11, 13)),
        (["2026-11-13/lista.csv", "2026-10-30/lista.csv"], "2026-11-13/lista.csv", None),
        # without a date the time of change decides: the later file of these is the newer
        (["z.csv", "a.csv"], "a.csv", None),
        # where only some names have a date, the time of change decides for all
        (["2030-01-01.csv", "later.csv"], "later.csv", None),
        (["earlier.csv", "2026-10-30.csv"], "2026-10-30.csv", date(2026, 10, 30)),
        (["lista.csv", "notes.txt", "~$lista.csv", ".lista.csv", ".git/x.csv"], "lista.csv", None),
        (["list_2026-02-31.csv"], "list_2026-02-31.csv", None),
    ],
)
def test_the_newest_edition_in_a_folder_wins(
    described: Described, tmp_path: Path, files: list[str], newest: str, day: date | None
) -> None:
    for place, name in enumerate(files):
        put(tmp_path / "inbox" / name, f"Clave\n{name}\n", day=place)
    fetched = fetch(described(), tmp_path / "inbox", tmp_path / "archive")
    assert fetched.file.read_text(encoding="utf-8") == f"Clave\n{newest}\n"
    folder_day = date(2026, 11, 13) if newest.startswith("2026-11-13/") else None
    assert fetched.edition_hint == (day or folder_day)


@pytest.mark.parametrize("files", [[], ["notes.txt"]])
def test_a_folder_without_a_list_is_refused_with_its_cure(
    described: Described, tmp_path: Path, refused: Callable[..., str], files: list[str]
) -> None:
    (tmp_path / "inbox").mkdir()
    for name in files:
        put(tmp_path / "inbox" / name)
    message = refused(fetch, described(), tmp_path / "inbox", tmp_path / "archive")
    assert "the folder holds no list (*.csv)" in message
    assert "set enabled = false under [sources.eighth_list] in todos.toml" in message


def test_a_missing_file_is_refused_with_its_cure(
    described: Described, tmp_path: Path, refused: Callable[..., str]
) -> None:
    message = refused(fetch, described(), tmp_path / "none.csv", tmp_path / "archive")
    assert "there is no such file or folder. Put the list there" in message


def test_an_empty_file_is_refused_and_not_archived(
    described: Described, tmp_path: Path, refused: Callable[..., str]
) -> None:
    path = put(tmp_path / "lista.csv", "")
    assert "the file is empty" in refused(fetch, described(), path, tmp_path / "archive")
    assert not (tmp_path / "archive").exists()
