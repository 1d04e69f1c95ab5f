"""Records: published rows with their words turned into names, dates and codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from ...rules.problems import Problem
from ...rules.tables import check, schema
from .facts import facts
from .names import names

_KEPT = (
    "source",
    "source_record_id",
    "country",
    "edition",
    "linkable",
    "publishable",
    "weak",
    "listed",
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """Tables of the schemas of the same names, sorted by source and key; and what was wrong."""

    records: pa.Table
    statements: pa.Table
    problems: tuple[Problem, ...]


def normalise(published: pa.Table, columns: Mapping[tuple[str, str], str]) -> Normalised:
    """Records of `published` rows (schema "published"), one each; person_id is still empty.

    columns: (source, published field) -> header of its column, for the messages.
    """
    published = published.sort_by([("source", "ascending"), ("source_record_id", "ascending")])
    found = facts(published, columns)
    named, said = names(published)
    places = published.select(["file", "row"]).to_pandas()
    parts: dict[str, Any] = {name: found.table[name] for name in found.table.column_names}
    parts |= {name: published[name] for name in (*_KEPT, "raw")}
    parts |= {name: named[name] for name in named.column_names}
    parts["locator"] = pa.array(places["file"] + ":" + places["row"].astype(str), pa.string())
    parts["person_id"] = pa.nulls(published.num_rows, pa.string())
    records = pa.table({name: parts[name] for name in schema("records").names})
    statements = pa.concat_tables([found.statements, said]).sort_by(
        [(name, "ascending") for name in schema("statements").names]
    )
    return Normalised(check("records", records), check("statements", statements), found.problems)
