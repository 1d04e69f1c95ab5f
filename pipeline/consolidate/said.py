"""What the lists say of persons: one row a record and field; these claims compete to be shown."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ...rules.fields import CLAIMED, DATED, LISTED, PLAIN
from ...rules.survivorship import DEPARTED, FREED, OUT, SHOWN, STAGES, TRUST, VAGUE, WEAK
from .groups import Floats, look_up, lowest, number

KEY = ["source", "source_record_id"]
PARTS = ["name", "given_names", "surnames", "patronymic"]
HEAD = ["person", "source", "rank", "edition", "trust"]
_FIELDS = pd.Index(sorted(CLAIMED))


@dataclass(frozen=True, slots=True)
class People:
    """Persons and their records; a person is a number, its place in `ids`, which are sorted.

    records: one row a record that has a person, in the order of its key, numbered by the index;
    rank: as rules/survivorship.py ranks it. rows: the same as a table of the schema "records".
    """

    ids: npt.NDArray[np.object_]
    records: pd.DataFrame
    rows: pa.Table


@dataclass(frozen=True, slots=True)
class Said:
    """What lists say of persons, who are numbered as in `People`.

    records: as there. codes, lists: HEAD, record, field, value. dates: HEAD, record, field, start,
    end (either may be infinite where the list gives only one end). Days are counted from
    1970-01-01; source, field and value are categories in the order of their texts.
    """

    ids: npt.NDArray[np.object_]
    records: pd.DataFrame
    codes: pd.DataFrame
    dates: pd.DataFrame
    lists: pd.DataFrame


def people(records: pa.Table) -> People:
    """The persons of `records` (schema "records"); rows without a person are left out."""
    rows = records.filter(records["person_id"].is_valid())
    rows = rows.sort_by([(name, "ascending") for name in KEY])
    frame = rows.select([*KEY, "country", "province", *PARTS]).to_pandas()
    frame["person"], ids = pd.factorize(rows["person_id"].to_pandas(), sort=True)
    frame["edition"] = days(rows["edition"])
    frame["source"] = pd.Categorical(frame["source"])
    trust = {source: place for place, source in enumerate(TRUST)}
    frame["trust"] = look_up(frame["source"], trust, len(TRUST))
    weak, listed = (rows[name].to_pandas().to_numpy(dtype=bool) for name in ("weak", "listed"))
    frame["rank"] = WEAK * weak + DEPARTED * ~listed
    return People(np.asarray(ids, dtype=object), frame, rows)


def say(them: People) -> Said:
    """What the lists say of these persons."""
    frame, rows = them.records, them.rows
    codes, dates, lists = _codes(frame, rows), _dates(frame, rows), _lists(frame, rows)
    return Said(them.ids, frame, codes, dates, lists)


def _codes(frame: pd.DataFrame, rows: pa.Table) -> pd.DataFrame:
    fields = [field for field in PLAIN if SHOWN[field].method != "fullest"]
    values = rows.select(fields).to_pandas()
    # months as text, as claims write them
    values["sentence_months"] = _whole(values["sentence_months"])
    texts = values.to_numpy(dtype=object)
    record, place = np.nonzero(pd.notna(texts))
    return _long(frame, record, fields, place, value=pd.Categorical(texts[record, place]))


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
        DATED,
        place,
        start=np.nan_to_num(start[record, place], nan=-np.inf),
        end=np.nan_to_num(end[record, place], nan=np.inf),
    )


def _lists(frame: pd.DataFrame, rows: pa.Table) -> pd.DataFrame:
    columns = [rows[field].combine_chunks() for field in LISTED]
    parents = [pc.list_parent_indices(column).to_numpy() for column in columns]
    values = [pc.list_flatten(column).to_numpy(zero_copy_only=False) for column in columns]
    place = np.repeat(np.arange(len(LISTED)), [len(parent) for parent in parents])
    value = pd.Categorical(np.concatenate(values))
    return _long(frame, np.concatenate(parents), LISTED, place, value=value)


def _long(
    frame: pd.DataFrame,
    record: npt.NDArray[np.int64],
    fields: Any,
    place: npt.NDArray[np.int64],
    **values: Any,
) -> pd.DataFrame:
    """Rows of `record`, each with the field at its `place` in `fields`."""
    head = frame[HEAD].iloc[record].reset_index(drop=True)
    field = pd.Categorical.from_codes(_FIELDS.get_indexer(pd.Index(fields))[place], _FIELDS)
    return head.assign(record=record, field=field, **values)


def days(column: Any) -> npt.NDArray[np.float64]:
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


def ends_of(texts: "pd.Series[str]") -> tuple[Floats, Floats]:
    """First and last day of intervals as claims write them; an open end is infinite."""
    place, known = pd.factorize(texts)
    parts = [(text.split("/")[0], text.split("/")[-1]) for text in known]
    ends = np.array(parts, dtype="datetime64[D]").reshape(-1, 2)
    numbers = np.where(np.isnat(ends), [-np.inf, np.inf], ends.astype("int64"))
    return numbers[place, 0], numbers[place, 1]


def day_column(numbers: "pd.Series[float] | npt.NDArray[np.float64]") -> "pa.Array[Any]":
    """Days since 1970-01-01 as an Arrow date column, empty where open or unknown."""
    values = np.asarray(numbers, dtype=float)
    known = np.isfinite(values)
    whole = np.where(known, values, 0).astype(np.int32)
    return pa.array(whole, pa.int32(), mask=~known).cast(pa.date32())


def present(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The rows without those of departed records where a listed one speaks of the same (`by`)."""
    rank = rows["rank"].to_numpy()
    departed = rank % WEAK == DEPARTED
    if not departed.any():
        return rows
    groups = number(rows, by)
    listed = lowest(groups, np.where(departed, 2 * WEAK, rank))
    return rows.iloc[np.flatnonzero(~departed | (listed[groups] > rank))]


def heard(rows: pd.DataFrame, codes: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The rows that may be shown: of each group (`by`) those of the best rank.

    A person is not set free by a form that anybody may fill in: what weak evidence says of a
    release is heard only if another list knows that the person is out.
    """
    rank = rows["rank"].to_numpy()
    if not rank.any():
        return rows
    status = codes[(codes["field"] == "custody_status") & (codes["rank"] < WEAK)]
    status = present(status, ["person"])
    out = status["person"].to_numpy()[look_up(status["value"], STAGES, 0) >= OUT]
    freed = look_up(rows["field"], dict.fromkeys(FREED, 1), 0) > 0
    rumour = (rank >= WEAK) & freed & ~np.isin(rows["person"].to_numpy(), out)
    kept, rank = rows[~rumour], rank[~rumour]
    groups = number(kept, by)
    return kept.iloc[np.flatnonzero(rank == lowest(groups, rank)[groups])]


def is_vague(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which codes only say that nothing more is known."""
    vague = np.zeros(len(rows), dtype=bool)
    for field, value in VAGUE.items():
        vague |= ((rows["field"] == field) & (rows["value"] == value)).to_numpy()
    return vague
