"""Rows without a key that lasts: each goes on from a row that says the same."""

from collections.abc import Collection

import numpy as np
import pandas as pd
import pyarrow as pa

from .other_person import names_differ, what_differs
from .rows import Flags, Rows, all_said, full_keys, places, who


class Continuations:
    """The old row that each new row goes on from, -1 for none; no row twice."""

    def __init__(self, old: int, new: int) -> None:
        self.of = np.full(new, -1, dtype=np.int64)
        self._taken = np.zeros(old, dtype=np.bool_)

    def add(self, old: Rows, new: Rows) -> None:
        """Let these rows go on from each other."""
        self.of[new] = old
        self._taken[old] = True

    def free(self, old: Flags, new: Flags) -> tuple[Rows, Rows]:
        """Those of these rows that do not go on from each other yet."""
        return np.flatnonzero(old & ~self._taken), np.flatnonzero(new & (self.of < 0))


def by_content(old: pa.Table, new: pa.Table, keyed: Collection[str]) -> Rows:
    """For each row of `new` the place in `old` of the row that it goes on from, -1 for none.

    old: as `before_rows` makes it, sorted by id, rows of the last edition first; new: schema
    "published", sorted by key; keyed: those of their lists that have keys.
    """
    found = Continuations(old.num_rows, new.num_rows)
    listed = old["listed"].to_numpy().astype(np.bool_)
    for among in (listed, ~listed):
        _say_the_same(found, old, new, among)
    for among in (listed, ~listed):
        _alone_speak_of_one(found, old, new, among)
    with_key = new["source"].to_pandas().isin(list(keyed)).to_numpy()
    _keep_their_key(found, old, new, (listed, with_key))
    return found.of


def _say_the_same(found: Continuations, old: pa.Table, new: pa.Table, among: Flags) -> None:
    """Of rows that say the same throughout, the first goes on from the first, and so on."""
    left, right = found.free(among, found.of < 0)
    if not len(left):
        return
    sides = [
        pd.DataFrame({"said": said, "row": rows})
        for said, rows in zip(all_said(old.take(left), new.take(right)), (left, right), strict=True)
    ]
    one, two = (side.assign(nth=side.groupby("said").cumcount()) for side in sides)
    both = one.merge(two, on=["said", "nth"], suffixes=("_old", "_new"))
    found.add(both["row_old"].to_numpy(), both["row_new"].to_numpy())


def _alone_speak_of_one(found: Continuations, old: pa.Table, new: pa.Table, among: Flags) -> None:
    """Rows that speak of somebody in words in which no other row speaks."""
    left, right = found.free(among, found.of < 0)
    if not len(left):
        return
    spoken = who(old.take(left), new.take(right))
    one, two = (
        pd.Series(rows, index=of)[~pd.Index(of).duplicated(keep=False)]
        for rows, of in zip((left, right), spoken, strict=True)
    )
    both = pd.concat([one, two], axis=1, join="inner", keys=["old", "new"])
    found.add(both["old"].to_numpy(), both["new"].to_numpy())


def _keep_their_key(
    found: Continuations, old: pa.Table, new: pa.Table, among: tuple[Flags, Flags]
) -> None:
    """Rows of lists with keys whose key does not name somebody else now."""
    left, right = found.free(*among)
    keys = full_keys(new["source"], new["source_record_id"]).take(right)
    at = places(keys, full_keys(old["source"], old["key"]).take(left))
    left, right = left[at[at >= 0]], right[at >= 0]
    was, now = old.take(left), new.take(right)
    told = what_differs(was, now, names_differ(was, now))
    same = ~told["other"].to_numpy(dtype=np.bool_)
    found.add(left[same], right[same])
