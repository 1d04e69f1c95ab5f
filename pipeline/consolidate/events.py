"""Events: the arrests, sentences, releases, re-arrests and deaths of a person, each once."""

from collections.abc import Mapping
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
from .groups import Floats, first, gather, largest, look_up, number
from .said import KEY, Said, day_column, days, ends_of, heard, iso

pc: Any = pyarrow.compute  # its stubs know no table column as a set of values

_BY = ["person", "episode", "field"]
_WHAT = ["person", "episode", "kind"]
# What tells of an event: the field that dates it, and what tells of it without a date.
_DATED_BY = {"arrest": "arrest", "sentence": "verdict", "release": "release", "death": "death"}
_KIND = {date: kind for kind, date in _DATED_BY.items()}
_KINDS = pd.Index(sorted(_DATED_BY))
_UNDATED = ("sentence_months", "release_basis", "custody_status")


def events_table(said: Said, claims: pa.Table, day: date) -> pa.Table:
    """The events as a table of the schema "events"; claims: schema "claims".

    One event of a kind in each detention; an event that a list dates after `day` has not happened.
    Its lists are those that tell of it and do not give another date; it was first seen when one of
    them first told of it, be it less exactly.
    """
    dates = heard(said.dates, said.codes, _BY)
    dates = _of_kind(dates[dates["field"].isin(_KIND)], _KIND)
    told = pd.concat([dates, _undated(heard(said.codes, said.codes, _BY))], ignore_index=True)
    told["event"] = number(told, _WHAT)
    events = told.iloc[first(told["event"].to_numpy())][_WHAT].astype({"kind": object})
    shown = choose_dates(dates, [*_WHAT, "field"]).drop(columns="field").astype({"kind": object})
    shown = shown.rename(columns={"start": "date_from", "end": "date_to"})
    events = events.merge(shown, on=_WHAT, how="left").merge(_basis(said), on=_WHAT, how="left")
    told = told[~_is_of_another(told, events)]
    event, n = told["event"].to_numpy(), len(events)
    events["first_seen"] = _first_seen(told, events, said, claims)
    sources = gather(event, told["source"], n)
    happened = ~(events["date_from"] > (day - date(1970, 1, 1)).days)
    return _as_table(events[happened & np.isfinite(events["first_seen"])], sources, said)


def _of_kind(rows: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """`rows` with the kind of event that their field tells of."""
    numbered = {kind: place for place, kind in enumerate(_KINDS)}
    places = {field: numbered[kind] for field, kind in kinds.items()}
    codes = look_up(rows["field"], places, -1)
    return rows.assign(kind=pd.Categorical.from_codes(codes, _KINDS))


def _undated(codes: pd.DataFrame) -> pd.DataFrame:
    """Claims that tell of an event without dating it."""
    field, value = codes["field"], codes["value"]
    tells = {
        "sentence": field == "sentence_months",
        # at home under precautionary measures, nobody was set free: a status alone is a release
        # only where it says released
        "release": (field == "release_basis") | (value == "released"),
        "death": value == "died",
    }
    parts = [_of_kind(codes[rows], dict.fromkeys(_UNDATED, kind)) for kind, rows in tells.items()]
    return pd.concat(parts).assign(start=-np.inf, end=np.inf)


def _basis(said: Said) -> pd.DataFrame:
    bases = said.codes[said.codes["field"] == "release_basis"]
    chosen = choose_codes(heard(bases, said.codes, _BY), _BY).astype({"value": object})
    return chosen.rename(columns={"value": "basis"}).assign(kind="release")[[*_WHAT, "basis"]]


def _is_of_another(told: pd.DataFrame, events: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows of `told` are of a record that gives the event another date.

    A list that gives another date tells of the event, but not of this one.
    """
    other = _gives_another_date(told, events)
    teller = number(told, ["event", "record"])
    return np.isin(teller, teller[other])


def _gives_another_date(told: pd.DataFrame, events: pd.DataFrame) -> npt.NDArray[np.bool_]:
    slack = look_up(told["kind"], SAME_EVENT_DAYS, 0)
    ends = events[["date_from", "date_to"]].to_numpy(dtype=float)[told["event"].to_numpy()]
    # comparisons with an unknown date are false: whatever tells of an undated event agrees
    after = told["start"].to_numpy() > ends[:, 1] + slack
    return np.asarray(after | (told["end"].to_numpy() < ends[:, 0] - slack), dtype=bool)


def _first_seen(told: pd.DataFrame, events: pd.DataFrame, said: Said, claims: pa.Table) -> Floats:
    """For each event the day since which the lists that tell of it do so, as the claims say.

    What a list said before counts too where it speaks of the same: "July" of what is now the 11th.
    """
    rows = claims.filter(pc.is_in(claims["field"], pa.array([*_KIND, *_UNDATED])))
    frame = rows.select([*KEY, "field", "value"]).to_pandas().assign(since=days(rows["first_seen"]))
    record = said.records[KEY].astype({"source": object}).rename_axis("record").reset_index()
    tellers = told[["event", "kind", "record", "field", "value"]].astype({"field": object})
    seen = tellers.merge(frame.merge(record, on=KEY), on=["record", "field"], suffixes=("_now", ""))
    # a sentence stays one when its length is mended, but another status is no release
    seen = seen[(seen["field"] != "custody_status") | (seen["value"] == seen["value_now"])]
    dated = seen["field"].isin(_KIND)
    start, end = ends_of(seen["value"].where(dated, "/"))
    near = ~_gives_another_date(seen.assign(start=start, end=end), events)
    n = len(events)
    since = -largest(seen["event"].to_numpy()[near], -seen["since"].to_numpy()[near], n)
    # a record of which the claims know nothing speaks since the edition that holds it
    edition = -largest(told["event"].to_numpy(), -told["edition"].to_numpy(), n)
    return np.where(np.isfinite(since), since, edition)


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
