"""The registry of one night: persons, events, claims and conflicts of records with person ids."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute

from .claims import claims_table
from .conflicts import conflicts_table
from .episodes import with_episodes
from .events import events_table
from .links import weakest_links
from .names import count_bearers
from .persons import persons_table, show
from .said import KEY, Said, say

pc: Any = pyarrow.compute  # its stubs know no table column as a set of values


# What each table is sorted by; the rows of one person are made together, and keep their order.
_ORDER = {
    "persons": "person_id",
    "events": "event_id",
    "claims": "person_id",
    "conflicts": "person_id",
}


@dataclass(frozen=True, slots=True)
class Registry:
    """Tables of the schemas of the same names; bearers: how many persons are called by a word."""

    persons: pa.Table
    events: pa.Table
    claims: pa.Table
    conflicts: pa.Table
    bearers: "pd.Series[int]"


def consolidate(
    records: pa.Table, statements: pa.Table, pairs: pa.Table, seen: pd.DataFrame, day: date
) -> Registry:
    """What the lists together say of each person, as of `day`.

    records, statements, pairs: tables of these schemas, records with person_id; seen: source,
    source_record_id, field, value, first_seen of the claims of earlier nights. Records without a
    person are left out of all four tables. The order of the rows makes no difference.
    """
    said = say(records)
    claims = claims_table(records, statements, seen)
    return _decided(said, claims, pairs, day, count_bearers(said.records))


def without(
    whole: Registry, hidden: pa.Table, records: pa.Table, pairs: pa.Table, day: date
) -> Registry:
    """The registry for those who see `records` only, and none of the `hidden`.

    `whole` is the registry of both. A person none of whose records is hidden is the same in it, so
    only the others are decided anew.
    """
    changed = hidden["person_id"].drop_null().unique()
    if not len(changed):
        return whole
    anew = records.filter(pc.is_in(records["person_id"], changed))
    claims = whole.claims.filter(pc.is_in(whole.claims["person_id"], changed))
    seen = claims.join(anew.select(KEY), KEY, join_type="left semi")
    again = _decided(say(anew), seen.select(claims.column_names), pairs, day, whole.bearers)
    made = {}
    for name, order in _ORDER.items():
        table = getattr(whole, name)
        stay = table.filter(pc.invert(pc.is_in(table["person_id"], changed)))
        both = pa.concat_tables([stay, getattr(again, name)])
        made[name] = both.sort_by(order)
    return Registry(**made, bearers=whole.bearers)


def _decided(
    said: Said, claims: pa.Table, pairs: pa.Table, day: date, bearers: "pd.Series[int]"
) -> Registry:
    said = with_episodes(said)
    shown = show(said, bearers)
    return Registry(
        persons_table(said, shown, claims, weakest_links(said, pairs)),
        events_table(said, claims, day),
        claims,
        conflicts_table(said, shown),
        bearers,
    )
