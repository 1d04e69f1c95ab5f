"""Events: the arrests, sentences, releases, re-arrests and deaths of a person, each once."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules import tables
from ...rules.survivorship import SAME_EVENT_DAYS
from .choose import choose_codes, choose_dates
from .groups import gather
from .said import KEY, Said, day_column, heard, iso

_BY = ["person_id", "episode", "field"]
_WHAT = ["person_id", "episode", "kind"]
# What tells of an event: the field that dates it, and what tells of it without a date.
_DATED_BY = {"arrest": "arrest", "sentence": "verdict", "release": "release", "death": "death"}
_KIND = {date: kind for kind, date in _DATED_BY.items()}


def events_table(said: Said, claims: pd.DataFrame, day: date) -> pa.Table:
    """The events as a table of the schema "events".

    One event of a kind in each detention; an event that a list dates after `day` has not happened.
    Its lists are those that tell of it and do not give another date.
    """
    dates = heard(said.dates, said.codes, _BY)
    dates = dates[dates["field"].isin(_KIND)]
    told = pd.concat([dates, _undated(heard(said.codes, said.codes, _BY))])
    told["kind"] = told["field"].map(_KIND)
    shown = choose_dates(dates, _BY).rename(columns={"start": "date_from", "end": "date_to"})
    shown["kind"] = shown.pop("field").map(_KIND)
    events = told[_WHAT].drop_duplicates().merge(shown, on=_WHAT, how="left")
    events = events[~(events["date_from"] > (day - date(1970, 1, 1)).days)]
    events = events.merge(_basis(said), on=_WHAT, how="left")
    events = events.merge(_told_by(events, told, said, claims), on=_WHAT)
    return _as_table(events)


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


def _told_by(
    events: pd.DataFrame, told: pd.DataFrame, said: Said, claims: pd.DataFrame
) -> pd.DataFrame:
    """The lists that tell of each event, and when it was first seen."""
    rows = told.merge(events[[*_WHAT, "date_from", "date_to"]], on=_WHAT)
    slack = rows["field"].map(SAME_EVENT_DAYS).fillna(0)
    # comparisons with an unknown date are false: whatever tells of an undated event agrees
    other = (rows["start"] > rows["date_to"] + slack) | (rows["end"] < rows["date_from"] - slack)
    rows = rows.assign(other=other).merge(said.records[KEY[1:]], left_on="record", right_index=True)
    # a list that gives another date tells of the event, but not of this one
    rows = rows[~rows.groupby([*_WHAT, "record"])["other"].transform("any")]
    seen = claims.groupby([*KEY, "field"], as_index=False).agg(first_seen=("first_seen", "min"))
    rows = rows.merge(seen, on=[*KEY, "field"], how="left")
    rows["first_seen"] = rows["first_seen"].fillna(rows["edition"])
    first = rows.groupby(_WHAT, as_index=False).agg(first_seen=("first_seen", "min"))
    return first.merge(gather(rows, _WHAT, "source"), on=_WHAT).rename(
        columns={"source": "sources"}
    )


def _as_table(events: pd.DataFrame) -> pa.Table:
    again = (events["kind"] == "arrest") & (events["episode"] > 0)
    events["kind"] = events["kind"].where(~again, "rearrest")
    undated = "undated-" + (events["episode"] + 1).astype(str)
    name = iso(events["date_from"])
    name = name.where(name != "", undated)
    events["event_id"] = events["person_id"] + "/" + events["kind"] + "/" + name
    events = events.sort_values(["event_id", "episode"]).drop_duplicates("event_id")
    schema = tables.schema("events")
    arrays = [
        day_column(events[f.name].astype(float))
        if pa.types.is_date32(f.type)
        else pa.array(events[f.name].tolist(), f.type, from_pandas=True)
        for f in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
