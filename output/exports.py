"""Further forms of the registry that a tier of a snapshot may hold beside its tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..rules.problems import Refusal, clip
from . import ftm


@dataclass(frozen=True, slots=True)
class Export:
    """A file of a snapshot, what writes it from the tables of a tier, and the library behind it."""

    file: str
    library: str
    write: Callable[[Mapping[str, pa.Table], Path], int]


KEY = "exports"  # in manifest.json
EXPORTS = {"followthemoney": Export("entities.ftm.json", "followthemoney", ftm.write)}


def with_exports(manifest: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The manifest with the version of the library behind each export, where there are any.

    Raises Refusal for an export that is not known, or whose library is not installed.
    """
    for name in names:
        if name not in EXPORTS:
            raise Refusal(
                f"todos.toml: exports: '{clip(name)}' is unknown. There are: {', '.join(EXPORTS)}."
            )
    told = {name: content for name, content in manifest.items() if name != KEY}
    return {**told, KEY: {name: _version(name) for name in sorted(names)}} if names else told


def write_exports(names: Sequence[str], tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Writes the file of each export into the folder of a tier, made of the tier's tables."""
    for name in names:
        EXPORTS[name].write(tables, folder / EXPORTS[name].file)


def _version(name: str) -> str:
    library = EXPORTS[name].library
    try:
        return version(library)
    except PackageNotFoundError as error:
        raise Refusal(
            f"todos.toml: exports: '{name}' needs the library {library}, which is not installed. "
            f"Install it beside todos: pip install 'todos[{library}]'"
        ) from error
