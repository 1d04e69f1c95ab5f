"""The weakest link: the smallest match probability that still holds a person together."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from .said import KEY


def weakest_links(records: pd.DataFrame, pairs: pd.DataFrame) -> "pd.Series[float]":
    """For each person_id the lowest match probability of its maximum spanning tree of matches.

    records: person_id, source, source_record_id, numbered by the index 0, 1, …; pairs: the columns
    of the schema "pairs". Persons of one record have no link and are left out.
    """
    number = records[KEY].assign(node=np.arange(len(records)), person_id=records["person_id"])
    matches = pairs[pairs["verdict"] == "match"]
    for side in ("l", "r"):
        named = number.rename(columns=lambda name, side=side: f"{name}_{side}")  # type: ignore[misc]
        matches = matches.merge(named, on=[f"{column}_{side}" for column in KEY])
    inside = matches[matches["person_id_l"] == matches["person_id_r"]]
    if inside.empty:
        return pd.Series(dtype=float)
    ends = np.sort(inside[["node_l", "node_r"]].to_numpy(), axis=1)
    edges = pd.DataFrame(ends, columns=["low", "high"])
    edges["probability"] = inside["match_probability"].to_numpy(dtype=float)
    edges = edges.groupby(["low", "high"], as_index=False).agg(probability=("probability", "max"))
    # ranks, not probabilities: a weight of zero would mean "no edge"
    levels, rank = np.unique(edges["probability"].to_numpy(), return_inverse=True)
    cost = len(levels) - rank
    size = len(records)
    graph = coo_array((cost, (edges["low"], edges["high"])), shape=(size, size)).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    held = pd.DataFrame(
        {
            "person_id": records["person_id"].to_numpy()[tree.row],
            "probability": levels[len(levels) - tree.data.astype(int)],
        }
    )
    return held.groupby("person_id")["probability"].min()
