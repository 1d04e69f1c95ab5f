"""Events: the arrests, sentences, releases, re-arrests and deaths of a person, each once."""

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules import tables
from ...rules.survivorship import SAME_EVENT_DAYS
from .choose import choose_codes, choose_dates
from .groups import Floats, first, gather, largest, number
from .said import KEY, Said, day_column, days, heard, iso

pc: Any = pyarrow.compute  # its stubs know no table column as a set of values

_BY = ["person", "episode", "field"]
_WHAT = ["person", "episode", "kind"]
# What tells of an event: the field that dates it, and what tells of it without a date.
_DATED_BY = {"arrest": "arrest", "sentence": "verdict", "release": "release", "death": "death"}
_KIND = {date: kind for kind, date in _DATED_BY.items()}


def events_table(said: Said, claims: pa.Table, day: date) -> pa.Table:
    """The events as a table of the schema "events"; claims: schema "claims".

    One event of a kind in each detention; an event that a list dates after `day` has not happened.
    Its lists are those that tell of it and do not give another date.
    """
    dates = heard(said.dates, said.codes, _BY)
    dates = dates[dates["field"].isin(_KIND)]
    undated = _undated(heard(said.codes, said.codes, _BY))
    told = pd.concat([dates, undated], ignore_index=True)
    told["kind"] = told["field"].map(_KIND)
    told["event"] = number(told, _WHAT)
    events = told.iloc[first(told["event"].to_numpy())][_WHAT]
    shown = choose_dates(dates, _BY).rename(columns={"start": "date_from", "end": "date_to"})
    shown["kind"] = shown.pop("field").map(_KIND)
    events = events.merge(shown, on=_WHAT, how="left").merge(_basis(said), on=_WHAT, how="left")
    told = told[_agree(told, events)]
    event, n = told["event"].to_numpy(), len(events)
    events["first_seen"] = -largest(event, -_first_seen(told, said, claims), n)
    sources = gather(event, told["source"], n)
    happened = ~(events["date_from"] > (day - date(1970, 1, 1)).days)
    return _as_table(events[happened & np.isfinite(events["first_seen"])], sources, said)


def _undated(codes: pd.DataFrame) -> pd.DataFrame:
    """Claims that tell of an event without dating it, with the field that would date it."""
    field, value = codes["field"], codes["value"]
    tells = {
        "verdict": field == "sentence_months",
        # at home under precautionary measures, nobody was set free: a status alone is a release
        # only where it says released
        "release": (field == "release_basis") | (value == "released"),
        "death": value == "died",
    }
    parts = [codes[rows].assign(field=dated) for dated, rows in tells.items()]
    return pd.concat(parts).drop(columns="value").assign(start=-np.inf, end=np.inf)


def _basis(said: Said) -> pd.DataFrame:
    bases = said.codes[said.codes["field"] == "release_basis"]
    chosen = choose_codes(heard(bases, said.codes, _BY), _BY).rename(columns={"value": "basis"})
    return chosen.assign(kind="release")[[*_WHAT, "basis"]]


def _agree(told: pd.DataFrame, events: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows of `told` give the event no other date.

    A list that gives another date tells of the event, but not of this one.
    """
    slack = told["field"].map(SAME_EVENT_DAYS).fillna(0)
    ends = events[["date_from", "date_to"]].iloc[told["event"]].set_axis(told.index)
    # comparisons with an unknown date are false: whatever tells of an undated event agrees
    other = (told["start"] > ends["date_to"] + slack) | (told["end"] < ends["date_from"] - slack)
    teller = number(told, ["event", "record"])
    return np.isin(teller, teller[other], invert=True)


def _first_seen(told: pd.DataFrame, said: Said, claims: pa.Table) -> Floats:
    """The day since which the list of each row tells of the event, as the claims say."""
    rows = claims.filter(pc.is_in(claims["field"], pa.array(list(_KIND))))
    seen = rows.select([*KEY, "field"]).to_pandas().assign(first_seen=days(rows["first_seen"]))
    record = said.records[KEY].rename_axis("record").reset_index()
    first = seen.merge(record, on=KEY).groupby(["record", "field"])["first_seen"].min()
    found = told[["record", "field"]].join(first, on=["record", "field"])["first_seen"]
    return np.asarray(found.fillna(told["edition"]), dtype=np.float64)


def _as_table(events: pd.DataFrame, sources: Any, said: Said) -> pa.Table:
    """The events as a table; `sources` of an event stand where its index says."""
    again = (events["kind"] == "arrest") & (events["episode"] > 0)
    kind = events["kind"].where(~again, "rearrest")
    when = iso(events["date_from"])
    when = when.where(when != "", "undated-" + (events["episode"] + 1).astype(str))
    person_id = pd.Series(said.ids[events["person"]], events.index, dtype=object)
    events = events.assign(kind=kind, person_id=person_id)
    events["event_id"] = person_id + "/" + kind + "/" + when
    events = events.sort_values(["event_id", "episode"]).drop_duplicates("event_id")
    columns: dict[str, Any] = {"sources": sources.take(pa.array(events.index))}
    columns["episode"] = pa.array(events["episode"].to_numpy() + 1, pa.int32())
    for name in ("date_from", "date_to", "first_seen"):
        columns[name] = day_column(events[name].to_numpy(dtype=float))
    for name in ("event_id", "person_id", "kind", "basis"):
        columns[name] = pa.array(events[name], pa.string(), from_pandas=True)
    schema = tables.schema("events")
    return pa.table({name: columns[name] for name in schema.names}, schema=schema)
