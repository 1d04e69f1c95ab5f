"""Matching: the records of one country with each other, to scored pairs and clusters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
from .score import FellegiSunter

Codes = npt.NDArray[np.int64]
_RANDOM_PAIRS = 100_000
_SEED = 0


@dataclass(frozen=True, slots=True)
class Model:
    """What is needed to compare and score any pair of the linkable records of one country.

    rows: row of each of them in the table of records; features: their comparable values.
    """

    rows: Codes
    features: pd.DataFrame
    comparer: recordlinkage.Compare
    classifier: FellegiSunter

    def vectors(self, pairs: pd.MultiIndex) -> pd.DataFrame:
        """Comparison vectors of pairs of positions in `rows`, indexed by these pairs."""
        return pd.DataFrame(self.comparer.compute(pairs, self.features))


@dataclass(frozen=True, slots=True)
class Matched:
    """Result of matching: the scored pairs (schema "pairs"), and each record's cluster label.

    The passes tell what blocking brought in each country; the models explain any other pair.
    """

    pairs: pa.Table
    labels: Codes
    passes: dict[str, list[PassCount]]
    models: dict[str, Model]

    def explain(self, records: pa.Table, left: int, right: int) -> pa.Table:
        """One pair of rows of the matched `records` (schema "pairs"), a candidate or not.

        Raises ValueError for records that are never compared: of two countries, or anonymised.
        """
        for model in self.models.values():
            if left in model.rows and right in model.rows:
                ends = np.searchsorted(model.rows, [left, right])
                vectors = model.vectors(pair_index(ends[:1], ends[1:]))
                same = np.array([self.labels[left] == self.labels[right]])
                return _pair_table(records, model, vectors, same, keep_from=0.0)
        raise ValueError("records of two countries, or without a name, are never compared")


def match(records: pa.Table, progress: Callable[[str], None] = lambda _: None) -> Matched:
    """Match `records` (schema "records") within each country; rows keep their order.

    A record that is not linkable meets no other and stays a cluster of its own.
    """
    every = features(records)
    labels = np.arange(len(every), dtype=np.int64)
    tables, passes, models = [schema("pairs").empty_table()], {}, {}
    for country in sorted(every["country"].unique()):
        rows = np.flatnonzero((every["country"] == country) & every["linkable"])
        if len(rows) < 2:
            continue
        progress(f"matching {country}")
        own = every.iloc[rows].reset_index(drop=True)
        blocking = BlockingPasses()
        model, vectors = _fitted(rows, own, blocking.index(own))
        vectors, clusters = _clustered(model, vectors)
        left, right = pair_rows(vectors.index)
        tables.append(_pair_table(records, model, vectors, clusters[left] == clusters[right]))
        labels[rows] = rows[_first_of_each(clusters)]
        passes[country], models[country] = blocking.counts, model
    return Matched(pa.concat_tables(tables), labels, passes, models)


def _fitted(
    rows: Codes, own: pd.DataFrame, candidates: pd.MultiIndex
) -> tuple[Model, pd.DataFrame]:
    """The model of one country, and the candidates' vectors: u from random pairs, m by EM."""
    model = Model(rows, own, comparer(own), FellegiSunter(len(own)))
    vectors = model.vectors(candidates)
    model.classifier.estimate_u(model.vectors(_random_pairs(len(own))))
    model.classifier.fit(vectors)
    return model, vectors


def _clustered(model: Model, vectors: pd.DataFrame) -> tuple[pd.DataFrame, Codes]:
    """Cluster labels, and the vectors of all candidates and of all pairs inside a component.

    Records that a chain of matches connects are all compared with each other, candidates or not,
    because a chain may hide a contradiction between its ends.
    """
    size = len(model.rows)
    left, right = pair_rows(vectors.index)
    likely = model.classifier.prob(vectors).to_numpy()
    chained = components(left, right, likely, size)
    one, two = within(chained)
    new = ~np.isin(one * size + two, left * size + right)
    every = pd.concat([vectors, model.vectors(pair_index(one[new], two[new]))])
    left, right = pair_rows(every.index)
    order = np.lexsort((right, left))
    every, left, right = every.iloc[order], left[order], right[order]
    inside = chained[left] == chained[right]
    likely = model.classifier.prob(every).to_numpy()
    return every, cluster(left[inside], right[inside], likely[inside], chained)


def _pair_table(
    records: pa.Table,
    model: Model,
    vectors: pd.DataFrame,
    together: npt.NDArray[np.bool_],
    keep_from: float = KEEP_FROM,
) -> pa.Table:
    """Pairs (schema "pairs") that are likely enough to be kept, or inside one person."""
    scores = model.classifier.score(vectors.to_numpy(dtype=np.float64))
    kept = np.flatnonzero(together | (scores.probability >= keep_from))
    vectors, scores, together = vectors.iloc[kept], scores.take(kept), together[kept]
    likely = scores.probability >= MATCH
    doubt = likely | (scores.probability >= REVIEW_FROM)
    columns: dict[str, Any] = {
        f"{name}_{side}": records[name].take(model.rows[rows])
        for side, rows in zip("lr", pair_rows(vectors.index), strict=True)
        for name in ("source", "source_record_id")
    }
    columns |= {
        "match_weight": np.round(scores.weight, 3),
        "match_probability": np.round(scores.probability, 6),
        "verdict": np.select([together, doubt], ["match", "review"], "non-match"),
        "decided_by": np.where(together == likely, "model", "cluster"),
        "comparisons": comparison_lists(vectors, scores),
        "reason": pa.array(reasons(vectors, scores), pa.string()),
    }
    return check("pairs", pa.table(columns))


def _random_pairs(size: int) -> pd.MultiIndex:
    """Pairs of different rows, drawn with a fixed seed so that a night can be run again."""
    draw = np.random.default_rng(_SEED).integers(0, size, (2, _RANDOM_PAIRS))
    draw = draw[:, draw[0] != draw[1]]
    return pair_index(draw[0], draw[1])


def _first_of_each(labels: Codes) -> Codes:
    """Position of the first record of each record's cluster: a label that needs no counter."""
    _, first, where = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[where], dtype=np.int64)
