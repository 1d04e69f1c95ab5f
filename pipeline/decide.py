"""Reviewers' decisions on pairs of records, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..rules.problems import Refusal
from .compare.base import Rows

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
KEY = ("source", "source_record_id")
_ENDS = tuple(f"{name}_{side}" for side in ("l", "r") for name in KEY)


class DecisionError(Refusal):
    """Decisions contradict each other, so that no model can be fitted to them."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decided pairs of rows, left < right, each once.

    sign: (n,) int8, +1 for one person and -1 for two; weight: (n,) pairs that each stands for.
    """

    left: Codes
    right: Codes
    sign: npt.NDArray[np.int8]
    weight: Floats

    def take(self, chosen: npt.ArrayLike) -> "Decisions":
        """Some of them, by mask or position."""
        at = np.asarray(chosen)
        return Decisions(self.left[at], self.right[at], self.sign[at], self.weight[at])

    def among(self, rows: Codes) -> "Decisions":
        """Those with both ends among these (sorted) rows, as positions there."""
        both = np.isin(self.left, rows) & np.isin(self.right, rows)
        own = self.take(both)
        left, right = np.searchsorted(rows, own.left), np.searchsorted(rows, own.right)
        return Decisions(left, right, own.sign, own.weight)

    def of(self, rows: Codes) -> "Decisions":
        """The same, where position i stands for rows[i]."""
        return Decisions(rows[self.left], rows[self.right], self.sign, self.weight)

    @staticmethod
    def joined(parts: Sequence["Decisions"]) -> "Decisions":
        """All decisions of the parts."""
        return Decisions(
            np.concatenate([one.left for one in parts]),
            np.concatenate([one.right for one in parts]),
            np.concatenate([one.sign for one in parts]),
            np.concatenate([one.weight for one in parts]),
        )


@dataclass(frozen=True, slots=True)
class Ruled:
    """What decisions bind: group of each record (records of one group are one person), pairs of
    groups that are two, and the decisions that contradict others and bind nothing."""

    groups: Codes
    left: Codes
    right: Codes
    contradictions: Decisions

    def together(self, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
        """Which of the pairs of records are decided, or follow, to be one person."""
        return np.asarray(self.groups[left] == self.groups[right])

    def apart(self, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
        """Which of the pairs of records are decided, or follow, to be two persons."""
        known = _packed(self.groups[self.left], self.groups[self.right], len(self.groups))
        asked = _packed(self.groups[left], self.groups[right], len(self.groups))
        return np.isin(asked, known)


_NONE = np.empty(0, np.int64)
NOTHING = Decisions(_NONE, _NONE, np.empty(0, np.int8), np.empty(0, np.float64))


def located(decisions: pd.DataFrame, records: pa.Table) -> Decisions:
    """Decisions by keys as decisions by row of `records` (schema "records").

    decisions: source_l, source_record_id_l, source_r, source_record_id_r, decision (positive,
    negative or unsure) and perhaps weight. Unsure ones and those on records that are not there
    (any more) are left out, and so is what is said twice. A pair decided both ways stays twice.
    """
    keys = pd.MultiIndex.from_frame(records.select([*KEY]).to_pandas())
    ends = [
        keys.get_indexer(pd.MultiIndex.from_frame(decisions[list(side)]))
        for side in (_ENDS[:2], _ENDS[2:])
    ]
    low, high = np.minimum(*ends), np.maximum(*ends)
    sign = decisions["decision"].map({"positive": 1, "negative": -1}).fillna(0)
    weight = decisions["weight"] if "weight" in decisions.columns else pd.Series(1.0, sign.index)
    table = pd.DataFrame(
        {"left": low, "right": high, "sign": sign.to_numpy(), "weight": weight.to_numpy()}
    )
    table = table[(table["sign"] != 0) & (table["left"] >= 0) & (table["left"] < table["right"])]
    table = table.drop_duplicates(["left", "right", "sign"]).sort_values(["left", "right", "sign"])
    return Decisions(
        table["left"].to_numpy(np.int64),
        table["right"].to_numpy(np.int64),
        table["sign"].to_numpy(np.int8),
        table["weight"].to_numpy(np.float64),
    )


def ruled(decisions: Decisions, records: int) -> Ruled:
    """What follows: A = B and B = C give A = C, A = B and B ≠ C give A ≠ C.

    Where a group that positive decisions make holds a negative one, some decision in it is wrong,
    and nobody can say which: all decisions inside that group are set aside, and returned.
    """
    groups = _joined(decisions, records)
    negative = decisions.sign < 0
    inside = groups[decisions.left] == groups[decisions.right]
    broken = np.unique(groups[decisions.left[negative & inside]])
    aside = inside & np.isin(groups[decisions.left], broken)
    held = decisions.take(~aside)
    groups = _joined(held, records)
    apart = held.take(held.sign < 0)
    return Ruled(groups, apart.left, apart.right, decisions.take(aside))


def _packed(one: Codes, two: Codes, size: int) -> Codes:
    return np.minimum(one, two) * size + np.maximum(one, two)


def _joined(decisions: Decisions, records: int) -> Codes:
    """The first record of the group of each record, by the positive decisions alone."""
    positive = decisions.take(decisions.sign > 0)
    if not len(positive.left):
        return np.arange(records, dtype=np.int64)
    ones = np.ones(len(positive.left), dtype=np.int8)
    graph = coo_array((ones, (positive.left, positive.right)), shape=(records, records))
    _, label = connected_components(graph, directed=False)
    _, first = np.unique(label, return_index=True)
    return np.asarray(first[label], dtype=np.int64)
