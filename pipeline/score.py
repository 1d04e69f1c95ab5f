"""Match weights and probabilities: the Fellegi–Sunter model, with relatives as a class apart.

A pair belongs to one of three classes: one person, two relatives, two persons at random. Its
match weight is log2 of the Bayes factor of the first class against the other two (Fellegi & Sunter
1969, "A theory for record linkage"; term frequencies after Winkler 2000).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..rules.comparisons import IMPLIED, KIN_PER_RECORD, MATCHES_PER_RECORD, Comparison
from .compare.base import RARITIES, Levels

Floats = npt.NDArray[np.float64]
_CERTAIN = 60.0


@dataclass(frozen=True, slots=True)
class Tie:
    """A comparison that depends on another: two places of one town, a name and its sex.

    m, u: (levels + 1, levels of the other + 1), how much likelier a level is beside a level of the
    other comparison than it is anyway, among matches and among other pairs; 1 where one is missing.
    """

    to: int
    m: Floats
    u: Floats


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of a model, by comparison: (levels,) probabilities of each level.

    others: (levels, RARITIES), for levels whose u is the share of the agreed value: the part of
    the pairs that agree on a value so rare which are not one person. matches_per_record: pairs of
    one person for each record matched. calibration: (points, 2), rising, from the odds of the model
    to those that reviewers' decisions bear out, in bits; none leaves them as they are.
    """

    comparisons: tuple[Comparison, ...]
    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    kin: tuple[Floats, ...]
    others: tuple[Floats, ...]
    ties: tuple["Tie | None", ...]
    matches_per_record: float
    calibration: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """Weights in bits of each pattern: by comparison (k, c), of kinship and their sum (k,).

    odds: (k,) log2 odds of a match, calibrated.
    """

    by_comparison: Floats
    as_kin: Floats
    kinship: Floats
    weight: Floats
    odds: Floats

    @property
    def probability(self) -> Floats:
        """Match probability (k,)."""
        return probability(self.odds)


def priors(comparisons: Sequence[Comparison]) -> Parameters:
    """The parameters that rules/comparisons.py declares."""

    def of(name: str) -> tuple[Floats, ...]:
        return tuple(
            np.array([getattr(level, name) for level in one.levels]) for one in comparisons
        )

    others = tuple(np.ones((len(one.levels), RARITIES)) for one in comparisons)
    alone = (None,) * len(comparisons)
    return Parameters(
        tuple(comparisons), of("m"), of("u"), of("kin"), others, alone, MATCHES_PER_RECORD
    )


def score(model: Parameters, levels: Levels, rarity: npt.ArrayLike, records: int) -> Scores:
    """Weights of patterns of levels (k, c) and rarities (k, c) among `records` records."""
    by_comparison, as_kin = _bits(model, levels, np.asarray(rarity, dtype=np.float64))
    strangers, kinship = by_comparison.sum(axis=1), as_kin.sum(axis=1)
    weight = against(strangers, kinship, records)
    odds = calibrated(model, weight + prior_odds(model, records))
    return Scores(by_comparison, as_kin, weight - strangers, weight, odds)


def against(strangers: Floats, kinship: Floats, records: int) -> Floats:
    """log2 of the Bayes factor against the mixture of random pairs and relatives."""
    kin = min(2 * KIN_PER_RECORD / max(records - 1, 1), 0.5)
    mixed = np.logaddexp2(np.log2(1 - kin) - strangers, np.log2(kin) - kinship)
    return np.asarray(-mixed, dtype=np.float64)


def prior_odds(model: Parameters, records: int) -> float:
    """log2 odds that two records taken at random are one person."""
    share = min(2 * model.matches_per_record / max(records - 1, 1), 0.5)
    return float(np.log2(share / (1 - share)))


def calibrated(model: Parameters, odds: Floats) -> Floats:
    """The odds that decisions bear out: between the points on a line, beyond them shifted alike."""
    if not model.calibration:
        return odds
    given, borne_out = np.array(model.calibration).T
    inside = np.interp(odds, given, borne_out)
    return np.asarray(inside + odds - np.clip(odds, given[0], given[-1]), dtype=np.float64)


def probability(odds: Floats) -> Floats:
    """Probability of log2 odds."""
    return 1 / (1 + np.exp2(-np.clip(odds, -_CERTAIN, _CERTAIN)))


def _bits(model: Parameters, levels: Levels, rarity: Floats) -> tuple[Floats, Floats]:
    """Bits of each comparison for one person against random pairs, and against relatives."""
    # one row a comparison while they are worked out: its outcomes then lie side by side
    codes = np.ascontiguousarray(levels.T)
    bins = np.ascontiguousarray(np.rint(-rarity).astype(np.int8).T)
    random, kin = np.empty(codes.shape), np.empty(codes.shape)
    for at, tie in enumerate(model.ties):
        against_random, against_kin = outcome_bits(model, at)
        random[at] = against_random[codes[at], bins[at]]
        kin[at] = against_kin[codes[at]]
        if tie is not None:
            m_tied = np.log2(tie.m)[codes[at], codes[tie.to]]
            random[at] += m_tied - np.log2(tie.u)[codes[at], codes[tie.to]]
            kin[at] += m_tied
    _silence_implied(model, levels, random.T, kin.T)
    return random.T, kin.T


def outcome_bits(model: Parameters, at: int) -> tuple[Floats, Floats]:
    """Bits of every outcome of one comparison, before what another comparison takes from it.

    Against random pairs (levels + 1, RARITIES), and against relatives (levels + 1,); the first row
    is that of a missing value.
    """
    spread = np.array([0.0, *(level.spread for level in model.comparisons[at].levels)])
    m, u, kin = (np.log2([1.0, *one[at]]) for one in (model.m, model.u, model.kin))
    with np.errstate(divide="ignore"):
        common = np.minimum(np.log2(spread)[:, None] - np.arange(RARITIES), 0.0)
    common += np.log2(np.vstack([np.ones(RARITIES), model.others[at]]))
    return m[:, None] - np.where(spread[:, None] > 0, common, u[:, None]), m - kin


def _silence_implied(model: Parameters, levels: Levels, *bits: Floats) -> None:
    at = {one.field: i for i, one in enumerate(model.comparisons)}
    known = {(one.field, level.name) for one in model.comparisons for level in one.levels}
    for (field, level), causes in IMPLIED.items():
        # a table of other people may call a column "release" and compare it otherwise
        if not known.issuperset(((field, level), *causes)):
            continue
        holds = np.ones(len(levels), dtype=np.bool_)
        for name, wanted in ((field, level), *causes):
            holds &= levels[:, at[name]] == model.comparisons[at[name]].code(wanted)
        for one in bits:
            one[holds, at[field]] = 0.0
