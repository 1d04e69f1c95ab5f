"""One run at a time, whatever became of the run before."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from todos.output.nights.lock import BusyError, alone

HOLDER = """
import sys, time
from pathlib import Path
from todos.output.nights.lock import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_refused_at_once_and_told_who_runs(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        began = time.monotonic()
        with pytest.raises(BusyError, match=rf"process {holder.pid}\)"), alone(tmp_path):
            pass
        assert time.monotonic() - began < 1
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        with alone(tmp_path):
            pass
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_the_place_is_free_again_after_a_run_that_failed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), alone(tmp_path):
        raise ZeroDivisionError
    with alone(tmp_path):
        pass
