"""A shelf: tables kept in files under a key, so that they need not be made again.

It may be emptied at any time. A file that is not whole is as good as none, and never an error.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from .archive import replacing

_DIGEST = hashlib.sha256().digest_size
_LENGTH = 8


class Shelf:
    """The tables that were made last, one file a key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[Path] = set()

    def holds(self, key: str) -> bool:
        """Whether there is a file under that key, be it whole or not."""
        return self._place(key).exists()

    def get(self, key: str) -> tuple[dict[str, pa.Table], Any] | None:
        """The tables under `key`, and what was said about them; None where they are not whole."""
        try:
            content = memoryview(self._place(key).read_bytes())
            if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
                return None
            start = _DIGEST + _LENGTH
            end = start + int.from_bytes(content[_DIGEST:start])
            head = json.loads(bytes(content[start:end]))
            tables = {}
            for name, size in head["tables"]:
                buffer = pa.py_buffer(content[end : end + size])
                tables[name] = pa.ipc.open_file(pa.BufferReader(buffer)).read_all()
                end += size
            return tables, head["about"]
        except (OSError, pa.ArrowException, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, tables: Mapping[str, pa.Table], about: Any) -> None:
        """Keep the tables, whole or not at all; where that is not possible only time is lost."""
        parts = {name: _written(table) for name, table in tables.items()}
        sizes = [(name, part.size) for name, part in parts.items()]
        head = json.dumps({"tables": sizes, "about": about}).encode()
        pieces: list[Any] = [len(head).to_bytes(_LENGTH), head, *parts.values()]
        total = hashlib.sha256()
        for piece in pieces:
            total.update(piece)
        path = self._place(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path.parent) as (temporary, out):
                out.writelines([total.digest(), *pieces])
                out.flush()
                temporary.replace(path)

    def tidy(self) -> None:
        """Remove what was not asked for, and what interrupted runs left."""
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            if path not in self._used:
                path.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        path = self._folder / key
        self._used.add(path)
        return path


def _written(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return sink.getvalue()
