"""How well scores of pairs of names agree with the labels, for each country and phenomenon."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]
RECALL = 0.95


@dataclass(frozen=True, slots=True)
class NameAgreement:
    """Precision and F1 as if the two labels were equally common."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def agreement(same: Flags, said: Flags) -> NameAgreement:
    """`same`: the labels; `said`: what the score says. ValueError unless both labels occur."""
    if same.all() or not same.any():
        raise ValueError("Pairs of one label only: precision and recall need both")
    hit, false_alarm = float(said[same].mean()), float(said[~same].mean())
    precision = hit / (hit + false_alarm) if hit + false_alarm else 1.0
    return NameAgreement(precision, hit)


def best_threshold(same: Flags, scores: Scores) -> tuple[float, NameAgreement]:
    """The score with the highest balanced F1, where that score and more says "same"."""
    tried = [(float(at), agreement(same, scores >= at)) for at in np.unique(scores)]
    return max(tried, key=lambda one: (one[1].f1, one[0]))


def precision_at_recall(same: Flags, scores: Scores, recall: float = RECALL) -> float:
    """The highest balanced precision among thresholds that find at least this share."""
    tried = [agreement(same, scores >= at) for at in np.unique(scores)]
    return max(one.precision for one in tried if one.recall >= recall)


def worst_phenomenon(same: Flags, said: Flags, phenomena: list[str]) -> tuple[str, float]:
    """The phenomenon with the smallest share of pairs said rightly, and that share."""
    kinds, place = np.unique(phenomena, return_inverse=True)
    shares = np.bincount(place, weights=same == said) / np.bincount(place)
    worst = int(shares.argmin())
    return str(kinds[worst]), float(shares[worst])
