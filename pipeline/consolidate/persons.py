"""Persons: one row each, with the shown claim of every field."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules import tables
from ...rules.fields import DATED, LISTED, PLAIN
from ...rules.survivorship import SHOWN
from .choose import choose_codes, choose_dates
from .groups import Floats, Numbers, distinct, gather, largest, prefer
from .names import PARTS, choose_names
from .said import Said, day_column, days, heard

pc: Any = pyarrow.compute  # its stubs know no table column as a set of values

_BY = ["person", "field"]


@dataclass(frozen=True, slots=True)
class Shown:
    """The shown values: names (one row a person), codes, dates and lists (one row a field)."""

    names: pd.DataFrame
    codes: pd.DataFrame
    dates: pd.DataFrame
    lists: pd.DataFrame


def show(said: Said, bearers: "pd.Series[int]") -> Shown:
    """Choose among the claims of `said` (with episodes) by the rules of survivorship.

    bearers: how many persons are called by a word.
    """
    codes = choose_codes(heard(in_scope(said.codes, said), said.codes, _BY), _BY)
    codes = _municipality_in_province(codes, said)
    dates = choose_dates(heard(in_scope(said.dates, said), said.codes, _BY), _BY)
    names = choose_names(said.records, bearers)
    return Shown(names, codes, dates, heard(said.lists, said.codes, _BY))


def in_scope(rows: pd.DataFrame, said: Said) -> pd.DataFrame:
    """The rows of the detentions from which the rule of their field takes the shown claim."""
    scope = rows["field"].map({field: rule.scope for field, rule in SHOWN.items()})
    latest = said.records["latest"].to_numpy(dtype=bool)[rows["record"]]
    first = rows["episode"] == 0
    good = (scope == "all") | ((scope == "first") & first) | ((scope == "latest") & latest)
    # a later detention says nothing of the first: only the latest may be filled up from the others
    kept = rows[(scope != "first") | first]
    return prefer(kept, good[kept.index].to_numpy(dtype=bool), _BY)


def _municipality_in_province(codes: pd.DataFrame, said: Said) -> pd.DataFrame:
    """`codes` with municipalities of the shown province only: "Nueva Gerona, Granma" is nowhere."""
    province = codes[codes["field"] == "province"].set_index("person")["value"]
    rows = said.codes[said.codes["field"] == "municipality"]
    own = rows["record"].map(said.records["province"])
    fits = own.isna() | (own == rows["person"].map(province))
    chosen = choose_codes(heard(rows[fits], said.codes, _BY), _BY)
    return pd.concat([codes[codes["field"] != "municipality"], chosen], ignore_index=True)


def persons_table(said: Said, shown: Shown, claims: pa.Table, weakest: Floats) -> pa.Table:
    """The persons as a table of the schema "persons", in the order of their ids.

    claims: schema "claims"; weakest: for each person the probability of the weakest link, or NaN.
    """
    records, n = said.records, len(said.ids)
    person = records["person"].to_numpy()
    columns: dict[str, Any] = {
        "person_id": pa.array(said.ids, pa.string()),
        "country": _texts(person, records["country"], n),
        "name_variants": gather(person, records["name"], n),
        "sources": gather(person, records["source"], n),
        "n_sources": pa.array(distinct(person, pd.factorize(records["source"])[0], n), pa.int32()),
        "n_records": pa.array(np.bincount(person, minlength=n), pa.int32()),
        "weakest_link": pa.array(weakest, from_pandas=True),
        **_seen(said, claims),
    }
    for part in PARTS:
        columns[part] = _texts(shown.names["person"].to_numpy(), shown.names[part], n)
    for field in LISTED:
        rows = shown.lists[shown.lists["field"] == field]
        columns[field] = gather(rows["person"].to_numpy(), rows["value"], n)
    for field in PLAIN:
        if field not in columns:
            rows = shown.codes[shown.codes["field"] == field]
            columns[field] = _texts(rows["person"].to_numpy(), rows["value"], n)
    columns["sentence_months"] = columns["sentence_months"].cast(pa.int32())
    for field in DATED:
        rows = shown.dates[shown.dates["field"] == field]
        for side, end in (("from", "start"), ("to", "end")):
            days = np.full(n, np.nan)
            days[rows["person"]] = rows[end]
            columns[f"{field}_{side}"] = day_column(days)
    schema = tables.schema("persons")
    return pa.table({name: columns[name] for name in schema.names}, schema=schema)


def _texts(person: Numbers, values: "pd.Series[str]", n: int) -> "pa.Array[Any]":
    """The values of the persons, as a column of the `n` persons."""
    column = np.full(n, None, dtype=object)
    column[person] = values
    return pa.array(column, pa.string(), from_pandas=True)


def _seen(said: Said, claims: pa.Table) -> dict[str, "pa.Array[Any]"]:
    """Since when and until when a list speaks of each person."""
    n, person = len(said.ids), said.records["person"].to_numpy()
    claimed = pc.index_in(claims["person_id"], pa.array(said.ids, pa.string())).to_numpy()
    edition = said.records["edition"].to_numpy()
    first, last = days(claims["first_seen"]), days(claims["last_seen"])
    spoken = np.isin(person, claimed, invert=True)
    owner = np.concatenate([claimed, person[spoken]])
    earliest = -largest(owner, -np.concatenate([first, edition[spoken]]), n)
    latest = largest(owner, np.concatenate([last, edition[spoken]]), n)
    return {"first_seen": day_column(earliest), "last_seen": day_column(latest)}
