"""Distinct rows: what is worked out once for all records or pairs that are alike."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd


def distinct_rows(
    frame: pd.DataFrame,
) -> tuple[npt.NDArray[np.int64], list[tuple[Any, ...]]]:
    """(codes, rows): the distinct rows of `frame`, and for each of its rows which one it is."""
    if frame.empty:
        return np.empty(0, dtype=np.int64), []
    codes, rows = pd.factorize(pd.MultiIndex.from_frame(frame))
    return np.asarray(codes, dtype=np.int64), list(rows)
