"""Reasons: what each comparison said of a pair, as a table and as a sentence."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ..rules.comparisons import COMPARISONS
from ..rules.fields import COMPARISON
from .distinct import distinct_rows
from .score import Scores

KINSHIP = "kinship"
_KINSHIP_LEVEL = "could be relatives"
_KINSHIP_BITS = 1.0


def comparison_lists(vectors: pd.DataFrame, scores: Scores) -> "pa.Array[Any]":
    """List of {field, level, weight in bits} of each pair, fields without a value left out."""
    names = np.array([one.field for one in COMPARISONS] + [KINSHIP])
    codes = vectors.iloc[:, ::2].to_numpy(dtype=np.int64)
    widest = max(len(one.levels) for one in COMPARISONS) + 1
    words = np.full((len(COMPARISONS) + 1, widest), "", dtype=object)
    for row, one in enumerate(COMPARISONS):
        words[row, 1 : len(one.levels) + 1] = [level.name for level in one.levels]
    words[-1, 1] = _KINSHIP_LEVEL
    shown = np.c_[codes, (scores.kinship < -_KINSHIP_BITS).astype(np.int64)]
    weights = np.c_[scores.by_comparison, scores.kinship]
    pair, at = np.nonzero(shown)
    flat = pa.StructArray.from_arrays(
        [
            pa.array(names[at], pa.string()),
            pa.array(words[at, shown[pair, at]], pa.string()),
            pa.array(np.round(weights[pair, at], 3), pa.float64()),
        ],
        fields=list(COMPARISON),
    )
    offsets = np.r_[0, np.cumsum((shown > 0).sum(axis=1))]
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)


def reasons(vectors: pd.DataFrame, scores: Scores) -> npt.NDArray[np.object_]:
    """A sentence for each pair: what speaks for one person, what against, strongest first.

    Each distinct combination of levels, and of which of them speak for and against, is put into
    words once.
    """
    codes = vectors.iloc[:, ::2].to_numpy(dtype=np.int64)
    weights = np.round(scores.by_comparison)
    kin = (scores.kinship < -_KINSHIP_BITS).astype(np.int64)
    where, distinct = distinct_rows(pd.DataFrame(np.c_[codes, weights, kin]))
    sentences = np.array([_sentence(np.array(row)) for row in distinct], dtype=object)
    return np.asarray(sentences[where])


def _sentence(row: npt.NDArray[np.float64]) -> str:
    n = len(COMPARISONS)
    said = [
        (row[n + at], one.levels[int(row[at]) - 1].says)
        for at, one in enumerate(COMPARISONS)
        if row[at]
    ]
    speaks_for = [text for bits, text in sorted(said, key=lambda x: -x[0]) if bits >= 1]
    against = [text for bits, text in sorted(said, key=lambda x: x[0]) if bits <= -1]
    if row[-1]:
        against.append("it could be relatives")
    parts = []
    if speaks_for:
        parts.append("For one person: " + ", ".join(speaks_for) + ".")
    if against:
        parts.append("Against: " + ", ".join(against) + ".")
    return " ".join(parts) or "Nothing speaks for or against."
