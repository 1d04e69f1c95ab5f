"""Training: the model of each country, from its records alone or with reviewers' decisions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ..block import candidates
from ..compare.base import FieldComparison
from ..compare.vectors import Vectors, vectors
from ..decide import DecisionError, Decisions, located, ruled
from ..features import features
from ..link import declared, seen
from ..match import by_country, prepared
from ..score import Floats, Parameters, calibrated, score
from .calibrate import Points, Worth, points, worth
from .estimate import Estimated, Seen, estimate
from .model import Fitted

_FOLDS = 5
# Decisions from which on a fifth of them can check what the others teach.
_CHECKED_FROM = 25


@dataclass(frozen=True, slots=True)
class Checked:
    """What the probabilities of decided pairs are worth, on pairs kept out of training.

    before: by the model before; learnt: by parameters learnt with the other decisions;
    recalibrated: these with calibration. predicted: (n,) log2 odds of what is kept; same: (n,).
    """

    before: Worth
    learnt: Worth
    recalibrated: Worth
    predicted: Floats
    same: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trained:
    """The model of a country, and what decisions on pairs say of it (None: too few of them)."""

    country: str
    fitted: Fitted
    checked: Checked | None


@dataclass(frozen=True, slots=True)
class _Told:
    """Decided pairs: their vectors, the decisions, and which of them are candidates."""

    pairs: Vectors
    decisions: Decisions
    candidate: npt.NDArray[np.bool_]


def train(
    records: pa.Table,
    before: Mapping[str, Parameters],
    decisions: pd.DataFrame | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Trained]:
    """The model of each country of `records` (schema "records"), countries in order.

    before: the models until now, to be measured by the decisions. decisions: as `located` takes
    them. Raises DecisionError where a pair is decided both ways.
    """
    every = features(records)
    told = None if decisions is None else _clear(located(decisions, records), records)
    for code, rows, own in by_country(every):
        progress(f"training {code}")
        compared, passes = prepared(own)
        left, right = candidates(passes)
        looked_at = seen(compared, vectors(compared, left, right), len(own))
        mine = told.among(rows) if told is not None else None
        if mine is None or not len(mine.left):
            found = estimate(declared(compared), looked_at)
            yield Trained(code, _fitted(found, found.model, looked_at, 0), None)
        else:
            packed = left.astype(np.int64) * len(own) + right
            candidate = np.isin(mine.left * len(own) + mine.right, packed)
            labelled = _Told(vectors(compared, mine.left, mine.right), mine, candidate)
            yield _with_decisions(code, compared, looked_at, labelled, before.get(code))


def _clear(told: Decisions, records: pa.Table) -> Decisions:
    twice = np.flatnonzero((told.left[1:] == told.left[:-1]) & (told.right[1:] == told.right[:-1]))
    if len(twice):
        rows = [int(end[twice[0]]) for end in (told.left, told.right)]
        one, two = records.select(["source", "source_record_id"]).take(rows).to_pylist()
        raise DecisionError(
            f"{'/'.join(one.values())} and {'/'.join(two.values())} are decided positive and "
            "negative. Leave one of these."
        )
    return told


def _fitted(found: Estimated, model: Parameters, looked_at: Seen, decisions: int) -> Fitted:
    says = tuple(f"{one.says} ({one.cure.value})" for one in found.signs)
    pairs = int(np.maximum(looked_at.found.counts, 0).sum())
    return Fitted(model, looked_at.records, pairs, decisions, says)


def _with_decisions(
    code: str,
    compared: tuple[FieldComparison, ...],
    looked_at: Seen,
    told: _Told,
    before: Parameters | None,
) -> Trained:
    prior, every = declared(compared), np.ones(len(told.decisions.left), dtype=np.bool_)
    found = estimate(prior, with_labels(looked_at, told, every))
    checked = None
    model = found.model
    if len(every) >= _CHECKED_FROM:
        last = before or estimate(prior, looked_at).model
        checked, keeps = _checked(prior, looked_at, told, last)
        if keeps:
            model = replace(model, calibration=_points(model, told, every, looked_at.records))
    return Trained(code, _fitted(found, model, looked_at, len(every)), checked)


def with_labels(looked_at: Seen, told: _Told, chosen: npt.NDArray[np.bool_]) -> Seen:
    """What estimation looks at, with the chosen decisions counted as certain.

    Each corrects what the model expects of its pair, as often as the pair stands for others: the
    difference estimator of a sample (Särndal, Swensson & Wretman 1992). A pair that blocking never
    met is expected to be no match.
    """
    weight = told.decisions.weight * chosen
    size, pattern = len(told.pairs.counts), told.pairs.pattern
    expected = np.bincount(pattern, weight * told.candidate, size)
    matches = np.bincount(pattern, weight * (told.decisions.sign > 0), size)
    both = Vectors(
        looked_at.found.left,
        looked_at.found.right,
        looked_at.found.pattern,
        np.vstack([looked_at.found.levels, told.pairs.levels]),
        np.vstack([looked_at.found.rarity, told.pairs.rarity]),
        np.r_[looked_at.found.counts, -expected],
    )
    return replace(looked_at, found=both, sure=np.r_[looked_at.sure, matches])


def _checked(
    prior: Parameters, looked_at: Seen, told: _Told, before: Parameters
) -> tuple[Checked, bool]:
    """Five times, four fifths of the decisions teach and the last fifth checks.

    Decisions that share a record stay together. The second value says whether calibration helps.
    """
    same, weight = told.decisions.sign > 0, told.decisions.weight
    fold = _folds(told.decisions, looked_at.records)
    learnt, recalibrated = np.empty(len(same)), np.empty(len(same))
    for one in range(_FOLDS):
        out = fold == one
        if not out.any():
            continue
        model = estimate(prior, with_labels(looked_at, told, ~out)).model
        learnt[out] = _odds(model, told, looked_at.records)[out]
        curve = replace(model, calibration=_points(model, told, ~out, looked_at.records))
        recalibrated[out] = calibrated(curve, learnt[out])
    last = worth(_odds(before, told, looked_at.records), same, weight)
    plain, curved = worth(learnt, same, weight), worth(recalibrated, same, weight)
    keeps = curved.log_loss < plain.log_loss
    return Checked(last, plain, curved, recalibrated if keeps else learnt, same), keeps


def _folds(decisions: Decisions, records: int) -> npt.NDArray[np.int64]:
    joined = Decisions(
        decisions.left, decisions.right, np.ones_like(decisions.sign), decisions.weight
    )
    group = ruled(joined, records).groups[decisions.left]
    return np.unique(group, return_inverse=True)[1] % _FOLDS


def _odds(model: Parameters, told: _Told, records: int) -> Floats:
    odds = score(model, told.pairs.levels, told.pairs.rarity, records).odds
    return np.asarray(odds[told.pairs.pattern])


def _points(model: Parameters, told: _Told, chosen: npt.NDArray[np.bool_], records: int) -> Points:
    odds, decided = _odds(model, told, records)[chosen], told.decisions.take(chosen)
    return points(odds, decided.sign > 0, decided.weight)
