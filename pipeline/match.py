"""Matching: the records of one country with each other, to scored pairs and clusters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import recordlinkage

from ..rules.comparisons import KEEP_FROM, MATCH, REVIEW_FROM
from ..rules.tables import check, schema
from .block import BlockingPasses, PassCount, pair_index, pair_rows
from .cluster import cluster, components, within
from .compare.vectors import comparer
from .features import features
from .reasons import comparison_lists, reasons
from .score import FellegiSunter, Scores

Codes = npt.NDArray[np.int64]
_RANDOM_PAIRS = 200_000
_SEED = 0


@dataclass(frozen=True, slots=True)
class Model:
    """What is needed to compare and score any pair of the records of one country."""

    features: pd.DataFrame
    comparer: recordlinkage.Compare
    classifier: FellegiSunter

    def vectors(self, pairs: pd.MultiIndex) -> pd.DataFrame:
        """Comparison vectors of pairs of row numbers."""
        return self.comparer.compute(pairs, self.features)

    def score(self, pairs: pd.MultiIndex) -> tuple[pd.DataFrame, Scores]:
        """Comparison vectors and scores of pairs of row numbers."""
        found = self.vectors(pairs)
        return found, self.classifier.score(found.to_numpy(dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Matched:
    """Result of matching: the scored pairs, the cluster label of each record, the passes' counts.

    `models` holds the model of each country, for explanations of pairs that were never candidates.
    """

    pairs: pa.Table
    labels: Codes
    passes: dict[str, list[PassCount]]
    models: dict[str, Model]


def match(records: pa.Table, progress: Callable[[str], None] = lambda _: None) -> Matched:
    """Match `records` (schema "records") within each country; rows keep their order.

    A record that is not linkable meets no other and stays a cluster of its own.
    """
    every = features(records)
    labels = np.arange(len(every), dtype=np.int64)
    tables, passes, models = [], {}, {}
    for country in sorted(every["country"].unique()):
        progress(f"matching {country}")
        mine = np.flatnonzero((every["country"] == country) & every["linkable"])
        own = every.iloc[mine].reset_index(drop=True)
        blocking = BlockingPasses()
        candidates = blocking.index(own)
        model = fit(own, candidates)
        probability = model.score(candidates)[1].probability
        chained = components(*pair_rows(candidates), probability, len(own))
        chains = pair_index(*within(chained))
        clusters = cluster(*pair_rows(chains), model.score(chains)[1].probability, chained)
        labels[mine] = mine[_first_of_each(clusters)]
        pairs = _union(candidates, chains, len(own))
        tables.append(_pair_table(records, mine, model, pairs, clusters))
        passes[country], models[country] = blocking.counts, model
    pairs = pa.concat_tables([schema("pairs").empty_table(), *tables])
    return Matched(pairs, labels, passes, models)


def fit(own: pd.DataFrame, candidates: pd.MultiIndex) -> Model:
    """The model of one country: u from random pairs, m from the candidates by EM."""
    compare = comparer(own)
    classifier = FellegiSunter(len(own))
    if len(candidates):
        classifier.estimate_u(compare.compute(_random_pairs(len(own)), own))
        classifier.fit(compare.compute(candidates, own))
    return Model(own, compare, classifier)


def _pair_table(
    records: pa.Table, mine: Codes, model: Model, pairs: pd.MultiIndex, clusters: Codes
) -> pa.Table:
    """Pairs (schema "pairs") that are likely enough to be kept, or inside one person."""
    vectors, scores = model.score(pairs)
    left, right = pair_rows(pairs)
    together = clusters[left] == clusters[right]
    kept = np.flatnonzero(together | (scores.probability >= KEEP_FROM))
    vectors, scores, together = vectors.iloc[kept], scores.take(kept), together[kept]
    likely = scores.probability >= MATCH
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        f"{name}_{side}": records[name].take(mine[rows[kept]])
        for side, rows in (("l", left), ("r", right))
        for name in ("source", "source_record_id")
    }
    doubt = (scores.probability >= REVIEW_FROM) | likely
    columns |= {
        "match_weight": pa.array(np.round(scores.weight, 3)),
        "match_probability": pa.array(np.round(scores.probability, 6)),
        "verdict": pa.array(np.select([together, doubt], ["match", "review"], "non-match")),
        "decided_by": pa.array(np.where(together == likely, "model", "cluster")),
        "comparisons": comparison_lists(vectors, scores),
        "reason": pa.array(reasons(vectors, scores), pa.string()),
    }
    return check("pairs", pa.table(columns))


def _random_pairs(size: int) -> pd.MultiIndex:
    """Pairs of different rows, drawn with a fixed seed so that a night can be run again."""
    draw = np.random.default_rng(_SEED).integers(0, size, (2, _RANDOM_PAIRS))
    draw = draw[:, draw[0] != draw[1]]
    return pair_index(draw[0], draw[1])


def _union(one: pd.MultiIndex, two: pd.MultiIndex, size: int) -> pd.MultiIndex:
    """The pairs of both, each once, sorted."""
    packed = [left * size + right for left, right in (pair_rows(one), pair_rows(two))]
    every = np.unique(np.concatenate(packed))
    return pair_index(every // size, every % size)


def _first_of_each(labels: Codes) -> Codes:
    """Position of the first record of each record's cluster: a label that needs no counter."""
    _, first, where = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[where], dtype=np.int64)
