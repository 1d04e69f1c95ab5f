"""Cluster quality: how well the records of each person hold together."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ..rules.comparisons import BRIDGE_BELOW, MATCH

pc: Any = pyarrow.compute  # its stubs know no table column as a set of values

_KEY = ["source", "source_record_id"]
# Sizes from here on are counted together.
_LARGE = 6


def quality(tables: Mapping[str, pa.Table]) -> dict[str, dict[str, Any]]:
    """Of each country, from the tables persons, records and pairs: what its persons rest on.

    sizes: persons by number of records ("6+" and more together); density: share of the pairs
    inside persons whose own probability makes them a match, None where there is no such pair;
    weakest: the lowest of all weakest links; weak: persons whose weakest link is below
    BRIDGE_BELOW; bridges: pairs up for review because they alone hold a person together; repeated:
    persons with several records of one list.
    """
    persons = tables["persons"].select(["person_id", "country", "n_records", "weakest_link"])
    records = tables["records"].select([*_KEY, "person_id"]).to_pandas()
    inside = _inside(tables["pairs"], records)
    again = records.duplicated(["person_id", "source"]) & records["person_id"].notna()
    repeated = set(records.loc[again, "person_id"])
    found = {}
    for country, mine in persons.to_pandas().groupby("country"):
        own = inside[inside["person_id"].isin(mine["person_id"])]
        links = mine["weakest_link"].dropna()
        found[str(country)] = {
            "sizes": _sizes(mine["n_records"]),
            "density": round(float(own["likely"].mean()), 4) if len(own) else None,
            "weakest": float(links.min()) if len(links) else None,
            "weak": int((links < BRIDGE_BELOW).sum()),
            "bridges": int((own["decided_by"] == "bridge").sum()),
            "repeated": int(mine["person_id"].isin(repeated).sum()),
        }
    return found


def _inside(pairs: pa.Table, records: pd.DataFrame) -> pd.DataFrame:
    """Of the pairs inside one person: its id, who decided, and whether they are likely."""
    held = pc.or_(pc.equal(pairs["verdict"], "match"), pc.equal(pairs["decided_by"], "bridge"))
    columns = ["source_l", "source_record_id_l", "match_probability", "decided_by"]
    own = pairs.filter(held).select(columns).to_pandas()
    own = own.merge(records, left_on=["source_l", "source_record_id_l"], right_on=_KEY)
    return own.assign(likely=own["match_probability"] >= MATCH)


def _sizes(records: pd.Series) -> dict[str, int]:
    counts = records.clip(upper=_LARGE).value_counts().sort_index()
    return {f"{size}{'+' if size == _LARGE else ''}": int(n) for size, n in counts.items()}
