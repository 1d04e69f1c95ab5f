"""Several processes at one registry: nothing is lost, and nobody is told that it is locked."""

import multiprocessing
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from todos.pipeline.store import Kept, OccupiedError, Store

Night = Callable[..., Kept]
Place = Path | str

FIRST = date(2026, 10, 30)
COUNT = 40

DECIDE = """
import sys
from datetime import date
from todos.pipeline.store import Decision, Store

place, who, count = sys.argv[1:]
store = Store(place)
for number in range(int(count)):
    ends = ("list_a", f"r{number}", "list_b", who)
    store.decisions.decide([Decision(*ends, "positive", who, date(2026, 10, 30), "same")])
store.close()
"""
HOLD = """
import sys
from todos.pipeline.store import Store

with Store(sys.argv[1]).alone():
    print("held", flush=True)
    sys.stdin.readline()
"""


def started(script: str, *words: object) -> "subprocess.Popen[str]":
    """A process of its own that runs the script."""
    command = [sys.executable, "-c", script, *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_processes_decide_while_nights_are_kept_and_nothing_is_lost(
    new_place: Callable[[str], Place], night: Night
) -> None:
    place = new_place("together")
    reviewers = ("ana", "eva")
    processes = [started(DECIDE, place, who, COUNT) for who in reviewers]
    store = Store(place)
    nights = 0
    while nights < 3 or any(process.poll() is None for process in processes):
        day = FIRST + timedelta(days=nights)
        store.runs.begin(day)
        store.keep(day, night(f"CU-{nights}"))
        store.runs.published(day)
        nights += 1
    assert [process.communicate()[1] for process in processes] == [""] * len(processes)
    decided = store.decisions.all()
    assert decided["decision_id"].is_unique
    told = {(who, f"r{number}") for who in reviewers for number in range(COUNT)}
    assert {*zip(decided["by"], decided["source_record_id_l"], strict=True)} == told
    assert len(decided) == len(told)
    assert {run.state for run in store.runs.all()} == {"published"}
    assert store.before(FIRST + timedelta(days=nights)).used == {f"CU-{n}" for n in range(nights)}
    store.close()


def _open_at_once(place: Place, barrier: Barrier, told: "Queue[str]") -> None:
    barrier.wait()
    try:
        Store(place).close()
        told.put("")
    except BaseException as error:
        told.put(repr(error))
        raise


def test_processes_that_make_a_new_registry_at_once_make_one(
    tmp_path: Path, postgresql: Callable[..., str]
) -> None:
    # forked: they have loaded everything, and race for the registry alone
    fork = multiprocessing.get_context("fork")
    for place in (tmp_path / "registry.db", postgresql("at_once")):
        barrier, told = fork.Barrier(4), fork.Queue()
        processes = [
            fork.Process(target=_open_at_once, args=(place, barrier, told)) for _ in range(4)
        ]
        for process in processes:
            process.start()
        assert [told.get(timeout=60) for _ in processes] == [""] * 4
        for process in processes:
            process.join()
        Store(place).close()


def test_who_opens_a_registry_that_an_older_version_is_writing_waits(tmp_path: Path) -> None:
    path = tmp_path / "registry.db"
    # without WAL, which is switched on at the first opening: SQLite fails that at once
    older = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    older.execute("CREATE TABLE other (value)")
    older.execute("BEGIN IMMEDIATE")
    later = threading.Timer(0.3, older.execute, ["COMMIT"])
    later.start()
    Store(path).close()
    later.join()
    older.close()


def test_a_second_machine_does_not_run_a_night_on_the_same_registry(
    emptied: Callable[[str], str],
) -> None:
    address = emptied("shared")
    store = Store(address)
    with started(HOLD, address) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(OccupiedError, match="another machine runs a night"), store.alone():
            pass
        other.kill()
    _wait_until_free(store)
    store.close()


def _wait_until_free(store: Store) -> None:
    """A server notices some moments later that a machine is gone."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with store.alone():
                return
        except OccupiedError:
            time.sleep(0.1)
    raise AssertionError("the lock of a dead machine was never let go")


def test_the_lock_is_let_go_after_the_night_and_after_an_error(
    emptied: Callable[[str], str],
) -> None:
    address = emptied("shared")
    one, other = Store(address), Store(address)
    with one.alone(), pytest.raises(OccupiedError), other.alone():
        pass
    with pytest.raises(ZeroDivisionError), one.alone():
        _ = 1 / 0
    with other.alone():
        pass
    one.close()
    other.close()
