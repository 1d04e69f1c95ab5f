"""Conflicts: where lists disagree on a person, what each says, what is shown, and why."""

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules import tables
from ...rules.survivorship import AGE_SLACK_DAYS, AGE_WIDTH_DAYS, SAME_EVENT_DAYS, SHOWN
from .groups import distinct, look_up, number, pairs_within, size
from .persons import Shown, in_scope
from .said import Said, interval_text, is_vague

_BY = ["person", "field"]


def conflicts_table(said: Said, shown: Shown) -> pa.Table:
    """The conflicts as a table of the schema "conflicts".

    Codes disagree if they differ, dates if their intervals do not meet. All claims of today are
    told, of weak evidence too, but none of a departed record where a listed one speaks, and none
    that a list no longer makes. Names are not compared here: every spelling stands in the person's
    name_variants.
    """
    codes = in_scope(said.codes, said)
    codes = _unlike_codes(codes[~is_vague(codes)])
    dates = _unlike_dates(in_scope(said.dates, said))
    # a conflict, not a record, is the row: what each list says, once
    columns = [*_BY, "source", "value"]
    plain = dict.fromkeys(columns[1:], object)
    found = pd.concat([rows[columns].astype(plain) for rows in (codes, dates)]).drop_duplicates()
    found = found.sort_values([*_BY, "source", "value"])
    begins = np.flatnonzero(~found.duplicated(_BY).to_numpy())
    intervals = shown.dates.assign(value=interval_text(shown.dates))
    columns = [*_BY, "value"]
    all_shown = pd.concat(
        [
            rows[columns].astype({"field": object, "value": object})
            for rows in (shown.codes, intervals)
        ]
    )
    rows = found.iloc[begins][_BY].merge(
        all_shown.rename(columns={"value": "shown"}), on=_BY, how="left"
    )
    rows["rule"] = rows["field"].map({field: str(rule) for field, rule in SHOWN.items()})
    rows["person_id"] = said.ids[rows["person"]]
    texts = {
        name: pa.array(rows[name].tolist(), pa.string(), from_pandas=True)
        for name in ("person_id", "field", "shown", "rule")
    }
    said_by = pa.StructArray.from_arrays(
        [pa.array(found[name].tolist(), pa.string()) for name in ("source", "value")],
        names=["source", "value"],
    )
    offsets = pa.array([*begins.tolist(), len(found)], pa.int32())
    values = pa.ListArray.from_arrays(offsets, said_by)
    return tables.check("conflicts", pa.table({**texts, "values": values}))


def _unlike_codes(rows: pd.DataFrame) -> pd.DataFrame:
    groups = number(rows, _BY)
    values = distinct(groups, number(rows, ["value"]), size(groups))
    return rows[values[groups] > 1]


def _unlike_dates(rows: pd.DataFrame) -> pd.DataFrame:
    groups = number(rows, _BY)
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    one, other = pairs_within(groups)
    gap = start[other] - end[one]
    aged = end - start >= AGE_WIDTH_DAYS
    births = (rows["field"] == "birth").to_numpy()
    slack = look_up(rows["field"], SAME_EVENT_DAYS, 0)[one]
    slack = np.where(births[one] & (aged[one] | aged[other]), AGE_SLACK_DAYS, slack)
    unlike = rows[np.isin(groups, groups[one][gap > slack])]
    return unlike.assign(value=interval_text(unlike))
