"""The weakest link: the smallest match probability that still holds a person together."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from .groups import Floats, Numbers, largest
from .said import KEY, People

pc: Any = pyarrow.compute  # its stubs know no single value beside a column


def weakest_links(them: People, pairs: pa.Table) -> Floats:
    """For each person the lowest match probability of its maximum spanning tree of matches.

    pairs: schema "pairs". Persons of one record have no link: theirs is NaN.
    """
    # a weak bridge is up for review, and holds its person together until then
    held = pc.or_kleene(
        pc.equal(pairs["verdict"], "match"), pc.equal(pairs["decided_by"], "bridge")
    )
    matches = pairs.filter(held).sort_by("match_probability")
    person = them.records["person"].to_numpy()
    nodes = them.records[KEY].assign(node=np.arange(len(person)))
    left, right = (_node(matches, side, nodes) for side in ("l", "r"))
    known = np.flatnonzero((left >= 0) & (right >= 0))
    inside = known[person[left[known]] == person[right[known]]]
    tree = inside[spanning_tree(left[inside], right[inside], len(person))]
    held = matches["match_probability"].to_numpy()[tree]
    weakest = -largest(person[left[tree]], -held, len(them.ids))
    return np.where(np.isinf(weakest), np.nan, weakest)


def _node(matches: pa.Table, side: str, nodes: pd.DataFrame) -> Numbers:
    """The record at one side of each match; -1 where it is not among the records."""
    ends = matches.select([f"{name}_{side}" for name in KEY]).rename_columns(KEY).to_pandas()
    found = ends.merge(nodes, on=KEY, how="left")["node"]
    return np.asarray(found.fillna(-1), dtype=np.int64)


def spanning_tree(left: Numbers, right: Numbers, size: int) -> Numbers:
    """The places of the edges of a maximum spanning tree, or of one for each part of the graph.

    left, right: nodes below `size` that an edge joins, the weakest edge first. In each round every
    group of nodes takes its strongest edge to another group (Borůvka 1926).
    """
    group = np.arange(size, dtype=np.int64)
    edges = np.arange(len(left), dtype=np.int64)
    tree: list[Numbers] = []
    while True:
        one, two = group[left[edges]], group[right[edges]]
        outer = one != two
        edges, one, two = edges[outer], one[outer], two[outer]
        if not len(edges):
            return np.unique(np.concatenate([*tree, edges]))
        strongest, leads_to = np.full(size, -1), np.arange(size)
        for here, there in ((one, two), (two, one)):
            better = np.full(size, -1)
            better[here] = np.arange(len(edges))  # of several writes to one place the last stays
            further = better > strongest
            strongest[further] = better[further]
            leads_to[further] = there[better[further]]
        tree.append(edges[strongest[strongest >= 0]])
        # two groups that take the same edge lead to each other: the lower number stays
        nodes = np.arange(size)
        leads_to = np.where((leads_to[leads_to] == nodes) & (nodes < leads_to), nodes, leads_to)
        while not np.array_equal(leads_to, leads_to[leads_to]):
            leads_to = leads_to[leads_to]
        group = leads_to[group]
