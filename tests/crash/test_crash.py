"""A run that is ended at any moment: the next one publishes the same bytes as an undisturbed one.

The memory of the registry, too, is the same, and what was published before can be read meanwhile.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from todos.output.nights.night import publish_night
from todos.output.snapshot import latest, read_tables
from todos.rules.fields import TIERS
from todos.rules.tables import SNAPSHOT
from todos.sources.workspace import opened
from todos.tests.crash.state import state_of
from todos.tests.output.nights.conftest import Desk, row

HERE = Path(__file__).parent
NIGHT = date(2026, 3, 2)
KILLS = 100
AT_ONCE = 2


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that ends a process at a chosen change of a file."""
    compiler = shutil.which("cc")
    if compiler is None:
        assert "CI" not in os.environ, "there is no C compiler: apt install gcc libc6-dev"
        pytest.skip("there is no C compiler")
    made = tmp_path_factory.mktemp("library") / "crash.so"
    flags = ["-shared", "-fPIC", "-O1", "-Wall", "-Werror"]
    subprocess.run([compiler, *flags, "-o", made, HERE / "crash.c", "-ldl"], check=True)
    return made


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after its first night, with other lists in the inbox for the second.

    A row leaves its list, one changes, a name is spelt otherwise, a person is new: every table of
    the memory gets rows.
    """
    desk = Desk(tmp_path_factory.mktemp("base") / "w")
    desk.deliver(alpha=[row(n) for n in range(4)], beta=[row(n) for n in range(3)])
    desk.night()
    desk.day = NIGHT
    changed = row(2, status="Excarcelado")
    new = row(9, "Nilda Cabrera Font")
    desk.deliver(alpha=[row(1), changed, row(3), new], beta=[row(0, "Yoél Ruis Soto"), row(2)])
    return desk.root


@pytest.fixture(scope="module")
def undisturbed(base: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    work = tmp_path_factory.mktemp("undisturbed") / "w"
    shutil.copytree(base, work, symlinks=True)
    publish_night(opened(work), NIGHT)
    return state_of(work)


def nights(library: Path, base: Path, work: Path, points: Sequence[int]) -> list[dict[str, Any]]:
    """What the harness tells of each point."""
    done = subprocess.run(
        [sys.executable, HERE / "harness.py", base, work, NIGHT.isoformat(), *map(str, points)],
        env={**os.environ, "LD_PRELOAD": str(library)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_next_run_is_undisturbed_by_a_crash_at_any_change_of_a_file_or_the_database(
    library: Path, base: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    (whole,) = nights(library, base, tmp_path / "whole", [0])
    assert whole["first"]["code"] == 0
    changes = whole["first"]["made"]
    assert changes > 100, "the library does not see what the run writes"
    shares = [list(range(1 + part, changes + 1, AT_ONCE)) for part in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        work = [
            threads.submit(nights, library, base, tmp_path / f"w{part}", points)
            for part, points in enumerate(shares)
        ]
    told = [one for part in work for one in part.result()]
    assert len(told) == changes
    killed = [one for one in told if one["first"]["code"] == -signal.SIGKILL]
    # a run writes a little less or more each time, as threads meet
    assert len(killed) > 0.9 * changes
    assert all(one["after"]["code"] == 0 for one in told)
    differ = {one["point"]: _unlike(one["state"], undisturbed) for one in told}
    assert not {point: names for point, names in differ.items() if names}


def _unlike(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def test_the_process_killed_a_hundred_times_at_random_leaves_the_same_registry(
    base: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    def one(number: int) -> tuple[bool, list[str]]:
        work = tmp_path / f"w{number}"
        shutil.copytree(base, work, symlinks=True)
        killed = _killed(work, random.Random(number).uniform(0.5, seconds))  # noqa: S311
        _read_what_is_published(work)
        done = subprocess.run(_command(work), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        unlike = _unlike(state_of(work), undisturbed)
        shutil.rmtree(work)
        return killed, unlike

    shutil.copytree(base, tmp_path / "timed", symlinks=True)
    began = time.monotonic()
    subprocess.run(_command(tmp_path / "timed"), capture_output=True, check=True)
    seconds = time.monotonic() - began
    with ThreadPoolExecutor(AT_ONCE) as threads:
        done = list(threads.map(one, range(KILLS)))
    assert not [unlike for _, unlike in done if unlike]
    assert sum(killed for killed, _ in done) > KILLS / 2, "most runs ended before they were killed"


def _command(work: Path) -> list[str]:
    return [sys.executable, "-m", "todos.cli", "run", "-w", str(work), "--date", NIGHT.isoformat()]


def _killed(work: Path, seconds: float) -> bool:
    """Whether the run was killed after so many seconds; False where it had ended before."""
    run = subprocess.Popen(_command(work), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
    return run.wait() == -signal.SIGKILL


def _read_what_is_published(work: Path) -> None:
    """Each table of both tiers of the newest snapshot, checked against its manifest."""
    for tier in TIERS:
        read_tables(latest(work / "snapshots") / tier, SNAPSHOT)


@pytest.fixture(autouse=True)
def _room(tmp_path: Path) -> Iterator[None]:
    yield
    shutil.rmtree(tmp_path, ignore_errors=True)
