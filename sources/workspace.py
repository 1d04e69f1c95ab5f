"""A workspace: the folder in which a data team keeps lists, archive, registry and snapshots."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..rules.problems import Refusal
from .settings import SETTINGS_FILE, Settings, read_settings
from .spec import ListSpec, load, shipped

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

# The registry's memory lies in registry.db; to keep it on a PostgreSQL server:
#   [registry]
#   at = "postgresql://todos@db.example.org/todos"   # the password belongs into ~/.pgpass
# The languages in which every run writes a report for each list (es, en, ru, be), and which lists
# show their unpublished rows to which others:
#   [reports]
#   languages = ["es"]
#   [reports.shares]
#   justicia11j = ["cubalex"]
# What holds a publication back (see docs/gates.md), and who is told:
#   [gates]
#   [hooks]
#   failure = ["/usr/local/bin/tell-the-team"]   # also: success, hold
# Where snapshots go besides snapshots/, what is written besides, and how long they are kept:
#   [publish]
#   to = "s3://bucket/registry"
#   tiers = ["public"]
#   exports = ["followthemoney"]
#   [keep]
#   days = 14
#   weeks = 8
#   months = 24
"""


class WorkspaceError(Refusal):
    """The folder given is not a workspace, or cannot become one."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things lie in a workspace, which sources it reads, and its settings."""

    root: Path
    sources: Mapping[str, ListSpec]
    settings: Settings

    @property
    def archive(self) -> Path:
        """Every edition ever read, under its hash."""
        return self.root / "archive"

    @property
    def cache(self) -> Path:
        """What can be made again at any time, and saves work: editions as they were read."""
        return self.root / "cache"

    @property
    def registry(self) -> Path | str:
        """What cannot be recomputed: a file, or the URL of a database on a server."""
        return str(self.settings.registry.get("at", "")) or self.root / "registry.db"

    @property
    def snapshots(self) -> Path:
        """The published states of the registry, one folder a date."""
        return self.root / "snapshots"

    @property
    def reports(self) -> Path:
        """What organisations read about their lists, one folder a date."""
        return self.root / "reports"

    @property
    def described_in(self) -> list[Path]:
        """The files in which the data team says what to read, and how."""
        return [self.root / SETTINGS_FILE, *sorted((self.root / "lists").glob("*.toml"))]

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
    settings = read_settings(file)
    own = {path.stem: path for path in sorted((root / "lists").glob("*.toml"))}
    unknown = sorted(set(settings.sources) - set(shipped()) - set(own))
    if unknown:
        raise WorkspaceError(
            f"{SETTINGS_FILE}: no source is called {unknown[0]!r}. Describe it in "
            f"lists/{unknown[0]}.toml, or correct the name."
        )
    specs = shipped(settings.sources)
    specs |= {source: load(path, settings.sources.get(source)) for source, path in own.items()}
    enabled = {name: spec for name, spec in sorted(specs.items()) if spec.enabled}
    return Workspace(root, enabled, settings)
