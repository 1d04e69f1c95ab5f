"""A snapshot is drafted where nobody sees it, and placed in one step that can be done again."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from todos.output import folder as folders
from todos.output.snapshot import (
    Draft,
    SnapshotError,
    days,
    digest_of,
    draft_snapshot,
    drop_drafts,
    place_snapshot,
)

DAY, BEFORE = date(2026, 10, 30), date(2026, 10, 29)
Make = Callable[..., Any]

# Drafts and places a snapshot over an older one, and dies before each change that it makes to the
# disc in turn; tells for each death whether the draft was ready.
DYING = """
import os, runpy, shutil, sys
from pathlib import Path
from todos.output.snapshot import digest_of, draft_snapshot, place_snapshot
invented = runpy.run_path(sys.argv[1])
day, manifest = invented["DAY"], invented["MANIFEST"]
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "shutil.rmtree"}
left = None
def hook(event, arguments):
    global left
    change = event in CHANGES or (event == "open" and arguments[1] and arguments[1][0] in "wx")
    if left is not None and change:
        left -= 1
        if left < 0:
            os._exit(9)
sys.addaudithook(hook)
template = Path(sys.argv[2]) / "template"
draft = draft_snapshot(invented["invented"](), manifest, template, day)
place_snapshot(template, day, draft.digest)
for step in range(0, 400, int(sys.argv[3])):
    snapshots = Path(sys.argv[2]) / str(step)
    shutil.copytree(template, snapshots, symlinks=True)
    child = os.fork()
    if child == 0:
        left = step
        new = draft_snapshot(invented["invented"](redirects=[]), manifest, snapshots, day)
        place_snapshot(snapshots, day, new.digest)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        break
"""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def drafted(tables: Make, tmp_path: Path) -> Callable[..., Draft]:
    """Drafts the invented registry, with other rows in the tables that are named."""

    def made(day: date = DAY, **changed: list[dict[str, Any]]) -> Draft:
        return draft_snapshot(tables(**changed), {"inputs": []}, tmp_path, day)

    return made


def test_a_draft_is_no_snapshot_yet(drafted: Callable[..., Draft], tmp_path: Path) -> None:
    made = drafted()
    assert days(tmp_path) == []
    assert names(tmp_path) == {".2026-10-30.draft"}
    assert digest_of(made.folder) == made.digest
    assert place_snapshot(tmp_path, DAY, made.digest) == made.target
    assert days(tmp_path) == [DAY]
    assert digest_of(tmp_path / "latest") == made.digest
    assert names(tmp_path) == {"2026-10-30", "latest"}


def test_placing_again_changes_nothing(drafted: Callable[..., Draft], tmp_path: Path) -> None:
    made = drafted()
    place_snapshot(tmp_path, DAY, made.digest)
    before = {path: path.stat().st_ino for path in made.target.rglob("*")}
    (tmp_path / "latest").unlink()
    place_snapshot(tmp_path, DAY, made.digest)
    assert {path: path.stat().st_ino for path in made.target.rglob("*")} == before
    assert digest_of(tmp_path / "latest") == made.digest


def test_an_older_draft_of_the_day_is_replaced(
    drafted: Callable[..., Draft], tmp_path: Path
) -> None:
    older, newer = drafted(), drafted(redirects=[])
    assert older.digest != newer.digest
    with pytest.raises(SnapshotError, match="Run the day again: todos run --date 2026-10-30"):
        place_snapshot(tmp_path, DAY, older.digest)
    place_snapshot(tmp_path, DAY, newer.digest)
    assert digest_of(tmp_path / "2026-10-30") == newer.digest


def test_nothing_is_placed_where_there_is_neither_draft_nor_snapshot(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="is not the draft that was to be published"):
        place_snapshot(tmp_path, DAY, "0" * 64)
    assert names(tmp_path) == set()


def test_a_draft_that_lost_a_file_is_not_placed(
    drafted: Callable[..., Draft], tmp_path: Path
) -> None:
    made = drafted()
    (made.folder / "public" / "claims.csv").unlink()
    with pytest.raises(SnapshotError, match="is not the draft"):
        place_snapshot(tmp_path, DAY, made.digest)


def test_drafts_can_be_dropped(drafted: Callable[..., Draft], tmp_path: Path) -> None:
    place_snapshot(tmp_path, BEFORE, drafted(BEFORE).digest)
    drafted()
    drop_drafts(tmp_path)
    assert names(tmp_path) == {"2026-10-29", "latest"}
    drop_drafts(tmp_path / "nowhere")


def test_what_was_exchanged_and_not_yet_removed_goes_with_the_next_placing(
    drafted: Callable[..., Draft], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_snapshot(tmp_path, DAY, drafted().digest)
    made = drafted(redirects=[])

    def dies(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folders, "discard", dies)
    with pytest.raises(KeyboardInterrupt):
        place_snapshot(tmp_path, DAY, made.digest)
    monkeypatch.undo()
    assert digest_of(made.folder) not in (None, made.digest)
    place_snapshot(tmp_path, DAY, made.digest)
    assert digest_of(made.target) == made.digest
    assert names(tmp_path) == {"2026-10-30", "latest"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="dies in processes of its own")
def test_dying_at_any_step_leaves_a_whole_snapshot_and_the_next_try_ends_well(
    tables: Make, tmp_path: Path
) -> None:
    invented = Path(__file__).with_name("conftest.py")
    stages = tmp_path / "stages"
    subprocess.run(
        [sys.executable, "-c", DYING, str(invented), str(stages), "5"], check=True, timeout=120
    )
    old = digest_of(stages / "template" / "2026-10-30")
    made = {"source": "cubalex", "file": "cubalex.csv", "sha256": "0" * 64, "bytes": 1}
    manifest = {"inputs": [made]}
    new = draft_snapshot(tables(redirects=[]), manifest, tmp_path / "new", DAY).digest
    stopped = sorted(stages.glob("[0-9]*"), key=lambda path: int(path.name))
    assert len(stopped) > 5
    seen = set()
    for snapshots in stopped:
        found = digest_of(snapshots / "latest")
        assert found in (old, new)
        ready = digest_of(snapshots / ".2026-10-30.draft") == new
        seen.add((found == new, ready))
        if found == old and not ready:
            draft_snapshot(tables(redirects=[]), manifest, snapshots, DAY)
        place_snapshot(snapshots, DAY, new)
        assert digest_of(snapshots / "latest") == new
        assert names(snapshots) == {"2026-10-30", "latest"}
    assert {(False, False), (True, False)} <= seen
