"""Linkage: from comparisons and blocks over the records of a table to scored pairs and clusters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .block import Blocks, candidates
from .cluster import Codes, Evidence, cluster, pairs_within
from .compare.base import FieldComparison, Rows
from .compare.vectors import Vectors, vectors
from .decide import NOTHING, Decisions, Ruled, ruled
from .learn.estimate import Estimated, Seen, agreeing, estimate, random_pairs, untaught
from .score import Floats, Parameters, Scores, against, calibrated, prior_odds, priors, score

_RANDOM_PAIRS = 500_000


@dataclass(frozen=True, slots=True)
class Linked:
    """What linkage found: the candidate pairs, the scores of their patterns, and the clusters.

    ruled: what reviewers' decisions bind, and those that contradict others.
    """

    pairs: Vectors
    scores: Scores
    labels: Codes
    estimated: Estimated
    ruled: Ruled

    @property
    def inside(self) -> tuple[Codes, Codes]:
        """All pairs (left < right) of records that are in one cluster."""
        order = np.argsort(self.labels, kind="stable")
        _, starts, sizes = np.unique(self.labels[order], return_index=True, return_counts=True)
        return pairs_within(order, starts, sizes)


def link(
    comparisons: Sequence[FieldComparison],
    passes: Sequence[Blocks],
    records: int,
    model: Parameters | None = None,
    *,
    learn: bool = True,
    decisions: Decisions = NOTHING,
    progress: Callable[[str], None] = lambda _: None,
) -> Linked:
    """Compare the records that meet in a pass, weigh the pairs and form clusters.

    Without a model its parameters are learnt from the records; if they are not to learn, only u is,
    and all that concerns matches stays at its priors. Decisions outrank whatever the pairs say.
    """
    progress("pairing")
    left, right = candidates(passes)
    progress("comparing")
    found = vectors(comparisons, left, right)
    progress("estimating")
    if model is not None:
        fitted = Estimated(model, 0)
    else:
        looked_at, prior = seen(comparisons, found, records), declared(comparisons)
        fitted = estimate(prior, looked_at) if learn else Estimated(untaught(prior, looked_at), 0)
    scores = score(fitted.model, found.levels, found.rarity, records)
    progress("clustering")
    bound = ruled(decisions, records)
    labels = clusters(comparisons, fitted.model, found, scores, bound)
    return Linked(found, scores, labels, fitted, bound)


def declared(comparisons: Sequence[FieldComparison]) -> Parameters:
    """The parameters that the comparisons are declared with."""
    return priors([one.comparison for one in comparisons])


def seen(comparisons: Sequence[FieldComparison], found: Vectors, records: int) -> Seen:
    """What estimation looks at: the candidates, and random pairs of the same records."""
    random = vectors(comparisons, *random_pairs(records, _RANDOM_PAIRS))
    equal = [agreeing(one) for one in comparisons]
    return Seen(random, found, equal, records, np.zeros(len(found.counts)))


def clusters(
    comparisons: Sequence[FieldComparison],
    model: Parameters,
    found: Vectors,
    scores: Scores,
    bound: Ruled,
) -> Codes:
    """Labels of persons, starting from the pairs that are likelier one person than two."""
    records = len(bound.groups)

    def compare(left: Rows, right: Rows) -> Evidence:
        pairs = vectors(comparisons, left, right)
        weighed = score(model, pairs.levels, pairs.rarity, records)
        return evidence(pairs, weighed, pairs.pattern)

    def evidence(pairs: Vectors, weighed: Scores, pattern: npt.NDArray[np.int32]) -> Evidence:
        known = (pairs.levels > 0).astype(np.float64)
        return Evidence(
            weighed.by_comparison[pattern],
            weighed.as_kin[pattern],
            known[pattern],
            np.zeros(len(pattern)),
            worst,
        )

    worst = tuple(at for at, one in enumerate(comparisons) if one.comparison.worst)
    prior = prior_odds(model, records)

    def odds(evidence: Evidence) -> Floats:
        known = np.maximum(evidence.known, 1.0)
        strangers = (evidence.strangers / known).sum(axis=1)
        kin = (evidence.kin / known).sum(axis=1)
        return calibrated(model, prior + against(strangers, kin, records))

    likely = np.flatnonzero((scores.odds > 0)[found.pattern])
    lone = _lone(found.left[likely], found.right[likely], bound)
    together = bound.groups.copy()
    together[found.right[likely[lone]]] = found.left[likely[lone]]
    likely = likely[~lone]
    likely_pairs = evidence(found, scores, found.pattern[likely])
    apart = replace(compare(bound.left, bound.right), fixed=np.full(len(bound.left), -1.0))
    return cluster(
        np.concatenate([found.left[likely], bound.left]),
        np.concatenate([found.right[likely], bound.right]),
        Evidence.joined(likely_pairs, apart),
        records,
        compare=compare,
        odds=odds,
        together=together,
    )


def _lone(left: Rows, right: Rows, bound: Ruled) -> npt.NDArray[np.bool_]:
    """Which of the pairs are all that is said of both records: these are one person at once."""
    records = len(bound.groups)
    said = np.bincount(bound.groups, minlength=records)[bound.groups] - 1
    for rows in (left, right, bound.left, bound.right):
        said += np.bincount(rows, minlength=records)
    return np.asarray((said[left] == 1) & (said[right] == 1))
