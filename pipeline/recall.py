"""Recall of blocking: how many of the true pairs share a block of any pass.

Each pass is a chance to meet a pair. How many pairs were met by some passes and not by others
tells how many were met by none (capture–recapture).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..rules.comparisons import KEEP_FROM
from .block import Blocks
from .compare.base import Bools, Rows

Floats = npt.NDArray[np.float64]
_CHUNK = 1 << 18
_NORMAL_95 = 1.96
_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class PassRecall:
    """What one pass brought: likely matches it met, and those that no other pass met."""

    parts: tuple[str, ...]
    met: float
    alone: float


@dataclass(frozen=True, slots=True)
class Recall:
    """Estimated recall of blocking.

    found: matches among the candidates, as the sum of their probabilities; missed: estimate of
    those that no pass met; recall: found / (found + missed), and its 95 % interval low … high.
    """

    passes: tuple[PassRecall, ...]
    found: float
    missed: float
    recall: float
    low: float
    high: float


def recall(passes: Sequence[Blocks], left: Rows, right: Rows, probability: Floats) -> Recall:
    """Recall of `passes`, from the candidate pairs (left[i], right[i]) and their probabilities.

    For each key part, the passes that use it and those that do not are two samples of the matches:
    of the pairs that the second met, the first met a share, and it will have met about the same
    share of all (Chapman 1951, *University of California Publications in Statistics* 1, 131–160).
    Counting by how many passes met a pair (Chao 1987) would not do: passes have parts in common,
    and so meet the same pairs, or none of them, together. What two samples have in common, and
    pairs that are hard to meet for both, hides some of what is missed, so the part that shows most
    counts.

    It assumes that a pair met one way is no less likely to be met another way, and that the
    probabilities are calibrated. Pairs that are hard to meet are mostly hard for every pass, which
    shows in no count: read the recall as an upper bound. The interval (log-normal, Chao 1987,
    *Biometrics* 43, 783–791) is about chance only. Where fewer than two ways met anything, nothing
    is known: recall 1, interval 0 … 1.
    """
    likely = np.flatnonzero(probability >= KEEP_FROM)
    weights = np.asarray(probability[likely], dtype=np.float64)
    met, counts = _histories(_met(passes, left[likely], right[likely]), weights)
    alone = met.sum(axis=1) == 1
    told = tuple(
        PassRecall(one.parts, float(counts[by].sum()), float(counts[by & alone].sum()))
        for one, by in zip(passes, met.T, strict=True)
    )
    found, samples = float(counts.sum()), _samples([one.parts for one in passes], met)
    if not len(samples):
        return Recall(told, found, 0.0, 1.0, 0.0, 1.0)
    missed, deviation = _never_met(samples, counts), _deviation(samples, counts)
    low, high = _interval(found, missed, deviation)
    return Recall(told, found, missed, found / (found + missed), low, high)


def _met(passes: Sequence[Blocks], left: Rows, right: Rows) -> Bools:
    """(pairs, passes) which pair met in which pass."""
    met = np.zeros((len(left), len(passes)), dtype=np.bool_)
    for start in range(0, len(left), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        for at, one in enumerate(passes):
            met[chunk, at] = one.meets(left[chunk], right[chunk])
    return met


def _histories(met: Bools, weights: Floats) -> tuple[Bools, Floats]:
    """Distinct rows of `met`, and the weight of each."""
    packed = np.packbits(met, axis=1)
    _, first, where = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return met[first], np.bincount(where.ravel(), weights, len(first)).astype(np.float64)


def _samples(parts: Sequence[tuple[str, ...]], met: Bools) -> Bools:
    """(key parts, 2, histories) what the passes with a part met, and what those without it met.

    Parts for which one of the two met nothing are left out: they tell nothing.
    """
    every = sorted({part for one in parts for part in one})
    uses = np.array([[part in one for one in parts] for part in every], dtype=np.bool_)
    uses = uses.reshape(len(every), len(parts))
    both = np.stack([uses, ~uses], axis=1)
    samples: Bools = np.any(both[:, :, None, :] & met, axis=3)
    told = np.all(np.any(samples, axis=2), axis=1)
    return np.asarray(samples[told], dtype=np.bool_)


def _never_met(samples: Bools, counts: Floats) -> float:
    """How many pairs were met by neither of two samples; counts: (histories,)."""
    one, two = samples[:, 0], samples[:, 1]
    only_one, only_two = (one & ~two) @ counts, (two & ~one) @ counts
    return float((only_one * only_two / ((one & two) @ counts + 1)).max())


def _deviation(samples: Bools, counts: Floats) -> float:
    """Standard deviation of what was never met, each count being Poisson (delta method)."""
    missed = _never_met(samples, counts)
    steps = np.diag(_STEP * np.maximum(counts, 1.0))
    slopes = [(_never_met(samples, counts + step) - missed) / step.sum() for step in steps]
    return float(np.sqrt((np.square(slopes) * counts).sum()))


def _interval(found: float, missed: float, deviation: float) -> tuple[float, float]:
    """95 % interval of the recall: the logarithm of what was missed is about normal."""
    if missed <= 0:
        return found / (found + _NORMAL_95 * deviation), 1.0
    factor = float(np.exp(_NORMAL_95 * np.sqrt(np.log1p((deviation / missed) ** 2))))
    return found / (found + missed * factor), found / (found + missed / factor)
