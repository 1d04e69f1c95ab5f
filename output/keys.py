"""What holds between the tables of a snapshot: the key of each, and what it points to."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute

pc: Any = pyarrow.compute  # its stubs know no table column as a set of values

# claims, changes and redirects have no key: a list may say two things of one field, and an id that
# a split has ended leads to two persons.
KEYS: dict[str, tuple[str, ...]] = {
    "persons": ("person_id",),
    "records": ("source", "source_record_id"),
    "events": ("event_id",),
    "pairs": ("source_l", "source_record_id_l", "source_r", "source_record_id_r"),
    "conflicts": ("person_id", "field"),
}
# Tables whose person_id, where there is one, stands in persons. changes and redirects may name a
# person that is no more.
ABOUT_PERSONS = ("records", "events", "claims", "conflicts")


def breaches(tables: Mapping[str, pa.Table]) -> list[str]:
    """What does not hold in `tables`, a sentence each; none in a sound snapshot."""
    found = []
    for name, key in KEYS.items():
        columns = tables[name].select(list(key))
        if any(column.null_count for column in columns.columns):
            found.append(f"{name}: {' + '.join(key)} is empty in some row")
        twice = columns.num_rows - columns.group_by(list(key)).aggregate([]).num_rows
        if twice:
            found.append(f"{name}: {' + '.join(key)} says {twice} rows twice")
    persons = tables["persons"]["person_id"]
    for name in ABOUT_PERSONS:
        named = tables[name]["person_id"].drop_null()
        unknown = pc.sum(pc.invert(pc.is_in(named, value_set=persons))).as_py() or 0
        if unknown:
            found.append(f"{name}: {unknown} rows name a person that persons does not hold")
    return found + _not_numbers(tables)


def _not_numbers(tables: Mapping[str, pa.Table]) -> list[str]:
    """Columns with infinite numbers, which neither JSON nor a spreadsheet can hold."""
    found = []
    for name, table in tables.items():
        for field in table.schema:
            column = table[field.name]
            if pa.types.is_floating(field.type) and not pc.all(pc.is_finite(column)).as_py():
                found.append(f"{name}: {field.name} holds a number that is not finite")
    return found
