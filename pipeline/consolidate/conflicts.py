"""Conflicts: where lists disagree on a person, what each says, what is shown, and why."""

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules import tables
from ...rules.survivorship import AGE_SLACK_DAYS, AGE_WIDTH_DAYS, SAME_EVENT_DAYS, SHOWN
from .groups import distinct, number, pairs_within, size
from .persons import Shown, in_scope
from .said import Said, interval_text, specific

_BY = ["person", "field"]


def conflicts_table(said: Said, shown: Shown) -> pa.Table:
    """The conflicts as a table of the schema "conflicts".

    Codes disagree if they differ, dates if their intervals do not meet. Names are not compared
    here: every spelling stands in the person's name_variants.
    """
    codes = _unlike_codes(specific(in_scope(said.codes, said)))
    dates = _unlike_dates(in_scope(said.dates, said))
    # a conflict, not a record, is the row: what each list says, once
    found = pd.concat([codes, dates])[[*_BY, "source", "value"]].drop_duplicates()
    found = found.sort_values([*_BY, "source", "value"])
    begins = np.flatnonzero(~found.duplicated(_BY).to_numpy())
    intervals = shown.dates.assign(value=interval_text(shown.dates))
    all_shown = pd.concat([shown.codes[[*_BY, "value"]], intervals[[*_BY, "value"]]])
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
    values = distinct(groups, pd.factorize(rows["value"])[0], size(groups))
    return rows[values[groups] > 1]


def _unlike_dates(rows: pd.DataFrame) -> pd.DataFrame:
    groups = number(rows, _BY)
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    one, other = pairs_within(groups)
    gap = start[other] - end[one]
    aged = end - start >= AGE_WIDTH_DAYS
    births = (rows["field"] == "birth").to_numpy()
    slack = rows["field"].map(SAME_EVENT_DAYS).fillna(0).to_numpy()[one]
    slack = np.where(births[one] & (aged[one] | aged[other]), AGE_SLACK_DAYS, slack)
    unlike = rows[np.isin(groups, groups[one][gap > slack])]
    return unlike.assign(value=interval_text(unlike))
