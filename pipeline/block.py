"""Candidate pairs: records that share a blocking key."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from recordlinkage.base import BaseIndexAlgorithm

from ..rules.blocking import LARGEST_BLOCK, PASSES, Pass

Codes = npt.NDArray[np.int64]
_START = 4


@dataclass(frozen=True, slots=True)
class PassCount:
    """What one pass brought: its pairs, and the blocks too large to pair."""

    parts: tuple[str, ...]
    pairs: int
    oversized: int


class BlockingPasses(BaseIndexAlgorithm):  # type: ignore[misc]  # recordlinkage is untyped
    """Index class of the recordlinkage toolkit that runs a table of blocking passes.

    Takes frames with the columns of `features`; `counts` tells afterwards what each pass brought.
    """

    def __init__(self, passes: Sequence[Pass] = PASSES, largest_block: int = LARGEST_BLOCK) -> None:
        super().__init__()
        self.passes = tuple(passes)
        self.largest_block = largest_block
        self.counts: list[PassCount] = []

    def _dedup_index(self, frame: pd.DataFrame) -> pd.MultiIndex:
        left, right = self._pairs(frame)
        return pd.MultiIndex.from_arrays([frame.index[left], frame.index[right]])

    def _link_index(self, left: pd.DataFrame, right: pd.DataFrame) -> pd.MultiIndex:
        both = pd.concat([left, right], ignore_index=True)
        first, second = self._pairs(both)
        across = (first < len(left)) & (second >= len(left))
        return pd.MultiIndex.from_arrays(
            [left.index[first[across]], right.index[second[across] - len(left)]]
        )

    def _pairs(self, frame: pd.DataFrame) -> tuple[Codes, Codes]:
        """Positions (left < right) of all candidate pairs, each once, sorted."""
        self.counts = []
        parts = _Parts(frame)
        found = [self._pass_pairs(one, parts, len(frame)) for one in self.passes]
        packed = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
        return packed // max(len(frame), 1), packed % max(len(frame), 1)

    def _pass_pairs(self, one: Pass, parts: "_Parts", size: int) -> Codes:
        rows, keys = parts.keys(one.parts)
        order = np.lexsort((rows, keys))
        rows, keys = rows[order], keys[order]
        starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else rows[:0]
        sizes = np.diff(np.r_[starts, len(keys)])
        usable = (sizes > 1) & (sizes <= self.largest_block)
        packed = np.unique(_within_blocks(rows, starts[usable], sizes[usable], size))
        oversized = int((sizes > self.largest_block).sum())
        self.counts.append(PassCount(one.parts, len(packed), oversized))
        return packed


def _within_blocks(rows: Codes, starts: Codes, sizes: Codes, size: int) -> Codes:
    """All pairs of rows inside each block, packed as left * size + right with left < right."""
    reach = np.repeat(sizes - 1, sizes) - _ranges(sizes)
    first = np.repeat(np.repeat(starts, sizes) + _ranges(sizes), reach)
    second = first + 1 + _ranges(reach)
    left, right = rows[first], rows[second]
    apart = left != right
    low, high = np.minimum(left, right)[apart], np.maximum(left, right)[apart]
    return np.asarray(low * size + high, dtype=np.int64)


def _ranges(lengths: Codes) -> Codes:
    """0 … n-1 for each n of `lengths`, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - lengths, lengths)


def pair_index(first: Codes, second: Codes) -> pd.MultiIndex:
    """Pairs of row numbers as the index that the recordlinkage toolkit passes around."""
    return pd.MultiIndex.from_arrays([pd.Index(first), pd.Index(second)])


def pair_rows(pairs: pd.Index) -> tuple[Codes, Codes]:
    """Row numbers of the left and right records of such an index."""
    left, right = (pairs.get_level_values(side).to_numpy(dtype=np.int64) for side in (0, 1))
    return left, right


class _Parts:
    """The key parts of a frame as integer codes, made once each; rows without a value drop out."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._known: dict[str, tuple[Codes, Codes]] = {}

    def keys(self, parts: Sequence[str]) -> tuple[Codes, Codes]:
        """(rows, keys) of all combinations of the parts' values."""
        rows, keys = self._part(parts[0])
        for name in parts[1:]:
            more, values = self._part(name)
            joined = pd.DataFrame({"row": rows, "key": keys}).merge(
                pd.DataFrame({"row": more, "value": values}), on="row"
            )
            span = int(values.max(initial=0)) + 1
            rows = joined["row"].to_numpy()
            keys = joined["key"].to_numpy() * span + joined["value"].to_numpy()
        return rows, keys

    def _part(self, name: str) -> tuple[Codes, Codes]:
        if name not in self._known:
            values = self._values(name).dropna()
            values = values[values != ""]
            codes = pd.factorize(values)[0].astype(np.int64)
            self._known[name] = values.index.to_numpy(dtype=np.int64), codes
        return self._known[name]

    def _values(self, name: str) -> pd.Series:
        frame = self.frame.reset_index(drop=True)
        if name in {"given*", "surname*", "surname_start*"}:
            columns = ["given", "alt_given"] if name == "given*" else ["surnames", "alt_surnames"]
            tokens = pd.concat([frame[column].str.split().explode() for column in columns])
            tokens = tokens.str[:_START] if name == "surname_start*" else tokens
            named = tokens.rename_axis("row").reset_index(name="token").drop_duplicates()
            return pd.Series(named["token"].to_numpy(), index=named["row"])
        if name == "surname_pair":
            several = frame["surnames"].str.contains(" ", regex=False)
            distinct = frame["surnames"][several]
            return distinct.map(lambda text: " ".join(sorted(text.split())))
        if name.endswith("_day"):
            known = f"{name[:-4]}_from", f"{name[:-4]}_to"
            return frame[known[0]].where(frame[known[0]] == frame[known[1]])
        return pd.Series(frame[name])
