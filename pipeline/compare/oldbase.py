"""The form of a comparison: a Compare feature of the recordlinkage toolkit over declared levels.

A feature gives two columns: the level code of rules/comparisons.py (int8; 0 where a side is
missing) and log2 of how common the agreed value is (float64; NaN where rarity does not count).
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
from recordlinkage.base import BaseCompareFeature

from ...rules.comparisons import MISSING, Comparison

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int8]
Codes = npt.NDArray[np.int64]
Values = npt.NDArray[np.object_]


class FieldComparison(BaseCompareFeature):  # type: ignore[misc]  # recordlinkage is untyped
    """A comparison of one declared field over one or more columns of the records."""

    comparison: Comparison

    def __init__(self, *columns: str) -> None:
        field = self.comparison.field
        super().__init__(list(columns), list(columns), label=[field, f"{field}_rarity"])

    def _compute_vectorized(self, *args: pd.Series) -> tuple[Levels, Floats]:
        half = len(args) // 2
        left = [series.to_numpy() for series in args[:half]]
        right = [series.to_numpy() for series in args[half:]]
        return self.levels(left, right)

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        """Level codes and rarity of aligned values; one array a column."""
        raise NotImplementedError

    def choose(self, *cases: tuple[Bools, str]) -> Levels:
        """Code of the first case that holds, 0 where none does."""
        codes = [self.comparison.code(level) for _, level in cases]
        return np.select([held for held, _ in cases], codes, MISSING).astype(np.int8)
