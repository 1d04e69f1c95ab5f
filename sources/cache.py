"""The cache of reading: an edition that was read once is not read again.

Nothing in it is trusted that is not whole, and made by this program, with these libraries, from the
same bytes under the same description.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..rules import problems
from ..rules.problems import Problem
from ..rules.tables import TableError, check
from .adapter import Delivery, read
from .list_spec import ListSpec
from .parts import Skipped
from .shelf import Shelf

_SOURCES = Path(__file__).parent
_RULES = Path(problems.__file__).parent
_DECIDED_IN = ("fields.py", "problems.py", "tables.py")
_LIBRARIES = ("lxml", "openpyxl", "pdfplumber", "pyarrow")


@dataclass(frozen=True, slots=True)
class Copy:
    """An edition in the archive: its file and sha256, the name under which it came, and its date,
    for a list that gives none itself."""

    file: Path
    sha256: str
    name: str
    edition: date


class Cache:
    """The deliveries of the editions that were read last."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder)

    def read(self, spec: ListSpec, copy: Copy) -> Delivery:
        """What `read_copy` gives; the list is read only if it has not been.

        Raises ListError where it cannot be read as its description says.
        """
        asked = _key(spec, copy)
        kept = _loaded(self._shelf, asked)
        if kept is None:
            kept = read_copy(spec, copy)
            _save(self._shelf, asked, kept)
        # on later nights the edition is asked for by the date that it gives itself
        said = _key(spec, replace(copy, edition=kept.edition))
        if said != asked and not self._shelf.holds(said):
            _save(self._shelf, said, kept)
        return kept

    def tidy(self) -> None:
        """Remove the editions that were not asked for."""
        self._shelf.tidy()


def read_copy(spec: ListSpec, copy: Copy) -> Delivery:
    """The edition as its list's description says. Raises ListError where it cannot be read so."""
    return read(spec, copy.file, copy.edition, copy.name)


def _key(spec: ListSpec, copy: Copy) -> str:
    said = [_program(), _plain(spec), copy.edition.isoformat(), copy.name, copy.sha256]
    text = json.dumps(said, sort_keys=True).encode("utf-8", "surrogatepass")
    return f"{spec.source}-{hashlib.sha256(text).hexdigest()}"


def _save(shelf: Shelf, key: str, delivery: Delivery) -> None:
    about = {
        "source": delivery.source,
        "edition": delivery.edition.isoformat(),
        "skipped": [asdict(row) for row in delivery.skipped],
        "problems": [asdict(problem) for problem in delivery.problems],
        "rows_read": delivery.rows_read,
        "columns": dict(delivery.columns),
    }
    shelf.put(key, {"published": delivery.published}, about)


def _loaded(shelf: Shelf, key: str) -> Delivery | None:
    found = shelf.get(key)
    if found is None:
        return None
    tables, about = found
    try:
        return Delivery(
            source=about["source"],
            edition=date.fromisoformat(about["edition"]),
            published=check("published", tables["published"]),
            skipped=tuple(Skipped(**row) for row in about["skipped"]),
            problems=tuple(Problem(**problem) for problem in about["problems"]),
            rows_read=about["rows_read"],
            columns=about["columns"],
        )
    except (TableError, ValueError, KeyError, TypeError):
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
