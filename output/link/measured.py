"""How well a linkage agrees with the truth that its model names, at its threshold and the best."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...pipeline.cluster import Codes
from ...pipeline.tables.thresholds import labels_at
from ...rules.comparisons import MATCH
from ...sources.tables.read import TRUTH
from ..evaluate.measures import Estimate, Measure, bcubed, pairwise
from .run import Done

# Thresholds tried, in bits of odds.
_TRIED = (-8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12)


def measure(done: Done) -> dict[str, Any]:
    """Pairwise and B-cubed precision, recall and F1 at the model's threshold and at the best one.

    The best is the one of the highest pairwise F1 among those tried.
    """
    column: Any = done.table[TRUTH].combine_chunks()
    truth = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    known = truth >= 0
    true: Codes = truth[known].astype(np.int64)
    here = (done.model.threshold, done.clusters[known])
    tried = [here]
    for bits in _TRIED:
        threshold = float(1 / (1 + np.exp2(-bits)))
        if threshold != here[0]:
            same = threshold == MATCH
            labels = (
                done.linked.labels if same else labels_at(done.prepared, done.linked, threshold)
            )
            tried.append((threshold, labels[known]))
    best = max(tried, key=lambda one: pairwise(one[1], true).f1.value)
    return {"default": _at(here, true), "best": _at(best, true)}


def _at(one: tuple[float, Codes], true: Codes) -> dict[str, Any]:
    threshold, labels = one
    found = {"pairwise": pairwise(labels, true), "bcubed": bcubed(labels, true)}
    return {"threshold": threshold, **{how: _values(each) for how, each in found.items()}}


def _values(found: Measure) -> Mapping[str, Any]:
    def value(one: Estimate) -> float:
        return float(one.value)

    ends = {"f1_low": found.f1.low, "f1_high": found.f1.high}
    return {
        "precision": value(found.precision),
        "recall": value(found.recall),
        "f1": value(found.f1),
        **ends,
        "linked": found.linked,
        "true": found.true,
        "agreed": found.agreed,
    }
