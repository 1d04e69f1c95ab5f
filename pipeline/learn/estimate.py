"""Estimation: u from random pairs, m by expectation maximisation on counts of patterns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ...rules.comparisons import MATCHES_RANGE, PRIOR_STRENGTH, Level
from ..compare.base import RARITIES, FieldComparison
from ..compare.vectors import Vectors
from ..score import Floats, Parameters, score
from .guard import Alarm, Cure, alarms, without
from .ties import apart, dependence, jointly, lift, tie_of

_ROUNDS = 100
_SETTLED = 1e-4
_SEED = 0
# Pairs of strangers that agree on a rare value, beyond those seen.
_UNSEEN = 20.0


@dataclass(frozen=True, slots=True)
class Estimated:
    """Parameters learnt from pairs, the rounds that it took, and what the guard had to say."""

    model: Parameters
    rounds: int
    signs: tuple[Alarm, ...] = ()

    @property
    def warning(self) -> str | None:
        """What the guard noticed and what is done about it, or None."""
        return "; ".join(f"{one.says} ({one.cure.value})" for one in self.signs) or None


@dataclass(frozen=True, slots=True)
class Seen:
    """What estimation looks at: pairs taken at random, the candidates, and how many records.

    equal: of each comparison what `agreeing` counts. sure: (k,) of each pattern of the candidates,
    matches that decisions add to those that the model expects, or take away.
    """

    random: Vectors
    found: Vectors
    equal: Sequence[Floats]
    records: int
    sure: Floats


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
        counts = np.bincount(one.values_of[held])
        bearer = np.empty(len(counts), dtype=np.int64)
        bearer[one.values_of[held]] = held
        shared = np.flatnonzero(counts > 1)
        level, rarity = one.levels(bearer[shared], bearer[shared])
        bits = np.clip(np.rint(-rarity), 0, RARITIES - 1).astype(np.int64)
        bits *= one.rarity_counts[level]
        np.add.at(total, (level, bits), counts[shared] * (counts[shared] - 1) / 2)
    return total[1:]


def estimate(model: Parameters, seen: Seen) -> Estimated:
    """m, u and the number of matches from what is seen of the records, beginning with `model`.

    u comes from pairs taken at random and m from the candidates, each pair counted by how likely
    it is no match or a match. The priors count for PRIOR_STRENGTH pairs, so that a small list
    cannot lead them far away. What the guard finds wrong stays at the priors.
    """
    start = untaught(model, seen)
    held: frozenset[str] = frozenset()
    while True:
        fitted, rounds = _learnt_from(start, model, seen, held)
        signs = alarms(start, fitted, seen.found, seen.sure, seen.records)
        if any(one.cure is Cure.ALL for one in signs):
            return Estimated(untaught(model, seen, matches_hide=False), rounds, signs)
        more = {one.field for one in signs if one.field and one.cure is Cure.FIELD}
        if more <= held:
            return Estimated(fitted, rounds, signs)
        held |= more


def untaught(model: Parameters, seen: Seen, matches_hide: bool = True) -> Parameters:
    """`model` with u from pairs taken at random, and all that concerns matches as it is there.

    Which comparisons depend on each other is seen among strangers. Mostly matches hide among the
    pairs taken at random, and look like dependence. Where what agrees in much is known to be no
    match (households, whose members share surname, street and telephone), it is dependence.
    """
    strangers, against = _strangers(model, seen)
    if not matches_hide:
        strangers, against = seen.random.counts.astype(np.float64), np.ones_like(against)
    levels = [len(one.levels) for one in model.comparisons]
    u = tuple(
        _held_by_prior(_by_level(seen.random, at, strangers, size), model.u[at])
        for at, size in enumerate(levels)
    )
    tied = dependence(seen.random, strangers, against, levels, seen.records)
    ties = tuple(
        None
        if to is None
        else tie_of(seen.random, at, to, strangers * apart(against, at, to), model)
        for at, to in enumerate(tied)
    )
    return replace(model, u=u, ties=ties)


def _learnt_from(
    start: Parameters, prior: Parameters, seen: Seen, held: frozenset[str]
) -> tuple[Parameters, int]:
    """`start` after expectation maximisation, and the rounds that it took; `held` fields stay."""
    model, rounds = start, 0
    while rounds < _ROUNDS:
        rounds += 1
        matches = expected_matches(model, seen)
        share = _share(matches, seen.records, prior)
        change = abs(share - model.matches_per_record)
        model = replace(_round(model, prior, seen, matches), matches_per_record=share)
        model = without(model, start, held)
        if change <= _SETTLED * share:
            break
    return model, rounds


def expected_matches(model: Parameters, seen: Seen) -> Floats:
    """How many of the pairs of each pattern are matches, by the model and by decisions (k,)."""
    scores = score(model, seen.found.levels, seen.found.rarity, seen.records)
    return np.asarray(scores.probability * seen.found.counts + seen.sure)


def _round(model: Parameters, prior: Parameters, seen: Seen, matches: Floats) -> Parameters:
    """What pairs taken at random and the expected matches of each pattern teach of each level."""
    strangers, against = _strangers(model, seen)
    m, u, others, ties = [], [], [], []
    for at, one in enumerate(model.comparisons):
        size, equal = len(one.levels), seen.equal[at]
        m.append(_learnt(one.levels, _by_level(seen.found, at, matches, size), prior.m[at]))
        u.append(_held_by_prior(_by_level(seen.random, at, strangers, size), prior.u[at]))
        together = np.maximum(_by_outcome(seen.found, at, matches, size), 0.0)
        rest = np.maximum(equal - together, 0.0)
        others.append((rest + _UNSEEN) / (rest + np.minimum(together, equal) + _UNSEEN))
        tie = model.ties[at]
        if tie is not None:
            weights = strangers * apart(against, at, tie.to)
            tie = replace(
                tie_of(seen.random, at, tie.to, weights, model),
                m=lift(jointly(seen.found, at, tie.to, matches, model)),
            )
        ties.append(tie)
    return replace(model, m=tuple(m), u=tuple(u), others=tuple(others), ties=tuple(ties))


def _strangers(model: Parameters, seen: Seen) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Of the pairs taken at random: how many of each pattern are no match, and which comparisons
    speak against one."""
    weighed = score(model, seen.random.levels, seen.random.rarity, seen.records)
    return seen.random.counts * (1 - weighed.probability), weighed.by_comparison < 0


def _share(matches: Floats, records: int, prior: Parameters) -> float:
    """Matches a record; the prior counts for PRIOR_STRENGTH records."""
    expected = float(matches.sum()) + PRIOR_STRENGTH * prior.matches_per_record
    return float(np.clip(expected / (records + PRIOR_STRENGTH), *MATCHES_RANGE))


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
    held = np.maximum(counts, 0.0) + PRIOR_STRENGTH * prior / prior.sum()
    return np.asarray(held / held.sum(), dtype=np.float64)
