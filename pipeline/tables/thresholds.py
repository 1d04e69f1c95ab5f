"""Clusters at another threshold than even odds."""

from dataclasses import replace

import numpy as np

from ..cluster import Codes
from ..link import Linked, clusters
from ..score import score
from .columns import Prepared


def labels_at(prepared: Prepared, linked: Linked, threshold: float) -> Codes:
    """Clusters of the records where pairs count as one person from match probability `threshold`.

    Clusters are formed at even odds of a model that holds matches to be so much rarer.
    """
    model, records = linked.estimated.model, prepared.records
    share = min(2 * model.matches_per_record / (records - 1), 0.5)
    odds = share / (1 - share) * (1 - threshold) / threshold
    rarer = replace(model, matches_per_record=odds / (1 + odds) * (records - 1) / 2)
    found = linked.pairs
    scores = score(rarer, found.levels, found.rarity, records)
    return np.asarray(clusters(prepared.comparisons, rarer, found, scores, linked.ruled))
