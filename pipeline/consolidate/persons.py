"""Persons: one row each, with the shown claim of every field."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules import tables
from ...rules.fields import DATED, LISTED, PLAIN
from ...rules.survivorship import SHOWN
from .choose import choose_codes, choose_dates
from .groups import gather, prefer
from .names import PARTS, choose_names
from .said import Said, day_column, heard

_BY = ["person_id", "field"]


@dataclass(frozen=True, slots=True)
class Shown:
    """The shown values: names (one row a person), codes, dates and lists (one row a field)."""

    names: pd.DataFrame
    codes: pd.DataFrame
    dates: pd.DataFrame
    lists: pd.DataFrame


def show(said: Said) -> Shown:
    """Choose among the claims of `said` (with episodes) by the rules of survivorship."""
    codes = choose_codes(heard(in_scope(said.codes, said), said.codes, _BY), _BY)
    codes = _municipality_in_province(codes, said)
    dates = choose_dates(heard(in_scope(said.dates, said), said.codes, _BY), _BY)
    return Shown(choose_names(said.records), codes, dates, heard(said.lists, said.codes, _BY))


def in_scope(rows: pd.DataFrame, said: Said) -> pd.DataFrame:
    """The rows of the detentions from which the rule of their field takes the shown claim."""
    scope = rows["field"].map({field: rule.scope for field, rule in SHOWN.items()})
    latest = rows["record"].map(said.records["latest"]).astype(bool)
    first = rows["episode"] == 0
    good = (scope == "all") | ((scope == "first") & first) | ((scope == "latest") & latest)
    # a later detention says nothing of the first: only the latest may be filled up from the others
    kept = rows[(scope != "first") | first]
    return prefer(kept, good[kept.index].to_numpy(dtype=bool), _BY)


def _municipality_in_province(codes: pd.DataFrame, said: Said) -> pd.DataFrame:
    """`codes` with municipalities of the shown province only: "Nueva Gerona, Granma" is nowhere."""
    province = codes[codes["field"] == "province"].set_index("person_id")["value"]
    rows = said.codes[said.codes["field"] == "municipality"]
    own = rows["record"].map(said.records["province"])
    fits = own.isna() | (own == rows["person_id"].map(province))
    chosen = choose_codes(heard(rows[fits], said.codes, _BY), _BY)
    return pd.concat([codes[codes["field"] != "municipality"], chosen], ignore_index=True)


def persons_table(
    said: Said, shown: Shown, claims: pd.DataFrame, weakest: "pd.Series[float]"
) -> pa.Table:
    """The persons as a table of the schema "persons", in the order of their ids."""
    groups = said.records.groupby("person_id")
    frame = groups.agg(country=("country", "first"), n_records=("source", "size"))
    frame["n_sources"] = groups["source"].nunique()
    frame["sources"] = _gathered(said.records, "source")
    frame["name_variants"] = _gathered(said.records, "name")
    frame = frame.join(shown.names.set_index("person_id")[PARTS])
    plain = shown.codes.pivot(index="person_id", columns="field", values="value")
    frame = frame.join(plain.reindex(columns=[f for f in PLAIN if f != "name"]))
    for field in LISTED:
        frame[field] = _gathered(shown.lists[shown.lists["field"] == field], "value")
    seen = claims.groupby("person_id").agg(first=("first_seen", "min"), last=("last_seen", "max"))
    frame["first_seen"] = seen["first"].reindex(frame.index).fillna(groups["edition"].min())
    frame["last_seen"] = seen["last"].reindex(frame.index).fillna(groups["edition"].max())
    frame["weakest_link"] = weakest.reindex(frame.index)
    for field in DATED:
        dates = shown.dates[shown.dates["field"] == field].set_index("person_id")
        frame[f"{field}_from"] = dates["start"].reindex(frame.index)
        frame[f"{field}_to"] = dates["end"].reindex(frame.index)
    return _as_table(frame.reset_index())


def _gathered(rows: pd.DataFrame, column: str) -> "pd.Series[list[str]]":
    return gather(rows, ["person_id"], column).set_index("person_id")[column]


def _as_table(frame: pd.DataFrame) -> pa.Table:
    schema = tables.schema("persons")
    columns: list[pa.Array[Any]] = []
    for field in schema:
        values = frame[field.name]
        if pa.types.is_date32(field.type):
            columns.append(day_column(values))
        elif pa.types.is_list(field.type):
            columns.append(pa.array([v if isinstance(v, list) else [] for v in values], field.type))
        elif pa.types.is_integer(field.type):
            numbers = values.astype(float).to_numpy()
            whole = np.where(np.isnan(numbers), 0, numbers).astype(np.int32)
            columns.append(pa.array(whole, mask=np.isnan(numbers)))
        else:
            columns.append(pa.array(values, field.type, from_pandas=True))
    return pa.Table.from_arrays(columns, schema=schema)
