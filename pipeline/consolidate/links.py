"""The weakest link: the smallest match probability that still holds a person together."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from .groups import Floats, largest
from .said import KEY, Said

pc: Any = pyarrow.compute  # its stubs know no single value beside a column


def weakest_links(said: Said, pairs: pa.Table) -> Floats:
    """For each person the lowest match probability of its maximum spanning tree of matches.

    pairs: schema "pairs". Persons of one record have no link: theirs is NaN.
    """
    person = said.records["person"].to_numpy()
    nodes = said.records[KEY].assign(node=np.arange(len(person)))
    matches = pairs.filter(pc.equal(pairs["verdict"], "match"))
    ends = [_node(matches, side, nodes) for side in ("l", "r")]
    known = (ends[0] >= 0) & (ends[1] >= 0)
    inside = known & (person[ends[0]] == person[ends[1]])
    low, high = (end(*ends)[inside] for end in (np.minimum, np.maximum))
    probability = matches["match_probability"].to_numpy()[inside]
    found = pd.DataFrame({"low": low, "high": high, "probability": probability})
    edges = found.groupby(["low", "high"], as_index=False)["probability"].max()
    # ranks, not probabilities: a weight of zero would mean "no edge"
    levels, rank = np.unique(edges["probability"].to_numpy(), return_inverse=True)
    cost = len(levels) - rank
    shape = (len(person), len(person))
    graph = coo_array((cost, (edges["low"], edges["high"])), shape=shape).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    held = levels[len(levels) - tree.data.astype(int)]
    weakest = -largest(person[tree.row], -held, len(said.ids))
    return np.where(np.isinf(weakest), np.nan, weakest)


def _node(matches: pa.Table, side: str, nodes: pd.DataFrame) -> npt.NDArray[np.int64]:
    """The record at one side of each match; -1 where it is not among the records."""
    ends = matches.select([f"{name}_{side}" for name in KEY]).rename_columns(KEY).to_pandas()
    found = ends.merge(nodes, on=KEY, how="left")["node"]
    return np.asarray(found.fillna(-1), dtype=np.int64)
