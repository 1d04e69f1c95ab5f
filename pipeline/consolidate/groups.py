"""Rows in groups: numbering, counting and choosing by group, on whole columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_ROOM = 2**62


def number(rows: pd.DataFrame, by: Sequence[str]) -> Numbers:
    """The number of each row's group: 0, 1, … in the sorted order of the groups."""
    groups, room = np.zeros(len(rows), dtype=np.int64), 1
    for column in by:
        codes, width = _numbered(rows[column])
        if room * width > _ROOM:
            groups = pd.factorize(groups, sort=True)[0]
            room = size(groups)
        groups, room = groups * width + codes, room * width
    return np.asarray(pd.factorize(groups, sort=True)[0], dtype=np.int64)


def _numbered(column: "pd.Series[Any]") -> tuple[Numbers, int]:
    """Numbers in the order of the values, none missing, and how many there may be."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64), len(column.cat.categories)
    values = column.to_numpy()
    if values.dtype.kind == "i":
        return values, size(values)
    codes, known = pd.factorize(values, sort=True)
    return codes, len(known)


def look_up(column: "pd.Series[Any]", table: Mapping[str, int], otherwise: int) -> Numbers:
    """For each value of a column of categories what `table` says of it."""
    found = [table.get(value, otherwise) for value in column.cat.categories]
    return np.array(found, dtype=np.int64)[column.cat.codes.to_numpy()]


def size(groups: Numbers) -> int:
    """How many groups there are."""
    return int(groups.max(initial=-1)) + 1


def distinct(groups: Numbers, items: Numbers, n: int) -> Numbers:
    """How many different items each of the `n` groups has."""
    width = size(items) + 1
    return np.bincount(pd.unique(groups * width + items) // width, minlength=n)


def largest(groups: Numbers, values: Floats, n: int) -> Floats:
    """The largest value of each of the `n` groups; minus infinity where it has none."""
    found = np.full(n, -np.inf)
    np.maximum.at(found, groups, values)
    return found


def lowest(groups: Numbers, ranks: Numbers) -> Numbers:
    """The lowest rank in each group."""
    found = np.full(size(groups), np.iinfo(np.int64).max)
    np.minimum.at(found, groups, ranks)
    return found


def first(groups: Numbers, *order: npt.NDArray[np.generic]) -> Numbers:
    """The place of each group's first row, when the rows are sorted by `order`."""
    places: Numbers = np.lexsort((*reversed(order), groups))
    begins = np.diff(groups[places], prepend=-1) != 0
    return np.asarray(places[begins], dtype=np.int64)


def pairs_within(groups: Numbers) -> tuple[Numbers, Numbers]:
    """All pairs of rows of one group, each row with itself too: places left and right."""
    places = np.argsort(groups, kind="stable")
    counts = np.bincount(groups)
    begins = np.cumsum(counts) - counts
    partners = counts[groups[places]]
    left = np.repeat(places, partners)
    steps = np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners)
    return left, places[begins[groups[left]] + steps]


def prefer(rows: pd.DataFrame, good: npt.NDArray[np.bool_], by: Sequence[str]) -> pd.DataFrame:
    """The rows that are `good`; all rows of a group in which none is."""
    if good.all():
        return rows
    groups = number(rows, by)
    some = np.bincount(groups, weights=good) > 0
    return rows[good | ~some[groups]]


def gather(groups: Numbers, values: "pd.Series[str]", n: int) -> Any:
    """The sorted list of the distinct values of each of the `n` groups, as an Arrow column."""
    codes, texts = pd.factorize(values, sort=True)
    known = codes >= 0
    width = len(texts) + 1
    cells = np.sort(pd.unique(groups[known] * width + codes[known]))
    owner, code = np.divmod(cells, width)
    ends = np.cumsum(np.bincount(owner, minlength=n))
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    members = pa.array(texts, pa.string()).take(code)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), members)
