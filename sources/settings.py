"""The settings of a workspace (todos.toml): which sections and keys there are, and of what type."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..rules.problems import ListError, Problem

SETTINGS_FILE = "todos.toml"

_TEXTS = "a list of texts"
_KNOWN: dict[str, dict[str, str] | None] = {
    # None: what may stand in there is checked by those who read it
    "sources": None,
    "gates": None,
    "reports": {"languages": _TEXTS, "shares": "a section"},
    "registry": {"at": "a text"},
    "publish": {"to": "a text", "tiers": _TEXTS, "exports": _TEXTS},
    "keep": {"days": "a number", "weeks": "a number", "months": "a number"},
    "hooks": {"success": _TEXTS, "hold": _TEXTS, "failure": _TEXTS},
}


@dataclass(frozen=True, slots=True)
class Settings:
    """todos.toml, section by section; one that is not there is empty."""

    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    gates: Mapping[str, Any] = field(default_factory=dict)
    reports: Mapping[str, Any] = field(default_factory=dict)
    registry: Mapping[str, Any] = field(default_factory=dict)
    publish: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, Any] = field(default_factory=dict)
    hooks: Mapping[str, Any] = field(default_factory=dict)


def read_settings(file: Path) -> Settings:
    """The settings in `file`. Raises ListError that names the section, the key and the cure."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        cure = "Correct the file; a line that starts with # is a comment."
        raise _wrong(None, f"cannot be read ({error})", cure) from error
    for section, content in raw.items():
        _check(section, content)
    return Settings(**raw)


def _check(section: str, content: object) -> None:
    if section not in _KNOWN:
        cure = f"Correct the name; there are: {', '.join(_KNOWN)}."
        raise _wrong(section, "which is no section of the settings", cure)
    if not isinstance(content, dict):
        raise _wrong(section, "which is a section", f"Write it as [{section}], on its own line.")
    for source in content if section == "sources" else ():
        if not isinstance(content[source], dict):
            cure = f"Write it as [sources.{source}], on its own line."
            raise _wrong(f"sources.{source}", "which is a section", cure)
    known = _KNOWN[section]
    if known is None:
        return
    for key, value in content.items():
        if key not in known:
            cure = f"Correct the name; [{section}] knows: {', '.join(known)}."
            raise _wrong(f"{section}.{key}", "which is no setting", cure)
        if not _is(value, known[key]):
            raise _wrong(f"{section}.{key}", f"which must be {known[key]}", "Correct the value.")


def _is(value: object, kind: str) -> bool:
    if kind == _TEXTS:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind == "a number":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, dict if kind == "a section" else str)


def _wrong(where: str | None, what: str, cure: str) -> ListError:
    return ListError(Problem("error", "workspace", SETTINGS_FILE, None, None, where, what, cure))
