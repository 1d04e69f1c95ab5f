"""Drift: how the weights of a new model differ from those of the model before."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from ..score import Parameters

COLUMNS = ["country", "field", "level", "of", "before", "after", "bits"]


def drift(before: Mapping[str, Parameters], after: Mapping[str, Parameters]) -> pd.DataFrame:
    """m and u of each level in both models, the largest change first.

    Columns: country, field, level, of (m or u), before, after (probabilities), bits (log2 of after
    / before: what m adds to the weight of the level, or u takes from it). Countries and levels that
    only one of the models knows are left out.
    """
    rows = [
        row
        for country in sorted(set(before) & set(after))
        for row in _rows(country, before[country], after[country])
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = table["bits"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _rows(country: str, before: Parameters, after: Parameters) -> Iterator[tuple[object, ...]]:
    old = {one.field: at for at, one in enumerate(before.comparisons)}
    for at, one in enumerate(after.comparisons):
        if one.field not in old:
            continue
        was = old[one.field]
        levels = [level.name for level in before.comparisons[was].levels]
        for row, level in enumerate(one.levels):
            if level.name not in levels:
                continue
            for name in ("m", "u"):
                two = (
                    float(getattr(before, name)[was][levels.index(level.name)]),
                    float(getattr(after, name)[at][row]),
                )
                yield country, one.field, level.name, name, *two, float(np.log2(two[1] / two[0]))
