"""Estimation: u from random pairs, m by expectation maximisation on counts of patterns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..rules.comparisons import MATCHES_RANGE, PRIOR_STRENGTH, Level
from .compare.base import RARITIES, FieldComparison
from .compare.vectors import Vectors, rarity_counts
from .score import Floats, Parameters, Tie, score

_ROUNDS = 100
_SETTLED = 1e-4
_SEED = 0
# Pairs of strangers that agree on a rare value, beyond those seen.
_UNSEEN = 20.0
# Mutual information in bits that chance brings about in so many random pairs, and more.
_CHANCE = 0.0005
# Matches a record that two comparisons speak against, at the most.
_HIDDEN_MATCHES = 2.0
_TIE_STRENGTH = 20.0


@dataclass(frozen=True, slots=True)
class Estimated:
    """Parameters learnt from pairs; `warning` says why they are the priors instead, or is None."""

    model: Parameters
    rounds: int
    warning: str | None


def random_pairs(size: int, pairs: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs of different rows, drawn with a fixed seed so that a night can be run again."""
    draw = np.random.default_rng(_SEED).integers(0, size, (2, pairs))
    draw = draw[:, draw[0] != draw[1]]
    return draw[0], draw[1]


def agreeing(one: FieldComparison) -> Floats:
    """(levels, RARITIES) how many pairs of records have equal values, by the values' outcome."""
    total = np.zeros((len(one.comparison.levels) + 1, RARITIES))
    if one.values_of is not None:
        held = np.flatnonzero(one.values_of >= 0)
        _, first, counts = np.unique(one.values_of[held], return_index=True, return_counts=True)
        level, rarity = one.levels(held[first], held[first])
        bits = np.clip(np.rint(-rarity), 0, RARITIES - 1).astype(np.int64)
        bits *= rarity_counts(one)[level]
        np.add.at(total, (level, bits), counts * (counts - 1) / 2)
    return total[1:]


def estimate(
    model: Parameters, random: Vectors, found: Vectors, equal: Sequence[Floats], records: int
) -> Estimated:
    """m, u and the number of matches from the candidate pairs of `records` records.

    u comes from pairs taken at random and m from the candidates, each pair counted by how likely
    it is no match or a match. The priors count for PRIOR_STRENGTH pairs, so that a small list
    cannot lead them far away. `equal` is what `agreeing` counts of each comparison.
    """
    prior, rounds = model, 0
    tied: list[int | None] | None = None
    while rounds < _ROUNDS:
        rounds += 1
        scores = score(model, found.levels, found.rarity, records)
        matches = scores.probability * found.counts
        apart = score(model, random.levels, random.rarity, records)
        strangers = random.counts * (1 - apart.probability)
        against = apart.by_comparison < 0
        m, u, others = [], [], []
        for at, one in enumerate(model.comparisons):
            size = len(one.levels)
            m.append(_learnt(one.levels, _by_level(found, at, matches, size), prior.m[at]))
            u.append(_held_by_prior(_by_level(random, at, strangers, size), prior.u[at]))
            together = _by_outcome(found, at, matches, size)
            rest = np.maximum(equal[at] - together, 0.0)
            others.append((rest + _UNSEEN) / (rest + np.minimum(together, equal[at]) + _UNSEEN))
        if tied is None:
            levels = [len(one.levels) for one in model.comparisons]
            tied = dependence(random, strangers, against, levels, records)
        ties = tuple(
            None
            if to is None
            else Tie(
                to,
                _lift(_jointly(found, at, to, matches, model)),
                _lift(_jointly(random, at, to, strangers * _apart(against, at, to), model)),
            )
            for at, to in enumerate(tied)
        )
        share = float(np.clip(matches.sum() / max(records, 1), *MATCHES_RANGE))
        change = abs(share - model.matches_per_record)
        model = replace(
            model,
            m=tuple(m),
            u=tuple(u),
            others=tuple(others),
            ties=ties,
            matches_per_record=share,
        )
        if change <= _SETTLED * share:
            break
    return Estimated(model, rounds, None)


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
                weights * _apart(against, at, to),
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


def _apart(against: npt.NDArray[np.bool_], at: int, to: int) -> npt.NDArray[np.bool_]:
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


def _jointly(pairs: Vectors, at: int, to: int, weights: Floats, model: Parameters) -> Floats:
    one, two = len(model.comparisons[at].levels) + 1, len(model.comparisons[to].levels) + 1
    flat = pairs.levels[:, at].astype(np.int64) * two + pairs.levels[:, to]
    counts = np.bincount(flat, weights, one * two).astype(np.float64)
    return np.asarray(counts.reshape(one, two))


def _lift(joint: Floats) -> Floats:
    """How much likelier each level is beside each level of another comparison than anyway."""
    lift = np.ones(joint.shape)
    known = joint[1:, 1:]
    beside = known.sum(axis=0, keepdims=True)
    anyway = (known.sum(axis=1, keepdims=True) + 1e-9) / max(known.sum(), 1e-9)
    lift[1:, 1:] = (known + _TIE_STRENGTH * anyway) / ((beside + _TIE_STRENGTH) * anyway)
    return lift


def _learnt(levels: Sequence[Level], counts: Floats, prior: Floats) -> Floats:
    most = np.array([level.m if level.conflict else 1.0 for level in levels])
    return np.asarray(np.minimum(_held_by_prior(counts, prior), most), dtype=np.float64)


def _by_level(pairs: Vectors, at: int, weights: Floats, levels: int) -> Floats:
    """Weight of each level 1 … of a comparison over all patterns."""
    return np.asarray(np.bincount(pairs.levels[:, at], weights, levels + 1)[1:], dtype=np.float64)


def _by_outcome(pairs: Vectors, at: int, weights: Floats, levels: int) -> Floats:
    """Weight of each level and rarity of a comparison over all patterns: (levels, RARITIES)."""
    bits = np.rint(-pairs.rarity[:, at]).astype(np.int64)
    flat = pairs.levels[:, at].astype(np.int64) * RARITIES + bits
    counts = np.bincount(flat, weights, (levels + 1) * RARITIES).astype(np.float64)
    return np.asarray(counts.reshape(-1, RARITIES)[1:])


def _held_by_prior(counts: Floats, prior: Floats) -> Floats:
    held = counts + PRIOR_STRENGTH * prior / prior.sum()
    return np.asarray(held / held.sum(), dtype=np.float64)
