"""Which claim is shown: agreement first, then precision, then news, then trust, then the value."""

import numpy as np
import pandas as pd

from ...rules.survivorship import SAME_EVENT_DAYS, SHOWN, STAGES, VAGUE

_STAGED = [field for field, rule in SHOWN.items() if rule.method == "stage"]


def choose_codes(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The shown value of each group: `by` (which holds "field") and value.

    rows: `by`, source, edition, trust, value.
    """
    values = rows.groupby([*by, "value"], as_index=False).agg(
        lists=("source", "nunique"), edition=("edition", "max"), trust=("trust", "min")
    )
    staged = values["field"].isin(_STAGED)
    values["stage"] = np.where(staged, values["value"].map(STAGES).fillna(0), 0)
    values["vague"] = values["value"] == values["field"].map(VAGUE)
    order = ["vague", "stage", "lists", "edition", "trust", "value"]
    values = values.sort_values(order, ascending=[True, False, False, False, True, True])
    return values.drop_duplicates(by).sort_values(by)[[*by, "value"]].reset_index(drop=True)


def choose_dates(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The shown interval of each group: `by` (which holds "field"), start and end.

    rows: `by`, source, edition, trust, start, end. Intervals that pairwise meet share a day, and
    that day is one at which an interval begins; so the largest set of lists that agree is found
    by looking at these days only. Of its intervals the narrowest is shown.
    """
    rows = rows.reset_index(drop=True).rename_axis("claim").reset_index()
    rows["width"] = rows["end"] - rows["start"]
    best = _best_days(_around(rows, by), by)
    group = best.merge(_around(rows, by), on=[*by, "day"])
    intervals = group.groupby([*by, "start", "end"], as_index=False).agg(
        width=("width", "first"),
        lists=("source", "nunique"),
        edition=("edition", "max"),
        trust=("trust", "min"),
    )
    order = ["width", "lists", "edition", "trust", "start"]
    intervals = intervals.sort_values(order, ascending=[True, False, False, True, True])
    shown = intervals.drop_duplicates(by).sort_values(by)
    return shown[[*by, "start", "end"]].reset_index(drop=True)


def _around(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Each day at which an interval of a group begins, with the claims that allow that day."""
    starts = rows[[*by, "start"]].drop_duplicates().rename(columns={"start": "day"})
    pairs = starts.merge(rows, on=by)
    pairs["off"] = np.maximum(pairs["start"] - pairs["day"], pairs["day"] - pairs["end"])
    # both infinite: the same open beginning
    pairs["off"] = pairs["off"].fillna(0.0)
    slack = pairs["field"].map(SAME_EVENT_DAYS).fillna(0)
    return pairs[pairs["off"] <= slack]


def _best_days(pairs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The day of each group that most lists allow."""
    exact = pairs[pairs["off"] <= 0].groupby([*by, "day"], as_index=False)
    near = pairs.groupby([*by, "day"], as_index=False).agg(
        lists=("source", "nunique"),
        width=("width", "min"),
        edition=("edition", "max"),
        trust=("trust", "min"),
    )
    found = near.merge(exact.agg(exact=("source", "nunique")), on=[*by, "day"])
    order = ["lists", "width", "exact", "edition", "trust", "day"]
    found = found.sort_values(order, ascending=[False, True, False, False, True, True])
    return found.drop_duplicates(by)[[*by, "day"]]
