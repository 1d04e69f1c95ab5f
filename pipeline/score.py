"""Match weights and probabilities: the Fellegi–Sunter model, with relatives as a class apart.

A pair belongs to one of three classes: one person, two relatives, two persons at random. Its
match weight is log2 of the Bayes factor of the first class against the other two (Fellegi & Sunter
1969, "A theory for record linkage"; term frequencies after Winkler 2000).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from recordlinkage.base import BaseClassifier

from ..rules.comparisons import (
    COMPARISONS,
    IMPLIED,
    KIN_PER_RECORD,
    MATCH,
    MATCHES_PER_RECORD,
    PRIOR_STRENGTH,
    Comparison,
)

Floats = npt.NDArray[np.float64]
_ROUNDS = 50
_SETTLED = 1e-6
# However few or many matches EM believes in, it may not leave what lists of this kind can hold.
_MATCHES_RANGE = (0.01, 5.0)


@dataclass(frozen=True, slots=True)
class Scores:
    """Weights in bits of each pair: by comparison, of kinship, their sum; and the probability."""

    by_comparison: Floats
    kinship: Floats
    weight: Floats
    probability: Floats

    def take(self, rows: npt.NDArray[np.int64]) -> "Scores":
        """The scores of some of the pairs."""
        return Scores(
            self.by_comparison[rows], self.kinship[rows], self.weight[rows], self.probability[rows]
        )


class FellegiSunter(BaseClassifier):  # type: ignore[misc]  # recordlinkage is untyped
    """Classifier of the recordlinkage toolkit over level codes and rarities of comparisons.

    Takes comparison vectors with two columns a comparison, the level code and the rarity in bits,
    as `vectors` gives them. `records` is how many records were matched among themselves.
    """

    def __init__(self, records: int, comparisons: Sequence[Comparison] = COMPARISONS) -> None:
        super().__init__()
        self.comparisons = tuple(comparisons)
        self.records = records
        self.possible = max(records * (records - 1) / 2, 1.0)
        self.m = [np.array([level.m for level in one.levels]) for one in comparisons]
        self.u = [np.array([level.u for level in one.levels]) for one in comparisons]
        self.matches = MATCHES_PER_RECORD * records

    def estimate_u(self, random_pairs: pd.DataFrame) -> None:
        """u of each level from pairs taken at random, among which matches are too few to matter."""
        for at, one in enumerate(self.comparisons):
            codes = random_pairs.iloc[:, 2 * at].to_numpy(dtype=np.int64)
            counts = np.bincount(codes, minlength=len(one.levels) + 1)[1:]
            self.u[at] = _held_by_prior(counts, [level.u for level in one.levels])

    def _fit(self, values: Floats, _matches: object = None) -> None:
        """m of each level and the number of matches, by expectation maximisation."""
        fewest, many = (share * self.records for share in _MATCHES_RANGE)
        for _ in range(_ROUNDS):
            probability = self.score(values).probability
            for at, one in enumerate(self.comparisons):
                codes = values[:, 2 * at].astype(np.int64)
                counts = np.bincount(codes, probability, len(one.levels) + 1)[1:]
                learnt = _held_by_prior(counts, [level.m for level in one.levels])
                most = [level.m if level.conflict else 1.0 for level in one.levels]
                self.m[at] = np.minimum(learnt, most)
            before, self.matches = self.matches, float(np.clip(probability.sum(), fewest, many))
            if abs(self.matches - before) <= _SETTLED * self.records:
                break

    def score(self, values: Floats) -> Scores:
        """Weights and probabilities of comparison vectors (n pairs, two columns a comparison)."""
        by_comparison, as_kin = self._bits(values)
        kin = KIN_PER_RECORD * self.records / self.possible
        unrelated = -by_comparison.sum(axis=1)
        # log2 of the Bayes factor against the mixture of random pairs and relatives
        weight = -np.logaddexp2(unrelated + np.log2(1 - kin), -as_kin.sum(axis=1) + np.log2(kin))
        share = min(self.matches / self.possible, 0.5)
        odds = weight + np.log2(share / (1 - share))
        probability = 1 / (1 + np.exp2(-np.clip(odds, -1000, 1000)))
        return Scores(by_comparison, weight + unrelated, weight, probability)

    def _bits(self, values: Floats) -> tuple[Floats, Floats]:
        """Bits of each comparison for one person against random pairs, and against relatives."""
        shape = (len(values), len(self.comparisons))
        random, kin = np.zeros(shape), np.zeros(shape)
        for at, one in enumerate(self.comparisons):
            codes, rarity = values[:, 2 * at].astype(np.int64), values[:, 2 * at + 1]
            spread = np.array([0.0, *(level.spread for level in one.levels)])[codes]
            m = np.log2([1.0, *self.m[at]])[codes]
            u = np.log2([1.0, *self.u[at]])[codes]
            with np.errstate(divide="ignore"):
                common = np.minimum(rarity + np.log2(spread), 0.0)
            random[:, at] = m - np.where(spread > 0, common, u)
            kin[:, at] = m - np.log2([1.0, *(level.kin for level in one.levels)])[codes]
        self._silence_implied(values, random, kin)
        return random, kin

    def _silence_implied(self, values: Floats, *bits: Floats) -> None:
        at = {one.field: i for i, one in enumerate(self.comparisons)}
        for (field, level), causes in IMPLIED.items():
            if any(name not in at for name in (field, *(cause for cause, _ in causes))):
                continue
            holds = np.ones(len(values), dtype=np.bool_)
            for name, wanted in ((field, level), *causes):
                holds &= values[:, 2 * at[name]] == self.comparisons[at[name]].code(wanted)
            for one in bits:
                one[holds, at[field]] = 0.0

    def _prob_match(self, values: Floats) -> Floats:
        return self.score(values).probability

    def _predict(self, values: Floats) -> npt.NDArray[np.int64]:
        return (self._prob_match(values) >= MATCH).astype(np.int64)


def _held_by_prior(counts: npt.NDArray[Any], prior: Sequence[float]) -> Floats:
    expected = np.asarray(prior) / sum(prior)
    held = counts + PRIOR_STRENGTH * expected
    return np.asarray(held / held.sum(), dtype=np.float64)
