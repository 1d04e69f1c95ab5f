"""After publishing: the snapshot goes to where readers fetch it, and old ones go."""

from ...sources.workspace import Workspace
from ..keep import Keep, prune
from ..mirror import mirror, prune_mirror
from ..snapshot import latest


def copy_and_prune(workspace: Workspace) -> list[str]:
    """Copy the newest snapshot to [publish] of the settings, prune by [keep]; what was done.

    Raises Refusal where the other place cannot be reached; what is published here stays.
    """
    settings = workspace.settings
    keep = Keep(**settings.keep)
    told = []
    to = settings.publish.get("to")
    if to is not None:
        tiers = settings.publish.get("tiers", ["public"])
        done = mirror(latest(workspace.snapshots).resolve(), to, tiers)
        told.append(f"The snapshot is {done.name} at {to} ({done.written} files written).")
        told += [f"Pruned there: {name}." for name in prune_mirror(to, keep)]
    gone = prune(workspace.snapshots, keep)
    if gone:
        told.append(f"Pruned here: {', '.join(day.isoformat() for day in gone)}.")
    return told
