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
    codes = np.zeros(len(frame), dtype=np.int64)
    for column in frame:
        more, values = pd.factorize(frame[column], use_na_sentinel=False)
        codes = pd.factorize(codes * len(values) + more)[0]
    first = frame[~pd.Series(codes).duplicated().to_numpy()]
    return codes, list(zip(*(first[column] for column in frame), strict=True))
