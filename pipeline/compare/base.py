"""The form of a comparison: records of a table in, levels of aligned pairs of its rows out."""

from abc import ABC, abstractmethod

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...rules.comparisons import MISSING, Comparison

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int8]
Rows = npt.NDArray[np.integer]

# Rarities are kept in whole bits, 0 … RARITIES - 1.
RARITIES = 23


class FieldComparison(ABC):
    """One declared comparison, made once for all records of a table and then asked for pairs.

    What can be known of a record or of a value alone is worked out when the object is made; it
    does not change afterwards, so that several threads may ask at once.
    """

    comparison: Comparison
    # code of each record's whole value, -1 for none; None where no two records are simply equal
    values_of: npt.NDArray[np.int32] | None = None

    @abstractmethod
    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        """Level codes (0 where a side is missing) of pairs of row positions, and their rarity.

        The rarity is log2 of the share of records that bear the agreed value, 0 where it does
        not count.
        """

    def choose(self, *cases: tuple[Bools, str]) -> Levels:
        """Code of the first case that holds, 0 where none does."""
        found = np.full(cases[0][0].shape, MISSING, dtype=np.int8)
        for held, level in reversed(cases):
            np.copyto(found, np.int8(self.comparison.code(level)), where=held)
        return found


class Coded:
    """A column as integer codes of its distinct values, -1 where there is none.

    `share` is log2 of the share of the records with a value that bear each value; its last entry,
    which -1 finds, is 0.
    """

    def __init__(self, values: pd.Series) -> None:
        codes, self.values = pd.factorize(values.mask(values == ""))
        self.codes = codes.astype(np.int32)
        counts = np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))
        self.share = np.append(np.log2(counts / max(counts.sum(), 1)), 0.0).astype(np.float32)
