"""How well clusters agree with the truth: pairwise, B-cubed, and at the best threshold.

Nothing here knows who made the clusters: each contestant is measured by the same code, on labels
and pairs that it wrote to disk.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

Labels = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision and recall in [0, 1]; without any pair to judge, both are 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """The threshold with the highest pairwise F1, and the clusters that it makes."""

    threshold: float
    pairwise: Agreement
    clusters: Labels


def _sizes(labels: Labels) -> Labels:
    return np.unique(labels, return_counts=True)[1].astype(np.int64)


def _pairs_within(sizes: Labels) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _joint(clusters: Labels, truth: Labels) -> tuple[Labels, Labels, Labels]:
    """Codes of cluster and entity of each record, and a code of the two together."""
    if len(clusters) != len(truth):
        raise ValueError(f"{len(clusters)} clusters for {len(truth)} records: give one a record")
    cluster = np.unique(clusters, return_inverse=True)[1].astype(np.int64)
    entity = np.unique(truth, return_inverse=True)[1].astype(np.int64)
    return cluster, entity, cluster * (int(entity.max(initial=0)) + 1) + entity


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def pairwise(clusters: Labels, truth: Labels) -> Agreement:
    """Of the pairs put together, how many are true; of the true pairs, how many were found.

    `clusters`, `truth`: one label a record, in the same order. ValueError if the lengths differ.
    """
    cluster, entity, both = _joint(clusters, truth)
    found = _pairs_within(_sizes(both))
    return Agreement(
        _share(found, _pairs_within(_sizes(cluster))), _share(found, _pairs_within(_sizes(entity)))
    )


def b_cubed(clusters: Labels, truth: Labels) -> Agreement:
    """Means over records of the precision and recall of each record's own cluster.

    Bagga & Baldwin 1998. One huge wrong cluster costs its members, not the square of them.
    """
    cluster, entity, both = _joint(clusters, truth)
    if not len(cluster):
        return Agreement(1.0, 1.0)
    _, place, together = np.unique(both, return_inverse=True, return_counts=True)
    shared = together[place]
    return Agreement(
        float((shared / np.bincount(cluster)[cluster]).mean()),
        float((shared / np.bincount(entity)[entity]).mean()),
    )


def components(left: Labels, right: Labels, records: int) -> Labels:
    """The connected components of `records` numbered records joined by the pairs."""
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), (records, records))
    labels: Labels = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def blocking_recall(left: Labels, right: Labels, truth: Labels) -> float:
    """The share of the true pairs that stand among these pairs (each at most once)."""
    first, second = np.minimum(left, right), np.maximum(left, right)
    true = truth[first] == truth[second]
    met = len(np.unique(first[true] * len(truth) + second[true]))
    return _share(met, _pairs_within(_sizes(truth)))


def best_threshold(left: Labels, right: Labels, scores: Scores, truth: Labels) -> Sweep:
    """The score from which connected components agree best with the truth (pairwise F1).

    `left`, `right`: numbers of records; `scores`: higher is likelier. Every distinct score is
    tried: only the pairs of the maximum spanning forest join anything, so their order is enough.
    """
    alone: Labels = np.arange(len(truth), dtype=np.int64)
    nothing = Sweep(float("inf"), pairwise(alone, truth), alone)
    keep = left != right
    if not keep.any():
        return nothing
    left, right, scores = left[keep], right[keep], scores[keep]
    edges = _forest(left, right, scores, len(truth))
    joined, found = _grow(left[edges].tolist(), right[edges].tolist(), truth)
    wanted = _pairs_within(_sizes(truth))
    # Pairs of one score come and go together: look only where the next score differs.
    last = np.append(scores[edges][1:] != scores[edges][:-1], True)
    f1 = np.where(last, 2 * found / np.maximum(joined + wanted, 1), -1.0)
    best = int(f1.argmax())
    if f1[best] <= nothing.pairwise.f1:
        return nothing
    threshold = float(scores[edges[best]])
    taken = edges[: best + 1]
    clusters = components(left[taken], right[taken], len(truth))
    return Sweep(threshold, pairwise(clusters, truth), clusters)


def _forest(left: Labels, right: Labels, scores: Scores, records: int) -> Labels:
    """Positions of the pairs that join something when taken from the highest score down."""
    order = np.argsort(-scores, kind="stable")
    first, second = np.minimum(left, right)[order], np.maximum(left, right)[order]
    _, once = np.unique(first * records + second, return_index=True)
    once = np.sort(once)
    # The cost of a pair is its place in the order: never 0, which would mean "no pair".
    cost = coo_array((once + 1.0, (first[once], second[once])), (records, records)).tocsr()
    tree = minimum_spanning_tree(cost)
    edges: Labels = order[np.sort(tree.data.astype(np.int64)) - 1].astype(np.int64)
    return edges


def _grow(left: list[int], right: list[int], truth: Labels) -> tuple[Scores, Scores]:
    """After each pair: how many pairs stand together, and how many of them are true."""
    parent = list(range(len(truth)))
    size = [1] * len(truth)
    entity = np.unique(truth, return_inverse=True)[1].tolist()
    # Only clusters of several records hold a tally of their entities.
    tally: dict[int, dict[int, int]] = {}
    joined, found = np.empty(len(left)), np.empty(len(left))
    together = true = 0
    for step, (a, b) in enumerate(zip(left, right, strict=True)):
        big, small = _root(parent, a), _root(parent, b)
        if size[big] < size[small]:
            big, small = small, big
        parent[small] = big
        together += size[big] * size[small]
        size[big] += size[small]
        into = tally.get(big) or {entity[big]: 1}
        for who, number in (tally.pop(small, None) or {entity[small]: 1}).items():
            already = into.get(who, 0)
            true += already * number
            into[who] = already + number
        tally[big] = into
        joined[step], found[step] = together, true
    return joined, found


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node
