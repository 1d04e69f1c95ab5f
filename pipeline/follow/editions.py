"""Rows of a list from edition to edition: lasting record ids, and rows that left their list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules.fields import PUBLISHED
from ...rules.tables import check, schema
from ..score import Parameters
from .before import written
from .content import by_content
from .ids import keys_to_note, with_new_ids
from .likely import likely, some
from .rows import KEY, Flags, Rows, Texts, full_keys, lasting_ids, pc, places, say_the_same
from .suspects import ByKey, suspects


@dataclass(frozen=True, slots=True)
class Followed:
    """Tonight's rows under their lasting ids, and what the memory must learn of them.

    published: schema "published": tonight's rows and, not listed, those that left their list; keys:
    source, key, source_record_id: what a key stands for, where that was not known; departed: rows
    gone since the edition before (source, source_record_id, edition, content); returned: source,
    source_record_id of rows that are back; suspects: keys that name somebody else (SUSPECTS), also
    those of lists for which that was accepted.
    """

    published: pa.Table
    keys: pd.DataFrame
    departed: pd.DataFrame
    returned: pd.DataFrame
    suspects: pd.DataFrame


def follow(
    published: pa.Table,
    before: pa.Table,
    followed: pd.DataFrame,
    keyless: Collection[str],
    *,
    accepted: Collection[str] = frozenset(),
    models: Mapping[str, Parameters] = MappingProxyType({}),
) -> Followed:
    """Give tonight's rows the record ids of the rows that they go on from.

    published: tonight's rows of all lists (schema "published"), source_record_id the key of the
    list or of the content; before: the rows before, as `before_rows` makes them: a list of which
    there are none is new, or has not changed; followed: source, key, source_record_id, the newest
    of each key. keyless: lists whose rows are followed by what they say; accepted: lists with keys
    that name other rows than before, as a person has confirmed: followed so tonight, and by their
    keys again from then on; models: parameters by country. The order of rows changes nothing.
    """
    given = lasting_ids(published, followed)
    before_ids = full_keys(before["source"], before["source_record_id"])
    at = places(full_keys(published["source"], given), before_ids)
    same = _unchanged(published, before, at)
    changed = {str(one) for one in before["source"].filter(before["listed"]).unique().to_pylist()}
    by_words = changed & {*keyless, *accepted}
    loose = _of(published, by_words)
    of = np.where(same | ~loose, at, -1)
    with_keys = changed - {*keyless}
    doubted = suspects(before, published, _by_key(published, before, at, same, with_keys))
    if by_words:
        of = _continued(of, published, before, (by_words, by_words & with_keys), models)
    own = pc.if_else(pa.array(loose), pa.scalar(None, pa.string()), given)
    ids = pc.coalesce(_taken(before["source_record_id"], of), own)
    noted = full_keys(*(pa.array(followed[name], pa.string()) for name in KEY))
    ids = with_new_ids(published, ids, pa.concat_arrays([before_ids, noted]))
    listed = before["listed"].to_numpy().astype(np.bool_)
    gone = ~np.isin(np.arange(before.num_rows), of)
    return Followed(
        _together(published, ids, before.filter(pa.array(gone))),
        keys_to_note(published, given, ids),
        written(_sorted(before.filter(pa.array(gone & listed)))),
        _sorted(before.filter(pa.array(~gone & ~listed))).select([*KEY]).to_pandas(),
        doubted,
    )


def _unchanged(published: pa.Table, before: pa.Table, at: Rows) -> Flags:
    """Rows that say what the rows before with their ids said."""
    same = at >= 0
    rows = np.flatnonzero(same)
    columns = list(PUBLISHED)
    now, was = published.select(columns), before.select(columns)
    same[rows] = say_the_same(_rows(now, rows), _rows(was, at[rows]))
    return same


def _by_key(
    published: pa.Table, before: pa.Table, of: Rows, same: Flags, sources: Collection[str]
) -> ByKey:
    """What became of the rows of these lists, by their keys alone."""
    there = _of(published, sources)
    kept = np.flatnonzero(there & (of >= 0) & ~same)
    listed = before["listed"].to_numpy().astype(np.bool_)
    gone = _of(before, sources) & listed & ~np.isin(np.arange(before.num_rows), of)
    return ByKey(of[kept], kept, np.flatnonzero(gone), np.flatnonzero(there & (of < 0)))


def _continued(
    of: Rows,
    published: pa.Table,
    before: pa.Table,
    lists: tuple[Collection[str], Collection[str]],
    models: Mapping[str, Parameters],
) -> Rows:
    """`of` with what further rows go on from. lists: those followed by what their rows say, and
    those of them that have keys."""
    every = of.copy()
    theirs = _of(published, lists[0])
    left, right = _free(before, published, every, lists[0])
    if len(left) and len(right):
        found = by_content(before.take(left), published.take(right), lists[1])
        every[right] = np.where(found >= 0, left[found], -1)
    left, right = _free(before, published, every, lists[0])
    if len(left) and len(right):
        # how rare a name is shows in the list itself, and where it is short in the others
        beside = some(published, np.flatnonzero(theirs & (every >= 0)), np.flatnonzero(~theirs))
        one, two = likely(before.take(left), published.take(right), beside, models)
        every[right[two]] = left[one]
    return every


def _free(
    before: pa.Table, published: pa.Table, of: Rows, sources: Collection[str]
) -> tuple[Rows, Rows]:
    """Rows of these lists, before and now, that do not go on from each other: in order."""
    left = _of(before, sources) & ~np.isin(np.arange(before.num_rows), of)
    right = _of(published, sources) & (of < 0)
    return _in_order(before, np.flatnonzero(left)), _in_order(published, np.flatnonzero(right))


def _of(table: pa.Table, sources: Collection[str]) -> Flags:
    mine = pc.is_in(table["source"], value_set=pa.array(sorted(sources), pa.string()))
    return np.asarray(mine.to_numpy(), dtype=np.bool_)


def _rows(table: pa.Table, rows: Rows) -> pa.Table:
    """These rows; the whole table as it is where they are all in their order."""
    every = len(rows) == table.num_rows and bool((rows == np.arange(len(rows))).all())
    return table if every else table.take(rows)


def _taken(ids: Texts, of: Rows) -> Texts:
    return ids.combine_chunks().take(pa.array(of, mask=of < 0))


def _in_order(table: pa.Table, rows: Rows) -> Rows:
    """These rows in the order of their keys, those that their list names first."""
    keys = table.select(["listed", *KEY]).take(rows)
    order = [("listed", "descending"), *((name, "ascending") for name in KEY)]
    return np.asarray(rows[pc.sort_indices(keys, sort_keys=order).to_numpy()], dtype=np.int64)


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in KEY])


def _together(published: pa.Table, ids: Texts, gone: pa.Table) -> pa.Table:
    """Tonight's rows under their ids, and the rows that no list names any more."""
    place = published.schema.get_field_index("source_record_id")
    tonight = published.set_column(place, "source_record_id", ids)
    names = schema("published").names
    no = pa.array(np.zeros(gone.num_rows, dtype=np.bool_))
    gone = gone.set_column(gone.schema.get_field_index("listed"), "listed", no).select(names)
    return check("published", pa.concat_tables([tonight.select(names), gone]))
