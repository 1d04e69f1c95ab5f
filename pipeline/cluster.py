"""Clusters: the records held to be one person, from pairs that may contradict each other."""

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from ..rules.comparisons import MATCH

Codes = npt.NDArray[np.int64]
# log2 odds are cut here, so that one extreme pair cannot outvote all others of a cluster.
_MOST_BITS = 15.0


def components(left: Codes, right: Codes, probability: npt.NDArray[np.float64], size: int) -> Codes:
    """Label of each of `size` records; records chained by matching pairs share a label."""
    held = probability >= MATCH
    graph = coo_matrix((np.ones(held.sum()), (left[held], right[held])), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def within(labels: Codes) -> tuple[Codes, Codes]:
    """All pairs (left < right) of records with the same label."""
    order = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels)
    several = np.flatnonzero(sizes > 1)
    ends = np.cumsum(sizes)
    left, right = [], []
    for label in several:
        members = np.sort(order[ends[label] - sizes[label] : ends[label]])
        one, two = np.triu_indices(len(members), 1)
        left.append(members[one])
        right.append(members[two])
    if not left:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate(left), np.concatenate(right)


def cluster(
    left: Codes, right: Codes, probability: npt.NDArray[np.float64], labels: Codes
) -> Codes:
    """Labels of persons: each component cut where its records do not hold together on average.

    `left`, `right`, `probability` hold every pair inside a component of `labels`. Average linkage
    on log2 odds: two groups join if the evidence between all their records speaks for it, so that
    a chain A–B–C falls apart where A and C contradict each other.
    """
    order = np.argsort(labels[left], kind="stable")
    left, right, probability = left[order], right[order], probability[order]
    result, free = labels.copy(), int(labels.max(initial=-1)) + 1
    _, starts, sizes = np.unique(labels[left], return_index=True, return_counts=True)
    for start, end in zip(starts, starts + sizes, strict=True):
        if probability[start:end].min() >= MATCH:
            continue
        members = np.unique(np.r_[left[start:end], right[start:end]])
        cut = _cut(members, left[start:end], right[start:end], probability[start:end])
        parts = cut.max()
        result[members] = np.where(cut == 1, labels[members], free + cut - 2)
        free += parts - 1
    return result


def _cut(
    members: Codes, left: Codes, right: Codes, probability: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Group (1, 2, …) of each member, by average linkage down to even odds."""
    size = len(members)
    certain = np.clip(probability, 1e-12, 1 - 1e-12)
    odds = np.clip(np.log2(certain / (1 - certain)), -_MOST_BITS, _MOST_BITS)
    distance = np.zeros((size, size))
    one, two = np.searchsorted(members, left), np.searchsorted(members, right)
    distance[one, two] = distance[two, one] = _MOST_BITS - odds
    even = _MOST_BITS - np.log2(MATCH / (1 - MATCH))
    tree = linkage(squareform(distance, checks=False), method="average")
    return np.asarray(fcluster(tree, even, criterion="distance"), dtype=np.int64)
