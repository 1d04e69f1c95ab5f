"""The cache of reading: an edition that was read once is not read again.

It lies in the workspace and may be deleted at any time. Nothing in it is trusted that is not whole
and made by this program from the same bytes under the same description.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..rules import problems
from ..rules.problems import Problem
from ..rules.tables import TableError, check
from .adapter import Delivery, read
from .archive import replacing
from .list_spec import ListSpec
from .parts import Skipped

_SOURCES = Path(__file__).parent
_RULES = Path(problems.__file__).parent
_DECIDED_IN = ("fields.py", "problems.py", "tables.py")
_LIBRARIES = ("lxml", "openpyxl", "pdfplumber", "pyarrow")
_ABOUT = b"delivery"
_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Copy:
    """An edition in the archive: its file and sha256, the name under which it came, and its date,
    for a list that gives none itself."""

    file: Path
    sha256: str
    name: str
    edition: date


class Cache:
    """The deliveries of the editions that were read last, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[Path] = set()

    def read(self, spec: ListSpec, copy: Copy) -> Delivery:
        """What `read_copy` gives; the list is read only if it has not been.

        Raises ListError where it cannot be read as its description says.
        """
        asked = self._place(spec, copy)
        kept = _loaded(asked)
        if kept is None:
            kept = read_copy(spec, copy)
            _save(asked, kept)
        # on later nights the edition is asked for by the date that it gives itself
        said = self._place(spec, replace(copy, edition=kept.edition))
        if said != asked and not said.exists():
            _save(said, kept)
        return kept

    def tidy(self) -> None:
        """Remove what was not asked for, and what interrupted runs left."""
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            if path not in self._used:
                path.unlink(missing_ok=True)

    def _place(self, spec: ListSpec, copy: Copy) -> Path:
        said = [_program(), _plain(spec), copy.edition.isoformat(), copy.name, copy.sha256]
        key = hashlib.sha256(json.dumps(said, sort_keys=True).encode("utf-8", "surrogatepass"))
        path = self._folder / f"{spec.source}-{key.hexdigest()}"
        self._used.add(path)
        return path


def read_copy(spec: ListSpec, copy: Copy) -> Delivery:
    """The edition as its list's description says. Raises ListError where it cannot be read so."""
    return read(spec, copy.file, copy.edition, copy.name)


def _save(path: Path, delivery: Delivery) -> None:
    """Write the delivery, whole or not at all; a cache that cannot be written costs only time."""
    about = {
        "source": delivery.source,
        "edition": delivery.edition.isoformat(),
        "skipped": [asdict(row) for row in delivery.skipped],
        "problems": [asdict(problem) for problem in delivery.problems],
        "rows_read": delivery.rows_read,
        "columns": dict(delivery.columns),
    }
    table = delivery.published.replace_schema_metadata({_ABOUT: json.dumps(about).encode()})
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    content = sink.getvalue()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path.parent) as (temporary, out):
            out.write(hashlib.sha256(content).digest())
            out.write(content)
            out.flush()
            temporary.replace(path)


def _loaded(path: Path) -> Delivery | None:
    """The delivery in that file; None where there is none, or not all of it."""
    try:
        content = path.read_bytes()
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        table = pa.ipc.open_file(pa.BufferReader(content[_DIGEST:])).read_all()
        about = json.loads((table.schema.metadata or {})[_ABOUT])
        return Delivery(
            source=about["source"],
            edition=date.fromisoformat(about["edition"]),
            published=check("published", table),
            skipped=tuple(Skipped(**row) for row in about["skipped"]),
            problems=tuple(Problem(**problem) for problem in about["problems"]),
            rows_read=about["rows_read"],
            columns=about["columns"],
        )
    except (OSError, pa.ArrowException, TableError, ValueError, KeyError, TypeError):
        return None


@cache
def _program() -> dict[str, str]:
    """What decides how a list is read, besides the list and its description."""
    files = [*sorted(_SOURCES.rglob("*.py")), *(_RULES / name for name in _DECIDED_IN)]
    total = hashlib.sha256()
    for path in files:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return {"code": total.hexdigest(), **{name: version(name) for name in _LIBRARIES}}


def _plain(value: Any) -> Any:
    """A description as JSON can write it, the same in every process."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
