"""A process that runs nights in forks of itself, and ends them at chosen changes.

Started with the library of crash.c loaded before the C library: harness.py BASE WORK DAY POINT…
For each point it copies the workspace BASE to WORK, lets a fork run the night of DAY until the
library ends it there, lets a second fork run it whole, and prints a line of JSON.
"""

import ctypes
import json
import os
import shutil
import sys
from datetime import date
from pathlib import Path

from todos.output.nights.night import publish_night
from todos.sources.workspace import opened
from todos.tests.crash.state import state_of

LIBRARY = ctypes.CDLL(None)


def ended(work: Path, day: date, point: int | None) -> dict[str, int]:
    """How a fork ended that runs the night and is ended at `point`; None: it is left alone."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        if point is not None:
            LIBRARY.crash_at(os.fsencode(str(work)), point)
        code = 1
        try:
            publish_night(opened(work), day)
            code = 0
        finally:
            os.write(writer, str(LIBRARY.crash_made()).encode())
            os._exit(code)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reader) as told:
        made = told.read()
    return {"code": os.waitstatus_to_exitcode(status), "made": int(made or 0)}


def main(base: Path, work: Path, day: date, points: list[int]) -> None:
    for point in points:
        if work.exists():
            shutil.rmtree(work)
        shutil.copytree(base, work, symlinks=True)
        first = ended(work, day, point)
        after = ended(work, day, None)
        told = {"point": point, "first": first, "after": after, "state": state_of(work)}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        date.fromisoformat(sys.argv[3]),
        [int(point) for point in sys.argv[4:]],
    )
