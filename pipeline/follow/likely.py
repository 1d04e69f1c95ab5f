"""Rows that a list has changed: the likeliest continuation of each, by the registry's matcher."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ...rules.blocking import PASSES
from ...rules.comparisons import BRIDGE_BELOW
from ...rules.tables import schema
from ..block import blocks, candidates
from ..compare.records import comparisons
from ..compare.vectors import vectors
from ..features import features
from ..keys import parts
from ..link import declared
from ..match import by_country
from ..score import Parameters, score
from .rows import Rows, in_order, pc

# A row goes on only as what is as sure as a pair must be to hold a person together unseen: a wrong
# continuation gives one person's id, history and decisions to another, and nothing would show it;
# a missed one makes a new record, which matching can still join to the person.
LIKELY = BRIDGE_BELOW
# Rows beside those compared, by which it is told how rare a name is.
_BESIDE = 500


def likely(
    old: pa.Table, new: pa.Table, beside: pa.Table, models: Mapping[str, Parameters]
) -> tuple[Rows, Rows]:
    """Pairs of rows of `old` and `new` that go on from each other, each row once at most.

    All three of the schema "published"; models: parameters by country, others keep their priors.
    Of those likely enough the likeliest is taken first, then the likeliest of the rest.
    """
    found = [np.empty((0, 2), dtype=np.int64)]
    if old.num_rows and new.num_rows:
        columns = schema("published").names
        every = pa.concat_tables([table.select(columns) for table in (old, new, beside)])
        compared = features(in_order(every))
        # that a list seldom names somebody twice says nothing of two editions of it
        compared["source"] = np.arange(len(compared)) < old.num_rows
        for code, rows, own in by_country(compared):
            source = every["source"].take(rows).to_pandas().to_numpy()
            pairs = _scored(own, rows, source, (old.num_rows, new.num_rows), models.get(code))
            found.append(_best(pairs))
    left, right = np.concatenate(found).T
    return left, right - old.num_rows


def some(published: pa.Table, *among: Rows) -> pa.Table:
    """Enough rows to tell how rare a name is: those with the first keys, of the first that serve.

    The same whatever the order of the rows is.
    """
    found: list[Rows] = []
    for rows in among:
        part = published.select(["source", "source_record_id"]).take(rows)
        wanted = _BESIDE - sum(map(len, found))
        order = [(name, "ascending") for name in part.column_names]
        found.append(rows[pc.select_k_unstable(part, k=wanted, sort_keys=order).to_numpy()])
    return published.take(np.concatenate(found))


def _scored(
    own: pd.DataFrame,
    rows: Rows,
    source: npt.NDArray[np.object_],
    sizes: tuple[int, int],
    model: Parameters | None,
) -> pd.DataFrame:
    """Pairs of an old and a new row of one source that are likely enough: left, right, odds."""
    changed = int(np.searchsorted(rows, sum(sizes)))
    keys = parts(own.iloc[:changed])
    left, right = candidates([blocks(one, keys) for one in PASSES])
    across = (rows[left] < sizes[0]) & (rows[right] >= sizes[0]) & (source[left] == source[right])
    left, right = left[across], right[across]
    ways = comparisons(own)
    pairs = vectors(ways, left, right)
    scores = score(model or declared(ways), pairs.levels, pairs.rarity, len(own))
    sure = (scores.probability >= LIKELY)[pairs.pattern]
    odds = scores.odds[pairs.pattern][sure]
    return pd.DataFrame({"left": rows[left[sure]], "right": rows[right[sure]], "odds": odds})


def _best(pairs: pd.DataFrame) -> Rows:
    """(n, 2) pairs that are best for both their rows; then those of the rows that are left."""
    pairs = pairs.sort_values(["odds", "left", "right"], ascending=[False, True, True])
    found = [np.empty((0, 2), dtype=np.int64)]
    while len(pairs):
        best = pairs[~pairs["left"].duplicated() & ~pairs["right"].duplicated()]
        found.append(best[["left", "right"]].to_numpy(dtype=np.int64))
        taken = pairs["left"].isin(best["left"]) | pairs["right"].isin(best["right"])
        pairs = pairs[~taken]
    return np.concatenate(found)
