"""Whatever ends the process: the old snapshot stands, or the new one, each whole."""

import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from todos.output import folder as folders
from todos.output import tier_folder
from todos.output.folder import alone_in
from todos.output.snapshot import SnapshotError

Publish = Callable[..., Path]
PARTLY = ".2026-10-30.partial-99999"

# Publishes two states of one day in turn, for ever, and says when the first stands.
ENDLESS = """
import runpy, sys
from pathlib import Path
from todos.output.snapshot import publish
invented = runpy.run_path(sys.argv[1])
states = [invented["invented"](), invented["invented"](redirects=[])]
while True:
    for state in states:
        publish(state, invented["MANIFEST"], Path(sys.argv[2]), invented["DAY"])
        print("published", flush=True)
"""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def rows_of_whole(folder: Path) -> int:
    """Rows of redirects in a snapshot, each file of which is checked against its manifest."""
    for tier in ("restricted", "public"):
        manifest = json.loads((folder / tier / "manifest.json").read_text("utf-8"))
        assert len(manifest["outputs"]) == 20
        for entry in manifest["outputs"]:
            data = (folder / tier / entry["file"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry["file"]
    rows: int = manifest["rows"]["redirects"]
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_a_killed_publication_leaves_a_whole_snapshot(tmp_path: Path, seed: int) -> None:
    invented = Path(__file__).with_name("conftest.py")
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(invented), str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"published\n"
        time.sleep(random.Random(seed).uniform(0, 0.4))  # noqa: S311
        process.send_signal(signal.SIGKILL)
    assert rows_of_whole(tmp_path / "2026-10-30") in (0, 1)
    assert rows_of_whole(tmp_path / "latest") in (0, 1)


def test_what_a_killed_publication_left_is_gone_after_the_next(publish_invented: Publish) -> None:
    folder = publish_invented()
    (folder.parent / PARTLY / "public").mkdir(parents=True)
    (folder.parent / ".latest.partial-99999").symlink_to("nowhere")
    publish_invented()
    assert names(folder.parent) == {"2026-10-30", "latest"}


def test_other_content_of_the_same_day_replaces_and_leaves_nothing(
    publish_invented: Publish,
) -> None:
    assert rows_of_whole(publish_invented()) == 1
    folder = publish_invented(redirects=[])
    assert rows_of_whole(folder) == 0
    assert names(folder.parent) == {"2026-10-30", "latest"}


def test_the_same_content_is_left_as_it_is(publish_invented: Publish) -> None:
    folder = publish_invented()
    before = {path: path.stat().st_ino for path in folder.rglob("*")}
    publish_invented()
    assert {path: path.stat().st_ino for path in folder.rglob("*")} == before


def test_the_same_content_mends_a_damaged_snapshot(publish_invented: Publish) -> None:
    folder = publish_invented()
    (folder / "public" / "claims.csv").write_bytes(b"damaged")
    publish_invented()
    rows_of_whole(folder)


def test_the_same_content_completes_a_snapshot_with_a_hole(publish_invented: Publish) -> None:
    folder = publish_invented()
    (folder / "restricted" / "events.csv").unlink()
    publish_invented()
    rows_of_whole(folder)


def test_latest_leads_to_the_newest_day_even_after_an_older_one_is_published(
    publish_invented: Publish,
) -> None:
    folder = publish_invented(date(2026, 11, 2))
    publish_invented(date(2026, 11, 1))
    assert (folder.parent / "latest").readlink() == Path("2026-11-02")


def test_latest_is_a_file_where_links_cannot_be_made(
    publish_invented: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "symlink_to", fails_with(errno.EPERM))
    folder = publish_invented()
    assert (folder.parent / "latest").read_text("utf-8") == "2026-10-30\n"


def test_a_full_disc_leaves_the_snapshot_before(
    publish_invented: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = publish_invented()
    monkeypatch.setattr(tier_folder, "write_csv", fails_with(errno.ENOSPC))
    with pytest.raises(SnapshotError, match="No space left on device"):
        publish_invented(redirects=[])
    assert rows_of_whole(folder) == 1
    assert names(folder.parent) == {"2026-10-30", "latest"}


def test_replaces_where_the_file_system_cannot_exchange(
    publish_invented: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_invented()
    monkeypatch.setattr(folders, "_exchange", fails_with(errno.EINVAL))
    folder = publish_invented(redirects=[])
    assert rows_of_whole(folder) == 0
    assert names(folder.parent) == {"2026-10-30", "latest"}


def test_a_snapshot_set_aside_and_not_replaced_comes_back(publish_invented: Publish) -> None:
    folder = publish_invented()
    folder.rename(folder.with_name(".2026-10-30.replaced"))
    publish_invented(date(2026, 10, 31))
    assert rows_of_whole(folder) == 1


def test_two_runs_do_not_publish_into_one_folder_at_a_time(publish_invented: Publish) -> None:
    folder = publish_invented()
    with alone_in(folder.parent), pytest.raises(SnapshotError, match="another run is publishing"):
        publish_invented()
    publish_invented()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, publish_invented: Publish) -> None:
    (tmp_path / "snapshots").write_text("a file", encoding="utf-8")
    with pytest.raises(SnapshotError, match="snapshots cannot be written"):
        publish_invented()


def fails_with(number: int) -> Callable[..., None]:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    return fail
