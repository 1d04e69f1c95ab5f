"""The tables that pass between steps, as Arrow schemas made from the fields."""

from typing import Any

import pyarrow as pa

from .fields import FIELDS, PUBLISHED, Tier

_INTERVALS = ("birth", "arrest", "verdict", "release", "death")
_DATES = tuple(f"{name}_{end}" for name in _INTERVALS for end in ("from", "to"))
_NAMES = ("name", "given_names", "surnames", "patronymic", "nicknames", "aliases")
_FACTS = (
    "sex",
    *_DATES,
    "province",
    "municipality",
    "prison",
    "offences",
    "sentence_months",
    "custody_status",
    "release_basis",
    "context",
    "risk_groups",
)
_KEY = ("source", "source_record_id")

COLUMNS: dict[str, tuple[str, ...]] = {
    "published": (
        *_KEY,
        "country",
        "edition",
        "file",
        "row",
        "linkable",
        "publishable",
        "weak",
        "listed",
        "language",
        "name_order",
        "raw",
        *PUBLISHED,
    ),
    "records": (
        "person_id",
        *_KEY,
        "country",
        "edition",
        "locator",
        "linkable",
        "publishable",
        "weak",
        "listed",
        *_NAMES,
        *_FACTS,
        "raw",
    ),
    "statements": (*_KEY, "field", "value", "original", "correction"),
    "pairs": (
        "source_l",
        "source_record_id_l",
        "source_r",
        "source_record_id_r",
        "match_weight",
        "match_probability",
        "verdict",
        "decided_by",
        "comparisons",
        "reason",
    ),
    "persons": (
        "person_id",
        "country",
        "name",
        "given_names",
        "surnames",
        "patronymic",
        "nicknames",
        "name_variants",
        *_FACTS,
        "sentence_ends_from",
        "sentence_ends_to",
        "sources",
        "n_sources",
        "n_records",
        "weakest_link",
        "first_seen",
        "last_seen",
        "seen_by",
    ),
    "events": (
        "event_id",
        "person_id",
        "episode",
        "kind",
        "date_from",
        "date_to",
        "basis",
        "sources",
        "first_seen",
    ),
    "claims": (
        "person_id",
        *_KEY,
        "field",
        "value",
        "original",
        "correction",
        "first_seen",
        "last_seen",
    ),
    "conflicts": ("person_id", "field", "episode", "values", "shown", "rule"),
    "changes": ("kind", "person_id", "other_person_id", "field", "before", "after"),
    "redirects": ("old_person_id", "person_id", "kind", "since"),
}
SNAPSHOT = ("persons", "records", "events", "claims", "pairs", "conflicts", "changes", "redirects")

MEANINGS = {
    "persons": "One row a person: the shown values, and how well the records hold together",
    "records": "One row a record: what one list says of somebody, normalised and as published",
    "events": "Arrests, sentences, releases, re-arrests and deaths of a person",
    "claims": "Every statement with the list that made it and the words it used",
    "pairs": "Every compared pair of records with weight, verdict and reason",
    "conflicts": "Where lists disagree: what each says, what is shown, and why",
    "changes": "What changed since the snapshot before",
    "redirects": "Ids no longer in use, and the person they lead to",
}


class TableError(Exception):
    """A step handed on a table that is not of the agreed form."""


def schema(table: str, tier: Tier = "restricted") -> pa.Schema:
    """Arrow schema of `table` as `tier` may see it, with each column's meaning as metadata."""
    fields: list[pa.Field[Any]] = []
    for name in COLUMNS[table]:
        if table == "published" and name in PUBLISHED:
            fields.append(pa.field(name, pa.string(), metadata={"description": "As published"}))
        else:
            field = FIELDS[name]
            if tier == "public" and field.tier == "restricted":
                continue
            fields.append(pa.field(name, field.type, metadata={"description": field.meaning}))
    return pa.schema(fields, metadata={"description": MEANINGS.get(table, table)})


def check(name: str, table: pa.Table) -> pa.Table:
    """`table` with the columns and types of the schema `name`, in its order.

    Raises TableError that names the missing, extra or mistyped columns.
    """
    wanted = schema(name)
    missing = [column for column in wanted.names if column not in table.column_names]
    extra = [column for column in table.column_names if column not in wanted.names]
    if missing or extra:
        raise TableError(
            f"{name}: missing {missing or 'nothing'}, not expected {extra or 'nothing'}"
        )
    try:
        return table.select(wanted.names).cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise TableError(f"{name}: {error}") from error
