"""One run at a time in a workspace; the hold ends with the process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...rules.problems import Refusal

LOCK_FILE = ".lock"


class BusyError(Refusal):
    """Another run is going on in the workspace."""


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Nobody else runs in the workspace `root` meanwhile. Raises BusyError at once if one does.

    The system's lock on the file counts, not its presence: it is gone with its holder, also after
    kill -9 or a power cut. The process number in it is for people.
    """
    handle = os.open(root / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
            raise BusyError(
                f"Another run is going on in {root} (process {holder}). Nothing was done; "
                "let it end, then run again."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
