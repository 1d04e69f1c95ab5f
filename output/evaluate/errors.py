"""What went wrong, pair by pair: false merges and missed pairs, with weight and reason."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from .measures import Codes, Labels, codes

# A matcher that puts everything under one label makes more errors than anybody can read.
MOST_ERRORS = 1_000_000
NOT_KEPT = "no pair was kept: no blocking pass met it, or its match probability is too low"
_SCORES = ("match_weight", "match_probability", "verdict", "reason")


@dataclass(frozen=True, slots=True)
class Errors:
    """Pairs wrongly linked and pairs wrongly left apart, the plainest case first.

    Both with the columns left, right (rows of the records) and match_weight, match_probability,
    verdict and reason of the pair, as far as it was scored. False merges begin with the highest
    weight: the model was surest of these; missed pairs with the highest: these nearly held.
    """

    false_merges: pd.DataFrame
    missed_pairs: pd.DataFrame


def errors(labels: Labels, truth: Labels, scored: pd.DataFrame) -> Errors:
    """The wrong pairs among records with known truth; at most MOST_ERRORS of each kind.

    scored: the pairs that were scored, each once, with left and right (rows of the records),
    match_weight (bits), match_probability, verdict and reason.
    """
    label, true = codes(labels), codes(truth)
    known = np.flatnonzero(true >= 0)
    alone = label < 0
    label = np.where(alone, label.max(initial=-1) + 1 + np.arange(len(label)), label)
    merged = known[_several(label[known], true[known])]
    split = known[_several(true[known], label[known])]
    return Errors(
        _with_scores(*_apart(merged, label, true), scored),
        _with_scores(*_apart(split, true, label), scored),
    )


def pairs_within(groups: Codes) -> tuple[Codes, Codes]:
    """All pairs (left < right) of positions with the same group, as far as MOST_ERRORS allows."""
    order = np.argsort(groups, kind="stable")
    _, starts, sizes = np.unique(groups[order], return_index=True, return_counts=True)
    place = np.arange(len(order)) - np.repeat(starts, sizes)
    partners = np.repeat(sizes, sizes) - place - 1
    partners = np.where(np.cumsum(partners) <= MOST_ERRORS, partners, 0)
    before = np.repeat(np.cumsum(partners) - partners, partners)
    at = np.repeat(np.arange(len(order)), partners)
    return order[at], order[at + 1 + np.arange(len(at)) - before]


def _several(groups: Codes, others: Codes) -> npt.NDArray[np.bool_]:
    """Whether a record's group holds more than one of the other labels."""
    kinds = pd.DataFrame({"group": groups, "other": others}).drop_duplicates()["group"]
    return np.bincount(kinds, minlength=int(groups.max(initial=-1)) + 1)[groups] > 1


def _apart(rows: Codes, together: Codes, apart: Codes) -> tuple[Codes, Codes]:
    """Pairs of `rows` that share the first label and not the second."""
    left, right = pairs_within(together[rows])
    left, right = rows[left], rows[right]
    wrong = apart[left] != apart[right]
    return left[wrong], right[wrong]


def _with_scores(left: Codes, right: Codes, scored: pd.DataFrame) -> pd.DataFrame:
    pairs = pd.DataFrame({"left": left, "right": right})
    ends = scored[["left", "right"]].to_numpy()
    known = scored[list(_SCORES)].assign(left=ends.min(axis=1), right=ends.max(axis=1))
    found = pairs.merge(known, on=["left", "right"], how="left")
    found["reason"] = found["reason"].fillna(NOT_KEPT)
    order = ["match_weight", "left", "right"]
    return found.sort_values(order, ascending=[False, True, True], ignore_index=True)
