"""A workspace: the folder in which a data team keeps lists, archive, registry and snapshots."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..rules.problems import ListError, Problem, Refusal
from .spec import SETTINGS_FILE, ListSpec, load, shipped

_SETTINGS = """\
# Settings of this workspace. A line that starts with # is a comment.

# Lists lie in inbox/<source>/; the newest edition there wins. To read a list from elsewhere:
#   [sources.justicia11j]
#   at = "https://example.org/list.csv"   # or a file, or a folder
# To leave a list out:
#   [sources.viasna]
#   enabled = false
# A further list is described in lists/<source>.toml, in the form of the lists that come with
# the program (see docs/lists.md).
"""


class WorkspaceError(Refusal):
    """The folder given is not a workspace, or cannot become one."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things lie in a workspace, and which sources it reads."""

    root: Path
    sources: Mapping[str, ListSpec]

    @property
    def archive(self) -> Path:
        """Every edition ever read, under its hash."""
        return self.root / "archive"

    @property
    def registry(self) -> Path:
        """What cannot be recomputed: ids and their history, editions, runs."""
        return self.root / "registry.db"

    @property
    def snapshots(self) -> Path:
        """The published states of the registry, one folder a date."""
        return self.root / "snapshots"

    def place(self, source: str) -> str:
        """Where the list of a source lies: a file, a folder or a URL."""
        at = self.sources[source].at
        if at is None:
            return str(self.root / "inbox" / source)
        return at if "://" in at else str(self.root / at)


def create(root: Path) -> Workspace:
    """Make `root` a workspace with a folder for each source that comes with the program.

    Raises WorkspaceError where a workspace, or anything else, is there already.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise WorkspaceError(f"{root} is not empty. Choose a new folder.")
    for folder in (*(f"inbox/{source}" for source in shipped()), "archive", "snapshots", "lists"):
        (root / folder).mkdir(parents=True)
    (root / SETTINGS_FILE).write_text(_SETTINGS, encoding="utf-8")
    return opened(root)


def opened(root: Path) -> Workspace:
    """The workspace at `root`, with the sources that its settings enable.

    Raises WorkspaceError where there is none, ListError where a description is wrong.
    """
    file = root / SETTINGS_FILE
    if not file.is_file():
        raise WorkspaceError(
            f"{root} is no workspace: it has no {SETTINGS_FILE}. Make one with: todos init {root}"
        )
    settings = _settings(file)
    own = {path.stem: path for path in sorted((root / "lists").glob("*.toml"))}
    unknown = sorted(set(settings) - set(shipped()) - set(own))
    if unknown:
        raise WorkspaceError(
            f"{SETTINGS_FILE}: no source is called {unknown[0]!r}. Describe it in "
            f"lists/{unknown[0]}.toml, or correct the name."
        )
    specs = shipped(settings)
    specs |= {source: load(path, settings.get(source)) for source, path in own.items()}
    return Workspace(root, {name: spec for name, spec in sorted(specs.items()) if spec.enabled})


def _settings(file: Path) -> dict[str, dict[str, Any]]:
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        cure = "Correct the file; a line that starts with # is a comment."
        what = f"cannot be read ({error})"
        problem = Problem("error", "workspace", file.name, None, None, None, what, cure)
        raise ListError(problem) from error
    sources = raw.get("sources", {})
    return {name: dict(settings) for name, settings in sources.items()}
