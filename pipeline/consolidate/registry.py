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
from .names import choose_names, count_bearers, spell
from .persons import completed, persons_table, show
from .said import KEY, People, people, say

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


@dataclass(frozen=True, slots=True)
class Decided:
    """What is shown of persons (the columns persons.DECIDED), their events and conflicts."""

    persons: pa.Table
    events: pa.Table
    conflicts: pa.Table


def consolidate(
    records: pa.Table, statements: pa.Table, pairs: pa.Table, seen: pd.DataFrame, day: date
) -> Registry:
    """What the lists together say of each person, as of `day`.

    records, statements, pairs: tables of these schemas, records with person_id; seen: source,
    source_record_id, field, value, first_seen, original, last_seen of what was said in earlier
    nights (`claims.remembered`). Records without a person are left out of all four tables. The
    order of the rows makes no difference.
    """
    them, claims = people(records), claims_table(records, statements, seen)
    return registry(them, decide(them, claims, day), claims, pairs)


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
    claims = seen.select(claims.column_names)
    them = people(anew)
    again = registry(them, decide(them, claims, day), claims, pairs, whole.bearers)
    made = {
        name: together(getattr(whole, name), getattr(again, name), changed, order)
        for name, order in _ORDER.items()
    }
    return Registry(**made, bearers=whole.bearers)


def together(old: pa.Table, new: pa.Table, changed: Any, order: str) -> pa.Table:
    """The rows of `old` of persons who have not changed, and those of `new`."""
    stay = old.filter(pc.invert(pc.is_in(old["person_id"], changed)))
    return pa.concat_tables([stay, new]).sort_by(order)


def decide(them: People, claims: pa.Table, day: date) -> Decided:
    """What is decided of each of `them` from what is said of that person alone."""
    said = with_episodes(say(them))
    shown = show(said)
    persons = persons_table(said, shown)
    return Decided(persons, events_table(said, claims, day), conflicts_table(said, shown))


def registry(
    them: People,
    decided: Decided,
    claims: pa.Table,
    pairs: pa.Table,
    bearers: "pd.Series[int] | None" = None,
) -> Registry:
    """The registry of `them`; bearers: how many persons are called by a word, if not these."""
    names = spell(them.records)
    called = count_bearers(names) if bearers is None else bearers
    shown, weakest = choose_names(names, called), weakest_links(them, pairs)
    persons = completed(decided.persons, them, shown, weakest, claims)
    return Registry(persons, decided.events, claims, decided.conflicts, called)
