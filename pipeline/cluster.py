"""Clusters: the records held to be one person, from pairs that may contradict each other."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .compare.base import Rows

Codes = npt.NDArray[np.int64]
Bits = npt.NDArray[np.float64]
_ROOT = 1 << 32


@dataclass(frozen=True, slots=True)
class Evidence:
    """What pairs of records say, by comparison: bits against strangers and against relatives.

    strangers, kin: (pairs, c) sums of bits; known: (pairs, c) how many comparisons had two values.
    fixed: (pairs,) below 0 where reviewers have decided that it is two persons. worst: comparisons
    of which groups of pairs keep the least, not the sum.
    """

    strangers: Bits
    kin: Bits
    known: Bits
    fixed: Bits
    worst: tuple[int, ...] = ()

    def take(self, rows: npt.ArrayLike) -> "Evidence":
        """The evidence of some of the pairs."""
        at = np.asarray(rows)
        strangers, kin, known = self.strangers[at], self.kin[at], self.known[at]
        return Evidence(strangers, kin, known, self.fixed[at], self.worst)

    def summed(self, order: Codes, starts: Codes) -> "Evidence":
        """Evidence added up by group: the pairs `order`, where a group begins at each start."""
        parts = (self.strangers, self.kin, self.known, self.fixed)
        strangers, kin, known, fixed = (
            np.add.reduceat(part[order], starts, axis=0) for part in parts
        )
        for at in self.worst:
            strangers[:, at] = np.minimum.reduceat(self.strangers[order, at], starts)
            kin[:, at] = np.minimum.reduceat(self.kin[order, at], starts)
            known[:, at] = np.maximum.reduceat(self.known[order, at], starts)
        return Evidence(strangers, kin, known, fixed, self.worst)

    @staticmethod
    def joined(one: "Evidence", two: "Evidence") -> "Evidence":
        """The pairs of both."""
        return Evidence(
            np.concatenate([one.strangers, two.strangers]),
            np.concatenate([one.kin, two.kin]),
            np.concatenate([one.known, two.known]),
            np.concatenate([one.fixed, two.fixed]),
            one.worst,
        )


def cluster(
    left: Rows,
    right: Rows,
    evidence: Evidence,
    size: int,
    *,
    compare: Callable[[Rows, Rows], Evidence],
    odds: Callable[[Evidence], Bits],
    together: Codes | None = None,
) -> Codes:
    """Label of the person of each of `size` records: the number of one of its records.

    Average linkage, comparison by comparison: two groups of records join while the evidence
    between them, each comparison averaged over the pairs that have both its values, speaks for
    one person; the surest groups first. So a chain A–B–C falls apart where A and C contradict each
    other, but not where they merely have nothing in common that could be compared. `left`, `right`
    and `evidence` are the pairs to start from; whenever two groups are about to join, `compare`
    is asked for the evidence of their other pairs too. Groups that are each other's best join in
    the same round (reciprocal nearest neighbours; Murtagh 1983).

    together: (size,) one record of the group that each record belongs to whatever the evidence
    says. Groups between which a pair is fixed as two persons never join.
    """
    labels = np.arange(size, dtype=np.int64) if together is None else together
    held = np.flatnonzero(labels != np.arange(size))
    # most records of a large table have nobody to join
    involved = np.zeros(size, dtype=np.bool_)
    for rows in (left, right, held, labels[held]):
        involved[rows] = True
    known = np.flatnonzero(involved)
    place = np.cumsum(involved) - 1
    one, two, own = place[left], place[right], place[labels[known]]

    def between(first: Rows, second: Rows) -> Evidence:
        return compare(known[first], known[second])

    labels = labels.copy()
    labels[known] = known[_joined(_Groups(one, two, evidence, own, between), odds)]
    return labels


def _joined(groups: "_Groups", odds: Callable[[Evidence], Bits]) -> Codes:
    while len(groups.one):
        weights = np.where(groups.evidence.fixed < 0, -np.inf, odds(groups.evidence))
        best = _best_of_both(groups.one, groups.two, weights, len(groups.sizes))
        if not len(best):
            break
        partly = groups.partly(best)
        if partly.any():
            groups.complete(best[partly])
        if not partly.all():
            groups.join(best[~partly])
    return groups.labels


class _Groups:
    """Groups of records under way, and the evidence between those that share a pair."""

    def __init__(
        self,
        left: Codes,
        right: Codes,
        evidence: Evidence,
        labels: Codes,
        compare: Callable[[Rows, Rows], Evidence],
    ) -> None:
        self.compare = compare
        self.labels = labels
        self.sizes = np.bincount(labels, minlength=len(labels))
        self.one, self.two = np.minimum(left, right), np.maximum(left, right)
        self.evidence = evidence
        self.pairs = np.ones(len(left), dtype=np.int64)
        self.met = np.sort(self.one * _ROOT + self.two)
        # a decided pair may stand beside the same pair as the model found it
        self._merge(labels[self.one], labels[self.two], self.evidence, self.pairs)

    def partly(self, edges: Codes) -> npt.NDArray[np.bool_]:
        """Which edges lack some of the pairs between their two groups."""
        possible = self.sizes[self.one[edges]] * self.sizes[self.two[edges]]
        return np.asarray(self.pairs[edges] < possible)

    def complete(self, edges: Codes) -> None:
        """Add the evidence of the pairs between the edges' groups that were not compared yet."""
        records = np.arange(len(self.labels), dtype=np.int64)
        order = np.sort(self.labels * _ROOT + records) % _ROOT
        starts = np.cumsum(self.sizes * (self.labels == records)) - self.sizes
        one, two = self.one[edges], self.two[edges]
        wide = self.sizes[two]
        count = self.sizes[one] * wide
        edge = np.repeat(np.arange(len(edges)), count)
        place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        left = order[starts[one][edge] + place // wide[edge]]
        right = order[starts[two][edge] + place % wide[edge]]
        packed = np.minimum(left, right) * _ROOT + np.maximum(left, right)
        at = np.minimum(np.searchsorted(self.met, packed), len(self.met) - 1)
        new = self.met[at] != packed
        more = self.compare(packed[new] // _ROOT, packed[new] % _ROOT)
        self.met = np.sort(np.concatenate([self.met, packed[new]]))
        self._merge(
            np.concatenate([self.one, one[edge[new]]]),
            np.concatenate([self.two, two[edge[new]]]),
            Evidence.joined(self.evidence, more),
            np.concatenate([self.pairs, np.ones(int(new.sum()), dtype=np.int64)]),
        )

    def join(self, edges: Codes) -> None:
        """Make one group of the two groups of each edge; no group is in two of the edges."""
        into = np.arange(len(self.labels), dtype=np.int64)
        one, two = self.one[edges], self.two[edges]
        into[two] = one
        self.sizes[one] += self.sizes[two]
        self.labels = into[self.labels]
        self._merge(into[self.one], into[self.two], self.evidence, self.pairs)

    def _merge(self, one: Codes, two: Codes, evidence: Evidence, pairs: Codes) -> None:
        """Add up parallel edges, and drop those inside a group."""
        outer = np.flatnonzero(one != two)
        packed = np.minimum(one, two)[outer] * _ROOT + np.maximum(one, two)[outer]
        order = np.argsort(packed)
        packed, order = packed[order], outer[order]
        starts = np.flatnonzero(np.r_[np.ones(min(len(packed), 1), np.bool_), np.diff(packed) > 0])
        self.one, self.two = packed[starts] // _ROOT, packed[starts] % _ROOT
        if len(starts) == len(order):
            self.evidence, self.pairs = evidence.take(order), pairs[order]
        else:
            self.evidence = evidence.summed(order, starts)
            self.pairs = np.add.reduceat(pairs[order], starts)


def _best_of_both(one: Codes, two: Codes, weights: Bits, size: int) -> Codes:
    """Edges that speak for joining and are the best of both their ends; the last of equals."""
    good = np.flatnonzero(weights > 0)
    ranked = good[np.argsort(weights[good], kind="stable")]
    best = np.full(size, -1, dtype=np.int64)
    rank = np.arange(len(ranked))
    # of several writes to one place the last one stays: the best edge of each end
    best[np.column_stack([one[ranked], two[ranked]]).ravel()] = np.repeat(rank, 2)
    mutual = (best[one[ranked]] == rank) & (best[two[ranked]] == rank)
    return np.asarray(ranked[mutual], dtype=np.int64)


def pairs_within(rows: Codes, starts: Codes, sizes: Codes) -> tuple[Codes, Codes]:
    """All pairs (left < right) of the rows in each block rows[start : start + size]."""
    place = _ranges(sizes)
    reach = np.repeat(sizes, sizes) - 1 - place
    first = np.repeat(np.repeat(starts, sizes) + place, reach)
    second = first + 1 + _ranges(reach)
    one, two = rows[first], rows[second]
    return np.minimum(one, two), np.maximum(one, two)


def _ranges(lengths: Codes) -> Codes:
    """0 … n-1 for each n of `lengths`, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - lengths, lengths)
