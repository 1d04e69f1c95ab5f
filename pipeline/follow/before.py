"""What earlier nights hold of tonight's lists: the edition read last, and rows that left theirs."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from ...rules.tables import schema
from .rows import KEY, lasting_ids, pc

# The key that the list itself, or its content, gave the row; null for a row that left its list.
BEFORE = pa.schema([*schema("published"), pa.field("key", pa.string())])


def before_rows(
    editions: Mapping[str, pa.Table],
    followed: pd.DataFrame,
    departed: pd.DataFrame,
    sources: Collection[str],
) -> pa.Table:
    """The rows of which tonight's may be the continuation, as `follow` takes them.

    editions: by source the table "published" of the edition read last, with the keys of its list,
    for those lists whose edition is another tonight; followed: source, key, source_record_id;
    departed: source, source_record_id, edition, content; sources: all lists that are read tonight:
    of a list that is switched off nothing is taken, not even what left it long ago.
    """
    tables = [BEFORE.empty_table()]
    for source in sorted(set(editions) & set(sources)):
        rows = editions[source]
        keys = rows["source_record_id"]
        place = rows.schema.get_field_index("source_record_id")
        ids = pc.coalesce(lasting_ids(rows, followed), keys.combine_chunks())
        rows = rows.set_column(place, "source_record_id", ids)
        tables.append(rows.append_column("key", keys).cast(BEFORE))
    gone = departed[departed["source"].isin(list(sources))]
    tables.append(_read(gone))
    return pa.concat_tables(tables).combine_chunks()


def written(rows: pa.Table) -> pd.DataFrame:
    """Rows of the schema "published" as the memory keeps them: their key, edition, and content."""
    content = [
        json.dumps({name: _plain(value) for name, value in row.items() if value is not None})
        for row in rows.select(schema("published").names).to_pylist()
    ]
    return rows.select([*KEY, "edition"]).to_pandas().assign(content=content)


def _read(departed: pd.DataFrame) -> pa.Table:
    """What `written` wrote, as rows that no list names; a column that is newer is empty."""
    kept = [json.loads(content) for content in departed["content"]]
    columns: dict[str, Any] = {}
    for field in schema("published"):
        values = [row.get(field.name) for row in kept]
        if pa.types.is_date(field.type):
            values = [date.fromisoformat(value) if value else None for value in values]
        columns[field.name] = pa.array(values, field.type)
    columns |= {name: pa.array(departed[name], pa.string()) for name in KEY}
    columns["listed"] = pa.array([False] * len(kept), pa.bool_())
    columns["key"] = pa.nulls(len(kept), pa.string())
    return pa.table({name: columns[name] for name in BEFORE.names}, schema=BEFORE)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
