"""What the lists say of persons: one row a record and field; these claims compete to be shown."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ...rules.fields import DATED, LISTED, PLAIN
from ...rules.survivorship import OUT, SHOWN, STAGES, TRUST, VAGUE

KEY = ["source", "source_record_id"]
HEAD = ["person_id", "source", "weak", "edition", "trust"]


@dataclass(frozen=True, slots=True)
class Said:
    """What lists say of persons; days are counted from 1970-01-01.

    records: one row a record that has a person, in the order of its key, numbered by the index.
    codes, lists: record, HEAD, field, value. dates: record, HEAD, field, start, end (either may
    be infinite where the list gives only one end).
    """

    records: pd.DataFrame
    codes: pd.DataFrame
    dates: pd.DataFrame
    lists: pd.DataFrame


def say(records: pa.Table) -> Said:
    """The claims of `records` (schema "records"); rows without a person are left out."""
    plain = ["person_id", "country", *KEY, "weak", *PLAIN]
    frame = records.select(
        [*plain, "given_names", "surnames", "patronymic", *LISTED, "edition"]
    ).to_pandas()
    frame["edition"] = days(records["edition"])
    for field in DATED:
        frame[f"{field}_from"] = days(records[f"{field}_from"])
        frame[f"{field}_to"] = days(records[f"{field}_to"])
    frame = frame[frame["person_id"].notna()].sort_values(KEY, ignore_index=True)
    rank = {source: place for place, source in enumerate(TRUST)}
    frame["trust"] = frame["source"].map(rank).fillna(len(rank)).astype(int)
    frame["weak"] = frame["weak"].astype(bool)
    return Said(frame, _codes(frame), _dates(frame), _lists(frame))


def _codes(frame: pd.DataFrame) -> pd.DataFrame:
    fields = [field for field in PLAIN if SHOWN[field].method != "fullest"]
    wide = frame[[*HEAD, *fields]].rename_axis("record").reset_index()
    long = wide.melt(["record", *HEAD], fields, "field", "value")
    long = long[long["value"].notna()]
    months = long["field"] == "sentence_months"
    numbers = long.loc[months, "value"].astype(float).astype(int).astype(str)
    long["value"] = long["value"].where(~months, numbers)
    return long.reset_index(drop=True)


def _dates(frame: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for field in DATED:
        start, end = frame[f"{field}_from"], frame[f"{field}_to"]
        given = start.notna() | end.notna()
        part = frame.loc[given, HEAD].rename_axis("record").reset_index()
        part["field"] = field
        part["start"] = start[given].fillna(-np.inf).to_numpy()
        part["end"] = end[given].fillna(np.inf).to_numpy()
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _lists(frame: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for field in LISTED:
        part = frame[[*HEAD, field]].rename(columns={field: "value"}).rename_axis("record")
        part = part.explode("value").reset_index()
        parts.append(part[part["value"].notna()].assign(field=field))
    return pd.concat(parts, ignore_index=True)


def days(column: "pa.ChunkedArray[pa.Date32Scalar]") -> npt.NDArray[np.float64]:
    """Days since 1970-01-01 of a date column; NaN where it is empty."""
    numbers = column.cast(pa.int32()).to_numpy(zero_copy_only=False)
    return np.asarray(numbers, dtype=np.float64)


def iso(numbers: "pd.Series[float]") -> "pd.Series[str]":
    """Days since 1970-01-01 as ISO 8601 text; an open or unknown end is empty."""
    finite = np.isfinite(numbers.to_numpy(dtype=float))
    text = pd.Series("", index=numbers.index, dtype=object)
    whole = numbers.to_numpy(dtype=float)[finite].astype("int64").astype("datetime64[D]")
    text[finite] = np.datetime_as_string(whole)
    return text


def day_column(numbers: "pd.Series[float]") -> "pa.Array[Any]":
    """Days since 1970-01-01 as an Arrow date column, empty where open or unknown."""
    values = numbers.to_numpy(dtype=float)
    known = np.isfinite(values)
    whole = np.where(known, values, 0).astype(np.int32)
    return pa.array(whole, pa.int32(), mask=~known).cast(pa.date32())


def prefer(rows: pd.DataFrame, good: "pd.Series[bool]", by: list[str]) -> pd.DataFrame:
    """The rows that are `good`; all rows of a group (`by`) in which none is."""
    some = good.groupby([rows[column] for column in by]).transform("any")
    return rows[good | ~some]


def gather(rows: pd.DataFrame, by: list[str], column: str) -> pd.DataFrame:
    """`by` and the sorted list of the distinct values of `column` in each group."""
    known = rows.loc[rows[column].notna(), [*by, column]].drop_duplicates()
    known = known.sort_values([*by, column], ignore_index=True)
    first = ~known.duplicated(by).to_numpy()
    starts = np.flatnonzero(first)
    values = known[column].tolist()
    ends = [*starts[1:].tolist(), len(values)]
    lists = [values[start:end] for start, end in zip(starts.tolist(), ends, strict=False)]
    groups = known.loc[first, by].reset_index(drop=True)
    groups[column] = lists
    return groups


def heard(rows: pd.DataFrame, codes: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The rows that may be shown: weak ones only where no other list speaks (`by`).

    A person is not set free by a form that anybody may fill in: what weak evidence says of a
    release is heard only if another list knows that the person is out.
    """
    status = codes[(codes["field"] == "custody_status") & ~codes["weak"]]
    out = status.loc[status["value"].map(STAGES) >= OUT, "person_id"]
    freed = rows["field"].isin(["custody_status", "release_basis", "release"])
    kept = rows[~(rows["weak"] & freed & ~rows["person_id"].isin(out))]
    return prefer(kept, ~kept["weak"], by)


def specific(codes: pd.DataFrame) -> pd.DataFrame:
    """The codes that say something: without those that only say that nothing more is known."""
    return codes[codes["value"] != codes["field"].map(VAGUE)]
