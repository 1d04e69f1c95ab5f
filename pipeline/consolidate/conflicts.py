"""Conflicts: where lists disagree on a person, what each says, what is shown, and why."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules import tables
from ...rules.survivorship import AGE_SLACK_DAYS, AGE_WIDTH_DAYS, EACH, SAME_EVENT_DAYS, SHOWN
from .choose import choose_codes, choose_dates
from .groups import distinct, look_up, number, pairs_within, size
from .persons import Shown, has_scope, in_scope
from .said import Said, heard, interval_text, is_vague, present

_BY = ["person", "field"]
_EACH = ["person", "episode", "field"]
_SAYS = ["source", "value"]


def conflicts_table(said: Said, shown: Shown) -> pa.Table:
    """The conflicts as a table of the schema "conflicts".

    Codes disagree if they differ, dates if their intervals do not meet. All claims of today are
    told, of weak evidence too, but none of a departed record where a listed one speaks, and none
    that a list no longer makes. Names are not compared here: every spelling stands in the person's
    name_variants. Of several detentions with a conflict of one field the first is told.
    """
    found = pd.concat([_of_shown(said, shown), _of_later(said)])
    found = found.sort_values([*_BY, "episode", *_SAYS])
    found = found[found["episode"].eq(found.groupby(_BY)["episode"].transform("first"))]
    begins = np.flatnonzero(~found.duplicated(_BY).to_numpy())
    rows = found.iloc[begins]
    columns: dict[str, Any] = {
        "person_id": pa.array(said.ids[rows["person"]], pa.string()),
        "episode": pa.array(
            rows["episode"].where(rows["episode"] > 0), pa.int32(), from_pandas=True
        ),
    }
    for name in ("field", "shown", "rule"):
        columns[name] = pa.array(rows[name].tolist(), pa.string(), from_pandas=True)
    said_by = pa.StructArray.from_arrays(
        [pa.array(found[name].tolist(), pa.string()) for name in _SAYS], names=_SAYS
    )
    offsets = pa.array([*begins.tolist(), len(found)], pa.int32())
    values = pa.ListArray.from_arrays(offsets, said_by)
    return tables.check("conflicts", pa.table({**columns, "values": values}))


def _of_shown(said: Said, shown: Shown) -> pd.DataFrame:
    """Where claims differ of which one is shown; episode 0 for what is of no detention."""
    rows = _disagreeing(in_scope(said.codes, said), in_scope(said.dates, said), _BY)
    rows = rows.merge(_told(shown.codes, shown.dates, _BY), on=_BY, how="left")
    latest = rows["person"].map(said.records.groupby("person")["episode"].max()) + 1
    scope = rows["field"].map({field: rule.scope for field, rule in SHOWN.items()})
    episode = np.select([scope == "first", scope == "latest"], [1, latest], 0)
    rule = rows["field"].map({field: str(rule) for field, rule in SHOWN.items()})
    return rows.assign(episode=episode, rule=rule)


def _of_later(said: Said) -> pd.DataFrame:
    """Where claims of a later detention differ: what is shown of it stands among the events."""
    codes, dates = (
        present(rows[has_scope(rows, "first") & (rows["episode"] > 0)], _EACH)
        for rows in (said.codes, said.dates)
    )
    rows = _disagreeing(codes, dates, _EACH)
    codes, dates = (heard(rows, said.codes, _EACH) for rows in (codes, dates))
    told = _told(choose_codes(codes, _EACH), choose_dates(dates, _EACH), _EACH)
    rule = rows["field"].map(
        {name: str(EACH[rule.method]) for name, rule in SHOWN.items() if rule.method in EACH}
    )
    rows = rows.assign(rule=rule).merge(told, on=_EACH, how="left")
    return rows.assign(episode=rows["episode"] + 1)


def _disagreeing(codes: pd.DataFrame, dates: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """What each list says where lists disagree: `by`, source and value, each once."""
    unlike = (_unlike_codes(codes[~is_vague(codes)], by), _unlike_dates(dates, by))
    plain = dict.fromkeys(("field", *_SAYS), object)
    # a conflict, not a record, is the row: what each list says, once
    return pd.concat([rows[[*by, *_SAYS]].astype(plain) for rows in unlike]).drop_duplicates()


def _told(codes: pd.DataFrame, dates: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The chosen values as text: `by` and shown."""
    dates = dates.assign(value=interval_text(dates))
    plain = {"field": object, "value": object}
    told = pd.concat([rows[[*by, "value"]].astype(plain) for rows in (codes, dates)])
    return told.rename(columns={"value": "shown"})


def _unlike_codes(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    groups = number(rows, by)
    values = distinct(groups, number(rows, ["value"]), size(groups))
    return rows[values[groups] > 1]


def _unlike_dates(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    groups = number(rows, by)
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    one, other = pairs_within(groups)
    gap = start[other] - end[one]
    aged = end - start >= AGE_WIDTH_DAYS
    births = (rows["field"] == "birth").to_numpy()
    slack = look_up(rows["field"], SAME_EVENT_DAYS, 0)[one]
    slack = np.where(births[one] & (aged[one] | aged[other]), AGE_SLACK_DAYS, slack)
    unlike = rows[np.isin(groups, groups[one][gap > slack])]
    return unlike.assign(value=interval_text(unlike))
