"""Bridges: pairs that alone hold two parts of a person together."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree

Codes = npt.NDArray[np.int64]
_SEED = 0


@dataclass(frozen=True, slots=True)
class Bridges:
    """Which of the edges are bridges, and how many nodes lie on their left and right.

    at: (b,) positions of the edges; left, right: (b,) nodes that hang together on each side.
    """

    at: Codes
    left: Codes
    right: Codes


def bridges(left: Codes, right: Codes, size: int) -> Bridges:
    """The edges (left[i], right[i]) without which their component falls in two; each pair once.

    An edge of a spanning tree is a bridge if no other edge leads over it. Every other edge gets a
    random number, each node those of its edges, added without carry; over the branch below a tree
    edge the edges that stay inside cancel out, and nought is left where none leads out (Pritchard &
    Thurimella 2011).
    """
    above, edge, part = _tree(left, right, size)
    number = np.random.default_rng(_SEED).integers(1, 1 << 62, len(left), dtype=np.int64)
    number[edge[edge >= 0]] = 0
    crossing, below = np.zeros(size, dtype=np.int64), np.ones(size, dtype=np.int64)
    for ends in (left, right):
        np.bitwise_xor.at(crossing, ends, number)
    for level in reversed(_levels(above)[1:]):
        np.bitwise_xor.at(crossing, above[level], crossing[level])
        np.add.at(below, above[level], below[level])
    node = np.flatnonzero((edge >= 0) & (crossing == 0))
    whole, under = np.bincount(part, minlength=1)[part[node]], below[node]
    at = edge[node]
    rank = np.argsort(at)
    on_left = np.where(left[at] == node, under, whole - under)
    return Bridges(at[rank], on_left[rank], (whole - on_left)[rank])


def _tree(left: Codes, right: Codes, size: int) -> tuple[Codes, Codes, Codes]:
    """A spanning forest: the node above each node (itself for a root), the edge that leads there
    (-1 for a root), and the number of the tree."""
    numbered = coo_array((np.arange(1, len(left) + 1), (left, right)), shape=(size, size))
    forest = minimum_spanning_tree(numbered.tocsr()).tocoo()
    _, part = connected_components(forest, directed=False)
    _, roots = np.unique(part, return_index=True)
    # one root above all makes a tree of the forest
    rows, columns = np.r_[forest.row, np.full(len(roots), size)], np.r_[forest.col, roots]
    tied = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size + 1, size + 1))
    _, leads = breadth_first_order(tied.tocsr(), size, directed=False)
    above = np.where(leads[:size] == size, np.arange(size), leads[:size]).astype(np.int64)
    chosen = forest.data.astype(np.int64) - 1
    one, two = left[chosen], right[chosen]
    edge = np.full(size, -1, dtype=np.int64)
    edge[np.where(above[one] == two, one, two)] = chosen
    return above, edge, part.astype(np.int64)


def _levels(above: Codes) -> list[Codes]:
    """The nodes at each distance from their roots."""
    depth = np.where(above == np.arange(len(above)), 0, -1)
    levels = [np.flatnonzero(depth == 0)]
    while len(levels[-1]):
        depth[(depth < 0) & (depth[above] >= 0)] = len(levels)
        levels.append(np.flatnonzero(depth == len(levels)))
    return levels
