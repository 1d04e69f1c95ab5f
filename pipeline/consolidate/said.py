"""What the lists say of persons: one row a record and field; these claims compete to be shown."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ...rules.fields import DATED, LISTED, PLAIN
from ...rules.survivorship import OUT, SHOWN, STAGES, TRUST, VAGUE
from .groups import prefer

KEY = ["source", "source_record_id"]
HEAD = ["person", "source", "weak", "edition", "trust"]


@dataclass(frozen=True, slots=True)
class Said:
    """What lists say of persons; a person is a number, its place in `ids`, which are sorted.

    records: one row a record that has a person, in the order of its key, numbered by the index.
    codes, lists: HEAD, record, field, value. dates: HEAD, record, field, start, end (either may
    be infinite where the list gives only one end). Days are counted from 1970-01-01.
    """

    ids: npt.NDArray[np.object_]
    records: pd.DataFrame
    codes: pd.DataFrame
    dates: pd.DataFrame
    lists: pd.DataFrame


def say(records: pa.Table) -> Said:
    """The claims of `records` (schema "records"); rows without a person are left out."""
    rows = records.filter(records["person_id"].is_valid())
    rows = rows.sort_by([(name, "ascending") for name in KEY])
    plain = ["country", *KEY, "weak", *PLAIN, "given_names", "surnames", "patronymic"]
    frame = rows.select(plain).to_pandas()
    frame["person"], ids = pd.factorize(rows["person_id"].to_pandas(), sort=True)
    frame["edition"] = days(rows["edition"])
    rank = {source: place for place, source in enumerate(TRUST)}
    frame["trust"] = frame["source"].map(rank).fillna(len(rank)).astype(int)
    frame["weak"] = frame["weak"].astype(bool)
    names = np.asarray(ids, dtype=object)
    return Said(names, frame, _codes(frame), _dates(frame, rows), _lists(frame, rows))


def _codes(frame: pd.DataFrame) -> pd.DataFrame:
    fields = [field for field in PLAIN if SHOWN[field].method != "fullest"]
    # months as text, as claims write them
    texts = frame[fields].assign(sentence_months=_whole(frame["sentence_months"]))
    values = texts.to_numpy(dtype=object)
    record, place = np.nonzero(pd.notna(values))
    return _long(frame, record, np.array(fields)[place], value=values[record, place])


def _whole(numbers: "pd.Series[float]") -> "pd.Series[str]":
    known = numbers.notna()
    return numbers.where(known, 0).astype(int).astype(str).where(known, None)


def _dates(frame: pd.DataFrame, rows: pa.Table) -> pd.DataFrame:
    start, end = (
        np.column_stack([days(rows[f"{field}_{side}"]) for field in DATED])
        for side in ("from", "to")
    )
    record, place = np.nonzero(~np.isnan(start) | ~np.isnan(end))
    return _long(
        frame,
        record,
        np.array(DATED)[place],
        start=np.nan_to_num(start[record, place], nan=-np.inf),
        end=np.nan_to_num(end[record, place], nan=np.inf),
    )


def _lists(frame: pd.DataFrame, rows: pa.Table) -> pd.DataFrame:
    parts = []
    for field in LISTED:
        column = rows[field].combine_chunks()
        record = pc.list_parent_indices(column).to_numpy()
        values = pc.list_flatten(column).to_numpy(zero_copy_only=False)
        parts.append(_long(frame, record, np.full(len(record), field), value=values))
    return pd.concat(parts, ignore_index=True)


def _long(
    frame: pd.DataFrame, record: npt.NDArray[np.int64], field: object, **values: Any
) -> pd.DataFrame:
    head = frame[HEAD].iloc[record].reset_index(drop=True)
    return head.assign(record=record, field=np.asarray(field, dtype=object), **values)


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


def interval_text(dates: pd.DataFrame) -> "pd.Series[str]":
    """Intervals (start, end) as claims write them: one day, or from/to; empty if neither."""
    start, end = iso(dates["start"]), iso(dates["end"])
    return start.where(start == end, start + "/" + end)


def day_column(numbers: "pd.Series[float] | npt.NDArray[np.float64]") -> "pa.Array[Any]":
    """Days since 1970-01-01 as an Arrow date column, empty where open or unknown."""
    values = np.asarray(numbers, dtype=float)
    known = np.isfinite(values)
    whole = np.where(known, values, 0).astype(np.int32)
    return pa.array(whole, pa.int32(), mask=~known).cast(pa.date32())


def heard(rows: pd.DataFrame, codes: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The rows that may be shown: weak ones only where no other list speaks (`by`).

    A person is not set free by a form that anybody may fill in: what weak evidence says of a
    release is heard only if another list knows that the person is out.
    """
    status = codes[(codes["field"] == "custody_status") & ~codes["weak"]]
    out = status.loc[status["value"].map(STAGES) >= OUT, "person"]
    freed = rows["field"].isin(["custody_status", "release_basis", "release"])
    kept = rows[~(rows["weak"] & freed & ~rows["person"].isin(out))]
    return prefer(kept, ~kept["weak"].to_numpy(dtype=bool), by)


def specific(codes: pd.DataFrame) -> pd.DataFrame:
    """The codes that say something: without those that only say that nothing more is known."""
    return codes[codes["value"] != codes["field"].map(VAGUE)]
