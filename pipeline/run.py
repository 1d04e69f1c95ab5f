"""The order of the steps: from tonight's deliveries to the tables of a snapshot."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ..rules.fields import Tier
from ..rules.problems import Problem
from ..rules.tables import schema
from ..sources.adapter import Delivery
from .consolidate.again import LastNight, again
from .consolidate.changes import changes
from .consolidate.claims import remembered
from .consolidate.registry import Registry, consolidate, without
from .correct import Corrected, corrected, original_words
from .follow.editions import Followed, follow
from .identify import identify
from .match import Matched, match
from .normalise.records import Normalised, normalise
from .redirects import as_known, settle
from .score import Parameters
from .store import Known

pc: Any = pyarrow.compute  # its stubs know no table column among the conditions

_KEY = ("source", "source_record_id")


@dataclass(frozen=True, slots=True)
class Readings:
    """What the lists say tonight: their records, and how these go on from the editions before."""

    normalised: Normalised
    followed: Followed
    corrected: Corrected | None


@dataclass(frozen=True, slots=True)
class Night:
    """What a run made: the tables of each tier, all records, statements, and what was wrong.

    `redirects` are those of this night alone; the tables hold all that ever were. ended: source,
    source_record_id, field, value, last_seen of what lists said before and say no more.
    """

    tables: Mapping[Tier, Mapping[str, pa.Table]]
    records: pa.Table
    statements: pa.Table
    redirects: pa.Table
    ended: pd.DataFrame
    problems: tuple[Problem, ...]
    matched: Matched


def read_records(
    deliveries: Sequence[Delivery],
    before: pa.Table,
    known: Known,
    keyless: Collection[str],
    *,
    corrections: pd.DataFrame | None = None,
    accepted: Collection[str] = frozenset(),
    models: Mapping[str, Parameters] = MappingProxyType({}),
    made: Callable[[pa.Table, Mapping[tuple[str, str], str]], Normalised] = normalise,
) -> Readings:
    """The records of all deliveries under their lasting ids, with the problems found on the way.

    before, keyless, accepted, models: as `follow` takes them; corrections: those in force, as
    `corrected` takes them; made: `normalise`, or what gives the same with less work.
    """
    published = pa.concat_tables(
        [schema("published").empty_table(), *(delivery.published for delivery in deliveries)]
    )
    followed = follow(published, before, known.followed, keyless, accepted=accepted, models=models)
    columns = {
        (delivery.source, field): header
        for delivery in deliveries
        for field, header in delivery.columns.items()
    }
    right = None if corrections is None else corrected(followed.published, corrections)
    found = made(followed.published if right is None else right.published, columns)
    said = found.statements if right is None else original_words(found.statements, right.applied)
    read = tuple(problem for delivery in deliveries for problem in delivery.problems)
    normalised = Normalised(found.records, said, read + found.problems)
    return Readings(normalised, followed, right)


def run(
    read: Readings,
    known: Known,
    before: Mapping[Tier, Mapping[str, pa.Table]] | None,
    day: date,
    *,
    models: Mapping[str, Parameters] = MappingProxyType({}),
    decisions: pd.DataFrame | None = None,
    last: LastNight | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Night:
    """Match, identify and consolidate the records of `day`.

    known: what earlier nights left; before: each tier's tables persons and records of the snapshot
    before `day`, if there is one; models: parameters by country, the others keep their priors;
    decisions: those in force, as `decide.located` takes them; last: what the night before published
    by the same program, which saves work and changes nothing. Same arguments, same tables.
    """
    normalised = read.normalised
    matched = match(normalised.records, models, learn=False, decisions=decisions, progress=progress)
    progress("giving ids")
    history = known.history
    given = as_known(known.assignments, history, known.redirects)
    identified = identify(
        normalised.records, matched.labels, given, history, used=set(known.used), since=day
    )
    nights = pd.concat([known.redirects, identified.redirects.to_pandas()])
    redirects = settle(nights, set(identified.records["person_id"].drop_null().to_pandas()))
    progress("consolidating")
    memory = remembered(normalised.statements, known.statements, known.editions)
    said = (identified.records, normalised.statements, matched.pairs, memory.seen)
    whole = consolidate(*said, day) if last is None else again(last, *said, day=day)
    shown = _registries(whole, identified.records, matched.pairs, day)
    tables: dict[Tier, dict[str, pa.Table]] = {}
    for tier, mine in shown.items():
        then = before[tier] if before else {}
        mine["changes"] = changes(
            then.get("persons"), then.get("records"), mine["persons"], mine["records"], redirects
        )
        tables[tier] = {**mine, "redirects": _redirects_for(redirects, mine["persons"], tier)}
    return Night(
        tables,
        identified.records,
        normalised.statements,
        identified.redirects,
        memory.ended,
        normalised.problems,
        matched,
    )


def _redirects_for(redirects: pa.Table, persons: pa.Table, tier: Tier) -> pa.Table:
    """To the public only redirects to persons that it is shown."""
    if tier == "restricted":
        return redirects
    shown = redirects["person_id"].to_pandas().isin(persons["person_id"].to_pandas())
    return redirects.filter(pa.array(shown, pa.bool_()))


def _registries(
    whole: Registry, records: pa.Table, pairs: pa.Table, day: date
) -> dict[Tier, dict[str, pa.Table]]:
    """The tables of each tier: the public sees neither what was reported without consent nor
    reports of nobody."""
    open_to_all = pc.and_(records["publishable"], records["person_id"].is_valid())
    hidden, seen = records.filter(pc.invert(open_to_all)), records.filter(open_to_all)
    public = without(whole, hidden, seen, pairs, day)
    return {
        "restricted": _tables(whole, records, pairs),
        "public": _tables(public, seen, _among(pairs, hidden)),
    }


def _tables(registry: Registry, records: pa.Table, pairs: pa.Table) -> dict[str, pa.Table]:
    return {
        "records": records,
        "pairs": pairs,
        "persons": registry.persons,
        "events": registry.events,
        "claims": registry.claims,
        "conflicts": registry.conflicts,
    }


def _among(pairs: pa.Table, hidden: pa.Table) -> pa.Table:
    """The pairs of which neither record is hidden, in their order."""
    away = _keys(hidden, "")
    left, right = (pc.is_in(_keys(pairs, side), away) for side in ("_l", "_r"))
    return pairs.filter(pc.invert(pc.or_(left, right)))


def _keys(table: pa.Table, side: str) -> Any:
    # no key holds the unit separator, it is cleaned away with what is read
    return pc.binary_join_element_wise(*(table[f"{name}{side}"] for name in _KEY), "\x1f")
