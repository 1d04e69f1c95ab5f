"""The pairs that a person should look at, those first whose answer is worth most."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.int64]
Bits = npt.NDArray[np.float64]
_ORDER = ["worth", "source_l", "source_record_id_l", "source_r", "source_record_id_r"]
_ASCENDING = [False, True, True, True, True]


def questions(records: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs under review, with what their answers would change, worth most first.

    records: person_id and weak of each record; pairs: the table "pairs" with `left` and `right`,
    rows of `records`. Adds together (held to be one person now), n_left and n_right (records that
    an answer joins or parts), persons (by how many persons the registry would grow or shrink), and
    worth: the entropy of the probability in bits, times the pairs of records that would change.

    A pair at 0.5 between two crowded persons comes first; one at 0.12 between two single rows
    last: its answer is nearly known, and little hangs on it. Of several pairs between the same two
    persons the first has its full worth, the second half, and so on: one answer says much of all.
    """
    asked = pairs[pairs["verdict"] == "review"].reset_index(drop=True)
    left, right = asked["left"].to_numpy(np.int64), asked["right"].to_numpy(np.int64)
    person, names = pd.factorize(records["person_id"])
    # a report of nobody has no person; alone it joins whomever it is said to be
    together = (person[left] == person[right]) & (person[left] >= 0)
    sizes = np.bincount(person[person >= 0], minlength=max(1, len(names)))
    n_left, n_right = (_size(person[end], sizes) for end in (left, right))
    if together.any():
        parts = _parts(person, pairs, left[together], right[together])
        n_left[together], n_right[together] = parts
    alone = (person[left] < 0) | (person[right] < 0)
    worth = entropy(asked["match_probability"].to_numpy(float)) * n_left * n_right
    found = asked.assign(
        together=together,
        n_left=n_left,
        n_right=n_right,
        persons=np.where(alone, 0, np.where(together, 1, -1)),
        worth=worth,
    )
    found = found.sort_values(_ORDER, ascending=_ASCENDING)
    two = pd.DataFrame({"low": np.minimum(person[left], person[right])[found.index]})
    two["high"] = np.maximum(person[left], person[right])[found.index]
    found["worth"] /= two.groupby(["low", "high"]).cumcount().to_numpy() + 1
    return found.sort_values(_ORDER, ascending=_ASCENDING, ignore_index=True)


def entropy(probability: Bits) -> Bits:
    """Uncertainty of an answer in bits: 1 at even odds, 0 where it is known."""
    p = np.clip(probability, 1e-12, 1 - 1e-12)
    return -(p * np.log2(p) + (1 - p) * np.log2(1 - p))


def _size(person: Codes, sizes: Codes) -> Codes:
    return np.where(person >= 0, sizes[np.maximum(person, 0)], 1)


def _parts(person: Codes, pairs: pd.DataFrame, left: Codes, right: Codes) -> tuple[Codes, Codes]:
    """Into what a person would fall: its records go with the end that they are more like."""
    members = pd.DataFrame({"row": np.arange(len(person)), "person": person})
    asked = pd.DataFrame({"left": left, "right": right, "person": person[left]}).reset_index()
    each = asked.merge(members[members["person"] >= 0], on="person")
    weights = _weights(pairs, len(person))
    to_left, to_right = (
        _between(weights, each["row"].to_numpy(), each[end].to_numpy(), len(person))
        for end in ("left", "right")
    )
    stays = (each["row"] == each["left"]) | ((each["row"] != each["right"]) & (to_left >= to_right))
    n_left = stays.groupby(each["index"]).sum().reindex(asked.index).to_numpy(np.int64)
    whole = each.groupby("index").size().reindex(asked.index).to_numpy(np.int64)
    return n_left, whole - n_left


def _weights(pairs: pd.DataFrame, size: int) -> "pd.Series[float]":
    low = pairs[["left", "right"]].min(axis=1).to_numpy(np.int64)
    high = pairs[["left", "right"]].max(axis=1).to_numpy(np.int64)
    weights: pd.Series[float] = pd.Series(pairs["match_weight"].to_numpy(float), low * size + high)
    return weights[~weights.index.duplicated()]


def _between(weights: "pd.Series[float]", one: Codes, other: Codes, size: int) -> Any:
    """Weight of the pair of each row `one` with `other`; the least where they were not kept."""
    code = np.minimum(one, other) * size + np.maximum(one, other)
    return weights.reindex(code).fillna(-np.inf).to_numpy()
