"""Published rows side by side: their keys, all that they say, and whom they speak of."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules.fields import PUBLISHED
from ...rules.tables import schema
from ...sources.clean import words
from ...sources.keys import SEPARATOR
from ..normalise.records import normalise

pc: Any = pyarrow.compute

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
# an Arrow array of texts, null where there is none; its stubs know too little of them
Texts = Any
KEY = ("source", "source_record_id")
_NOTED = ("source", "key", "source_record_id")
# What a row says of who somebody is, and what seldom changes. Not the age, which grows, and not
# the municipality, which lists fill in later.
WHO = (
    "name",
    "given_names",
    "surnames",
    "sex",
    "birth",
    "age_at_arrest",
    "arrest",
    "province",
)


_NAME = ("name", "given_names", "surnames")


def full_keys(source: Any, key: Any) -> Texts:
    """Source and key in one text, null where a row has no key."""
    # no key holds the separator, it is cleaned away with what is read
    joined = pc.binary_join_element_wise(source, key, SEPARATOR)
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def places(keys: Texts, among: Texts) -> Rows:
    """Where each key stands among others, each once; -1 where it does not."""
    found = pc.index_in(keys, value_set=among, skip_nulls=True)
    return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def lasting_ids(rows: pa.Table, followed: pd.DataFrame) -> Texts:
    """The record id that each row's key stands for: what was noted of it, else the key itself.

    Null where that id is known to be the one of another key.
    """
    keys = rows["source_record_id"].combine_chunks()
    source, key, stands_for = (pa.array(followed[name], pa.string()) for name in _NOTED)
    own = full_keys(rows["source"], keys)
    at = places(own, full_keys(source, key))
    noted = stands_for.take(pa.array(at, pa.int64(), mask=at < 0))
    others = pc.is_in(own, value_set=full_keys(source, stands_for))
    return pc.coalesce(noted, pc.if_else(others, pa.scalar(None, pa.string()), keys))


def say_the_same(one: pa.Table, two: pa.Table) -> Flags:
    """Which of aligned rows say the same in every column that is read."""
    same = np.ones(one.num_rows, dtype=np.bool_)
    for column in PUBLISHED:
        left, right = one[column], two[column]
        nothing = [side.is_null().to_numpy() for side in (left, right)]
        equal = pc.fill_null(pc.equal(left, right), False).to_numpy()
        same &= equal | (nothing[0] & nothing[1])
    return same


def all_said(*tables: pa.Table) -> list[Rows]:
    """A number for each row of each table, the same for rows that say the same throughout."""
    return _numbers([[table[name] for name in ("source", *PUBLISHED)] for table in tables])


def who(*tables: pa.Table) -> list[Rows]:
    """A number for each row of each table, the same for rows that speak of one person alike.

    Case, accents and the order of words do not count.
    """
    return _numbers([[table["source"], *(_plain(table[name]) for name in WHO)] for table in tables])


def names(rows: pa.Table) -> list[str]:
    """Each row's name in full."""
    name, given, surnames = (pc.fill_null(rows[part], "") for part in _NAME)
    both = pc.utf8_trim_whitespace(pc.binary_join_element_wise(given, surnames, " "))
    found: list[str] = pc.if_else(pc.equal(name, ""), both, name).to_pylist()
    return found


def in_order(rows: pa.Table) -> pa.Table:
    """The records of published `rows`, in their order."""
    numbered = rows.select(schema("published").names)
    for name, values in (
        ("source", [""] * rows.num_rows),
        ("source_record_id", [f"{place:09d}" for place in range(rows.num_rows)]),
    ):
        place = numbered.schema.get_field_index(name)
        numbered = numbered.set_column(place, name, pa.array(values, pa.string()))
    return normalise(numbered, {}).records


def _plain(texts: Texts) -> Texts:
    """Each text by its words alone."""
    coded = pc.fill_null(texts, "").combine_chunks().dictionary_encode()
    plain = [" ".join(words(text)) for text in coded.dictionary.to_pylist()]
    return pa.array(plain, pa.string()).take(coded.indices)


def _numbers(tables: Sequence[Sequence[Texts]]) -> list[Rows]:
    """One number for each row of columns; equal rows have equal numbers."""
    joined = [
        pc.binary_join_element_wise(*(pc.fill_null(column, "") for column in columns), SEPARATOR)
        for columns in tables
    ]
    codes, _ = pd.factorize(
        np.concatenate([texts.to_numpy(zero_copy_only=False) for texts in joined])
    )
    return np.split(codes.astype(np.int64), np.cumsum([len(texts) for texts in joined[:-1]]))
