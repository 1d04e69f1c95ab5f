"""Claims: every statement of a record that has a person, and from when until when it was made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules import tables
from .said import KEY

pc: Any = pyarrow.compute  # its stubs know no smallest of two columns

_SAME = [*KEY, "field", "value"]
_ENDED = [*_SAME, "last_seen"]


@dataclass(frozen=True, slots=True)
class Remembered:
    """The statements of earlier nights, with the day until which they were made.

    seen: as `remembered` was given it, with last_seen empty only where a list still makes the
    statement; ended: source, source_record_id, field, value, last_seen of what ended tonight.
    """

    seen: pd.DataFrame
    ended: pd.DataFrame


def remembered(statements: pa.Table, seen: pd.DataFrame, editions: pd.DataFrame) -> Remembered:
    """What was said in earlier nights; what is not said tonight ended with the edition before.

    statements: tonight's (schema "statements"); seen: source, source_record_id, field, value,
    first_seen, last_seen (empty while it is made) of earlier nights; editions: source and edition
    of each list as it was read last before tonight.
    """
    said = _keys([statements[name] for name in _SAME])
    known = _keys([pa.array(seen[name], pa.string()) for name in _SAME])
    silent = ~np.asarray(pc.is_in(known, value_set=said))
    over = seen["last_seen"].isna().to_numpy() & silent
    read = editions.drop_duplicates("source", keep="last").set_index("source")["edition"]
    until = seen["source"].map(read).where(over, seen["last_seen"])
    closed = seen.assign(last_seen=until)
    return Remembered(closed, closed.loc[over, _ENDED].reset_index(drop=True))


def _keys(columns: Sequence[Any]) -> Any:
    # no text of a list holds the unit separator, it is cleaned away with what is read
    return pc.binary_join_element_wise(*columns, "\x1f")


def claims_table(records: pa.Table, statements: pa.Table, seen: pd.DataFrame) -> pa.Table:
    """The claims as a table of the schema "claims", in the order of its columns.

    records, statements: tables of these schemas, records with person_id; seen: source,
    source_record_id, field, value (each such row once), first_seen of earlier nights, and, where
    they are known, original and last_seen. What a record says no longer stays as a claim of its
    person, with the day on which it was last seen.
    """
    owned = records.select([*KEY, "person_id", "edition"])
    owned = owned.filter(owned["person_id"].is_valid())
    earlier = _earlier(seen)
    claims = statements.join(owned, KEY, join_type="inner")
    claims = claims.join(earlier.select([*_SAME, "first_seen"]), _SAME, join_type="left outer")
    first = pc.min_element_wise(claims["first_seen"], claims["edition"])
    place = claims.schema.get_field_index("first_seen")
    claims = claims.set_column(place, "first_seen", first)
    claims = claims.rename_columns({"edition": "last_seen"})
    over = earlier.filter(earlier["last_seen"].is_valid())
    if over.num_rows:
        over = over.join(statements.select(_SAME), _SAME, join_type="left anti")
        over = over.join(owned.select([*KEY, "person_id"]), KEY, join_type="inner")
        claims = pa.concat_tables([claims, over], promote_options="default")
    claims = tables.check("claims", claims)
    return claims.sort_by([(name, "ascending") for name in ("person_id", *_SAME, "original")])


def _earlier(seen: pd.DataFrame) -> pa.Table:
    """`seen` as a table; what is not known of it is empty."""
    schema = tables.schema("claims")
    names = [*_SAME, "original", "first_seen", "last_seen"]
    full = seen.reindex(columns=names).astype(object)
    arrays = [pa.array(full[name], schema.field(name).type, from_pandas=True) for name in names]
    return pa.table(arrays, names=names)
