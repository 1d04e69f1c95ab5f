"""Record ids: kept from edition to edition, and never given to another row."""

from itertools import count

import numpy as np
import pandas as pd
import pyarrow as pa

from ...sources.keys import SEPARATOR
from .rows import Flags, Texts, full_keys, pc


def with_new_ids(published: pa.Table, ids: Texts, taken: Texts) -> Texts:
    """`ids` of the rows of `published`, with one for each row that has none, or that of another.

    taken: sources and ids, as `full_keys` writes them, that rows before have had. A new id is the
    row's key, or where that is taken the key with a number.
    """
    keys = published["source_record_id"].combine_chunks()
    missing = ~_first_of_each(published, ids)
    if not missing.any():
        return ids
    kept = full_keys(published["source"], pc.if_else(pa.array(missing), None, ids))
    taken = pa.concat_arrays([taken, kept.filter(kept.is_valid())])
    own = full_keys(published["source"], keys)
    free = missing & ~pc.is_in(own, value_set=taken).to_numpy(zero_copy_only=False)
    found = pc.if_else(pa.array(missing), pc.if_else(pa.array(free), keys, None), ids)
    return _numbered(published, found, {*taken.to_pylist(), *own.to_pylist()})


def keys_to_note(published: pa.Table, given: Texts, ids: Texts) -> pd.DataFrame:
    """source, key, source_record_id of rows whose key does not already stand for their id."""
    known = pc.fill_null(pc.equal(given, ids), False).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(~known)
    noted = published.select(["source", "source_record_id"]).take(rows).to_pandas()
    noted = noted.rename(columns={"source_record_id": "key"})
    noted["source_record_id"] = ids.take(rows).to_pandas()
    return noted.sort_values(["source", "key"], ignore_index=True)


def _first_of_each(published: pa.Table, ids: Texts) -> Flags:
    """Rows that have an id, and of several with one id the first by key."""
    given = np.asarray(ids.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    full = full_keys(published["source"], ids)
    # keys are there once: an id that is there twice is not the key of one of its rows
    other = pc.fill_null(pc.not_equal(ids, published["source_record_id"].combine_chunks()), False)
    rows = np.flatnonzero(
        pc.is_in(full, value_set=full.filter(other), skip_nulls=True).to_numpy(zero_copy_only=False)
    )
    twice = pd.DataFrame({"id": full.take(rows), "key": published["source_record_id"].take(rows)})
    again = twice.sort_values("key").duplicated("id").sort_index()
    given[rows[again.to_numpy()]] = False
    return given


def _numbered(published: pa.Table, ids: Texts, taken: set[str]) -> Texts:
    """`ids` with a number behind the key of each row that has none yet, in the order of keys."""
    rows = np.flatnonzero(ids.is_null().to_numpy(zero_copy_only=False))
    names = published.select(["source", "source_record_id"]).take(rows).to_pandas()
    found = ids.to_pandas().to_numpy(dtype=object, copy=True)
    for source, key, row in sorted(zip(*names.to_numpy().T, rows, strict=True)):
        numbers = (f"{key}-{number}" for number in count(2))
        found[row] = next(new for new in numbers if SEPARATOR.join((source, new)) not in taken)
        taken.add(SEPARATOR.join((source, found[row])))
    return pa.array(found, pa.string())
