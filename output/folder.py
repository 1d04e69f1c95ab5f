"""A folder that appears whole or not at all, whatever ends the process meanwhile."""

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PARTIAL, _REPLACED, _READY = ".partial-", ".replaced", ".draft"
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)
_CANNOT_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)


class BusyError(Exception):
    """Another process is publishing into the same folder."""


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """Only one process at a time is in here; the system ends the hold when the process ends.

    Raises BusyError. What a process left that was killed in here is put right first.
    """
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise BusyError(f"another run is publishing into {directory}; let it end first") from error
    try:
        _put_right(directory)
        yield
    finally:
        os.close(handle)


def _put_right(directory: Path) -> None:
    """Removes half-written folders, and brings back one that was set aside and not replaced."""
    for path in directory.glob(".*"):
        if path.name.endswith(_REPLACED):
            target = path.with_name(path.name.removeprefix(".").removesuffix(_REPLACED))
            if not target.exists():
                path.rename(target)
                continue
        elif _PARTIAL not in path.name:
            continue
        remove(path)


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def discard(path: Path) -> None:
    """Takes `path` away under a name that the next hold clears, so that no half of it is met."""
    away = draft(path)
    path.rename(away)
    _sync(path.parent)
    remove(away)


def draft(target: Path) -> Path:
    """Where what will be `target` is written: beside it, hidden."""
    return target.with_name(f".{target.name}{_PARTIAL}{os.getpid()}")


def ready(target: Path) -> Path:
    """Where what will be `target` waits, whole, until it is placed: beside it, hidden."""
    return target.with_name(f".{target.name}{_READY}")


def all_ready(directory: Path) -> list[Path]:
    """What waits in `directory` to be placed."""
    return sorted(directory.glob(f".*{_READY}"))


def make_ready(whole: Path, target: Path) -> Path:
    """`whole` waits to become `target`, instead of what waited before. On disc on return."""
    waiting = ready(target)
    _sync_all(whole)
    if waiting.exists():
        discard(waiting)
    whole.rename(waiting)
    _sync(waiting.parent)
    return waiting


def place(whole: Path, target: Path) -> None:
    """`whole` becomes `target`; what stood there is gone. On disc before this returns."""
    _sync_all(whole)
    put(whole, target)


def put(whole: Path, target: Path) -> None:
    """`whole`, on disc already, becomes `target`; what stood there is gone."""
    if not target.exists():
        whole.rename(target)
        _sync(target.parent)
        return
    try:
        _exchange(whole, target)
        old = whole
    except OSError as error:
        if error.errno not in _CANNOT_EXCHANGE:
            raise
        # Network file systems cannot exchange. A crash between these two is put right by the next
        # publication, which finds the old folder set aside and nothing in its place.
        old = target.with_name(f".{target.name}{_REPLACED}")
        target.rename(old)
        whole.rename(target)
    _sync(target.parent)
    discard(old)


def point(link: Path, name: str) -> None:
    """`link` leads to its neighbour `name`; where links cannot be made, a file names it."""
    new = draft(link)
    try:
        new.symlink_to(name, target_is_directory=True)
    except OSError:
        new.write_text(f"{name}\n", encoding="utf-8")
    new.replace(link)
    _sync(link.parent)


def pointed(link: Path) -> Path:
    """The neighbour that `link` leads to, however it leads there."""
    if link.is_file():
        return link.with_name(link.read_text(encoding="utf-8").strip())
    return link


def _exchange(left: Path, right: Path) -> None:
    """Two names change places in one step of the file system."""
    library: Any = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        raise OSError(errno.ENOSYS, "renameat2 is not there")
    if library.renameat2(_HERE, os.fsencode(left), _HERE, os.fsencode(right), _EXCHANGE):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(right))


def _sync_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
