"""What holds between the tables of a snapshot: the key of each, and what it points to."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute

from ..rules.fields import FIELDS
from ..rules.vocabulary import Vocabulary, vocabulary

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
    return found + _not_numbers(tables) + _unknown_codes(tables)


def _not_numbers(tables: Mapping[str, pa.Table]) -> list[str]:
    """Columns with infinite numbers, which neither JSON nor a spreadsheet can hold."""
    found = []
    for name, table in tables.items():
        for field in table.schema:
            column = table[field.name]
            if not pa.types.is_floating(field.type):
                continue
            if not pc.all(pc.is_finite(column), min_count=0).as_py():
                found.append(f"{name}: {field.name} holds a number that is not finite")
    return found


def _unknown_codes(tables: Mapping[str, pa.Table]) -> list[str]:
    """Columns with a value that is no code of their vocabulary."""
    found = []
    for name, table in tables.items():
        for column in table.column_names:
            named = FIELDS[column].vocabulary
            if named is not None:
                listed = pa.types.is_list(table[column].type)
                values = pc.list_flatten(table[column]) if listed else table[column]
                codes: list[Any] = values.drop_null().unique().to_pylist()
                if not all(_is_code(code, vocabulary(named)) for code in codes):
                    found.append(f"{name}: {column} has a code that {named}.toml does not have")
    return found


def _is_code(code: str, of: Vocabulary) -> bool:
    try:
        of.meaning(code)
    except KeyError:
        return False
    return True
