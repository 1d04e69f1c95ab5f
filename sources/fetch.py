"""Fetching a list from a file, a folder or the web into the archive."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ..rules.problems import ListError, Problem
from .archive import Archived, keep
from .list_spec import ListSpec
from .readers.list_file import ListFile

if TYPE_CHECKING:
    from .download import Patience

_DATE = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Fetched:
    """An edition in the archive: `file` is the copy, `name` the name under which it came.

    edition_hint: the day that the name of file or folder gives, or the server; else None.
    unchanged: the bytes are those already known.
    """

    file: Path
    name: str
    edition_hint: date | None
    sha256: str
    unchanged: bool


def fetch(
    spec: ListSpec,
    at: str | Path,
    archive: Path,
    known: str | None = None,
    patience: "Patience | None" = None,
) -> Fetched:
    """The newest edition of a source at a file, folder or URL, copied into `archive`/<source>.

    `known` is the sha256 of the edition last read. Raises ListError where there is none.
    """
    folder = archive / spec.source
    if "://" in str(at):
        # what asks the web is loaded only where a list lies there
        web = import_module(".download", __package__)
        found = web.download(spec.source, str(at), folder, patience or web.Patience())
        return _fetched(found.archived, found.name, found.modified, known)
    path = Path(at)
    if not path.exists():
        raise _nothing(spec, path, "there is no such file or folder")
    newest = _newest(spec, path) if path.is_dir() else path
    listed = ListFile(spec.source, newest, newest.name).data()
    archived = keep(folder, newest.name, lambda out: out.write(listed))
    return _fetched(archived, newest.name, _said(newest, path), known)


def _fetched(archived: Archived, name: str, day: date | None, known: str | None) -> Fetched:
    return Fetched(archived.path, name, day, archived.sha256, archived.sha256 == known)


def _newest(spec: ListSpec, folder: Path) -> Path:
    found = list(_candidates(spec, folder))
    if not found:
        globs = ", ".join(glob for layout in spec.layouts for glob in layout.files)
        raise _nothing(spec, folder, f"the folder holds no list ({globs})")
    days = {path: _said(path, folder) for path in found}
    # the day in a name is the edition's, the time of change that of the delivery: where only some
    # names give a day, the two cannot be compared, and the delivery decides for all
    dated = all(day is not None for day in days.values())
    return max(
        found,
        key=lambda path: (
            (days[path] or date.min) if dated else date.min,
            path.stat().st_mtime_ns,
            str(path),
        ),
    )


def _candidates(spec: ListSpec, folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if not hidden and path.is_file() and any(lay.fits(path.name) for lay in spec.layouts):
            yield path


def _said(path: Path, within: Path) -> date | None:
    """The day that the file's name gives, or else the nearest folder up to `within`."""
    for place in (path, *path.parents):
        for year, month, day in _DATE.findall(place.name):
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                continue
        if place == within:
            break
    return None


def _nothing(spec: ListSpec, at: Path, what: str) -> ListError:
    cure = (
        f"Put the list there, or set enabled = false under [sources.{spec.source}] in todos.toml."
    )
    return ListError(Problem("error", spec.source, str(at), None, None, None, what, cure))
