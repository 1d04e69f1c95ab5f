"""Published snapshots elsewhere: copied whole, `latest` switched last, never changed afterwards."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from ..rules.fields import TIERS, Tier
from ..rules.problems import clip
from .keep import Keep, to_prune
from .remote import Remote, RemoteError, open_remote
from .tier_folder import SnapshotError, damaged, is_complete, manifest_bytes

_MANIFEST, _LATEST = "manifest.json", "latest"
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d+))?")
_AT_A_TIME = 4  # a small object costs the way there and back, hardly any work


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Where a snapshot lies elsewhere: the folder's name, and how many files were written."""

    name: str
    written: int


def mirror(folder: Path, uri: str, tiers: Sequence[Tier] = ("public",)) -> Mirrored:
    """Copies `tiers` of a published snapshot to <uri>/<day>/, then `latest` names that folder.

    A day that was mirrored with other bytes stays as it is, and the new ones go to <day>-2 and so
    on. What an interrupted call left is begun anew, what is complete is not touched. `latest` never
    goes back to an earlier day. uri: as in `open_remote`.

    Raises SnapshotError if the snapshot is not whole, RemoteError where it cannot be copied or a
    tier is not known.
    """
    _refuse_unknown(tiers)
    _refuse_broken(folder, tiers)
    remote = open_remote(uri)
    if remote.on_disc and Path(remote.base).resolve() == folder.parent.resolve():
        raise RemoteError(f"mirror: {remote.name} is the folder of the snapshots. Name another.")
    manifests = {tier: manifest_bytes(folder / tier) for tier in tiers}
    name, missing = _place(remote, folder.name, manifests)
    written = sum(_copy(remote, folder / tier, f"{name}/{tier}") for tier in missing)
    return Mirrored(name, written + _point(remote, name))


def prune_mirror(uri: str, keep: Keep) -> list[str]:
    """Removes the snapshots elsewhere that `keep` lets go, and returns the names of their folders.

    Never the one that `latest` names. Uploads that were given up before the newest day go as well.
    Raises RemoteError.
    """
    remote = open_remote(uri)
    shown = _latest(remote)
    dated = {name: day for name in remote.folders() if (day := _day(name))}
    whole = {name for name in dated if any(_manifests(remote, name))}
    newest = max((dated[name] for name in whole), default=date.min)
    gone = set(to_prune((dated[name] for name in whole), keep))
    old = {name for name in whole if dated[name] in gone}
    begun = {name for name in set(dated) - whole if dated[name] < newest}
    away = sorted({*old, *(name for name in begun if _holds_only_tiers(remote, name))} - {shown})
    for name in away:
        # without its manifests it is no snapshot any more, wherever the removal is cut off
        for path in _manifests(remote, name):
            remote.delete(path)
        remote.delete_folder(name)
    return away


def _refuse_unknown(tiers: Sequence[str]) -> None:
    for tier in tiers:
        if tier not in TIERS:
            raise RemoteError(
                f"todos.toml: tiers: '{clip(tier)}' is unknown. There are: {', '.join(TIERS)}."
            )


def _refuse_broken(folder: Path, tiers: Sequence[Tier]) -> None:
    for tier in tiers:
        if not is_complete(folder / tier) or damaged(folder / tier):
            raise SnapshotError(
                f"{folder / tier} is not what its manifest.json tells of, so it is not mirrored. "
                "Bring it back from a backup."
            )


def _place(remote: Remote, day: str, manifests: dict[Tier, bytes]) -> tuple[str, list[Tier]]:
    """The first folder of `day` that holds nothing else, and the tiers that it misses."""
    for number in count(1):
        name = day if number == 1 else f"{day}-{number}"
        there = {tier: remote.read(f"{name}/{tier}/{_MANIFEST}") for tier in manifests}
        if all(found in (None, manifests[tier]) for tier, found in there.items()):
            return name, [tier for tier, found in there.items() if found is None]
    raise AssertionError  # the count has no end


def _copy(remote: Remote, folder: Path, to: str) -> int:
    """Copies the files of one tier, its manifest last, and returns how many."""
    files = {path.name: path for path in folder.iterdir() if path.name != _MANIFEST}
    for left in sorted(set(remote.sizes(to)) - set(files)):
        remote.delete(f"{to}/{left}")
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        list(threads.map(lambda name: remote.put(f"{to}/{name}", files[name]), sorted(files)))
    if remote.sizes(to) != {name: path.stat().st_size for name, path in files.items()}:
        raise RemoteError(f"mirror: {remote.name}/{to} does not hold what was written. Try again.")
    remote.put(f"{to}/{_MANIFEST}", folder / _MANIFEST)
    return len(files) + 1


def _point(remote: Remote, name: str) -> int:
    """`latest` names the folder, if it named none of a later day; the number of files written."""
    shown = _latest(remote)
    shown_day, day = _day(shown), _day(name)
    if shown == name or (shown_day and day and shown_day > day):
        return 0
    remote.put(_LATEST, f"{name}\n".encode())
    return 1


def _latest(remote: Remote) -> str:
    return (remote.read(_LATEST) or b"")[:100].decode("utf-8", "replace").strip()


def _day(name: str) -> date | None:
    found = _NAME.fullmatch(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _holds_only_tiers(remote: Remote, name: str) -> bool:
    """Whether an incomplete folder is a snapshot that was begun or half removed.

    Somebody may keep other things in folders named by days, a backup for instance: what holds
    anything but tiers is not ours to remove.
    """
    return {*remote.folders(name), *remote.sizes(name)} <= set(TIERS)


def _manifests(remote: Remote, name: str) -> Iterator[str]:
    """The manifests of the tiers that are complete in a folder."""
    for tier in TIERS:
        path = f"{name}/{tier}/{_MANIFEST}"
        if remote.read(path) is not None:
            yield path
