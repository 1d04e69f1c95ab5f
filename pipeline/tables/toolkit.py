"""The matcher as classes of the Python Record Linkage Toolkit: for any DataFrame, by the same code.

`BlockingPasses` makes candidate pairs, `Fields` compares them, `FellegiSunter` classifies them;
each takes the place of the toolkit's own classes beside others of them (de Bruin, Python Record
Linkage Toolkit). The registry does not need the toolkit: nothing else imports this file.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from recordlinkage.base import BaseClassifier, BaseCompareFeature, BaseIndexAlgorithm

from ...rules.comparisons import MATCH
from ...rules.problems import Refusal, clip
from ...sources.tables.model import LARGEST_BLOCK, PAIRS_PER_RECORD, parse
from ...sources.tables.read import column
from ...sources.tables.texts import as_texts
from ..block import Blocks, candidates
from ..compare.base import Rows
from ..compare.vectors import Vectors, vectors
from ..learn.estimate import Estimated, estimate
from ..link import declared, seen
from ..score import Floats, score
from .columns import Prepared, prepare
from .passes import LEAST_BUDGET, choose, given

Frame = pd.DataFrame
Kinds = Mapping[str, str]


def prepared(kinds: Kinds, *frames: Frame) -> Prepared:
    """Comparisons and key parts of the frames' records, one frame after the other.

    kinds: column -> kind (rules/kinds.py). Raises Refusal for a kind or column that is not there.
    """
    model = parse({"columns": dict(kinds)}, "kinds")
    columns: dict[str, Any] = {}
    for name in kinds:
        if any(name not in frame for frame in frames):
            raise Refusal(f"There is no column '{clip(name)}' in the frame. Correct the kinds.")
        values = pd.concat([frame[name] for frame in frames], ignore_index=True)
        columns[column(name)] = as_texts(pa.chunked_array([pa.array(values, from_pandas=True)]))
    return prepare(pa.table(columns).combine_chunks(), model)


class BlockingPasses(BaseIndexAlgorithm):  # type: ignore[misc]
    """Candidate pairs: records that share a whole key of any pass.

    passes: the key parts of each pass ("surname*", "born.year", …); where None, passes are chosen
    that find the most pairs within `pairs_per_record`. `passes_` holds them after `index`.
    """

    def __init__(
        self,
        kinds: Kinds,
        passes: Sequence[Sequence[str]] | None = None,
        pairs_per_record: int = PAIRS_PER_RECORD,
        largest_block: int = LARGEST_BLOCK,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.kinds, self.passes = kinds, passes
        self.pairs_per_record, self.largest_block = pairs_per_record, largest_block
        self.passes_: tuple[Blocks, ...] = ()

    def _link_index(self, df_a: Frame, df_b: Frame) -> pd.MultiIndex:
        left, right = self._candidates(df_a, df_b)
        across = (left < len(df_a)) & (right >= len(df_a))
        return _labels(df_a.index[left[across]], df_b.index[right[across] - len(df_a)])

    def _dedup_index(self, df_a: Frame) -> pd.MultiIndex:
        left, right = self._candidates(df_a)
        return _labels(df_a.index[right], df_a.index[left])

    def _candidates(self, *frames: Frame) -> tuple[Rows, Rows]:
        made = prepared(self.kinds, *frames)
        if self.passes is None:
            budget = max(self.pairs_per_record * made.records, LEAST_BUDGET)
            chosen = choose(made.parts, made.records, budget, self.largest_block)
        else:
            chosen = given(self.passes, made.parts, self.largest_block)
        self.passes_ = chosen.passes
        return candidates(chosen.passes)


class Fields(BaseCompareFeature):  # type: ignore[misc]
    """Columns compared by their kinds: two features a comparison, its level and its rarity.

    Give it the frames that will be linked: how rare a value is, is counted on all their records. A
    level is a code from 0 (a side is missing) over 1 (the closest) on; the rarity is log2 of the
    share of records that bear the agreed value, in whole bits.
    """

    def __init__(self, kinds: Kinds, x: Frame, x_link: Frame | None = None) -> None:
        super().__init__(list(kinds), list(kinds))
        self.left, self.right = x.index, x.index if x_link is None else x_link.index
        self.start = 0 if x_link is None else len(x)
        self.made = prepared(kinds, *([x] if x_link is None else [x, x_link]))
        fields = [one.comparison.field for one in self.made.comparisons]
        self.label = [f"{field}{what}" for field in fields for what in (" level", " rarity")]

    def _compute_vectorized(self, *columns: pd.Series) -> Frame:
        labels = columns[0].index
        left = _rows(self.left, labels.get_level_values(0))
        right = _rows(self.right, labels.get_level_values(1)) + self.start
        found = vectors(self.made.comparisons, left, right)
        both = np.stack([found.levels, found.rarity], axis=2).reshape(len(found.counts), -1)
        return pd.DataFrame(both[found.pattern], columns=self.label)


class FellegiSunter(BaseClassifier):  # type: ignore[misc]
    """Match probabilities of pairs compared by `fields`, learnt without labels.

    `fit` estimates m from the candidates and u from random pairs; `prob` gives the probability,
    `predict` the pairs that are likelier one person than two. `estimated_` holds the parameters
    and what the guard over estimation had to say. Without `fit` the declared priors stand.
    """

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.estimated_ = Estimated(declared(fields.made.comparisons), 0)

    def _fit(self, values: Floats, labels: npt.NDArray[np.int64] | None = None) -> None:
        if labels is not None:
            raise Refusal("FellegiSunter learns without labels. Call fit without match_index.")
        made, found = self.fields.made, _vectors(values)
        start = declared(made.comparisons)
        self.estimated_ = estimate(start, seen(made.comparisons, found, made.records))

    def _prob_match(self, values: Floats) -> Floats:
        found = _vectors(values)
        scores = score(self.estimated_.model, found.levels, found.rarity, self.fields.made.records)
        return np.asarray(scores.probability[found.pattern], dtype=np.float64)

    def _predict(self, values: Floats) -> npt.NDArray[np.int64]:
        return (self._prob_match(values) >= MATCH).astype(np.int64)


def _labels(left: "pd.Index[Any]", right: "pd.Index[Any]") -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([left, right])


def _rows(index: "pd.Index[Any]", labels: "pd.Index[Any]") -> Rows:
    rows = index.get_indexer(labels)
    if (rows < 0).any():
        label = labels[int(np.flatnonzero(rows < 0)[0])]
        raise Refusal(f"The frame has no record '{clip(str(label))}'. Give Fields the same frames.")
    return np.asarray(rows, dtype=np.int64)


def _vectors(values: Floats) -> Vectors:
    """The features of pairs as patterns; the pairs themselves stay unnamed."""
    distinct, pattern, counts = np.unique(values, axis=0, return_inverse=True, return_counts=True)
    nobody = np.empty(0, dtype=np.int64)
    levels, rarity = distinct[:, ::2].astype(np.int8), distinct[:, 1::2].astype(np.float32)
    where = pattern.ravel().astype(np.int32)
    return Vectors(nobody, nobody, where, levels, rarity, counts.astype(np.int64))
