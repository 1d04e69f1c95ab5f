"""Episodes: which detention of a person a record speaks of, counted from 0."""

from dataclasses import replace

import numpy as np
import pandas as pd

from ...rules.survivorship import (
    DEPARTED,
    OTHER_DETENTION_DAYS,
    SAME_DETENTION_DAYS,
    TWO_ROWS_DAYS,
    WEAK,
)
from .choose import choose_codes
from .said import Said

_MONTH = 30.44  # days


def with_episodes(said: Said) -> Said:
    """`said` with a column `episode` in every table, and `latest` in `records`.

    A record belongs to the detention whose arrest it gives; a dated release or verdict belongs to
    the detention that it follows; what gives no arrest belongs to the first. `latest` records
    speak of the person's latest detention.
    """
    arrests = said.dates[(said.dates["field"] == "arrest") & (said.dates["rank"] < WEAK)]
    # "2021" may be any detention of that year
    arrests = arrests[arrests["end"] - arrests["start"] <= SAME_DETENTION_DAYS]
    arrests = _trusted(arrests, said)
    numbered = _number(_groups(arrests), said)
    starts = numbered.groupby(["person", "episode"], as_index=False).agg(start=("start", "min"))
    last = starts.groupby("person")["episode"].max()
    of_record = numbered.groupby("record")["episode"].max()

    records = said.records.assign(
        episode=of_record.reindex(said.records.index).fillna(0).astype(int)
    )
    episode = records["episode"].to_numpy()
    dates = said.dates.assign(episode=episode[said.dates["record"]])
    dates["episode"] = _followed(dates, starts)
    final = records["person"].map(last).fillna(0).astype(int)
    newest = dates.groupby("record")["episode"].max().reindex(records.index).fillna(0)
    records["latest"] = (records["episode"] == final) | (newest == final)
    return replace(
        said,
        records=records,
        codes=said.codes.assign(episode=episode[said.codes["record"]]),
        dates=dates,
        lists=said.lists.assign(episode=episode[said.lists["record"]]),
    )


def _trusted(arrests: pd.DataFrame, said: Said) -> pd.DataFrame:
    """The arrests without those of departed records that may have been mistakes.

    A row that left its list tells of a detention of its own only where no listed row tells of any,
    or where the release that it gives is before the latest arrest: the list has told the whole
    story of an earlier detention, and dropped it when the next one came.
    """
    listed = arrests["rank"] < DEPARTED
    if listed.all():
        return arrests
    newest = arrests["person"].map(arrests[listed].groupby("person")["start"].max())
    release = said.dates[said.dates["field"] == "release"].set_index("record")["end"]
    ended = arrests["record"].map(release) <= newest
    return arrests[listed | newest.isna() | ended]


def _groups(arrests: pd.DataFrame) -> pd.DataFrame:
    """Arrest claims with a `group` number: a new group where the next arrest is far away."""
    rows = arrests.sort_values(["person", "start", "end", "record"], ignore_index=True)
    reached = rows.groupby("person")["end"].cummax().groupby(rows["person"]).shift()
    far = rows["start"] - reached > SAME_DETENTION_DAYS
    return rows.assign(group=far.groupby(rows["person"]).cumsum().astype(int))


def _number(rows: pd.DataFrame, said: Said) -> pd.DataFrame:
    """Arrest claims with their `episode`: groups that only disagree are one detention."""
    by = ["person", "group"]
    spans = rows.groupby(by, as_index=False).agg(start=("start", "min"), end=("end", "max"))
    before = spans.assign(group=spans["group"] + 1).rename(
        columns={"start": "start_before", "end": "end_before"}
    )
    steps = spans.merge(before, on=by)
    if steps.empty:
        return rows.assign(episode=0)
    gap = steps["start"] - steps["end_before"]
    apart = (
        (gap > OTHER_DETENTION_DAYS)
        | _released_between(steps, said)
        | _sentence_ended(steps, rows, said)
        | ((gap > TWO_ROWS_DAYS) & _in_one_list(steps, rows))
    )
    steps["episode"] = apart.groupby(steps["person"]).cumsum().astype(int)
    numbered = rows.merge(steps[[*by, "episode"]], on=by, how="left")
    return numbered.assign(episode=numbered["episode"].fillna(0).astype(int))


def _released_between(steps: pd.DataFrame, said: Said) -> "pd.Series[bool]":
    releases = said.dates[(said.dates["field"] == "release") & (said.dates["rank"] < WEAK)]
    pairs = steps.merge(
        releases[["person", "start", "end"]], on="person", suffixes=("", "_release")
    )
    between = pairs[
        (pairs["start_release"] >= pairs["end_before"]) & (pairs["end_release"] <= pairs["start"])
    ]
    found = pd.MultiIndex.from_frame(between[["person", "group"]])
    return _marked(steps, found)


def _sentence_ended(steps: pd.DataFrame, rows: pd.DataFrame, said: Said) -> "pd.Series[bool]":
    by = ["person", "group"]
    months = said.codes[(said.codes["field"] == "sentence_months") & (said.codes["rank"] < WEAK)]
    known = rows[["record", "group"]].merge(months, on="record")
    chosen = choose_codes(known, [*by, "field"])
    chosen = chosen.assign(
        group=chosen["group"] + 1, months=chosen["value"].astype(object).astype(float)
    )
    served = steps.merge(chosen[[*by, "months"]], on=by, how="left")
    ended = served["start"] - served["start_before"] >= served["months"] * _MONTH
    return pd.Series(np.asarray(ended, dtype=bool), index=steps.index)


def _in_one_list(steps: pd.DataFrame, rows: pd.DataFrame) -> "pd.Series[bool]":
    here = rows[["person", "group", "source"]].drop_duplicates()
    before = here.assign(group=here["group"] + 1)
    both = here.merge(before, on=["person", "group", "source"])
    return _marked(steps, pd.MultiIndex.from_frame(both[["person", "group"]]))


def _marked(steps: pd.DataFrame, found: pd.MultiIndex) -> "pd.Series[bool]":
    index = pd.MultiIndex.from_frame(steps[["person", "group"]])
    return pd.Series(index.isin(found), index=steps.index, dtype=bool)


def _followed(dates: pd.DataFrame, starts: pd.DataFrame) -> "pd.Series[int]":
    """The episode of each date: releases and verdicts belong to the detention that they follow."""
    later = starts[starts["episode"] > 0].rename(columns={"episode": "reached", "start": "begun"})
    moving = dates[dates["field"].isin(["release", "verdict"])]
    pairs = moving[["person", "start"]].rename_axis("claim").reset_index()
    pairs = pairs.merge(later, on="person")
    begun = pairs[pairs["begun"] <= pairs["start"]].groupby("claim")["reached"].max()
    episode = dates["episode"].copy()
    episode[moving.index] = begun.reindex(moving.index).fillna(0).astype(int)
    return episode
