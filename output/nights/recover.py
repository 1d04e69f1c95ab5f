"""After a crash: what an interrupted run began is finished, or taken back."""

from collections.abc import Callable
from pathlib import Path

from ...pipeline.store import Store
from ..folder import ready
from ..snapshot import digest_of, drop_drafts, place_snapshot


def recover(snapshots: Path, store: Store, tell: Callable[..., None]) -> None:
    """Bring snapshots and memory into step again; call it before anything else, and alone.

    A run writes its memory when its snapshot is whole on disc and nobody sees it yet. If it was
    ended after that, the snapshot is put in its place now; without memory it is dropped, and the
    run begins anew. `tell` is called with the name of what was done, and the day of the run.
    """
    begun = store.runs.unfinished()
    if begun is not None and begun.digest is not None:
        target = snapshots / begun.run.isoformat()
        if begun.digest in (digest_of(target), digest_of(ready(target))):
            place_snapshot(snapshots, begun.run, begun.digest)
            store.runs.published(begun.run)
            tell("finished", day=begun.run)
        else:
            # somebody removed the draft: nobody has seen that run, and it can be run again
            store.undo(begun.run)
            tell("undone", day=begun.run)
    drop_drafts(snapshots)
