"""A day on which nothing changed costs a copy, and reads as if everything had been made anew."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from todos.output import manifest as manifests
from todos.output.copied import copied_snapshot
from todos.output.snapshot import (
    SnapshotError,
    draft_snapshot,
    place_snapshot,
    read_persons,
)

LAST, DAY = date(2026, 10, 30), date(2026, 10, 31)
TOLD: dict[str, Any] = {"inputs": [], "warnings": 3}
TEXTS = {"model.json": "{}\n"}
Make = Callable[..., Any]


@pytest.fixture
def snapshots(tables: Make, tmp_path: Path) -> Path:
    """A folder of snapshots with that of the last day, on which something had changed."""
    made = draft_snapshot(tables(), {"inputs": []}, tmp_path / "a", LAST, TEXTS)
    place_snapshot(tmp_path / "a", LAST, made.digest)
    return tmp_path / "a"


def test_the_copy_is_to_the_byte_what_a_full_run_writes(
    tables: Make, snapshots: Path, tmp_path: Path, files: Callable[[Path], dict[str, str]]
) -> None:
    copied = copied_snapshot(snapshots, LAST, TOLD, DAY, TEXTS)
    before = read_persons(snapshots, DAY)
    full = draft_snapshot(tables(changes=[]), TOLD, tmp_path / "b", DAY, TEXTS, before=before)
    assert files(copied.folder) == files(full.folder)
    assert copied.digest == full.digest


def test_the_copy_is_placed_and_read_like_any_other(snapshots: Path) -> None:
    folder = place_snapshot(snapshots, DAY, copied_snapshot(snapshots, LAST, TOLD, DAY).digest)
    assert (folder.name, folder.parent.joinpath("latest").readlink().name) == ("2026-10-31",) * 2
    last = read_persons(snapshots, date(2026, 11, 1))
    assert last is not None
    assert last[0] == DAY


def test_a_damaged_snapshot_is_not_taken_over(snapshots: Path) -> None:
    (snapshots / "2026-10-30" / "public" / "claims.csv").write_bytes(b"damaged")
    with pytest.raises(SnapshotError, match=r"public: claims\.csv is not what manifest\.json"):
        copied_snapshot(snapshots, LAST, TOLD, DAY)
    assert not list(snapshots.glob(".*"))


def test_an_incomplete_snapshot_is_not_taken_over(snapshots: Path) -> None:
    (snapshots / "2026-10-30" / "public" / "manifest.json").unlink()
    with pytest.raises(SnapshotError, match="is not complete"):
        copied_snapshot(snapshots, LAST, TOLD, DAY)


def test_what_other_rules_made_is_not_taken_over(
    snapshots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifests, "folder_hash", lambda _: "other rules")
    with pytest.raises(SnapshotError, match="another version of the program, its rules"):
        copied_snapshot(snapshots, LAST, TOLD, DAY)


def test_exports_are_taken_over_and_others_are_not(
    tables: Make, tmp_path: Path, files: Callable[[Path], dict[str, str]]
) -> None:
    pytest.importorskip("followthemoney", reason="an extra: pip install 'todos[followthemoney]'")
    made = draft_snapshot(tables(), TOLD, tmp_path / "a", LAST, exports=["followthemoney"])
    place_snapshot(tmp_path / "a", LAST, made.digest)
    copied = copied_snapshot(tmp_path / "a", LAST, TOLD, DAY, exports=["followthemoney"])
    before = read_persons(tmp_path / "a", DAY)
    full = draft_snapshot(
        tables(changes=[]), TOLD, tmp_path / "b", DAY, before=before, exports=["followthemoney"]
    )
    assert files(copied.folder) == files(full.folder)
    assert (copied.folder / "public" / "entities.ftm.json").read_bytes()
    with pytest.raises(SnapshotError, match="or its exports"):
        copied_snapshot(tmp_path / "a", LAST, TOLD, DAY)
