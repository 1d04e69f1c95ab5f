"""Records and persons as a report shows them: their facts, without what a list leaves out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ...rules.fields import DATED
from .sections import Interval, Record, Value
from .told import Told

# In the order in which people tell of a person.
SHOWN = (
    "name",
    "nicknames",
    "sex",
    "birth",
    "arrest",
    "province",
    "municipality",
    "prison",
    "offences",
    "verdict",
    "sentence_months",
    "custody_status",
    "release",
    "release_basis",
    "death",
    "context",
    "risk_groups",
)


def facts(rows: pd.DataFrame, fields: Sequence[str] = SHOWN) -> list[Mapping[str, Value]]:
    """The facts of each row of a table "records" or "persons"."""
    columns = {field: _values(rows, field) for field in fields}
    told = zip(*columns.values(), strict=True)
    return [
        {field: value for field, value in zip(columns, row, strict=True) if value is not None}
        for row in told
    ]


def records(told: Told, at: Sequence[int]) -> list[Record]:
    """The records in these rows of `told.records`, in their order."""
    rows = told.records.iloc[list(at)]
    named = (
        [None if pd.isna(text) else str(text) for text in rows[name]]
        for name in ("source", "source_record_id", "locator", "person_id")
    )
    listed = rows["listed"].map(lambda flag: flag is not False)
    return [
        Record(source or "", key or "", locator or "", person, bool(still), said)
        for source, key, locator, person, still, said in zip(
            *named, listed, facts(rows), strict=True
        )
    ]


def _values(rows: pd.DataFrame, field: str) -> list[Value | None]:
    if field in DATED:
        ends = zip(rows[f"{field}_from"], rows[f"{field}_to"], strict=True)
        return [_interval(first, last) for first, last in ends]
    return [_value(cell) for cell in rows[field]]


def _interval(first: Any, last: Any) -> Interval | None:
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    return first, last


def _value(cell: Any) -> Value | None:
    if isinstance(cell, (list, tuple, np.ndarray)):
        return tuple(str(one) for one in cell) or None
    if cell is None or pd.isna(cell):
        return None
    return cell if isinstance(cell, str) else int(cell)
