"""Persons: one row each, with the shown claim of every field."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules import tables
from ...rules.fields import DATED, LISTED, PLAIN, SOURCE_SPAN
from ...rules.survivorship import SHOWN, Scope
from .choose import choose_codes, choose_dates
from .groups import Floats, Numbers, distinct, gather, largest, look_up, number, prefer
from .said import PARTS, People, Said, day_column, days, heard, present

pc: Any = pyarrow.compute  # its stubs know no table column as a set of values

_BY = ["person", "field"]
# What hangs on the records of the person alone. Names are chosen by how many others are called so,
# links are weighed by how rare names are, and what was seen ends with each edition.
_LOOSE = (*PARTS, "weakest_link", "first_seen", "last_seen", "seen_by")
DECIDED = pa.schema([field for field in tables.schema("persons") if field.name not in _LOOSE])


@dataclass(frozen=True, slots=True)
class Shown:
    """The shown values of codes, dates and lists, one row a person and field."""

    codes: pd.DataFrame
    dates: pd.DataFrame
    lists: pd.DataFrame


def show(said: Said) -> Shown:
    """Choose among the claims of `said` (with episodes) by the rules of survivorship."""
    codes = choose_codes(heard(in_scope(said.codes, said), said.codes, _BY), _BY)
    codes = _municipality_in_province(codes, said)
    dates = choose_dates(heard(in_scope(said.dates, said), said.codes, _BY), _BY)
    return Shown(codes, dates, heard(said.lists, said.codes, _BY))


def in_scope(rows: pd.DataFrame, said: Said) -> pd.DataFrame:
    """The rows of the detentions from which the rule of their field takes the shown claim.

    Departed records are among them only where no listed one speaks.
    """
    # a later detention says nothing of the first: only the latest may be filled up from the others
    first = rows["episode"].to_numpy() == 0
    kept = present(rows[first | ~has_scope(rows, "first")], _BY)
    latest = said.records["latest"].to_numpy(dtype=bool)[kept["record"]]
    return prefer(kept, latest | ~has_scope(kept, "latest"), _BY)


def has_scope(rows: pd.DataFrame, scope: Scope) -> npt.NDArray[np.bool_]:
    """Which rows are of fields whose rule has this scope."""
    return (
        look_up(rows["field"], {name: rule.scope == scope for name, rule in SHOWN.items()}, 0) > 0
    )


def _municipality_in_province(codes: pd.DataFrame, said: Said) -> pd.DataFrame:
    """`codes` with municipalities of the shown province only: "Nueva Gerona, Granma" is nowhere."""
    province = codes[codes["field"] == "province"].astype({"value": object})
    rows = said.codes[said.codes["field"] == "municipality"]
    own = rows["record"].map(said.records["province"])
    fits = own.isna() | (own == rows["person"].map(province.set_index("person")["value"]))
    chosen = choose_codes(heard(rows[fits], said.codes, _BY), _BY)
    return pd.concat([codes[codes["field"] != "municipality"], chosen], ignore_index=True)


def persons_table(said: Said, shown: Shown) -> pa.Table:
    """What is shown of the persons themselves, in the order of their ids: the columns DECIDED."""
    records, n = said.records, len(said.ids)
    person = records["person"].to_numpy()
    columns: dict[str, Any] = {
        "person_id": pa.array(said.ids, pa.string()),
        "country": _texts(person, records["country"], n),
        "name_variants": gather(person, records["name"], n),
        "sources": gather(person, records["source"], n),
        "n_sources": pa.array(distinct(person, number(records, ["source"]), n), pa.int32()),
        "n_records": pa.array(np.bincount(person, minlength=n), pa.int32()),
    }
    for field in LISTED:
        rows = shown.lists[shown.lists["field"] == field]
        columns[field] = gather(rows["person"].to_numpy(), rows["value"], n)
    for field in PLAIN:
        if SHOWN[field].method == "fullest":
            continue
        rows = shown.codes[shown.codes["field"] == field]
        columns[field] = _texts(rows["person"].to_numpy(), rows["value"], n)
    columns["sentence_months"] = columns["sentence_months"].cast(pa.int32())
    for field in DATED:
        rows = shown.dates[shown.dates["field"] == field]
        for side, end in (("from", "start"), ("to", "end")):
            day = np.full(n, np.nan)
            day[rows["person"]] = rows[end]
            columns[f"{field}_{side}"] = day_column(day)
    months = columns["sentence_months"].to_numpy(zero_copy_only=False).astype(float)
    for end in ("from", "to"):
        # not a release: who is on parole is released, and the sentence still runs
        columns[f"sentence_ends_{end}"] = _sentence_ends(days(columns[f"arrest_{end}"]), months)
    return pa.table({name: columns[name] for name in DECIDED.names}, schema=DECIDED)


def completed(
    decided: pa.Table, them: People, names: pd.DataFrame, weakest: Floats, claims: pa.Table
) -> pa.Table:
    """The persons as a table of the schema "persons", in the order of their ids.

    decided: what `persons_table` says of them; names: as `choose_names` gives them; weakest: for
    each person the probability of the weakest link, or NaN; claims: schema "claims".
    """
    n, person = len(them.ids), names["person"].to_numpy()
    columns: dict[str, Any] = {name: decided[name] for name in DECIDED.names}
    columns |= {part: _texts(person, names[part], n) for part in PARTS}
    columns |= {"weakest_link": pa.array(weakest, from_pandas=True), **_seen(them, claims)}
    schema = tables.schema("persons")
    return pa.table({name: columns[name] for name in schema.names}, schema=schema)


def _texts(person: Numbers, values: "pd.Series[str]", n: int) -> "pa.Array[Any]":
    """The values of the persons, as a column of the `n` persons."""
    column = np.full(n, None, dtype=object)
    column[person] = values
    return pa.array(column, pa.string(), from_pandas=True)


def _seen(them: People, claims: pa.Table) -> dict[str, Any]:
    """Since when and until when each list, and any list at all, speaks of each person."""
    records, n = them.records, len(them.ids)
    source, lists = pd.factorize(records["source"], sort=True)
    person, edition = records["person"].to_numpy(), records["edition"].to_numpy()
    claimed = pc.index_in(claims["person_id"], pa.array(them.ids, pa.string())).to_numpy()
    claimer = pc.index_in(claims["source"], pa.array(lists, pa.string())).to_numpy()
    width = len(lists) + 1
    owner = np.concatenate([claimed * width + claimer, person * width + source])
    cells, owner = np.unique(owner, return_inverse=True)
    # a record of which nothing is claimed was seen when it was read, others since their first claim
    spoken = np.isin(np.arange(len(cells)), owner[: len(claimed)])[owner[len(claimed) :]]
    since = np.concatenate([days(claims["first_seen"]), np.where(spoken, np.inf, edition)])
    first = -largest(owner, -since, len(cells))
    last = largest(owner, np.concatenate([days(claims["last_seen"]), edition]), len(cells))
    spans = pa.StructArray.from_arrays(
        [
            pa.array(lists, pa.string()).take(pa.array(cells % width)),
            day_column(first),
            day_column(last),
        ],
        fields=list(SOURCE_SPAN),
    )
    ends = np.cumsum(np.bincount(cells // width, minlength=n))
    offsets = pa.array(np.concatenate([[0], ends]), pa.int32())
    of = cells // width
    return {
        "first_seen": day_column(-largest(of, -first, n)),
        "last_seen": day_column(largest(of, last, n)),
        "seen_by": pa.ListArray.from_arrays(offsets, spans),
    }


def _sentence_ends(arrest: Floats, months: Floats) -> "pa.Array[Any]":
    """The day on which a sentence that began with the arrest ends, in calendar months.

    arrest: days since 1970-01-01; either is NaN where it is not known. A month from the 31st of
    January ends with the last day of February.
    """
    known = ~np.isnan(arrest) & ~np.isnan(months)
    day = arrest[known].astype("int64").astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    target = month + months[known].astype("int64")
    last = (target + 1).astype("datetime64[D]") - 1
    ends = np.full(len(arrest), np.nan)
    ends[known] = np.minimum(target.astype("datetime64[D]") + (day - month), last).astype("int64")
    return day_column(ends)
