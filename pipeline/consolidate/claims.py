"""Claims: every statement of a record that has a person, and since when the list makes it."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules import tables
from .said import KEY, day_column


def claim(records: pd.DataFrame, statements: pa.Table, seen: pd.DataFrame) -> pd.DataFrame:
    """The claims as a frame, with first_seen and last_seen in days since 1970-01-01.

    records: person_id, source, source_record_id, edition (days); statements: schema
    "statements"; seen: source, source_record_id, field, value, first_seen of earlier nights.
    """
    said = statements.to_pandas()
    claims = said.merge(records[[*KEY, "person_id", "edition"]], on=KEY)
    same = [*KEY, "field", "value"]
    earlier = seen[same].assign(earlier=_days(seen["first_seen"]))
    earlier = earlier.groupby(same, as_index=False, dropna=False).agg(earlier=("earlier", "min"))
    claims = claims.merge(earlier, on=same, how="left")
    claims["first_seen"] = claims[["earlier", "edition"]].min(axis=1)
    claims["last_seen"] = claims["edition"]
    return claims.sort_values(["person_id", *same, "original"], ignore_index=True)


def _days(column: "pd.Series[pd.Timestamp]") -> "pd.Series[float]":
    stamps = pd.to_datetime(column)
    numbers = (stamps - pd.Timestamp(0)) / np.timedelta64(1, "D")
    return pd.Series(np.floor(numbers.to_numpy(dtype=float)), index=column.index)


def claims_table(claims: pd.DataFrame) -> pa.Table:
    """The claims as a table of the schema "claims"."""
    columns: dict[str, pa.Array[Any]] = {
        name: pa.array(claims[name].where(claims[name].notna(), None), pa.string())
        for name in ("person_id", *KEY, "field", "value", "original")
    }
    for name in ("first_seen", "last_seen"):
        columns[name] = day_column(claims[name])
    return pa.table(columns, schema=tables.schema("claims"))
