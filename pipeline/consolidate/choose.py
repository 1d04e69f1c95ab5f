"""Which claim is shown: agreement first, then precision, then news, then trust, then the value."""

import numpy as np
import pandas as pd

from ...rules.survivorship import SAME_EVENT_DAYS, SHOWN, STAGES
from .groups import Floats, Numbers, distinct, first, largest, look_up, number, pairs_within, size
from .said import is_vague

_STAGED = {field: 1 for field, rule in SHOWN.items() if rule.method == "stage"}


def choose_codes(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The shown value of each group: `by` (which holds "field") and value.

    rows: `by`, source, edition, trust, value.
    """
    groups, cells = number(rows, by), number(rows, [*by, "value"])
    one = first(cells)
    said = rows.iloc[one]
    stage = look_up(said["field"], _STAGED, 0) * look_up(said["value"], STAGES, 0)
    vague = is_vague(said)
    lists, edition, trust = _support(rows, cells)
    # the cells are numbered in the order of their values, which decides in the end
    chosen = one[first(groups[one], vague, -stage, -lists, -edition, trust, cells[one])]
    return rows.iloc[chosen][[*by, "value"]].reset_index(drop=True)


def choose_dates(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The shown interval of each group: `by` (which holds "field"), start and end.

    rows: `by`, source, edition, trust, start, end. Intervals that pairwise meet share a day, and
    that day is one at which an interval begins; so the largest set of lists that agree is found
    by looking at these days only. Of its intervals the narrowest is shown.
    """
    groups = number(rows, by)
    rows = rows.iloc[_of_best_day(rows, groups)]
    groups, cells = number(rows, by), number(rows, [*by, "start", "end"])
    one = first(cells)
    width = (rows["end"] - rows["start"]).to_numpy()[one]
    lists, edition, trust = _support(rows, cells)
    chosen = one[first(groups[one], width, -lists, -edition, trust, cells[one])]
    return rows.iloc[chosen][[*by, "start", "end"]].reset_index(drop=True)


def _support(rows: pd.DataFrame, cells: Numbers) -> tuple[Numbers, Floats, Floats]:
    """For each cell the number of its lists, their newest edition and their best trust."""
    n = size(cells)
    source = _lists(rows)
    edition = largest(cells, rows["edition"].to_numpy(dtype=float), n)
    trust = -largest(cells, -rows["trust"].to_numpy(dtype=float), n)
    return distinct(cells, source, n), edition, trust


def _lists(rows: pd.DataFrame) -> Numbers:
    return rows["source"].cat.codes.to_numpy().astype(np.int64)


def _of_best_day(rows: pd.DataFrame, groups: Numbers) -> Numbers:
    """The places of the claims that allow the day which most lists of their group allow."""
    start, end = rows["start"].to_numpy(dtype=float), rows["end"].to_numpy(dtype=float)
    slack = look_up(rows["field"], SAME_EVENT_DAYS, 0)
    day, claim = pairs_within(groups)
    with np.errstate(invalid="ignore"):  # two open beginnings: no day between them
        off = np.nan_to_num(np.maximum(start[claim] - start[day], start[day] - end[claim]), nan=0)
    near = off <= slack[day]
    day, claim, off = day[near], claim[near], off[near]
    n = len(rows)
    allowing = rows.iloc[claim]
    lists, edition, trust = _support(allowing, day)
    source = _lists(allowing)
    exact = distinct(day[off <= 0], source[off <= 0], n)
    width = -largest(day, start[claim] - end[claim], n)
    best = first(groups, -lists, width, -exact, -edition, trust, start)
    return np.asarray(claim[np.isin(day, best)], dtype=np.int64)
