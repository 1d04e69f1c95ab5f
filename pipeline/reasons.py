"""Reasons: what each comparison said of a pair, as a table and as a sentence."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..rules.comparisons import Comparison
from ..rules.fields import COMPARISON
from .compare.base import Levels
from .score import Scores

KINSHIP = "kinship"
_KINSHIP_LEVEL = "could be relatives"
_KINSHIP_BITS = 1.0


def comparison_lists(
    comparisons: Sequence[Comparison], levels: Levels, scores: Scores
) -> "pa.Array[Any]":
    """List of {field, level, weight in bits} of each pattern; fields without a value left out."""
    names = np.array([one.field for one in comparisons] + [KINSHIP])
    widest = max(len(one.levels) for one in comparisons) + 1
    words = np.full((len(names), widest), "", dtype=object)
    for row, one in enumerate(comparisons):
        words[row, 1 : len(one.levels) + 1] = [level.name for level in one.levels]
    words[-1, 1] = _KINSHIP_LEVEL
    shown = np.c_[levels, scores.kinship < -_KINSHIP_BITS].astype(np.int64)
    weights = np.c_[scores.by_comparison, scores.kinship]
    pattern, at = np.nonzero(shown)
    flat = pa.StructArray.from_arrays(
        [
            pa.array(names[at], pa.string()),
            pa.array(words[at, shown[pattern, at]], pa.string()),
            pa.array(np.round(weights[pattern, at], 3), pa.float64()),
        ],
        fields=list(COMPARISON),
    )
    offsets = np.r_[0, np.cumsum((shown > 0).sum(axis=1))]
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)


def reasons(
    comparisons: Sequence[Comparison], levels: Levels, scores: Scores
) -> npt.NDArray[np.object_]:
    """A sentence for each pattern: what speaks for one person, what against, strongest first."""
    said = [np.array(["", *(level.says for level in one.levels)], object) for one in comparisons]
    texts = np.column_stack([one[levels[:, at]] for at, one in enumerate(said)])
    relatives = scores.kinship < -_KINSHIP_BITS
    return np.array(
        [
            _sentence(*row)
            for row in zip(texts, scores.by_comparison, relatives.tolist(), strict=True)
        ],
        dtype=object,
    )


def _sentence(
    texts: npt.NDArray[np.object_], bits: npt.NDArray[np.float64], relatives: bool
) -> str:
    order = np.argsort(-bits, kind="stable")
    speaks_for = [texts[at] for at in order if bits[at] >= 1 and texts[at]]
    against = [texts[at] for at in order[::-1] if bits[at] <= -1 and texts[at]]
    if relatives:
        against.append("it could be relatives")
    parts = []
    if speaks_for:
        parts.append("For one person: " + ", ".join(speaks_for) + ".")
    if against:
        parts.append("Against: " + ", ".join(against) + ".")
    return " ".join(parts) or "Nothing speaks for or against."
