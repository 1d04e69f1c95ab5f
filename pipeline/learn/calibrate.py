"""Calibration: the odds of the model set right by pairs whose truth people have decided.

With few decisions a line is fitted on log odds (Platt 1999), held near "leave it as it is" by a
prior; with many, a rising curve that follows the decisions (isotonic regression; Zadrozny & Elkan
2002). Below a thousand cases such a curve follows chance (Niculescu-Mizil & Caruana 2005).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression, minimize

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Points = tuple[tuple[float, float], ...]

# Fewer decisions of a kind than this say nothing about probabilities.
LEAST = 10
ISOTONIC_FROM = 1000
# Points of a curve: few enough to be read.
_POINTS = 10
# Beyond these odds, in bits, a pair is certain enough, and does not tilt the line.
_REACH = 20.0
# How far line and odds may differ before the decisions have said much: bits, and bits a bit.
_SHIFT, _TILT = 2.0, 0.5
_FLATTEST, _STEEPEST = 0.1, 3.0


@dataclass(frozen=True, slots=True)
class Worth:
    """What predictions are worth: mean log loss in bits, and mean squared error (Brier 1950)."""

    log_loss: float
    brier: float


def points(odds: Floats, same: Bools, weight: Floats) -> Points:
    """The rising curve from log2 odds to those that the decisions bear out; () where it cannot be
    told.

    odds: (n,) of decided pairs; same: whether each is one person; weight: pairs it stands for.
    """
    if min(same.sum(), (~same).sum()) < LEAST:
        return ()
    # drawn with unequal chances, n pairs tell as much as fewer drawn with equal ones (Kish 1965)
    counted = weight * weight.sum() / (weight**2).sum()
    within = np.clip(odds, -_REACH, _REACH)
    if len(odds) < ISOTONIC_FROM:
        return _line(within, same, counted)
    return _curve(within, same, counted)


def worth(odds: Floats, same: Bools, weight: Floats) -> Worth:
    """Of predicted log2 odds (n,), where `same` turned out to be true or not."""
    loss = np.logaddexp2(0.0, np.where(same, -odds, odds))
    error = (1 / (1 + np.exp2(-np.clip(odds, -60.0, 60.0))) - same) ** 2
    return Worth(float(np.average(loss, weights=weight)), float(np.average(error, weights=weight)))


def _line(odds: Floats, same: Bools, weight: Floats) -> Points:
    def regret(line: Floats) -> float:
        borne_out = line[0] + line[1] * odds
        loss = weight @ np.logaddexp2(0.0, np.where(same, -borne_out, borne_out)) * np.log(2)
        return float(loss + (line[0] / _SHIFT) ** 2 / 2 + ((line[1] - 1) / _TILT) ** 2 / 2)

    bounds = [(None, None), (_FLATTEST, _STEEPEST)]
    shift, tilt = minimize(regret, np.array([0.0, 1.0]), bounds=bounds).x
    return tuple((at, round(float(shift + tilt * at), 3)) for at in (-_REACH, _REACH))


def _curve(odds: Floats, same: Bools, weight: Floats) -> Points:
    order = np.argsort(odds, kind="stable")
    upto = np.cumsum(weight[order]) / weight.sum()
    part = np.minimum((upto * _POINTS).astype(np.int64), _POINTS - 1)
    part = np.unique(part, return_inverse=True)[1]
    held = np.bincount(part, weight[order])
    share = np.bincount(part, (weight * same)[order]) / held
    rising = isotonic_regression(share, weights=held).x
    # a part with no exception still leaves room for half a one
    share = (rising * held + 0.5) / (held + 1.0)
    given = np.bincount(part, (weight * odds)[order]) / held
    borne_out = np.maximum.accumulate(np.log2(share / (1 - share)))
    apart = np.r_[True, np.diff(given) > 1e-3]
    ends = zip(given[apart].tolist(), borne_out[apart].tolist(), strict=True)
    return tuple((round(at, 3), round(to, 3)) for at, to in ends)
