"""The archive: every edition of every list once, under its hash, never overwritten."""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..rules.problems import ListError, Problem

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Archived:
    """A file of the archive and the sha256 of its bytes."""

    path: Path
    sha256: str


def keep(folder: Path, name: str, write: Callable[[BinaryIO], object]) -> Archived:
    """What `write` writes, as `folder`/<start of its sha256>-<name>; the same bytes are kept once.

    Raises ListError where the archive holds other bytes under that hash.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder) as (temporary, out):
        write(out)
        out.flush()
        os.fsync(out.fileno())
        sha256 = digest(temporary)
        path = folder / f"{sha256[:16]}-{safe(name)}"
        if path.exists():
            if digest(path) != sha256:
                raise _changed(folder.name, path)
        else:
            temporary.replace(path)
            _record(folder, sha256, path.name)
    return Archived(path, sha256)


@contextmanager
def replacing(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A temporary file in `folder` to write and then rename; gone afterwards if it was not."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            yield temporary, out
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that it holds either its old text or all of the new."""
    with replacing(path.parent) as (temporary, out):
        out.write(text.encode())
        out.flush()
        os.fsync(out.fileno())
        temporary.replace(path)


def digest(path: Path) -> str:
    """sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def safe(name: str) -> str:
    """A file name that is one on every system and hides nothing."""
    kept = re.sub(r"[^\w.()+ -]", "_", name).strip(". ")[-100:]
    return kept or "list"


def delivered_name(path: Path) -> str:
    """The name under which a file of the archive was delivered."""
    return path.name.partition("-")[2]


def _record(folder: Path, sha256: str, name: str) -> None:
    # in the form that sha256sum --check reads
    sums = folder / SUMS
    before = sums.read_text(encoding="utf-8") if sums.exists() else ""
    write_whole(sums, f"{before}{sha256}  {name}\n")


def _changed(source: str, path: Path) -> ListError:
    what = "the archived copy is no longer what was delivered"
    cure = "Move it out of the archive; the list is then archived again."
    return ListError(Problem("error", source, path.name, None, None, None, what, cure))
