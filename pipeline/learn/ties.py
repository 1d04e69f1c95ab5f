"""Ties: comparisons that depend on each other, such as two places of one town, or name and sex."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..compare.vectors import Vectors
from ..score import Floats, Parameters, Tie

# Mutual information in bits that chance brings about in so many random pairs, and more.
_CHANCE = 0.0005
# Matches a record that two comparisons speak against, at the most.
_HIDDEN_MATCHES = 2.0
_TIE_STRENGTH = 20.0


def dependence(
    random: Vectors,
    weights: Floats,
    against: npt.NDArray[np.bool_],
    levels: Sequence[int],
    records: int,
) -> list[int | None]:
    """Which other comparison each one depends on most among strangers, if it does.

    The tree of the largest mutual information between levels (Chow & Liu 1968), without the edges
    that chance explains. Matches that hide among the random pairs agree in everything at once and
    would make all comparisons look dependent: only pairs count in which at least two further
    comparisons speak against a match. `against`: (k, c).
    """
    size = len(levels)
    known = np.zeros((size, size))
    hidden = min(_HIDDEN_MATCHES / max(records, 1), 0.5)
    least = _CHANCE - hidden * float(np.log2(hidden))
    for at in range(size):
        for to in range(at):
            joint = np.bincount(
                random.levels[:, at].astype(np.int64) * (levels[to] + 1) + random.levels[:, to],
                weights * apart(against, at, to),
                (levels[at] + 1) * (levels[to] + 1),
            ).astype(np.float64)
            joint = joint.reshape(levels[at] + 1, levels[to] + 1)[1:, 1:]
            known[at, to] = known[to, at] = _information(joint)
    tied: list[int | None] = [None] * size
    inside = {int(np.argmax(known.max(axis=1)))} if size else set()
    while len(inside) < size:
        rest = [at for at in range(size) if at not in inside]
        at, to = max(((a, b) for a in rest for b in inside), key=lambda edge: known[edge])
        tied[at] = to if known[at, to] > least else None
        inside.add(at)
    return tied


def apart(against: npt.NDArray[np.bool_], at: int, to: int) -> npt.NDArray[np.bool_]:
    """Which patterns have two comparisons besides these that speak against a match."""
    return np.asarray(against.sum(axis=1, dtype=np.int64) - against[:, at] - against[:, to] >= 2)


def _information(joint: Floats) -> float:
    """Mutual information in bits of a table of counts."""
    total = joint.sum()
    if total <= 0:
        return 0.0
    share = joint / total
    expected = share.sum(axis=1, keepdims=True) * share.sum(axis=0, keepdims=True)
    there = share > 0
    return float((share[there] * np.log2(share[there] / expected[there])).sum())


def tie_of(random: Vectors, at: int, to: int, weights: Floats, model: Parameters) -> Tie:
    """The dependence of a comparison on another among strangers; none among matches."""
    among_strangers = lift(jointly(random, at, to, weights, model))
    return Tie(to, np.ones(among_strangers.shape), among_strangers)


def jointly(pairs: Vectors, at: int, to: int, weights: Floats, model: Parameters) -> Floats:
    """Weight of each pair of levels of two comparisons over all patterns."""
    one, two = len(model.comparisons[at].levels) + 1, len(model.comparisons[to].levels) + 1
    flat = pairs.levels[:, at].astype(np.int64) * two + pairs.levels[:, to]
    counts = np.bincount(flat, weights, one * two).astype(np.float64)
    return np.asarray(counts.reshape(one, two))


def lift(joint: Floats) -> Floats:
    """How much likelier each level is beside each level of another comparison than anyway."""
    lift = np.ones(joint.shape)
    known = np.maximum(joint[1:, 1:], 0.0)
    beside = known.sum(axis=0, keepdims=True)
    anyway = (known.sum(axis=1, keepdims=True) + 1e-9) / max(known.sum(), 1e-9)
    lift[1:, 1:] = (known + _TIE_STRENGTH * anyway) / ((beside + _TIE_STRENGTH) * anyway)
    return lift
