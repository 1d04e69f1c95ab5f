"""The snapshot described for machines: datapackage.json (Frictionless Data Package)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from ..rules.fields import FIELDS, Tier
from ..rules.tables import MEANINGS, SNAPSHOT, schema
from ..rules.vocabulary import vocabulary
from .keys import ABOUT_PERSONS, KEYS

DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "header": True,
}
_TYPES = {
    pa.string(): "string",
    pa.date32(): "date",
    pa.int32(): "integer",
    pa.float64(): "number",
    pa.bool_(): "boolean",
}


def describe(
    tier: Tier,
    day: date,
    files: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """The content of datapackage.json; `files`: bytes and sha256 of each file of the folder."""
    resources = [_csv(table, tier, files) for table in SNAPSHOT]
    return {
        "profile": "data-package",
        "name": f"todos-{day.isoformat()}-{tier}",
        "title": f"Registry of political prisoners, snapshot of {day.isoformat()} ({tier})",
        "version": day.isoformat(),
        "resources": resources + [_parquet(table, files) for table in SNAPSHOT],
    }


def _stored(file: str, files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "path": file,
        "bytes": files[file]["bytes"],
        "hash": f"sha256:{files[file]['sha256']}",
    }


def _csv(
    table: str,
    tier: Tier,
    files: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    return {
        "name": table,
        "description": MEANINGS[table],
        **_stored(f"{table}.csv", files),
        "profile": "tabular-data-resource",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": DIALECT,
        "schema": _schema(table, tier),
    }


def _parquet(table: str, files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The Parquet twin, as a plain file: Frictionless reads Parquet only with a plug-in."""
    return {
        "name": f"{table}-parquet",
        "description": f"The table {table} with exact texts and types",
        **_stored(f"{table}.parquet", files),
        "type": "file",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
    }


def _schema(table: str, tier: Tier) -> dict[str, Any]:
    key = KEYS.get(table, ())
    described: dict[str, Any] = {
        "fields": [_field(name, name in key) for name in schema(table, tier).names],
        "missingValues": [""],
    }
    if key:
        described["primaryKey"] = list(key)
    if table in ABOUT_PERSONS:
        to_persons = {"resource": "persons", "fields": ["person_id"]}
        described["foreignKeys"] = [{"fields": ["person_id"], "reference": to_persons}]
    return described


def _field(name: str, required: bool) -> dict[str, Any]:
    field = FIELDS[name]
    described: dict[str, Any] = {"name": name, "description": field.meaning}
    constraints: dict[str, Any] = {"required": True} if required else {}
    if pa.types.is_list(field.type):
        described |= _list_field(field.type)
    else:
        described["type"] = _TYPES[field.type]
        # A vocabulary with numbered kinds ("colony No. 15") has no end, so it cannot be listed.
        if field.vocabulary is not None and not vocabulary(field.vocabulary).numbered:
            constraints["enum"] = list(vocabulary(field.vocabulary).entries)
    if field.vocabulary:
        described["vocabulary"] = field.vocabulary
    if constraints:
        described["constraints"] = constraints
    return described


def _list_field(kind: pa.DataType) -> dict[str, Any]:
    """A list of structs is a JSON array in the CSV, a list of texts is joined."""
    if pa.types.is_struct(kind.field(0).type):
        return {"type": "array"}
    return {"type": "string", "separator": "; "}
