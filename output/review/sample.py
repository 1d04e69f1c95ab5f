"""A sample of pairs for blind review: drawn by chance, so that its answers measure all pairs."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...rules.problems import Refusal
from ..evaluate.sampling import strata_of
from ..reports.told import KEY, Told
from .queue import PAIR, among

_LEAST = 3  # pairs of a stratum, all of one that has fewer
# A model may be surer than it is right: it is taken to be wrong of one pair in 400 at least, or
# thousands of sure matches would be measured by a handful of pairs.
_DOUBT = 1 / 400

Counts = npt.NDArray[np.int64]


class SampleError(Refusal):
    """A sample cannot be drawn as it was asked for."""


def population(told: Told) -> pd.DataFrame:
    """All pairs whose publication is measured: PAIR, published (together or apart), stratum.

    Those are the pairs that were compared and kept, and those that are published as one person
    though they were never compared. The smaller key stands left.
    """
    pairs = told.pairs[[*PAIR, "match_probability", "left", "right"]]
    person = told.records["person_id"].to_numpy(object)
    left, right = person[pairs["left"]], person[pairs["right"]]
    pairs = pairs.assign(linked=(left == right) & pd.notna(left)).drop(columns=["left", "right"])
    joined = _joined(told.records)
    pairs = pd.concat([pairs, joined[~among(joined, pairs)]], ignore_index=True)
    held = np.where(pairs["linked"], "match", "non-match")
    stratum = strata_of(pairs.assign(verdict=held, decided_by="model"))
    published = np.where(pairs["linked"], "together", "apart")
    found = _smaller_left(pairs).assign(stratum=stratum, published=published)
    return found.sort_values(PAIR, ignore_index=True)


def draw(told: Told, size: int, seed: Any = None) -> pd.DataFrame:
    """`size` pairs of the snapshot, in mixed order, in the columns of the table "samples".

    Strata from which an answer tells more have more pairs (Neyman 1934, in whole numbers: Wright
    2012). The same snapshot and size draw the same pairs, unless another seed is given. Raises
    SampleError where there are fewer pairs, or not enough for each stratum.
    """
    pairs = population(told)
    count = pairs["stratum"].value_counts(sort=False).sort_index()
    least = int(np.minimum(count, _LEAST).sum())
    if not least <= size <= len(pairs):
        raise SampleError(
            f"A sample of this snapshot can have from {least} to {len(pairs)} pairs, not {size}."
        )
    chance = np.random.default_rng([told.day.toordinal(), size] if seed is None else seed)
    mixed = pairs.iloc[chance.permutation(len(pairs))]
    share = mixed.groupby("stratum")["match_probability"].mean().reindex(count.index)
    allotted = _allotted(np.asarray(count, np.int64), share.to_numpy(float), size)
    wanted: pd.Series[int] = pd.Series(allotted.tolist(), count.index)
    number = mixed.groupby("stratum").cumcount()
    drawn = mixed[(number < mixed["stratum"].map(wanted)).to_numpy()]
    included = drawn["stratum"].map(wanted / count).astype(float)
    return drawn[[*PAIR, "stratum", "published"]].assign(
        drawn_from=told.day, size=size, inclusion_probability=included
    )


def _allotted(count: Counts, share: "npt.NDArray[np.float64]", size: int) -> Counts:
    """How many pairs of each stratum to draw, `size` in all."""
    sure = np.clip(share, _DOUBT, 1 - _DOUBT)
    spread = count * np.sqrt(sure * (1 - sure))
    least = np.minimum(count, _LEAST)
    stratum = np.repeat(np.arange(len(count)), count - least)
    before = np.concatenate([np.arange(a, b) for a, b in zip(least, count, strict=True)])
    worth = spread[stratum] / np.sqrt(before * (before + 1.0))
    more = stratum[np.argsort(-worth, kind="stable")[: size - int(least.sum())]]
    return np.asarray(least + np.bincount(more, minlength=len(count)))


def _joined(records: pd.DataFrame) -> pd.DataFrame:
    """Every two records of one person."""
    known = records.loc[records["person_id"].notna(), [*KEY, "person_id"]].reset_index()
    both = known.merge(known, on="person_id", suffixes=("_l", "_r"))
    both = both[both["index_l"] < both["index_r"]]
    return both[PAIR].assign(match_probability=0.0, linked=True).reset_index(drop=True)


def _smaller_left(pairs: pd.DataFrame) -> pd.DataFrame:
    left, right = (list(zip(pairs[a], pairs[b], strict=True)) for a, b in (PAIR[:2], PAIR[2:]))
    turned = np.array([one > two for one, two in zip(left, right, strict=True)], dtype=bool)
    found = pairs.copy()
    found.loc[turned, PAIR] = pairs.loc[turned, [*PAIR[2:], *PAIR[:2]]].to_numpy()
    return found
