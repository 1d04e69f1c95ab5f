"""A night like the last: only persons of whom something changed are decided anew."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules import tables
from ...rules.fields import DATED
from .claims import claims_table
from .groups import Floats, Numbers
from .persons import DECIDED
from .registry import Decided, Registry, decide, registry, together
from .said import KEY, day_column, days, people

pc: Any = pyarrow.compute  # its stubs know no table column as a set of values

# What of a record is not compared: when it was read is looked at by itself, and the row as it was
# published shows in what is claimed of it.
_APART = (*KEY, "edition", "locator", "raw")
_COMPARED = [name for name in tables.COLUMNS["records"] if name not in _APART]
_SAID = [name for name in tables.COLUMNS["statements"] if name not in KEY]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LastNight:
    """What the night of `day` published in the restricted tier: tables of these schemas."""

    day: date
    records: pa.Table
    persons: pa.Table
    events: pa.Table
    claims: pa.Table
    conflicts: pa.Table


@dataclass(frozen=True, slots=True)
class _Pairing:
    """Records of tonight that were there last night: the place of each among those of each night.

    said: for each statement of tonight the place of its record; claimed: the same for each claim of
    last night, and whether it was still made.
    """

    here: Numbers
    there: Numbers
    said: Numbers
    claimed: Numbers
    made: Flags


def again(
    last: LastNight,
    records: pa.Table,
    statements: pa.Table,
    pairs: pa.Table,
    seen: pd.DataFrame,
    *,
    day: date,
) -> Registry:
    """The registry that `consolidate` makes of the same arguments, from that of the night before.

    What is decided of a person follows from the person's own records, what they claim, and which of
    them were read later; where all that is as it was, the person is taken over. Names (others may
    be called so by now), links (pairs are weighed anew) and the days on which something was seen
    are filled in for all. `seen` is what the nights up to `last` left, and the rules are the same.
    """
    pairing = _paired(last, records, statements)
    changed = pa.array(_changed(pairing, last, records, statements, day), pa.string())
    mine = pc.is_in(records["person_id"], changed)
    anew, said = records.filter(mine), np.asarray(mine, dtype=bool)[pairing.said]
    known = seen[seen["source_record_id"].isin(anew["source_record_id"].to_pandas())]
    new_claims = claims_table(anew, statements.filter(pa.array(said)), known)
    found = decide(people(anew), new_claims, day)
    old = last.persons.select(DECIDED.names)
    decided = Decided(
        together(old, found.persons, changed, "person_id"),
        together(last.events, found.events, changed, "event_id"),
        together(last.conflicts, found.conflicts, changed, "person_id"),
    )
    claims = together(_read_again(pairing, last, records), new_claims, changed, "person_id")
    return registry(people(records), decided, claims, pairs)


def _paired(last: LastNight, records: pa.Table, statements: pa.Table) -> _Pairing:
    now, then = _keys(records), _keys(last.records)
    place = _places(now, then)
    here = np.flatnonzero(place >= 0)
    claimed = _places(_keys(last.claims), then)
    made = days(last.claims["last_seen"]) == days(last.records["edition"])[claimed]
    return _Pairing(here, place[here], _places(_keys(statements), now), claimed, made)


def _keys(rows: pa.Table) -> Any:
    # no key holds the unit separator, it is cleaned away with what is read
    return pc.binary_join_element_wise(*(rows[name] for name in KEY), "\x1f")


def _places(keys: Any, among: Any) -> Numbers:
    """The place of each key `among` others, -1 where it is not there."""
    return np.asarray(pc.fill_null(pc.index_in(keys, among), -1), dtype=np.int64)


def _changed(
    pairing: _Pairing, last: LastNight, records: pa.Table, statements: pa.Table, day: date
) -> npt.NDArray[np.object_]:
    """The persons, of last night and of tonight, who may not be as they were."""
    here, there = pairing.here, pairing.there
    now, then = (records.take(here), last.records.take(there))
    unlike = _order(records)[here] != _order(last.records)[there]
    for name in _COMPARED:
        unlike |= _unlike(now[name], then[name])
    said = _sums(statements, pairing.said, records.num_rows)
    before = last.claims.filter(pa.array(pairing.made))
    had_said = _sums(before, pairing.claimed[pairing.made], last.records.num_rows)
    unlike |= said[here] != had_said[there]
    if day != last.day:
        unlike |= _dated_after(now, last.day)
    fresh, gone = np.ones(records.num_rows, bool), np.ones(last.records.num_rows, bool)
    fresh[here], gone[there] = unlike, unlike
    persons = [records["person_id"].filter(pa.array(fresh)).to_pandas()]
    persons.append(last.records["person_id"].filter(pa.array(gone)).to_pandas())
    return np.asarray(pd.concat(persons).dropna().unique(), dtype=object)


def _unlike(one: Any, other: Any) -> Flags:
    if pa.types.is_list(one.type):
        one, other = (pc.binary_join(column, "\x1f") for column in (one, other))
    same = pc.or_(
        pc.fill_null(pc.equal(one, other), fill_value=False),
        pc.and_(pc.is_null(one), pc.is_null(other)),
    )
    return ~np.asarray(same, dtype=bool)


def _order(records: pa.Table) -> Numbers:
    """For each record how many earlier editions hold records of its person.

    A choice depends on which list is newer, not on how much newer it is.
    """
    person = pd.factorize(records["person_id"].to_pandas())[0]
    edition = days(records["edition"])
    places = np.lexsort((edition, person))
    mine, read = person[places], edition[places]
    later = np.diff(read, prepend=-np.inf) != 0
    begins = np.diff(mine, prepend=-2) != 0
    steps = np.cumsum(later & ~begins)
    order = np.empty(len(places), dtype=np.int64)
    order[places] = steps - np.maximum.accumulate(np.where(begins, steps, 0))
    return order


def _sums(rows: pa.Table, owner: Numbers, n: int) -> npt.NDArray[np.uint64]:
    """A number for what is said by each of `n` records, whatever the order of the rows."""
    total = np.zeros(rows.num_rows, dtype=np.uint64)
    for name in _SAID:
        column = rows[name].combine_chunks().dictionary_encode()
        texts = column.dictionary.to_pandas().to_numpy(dtype=object)
        known = np.append(pd.util.hash_array(texts, categorize=False), np.uint64(0))
        place = np.asarray(pc.fill_null(column.indices, -1), dtype=np.int64)
        total = (total ^ known[place]) * np.uint64(0x9E3779B97F4A7C15)
    sums = np.zeros(n, dtype=np.uint64)
    np.add.at(sums, owner, total)
    return sums


def _dated_after(records: pa.Table, day: date) -> Flags:
    """Which records told on `day` of something that had not happened yet."""
    last = (day - date(1970, 1, 1)).days
    starts = [days(records[f"{field}_from"]) for field in DATED]
    return np.asarray(np.any([start > last for start in starts], axis=0), dtype=bool)


def _read_again(pairing: _Pairing, last: LastNight, records: pa.Table) -> pa.Table:
    """The claims of last night, seen until tonight's edition where the record is still there."""
    edition: Floats = np.full(last.records.num_rows, np.nan)
    edition[pairing.there] = days(records["edition"])[pairing.here]
    seen = np.where(pairing.made, edition[pairing.claimed], days(last.claims["last_seen"]))
    place = last.claims.schema.get_field_index("last_seen")
    return last.claims.set_column(place, last.claims.schema.field(place), day_column(seen))
