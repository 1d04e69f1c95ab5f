"""What reviewers' decisions on a sample of pairs tell about all pairs: estimates with intervals.

The decided pairs of a stratum stand for all pairs of it, each for as many as its weight says, the
inverse of its chance of being drawn (Horvitz & Thompson 1952). Precision, recall and F1 are ratios
of such totals; their variance follows by linearisation, stratum by stratum with the correction for
a finite population (Särndal, Swensson & Wretman 1992, 5.6), and the interval is Wilson's with the
number of trials that would give that variance (Korn & Graubard 1998).

A stratum of thousands of unlikely pairs in which no positive was drawn has no variance to go by,
and yet may hold some. So the variance, not the estimate, is taken of shares with half an
observation more of each outcome (Jeffreys' prior; Brown, Cai & DasGupta 2001). Simulated, the
intervals cover 94 % or more; where positives are too few to be drawn they are wider than need be.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from .measures import UNKNOWN, Codes, Estimate, Floats, codes, wilson

_PRIOR = 0.5
# The four outcomes of a pair: linked and positive, linked only, positive only, neither. A measure
# is the total of the first over these parts of the totals of all.
_POSSIBLE = {
    "precision": np.array([1.0, 1.0, 0.0, 0.0]),
    "recall": np.array([1.0, 0.0, 1.0, 0.0]),
    "f1": np.array([1.0, 0.5, 0.5, 0.0]),
}
_FOUND = np.array([1.0, 0.0, 0.0, 0.0])
# Bands of match probability from which pairs are drawn; apart from each other because the share of
# positives differs from one to the next.
BANDS = (0.0, 0.01, 0.1, 0.5, 0.9, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Shares:
    """Precision of the linked pairs, recall of the positive ones, and F1, over a population."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


def estimated(
    positive: npt.NDArray[np.bool_], linked: npt.NDArray[np.bool_], weight: Floats, stratum: Codes
) -> Shares:
    """The measures of a population of pairs, from a stratified sample of them.

    One entry a drawn and decided pair: whether the pair is of one person; whether it is published
    as such; how many pairs of the population it stands for; the number of its stratum. A measure
    is NaN where the sample holds nothing of its denominator.
    """
    stratum = codes(stratum)  # numbers that no pair bears would divide by zero
    outcome = np.where(linked, 0, 2) + np.where(positive, 0, 1)
    strata = int(stratum.max(initial=-1)) + 1
    cell = stratum * 4 + outcome
    drawn = np.bincount(cell, minlength=strata * 4).reshape(strata, 4)
    totals = np.bincount(cell, weight, strata * 4).reshape(strata, 4)
    size, squares = totals.sum(axis=1), np.bincount(stratum, weight**2, strata)
    # equal weights: the pairs drawn; else as many as would tell the same (Kish 1965)
    trials = size**2 / squares
    occurs = np.repeat((drawn[:, [0, 2]] + drawn[:, [1, 3]]) > 0, 2, axis=1)
    smooth = totals * (trials / size)[:, None] + _PRIOR * occurs
    shares = smooth / smooth.sum(axis=1, keepdims=True)
    left_over = np.maximum(1 - drawn.sum(axis=1) / size, 0.0)
    # what the error of one drawn pair of the stratum adds to the variance of a total
    scale = size**2 * left_over / trials
    return Shares(
        **{
            name: _ratio(totals.sum(axis=0), part, shares, scale)
            for name, part in _POSSIBLE.items()
        }
    )


def _ratio(totals: Floats, possible: Floats, shares: Floats, scale: Floats) -> Estimate:
    """The total of what was found over `possible` of the totals, with its interval.

    shares: of the outcomes (columns) in each stratum (rows), for the variance.
    """
    whole = float(totals @ possible)
    if whole == 0:
        return UNKNOWN
    value = float(totals @ _FOUND) / whole
    error = _FOUND - value * possible
    variances = shares @ error**2 - (shares @ error) ** 2
    spread = float(np.sqrt((scale * variances).sum())) / whole
    # at 0 and 1 a share has no variance of its own: one standard error off, it has
    inner = min(max(value, spread), max(1 - spread, 0.5))
    trials = max(inner * (1 - inner) / spread**2, 1.0) if spread > 0 else np.inf
    low, high = wilson(value, trials)
    return Estimate(value, float(low), float(high))


def together(pairs: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which pairs are published as one person: matches, and bridges that are to be reviewed."""
    return ((pairs["verdict"] == "match") | (pairs["decided_by"] == "bridge")).to_numpy()


def strata_of(pairs: pd.DataFrame) -> pd.Series:
    """The stratum of each pair: published as a match or not, and its band of match probability.

    pairs: verdict, decided_by and match_probability.
    """
    edges = np.array(BANDS)
    probability = pairs["match_probability"].to_numpy()
    band = np.clip(np.searchsorted(edges, probability, side="right") - 1, 0, len(edges) - 2)
    names = np.array([f"{a:g}-{b:g}" for a, b in pairwise(BANDS)])
    held = np.where(together(pairs), "match ", "apart ")
    return pd.Series(np.char.add(held, names[band]), index=pairs.index, dtype=object)


def draw(pairs: pd.DataFrame, each: int, seed: int = 0) -> pd.DataFrame:
    """At most `each` of the pairs of every stratum, drawn at random: rows of `pairs`.

    With the columns stratum (a number) and inclusion_probability. Strata are mixed and have no
    telling name, so that a reviewer does not see what the model holds of a pair.
    """
    names = strata_of(pairs)
    stratum = pd.Series(codes(names), index=pairs.index)
    mixed = np.random.default_rng(seed).permutation(len(pairs))
    strata = stratum.iloc[mixed]
    kept = mixed[(strata.groupby(strata).cumcount() < each).to_numpy()]
    chance = np.minimum(1.0, each / names.map(names.value_counts()))
    return pairs.assign(stratum=stratum, inclusion_probability=chance).iloc[kept]


def strata_by_weight(weight: Floats) -> Codes:
    """Strata of a sample that names none: pairs whose weights lie within a factor of two."""
    return codes(np.floor(np.log2(weight) + 1e-9))
