"""Claims: every statement of a record that has a person, and since when the list makes it."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules import tables
from .said import KEY

pc: Any = pyarrow.compute  # its stubs know no smallest of two columns

_SAME = [*KEY, "field", "value"]


def claims_table(records: pa.Table, statements: pa.Table, seen: pd.DataFrame) -> pa.Table:
    """The claims as a table of the schema "claims", in the order of its columns.

    records, statements: tables of these schemas, records with person_id; seen: source,
    source_record_id, field, value (each such row once), first_seen of earlier nights.
    """
    owned = records.select([*KEY, "person_id", "edition"])
    owned = owned.filter(owned["person_id"].is_valid())
    claims = statements.join(owned, KEY, join_type="inner")
    columns = {name: pa.array(seen[name], pa.string()) for name in _SAME}
    earlier = pa.table({**columns, "first_seen": pa.array(seen["first_seen"], pa.date32())})
    claims = claims.join(earlier, _SAME, join_type="left outer")
    first = pc.min_element_wise(claims["first_seen"], claims["edition"])
    place = claims.schema.get_field_index("first_seen")
    claims = claims.set_column(place, "first_seen", first)
    claims = tables.check("claims", claims.rename_columns({"edition": "last_seen"}))
    return claims.sort_by([(name, "ascending") for name in ("person_id", *_SAME, "original")])
