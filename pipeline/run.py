"""The order of the steps: from tonight's deliveries to the tables of a snapshot."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from ..rules.fields import TIERS, Tier
from ..rules.problems import Problem
from ..rules.tables import check, schema
from ..sources.adapter import Delivery
from .consolidate.changes import changes
from .consolidate.registry import consolidate
from .identify import identify, settle
from .match import Matched, match
from .normalise.records import Normalised, normalise
from .store import Known

_KEY = ("source", "source_record_id")


@dataclass(frozen=True, slots=True)
class Night:
    """What a run made: the tables of each tier, all records, statements, and what was wrong.

    `redirects` are those of this night alone; the tables hold all that ever were.
    """

    tables: Mapping[Tier, Mapping[str, pa.Table]]
    records: pa.Table
    statements: pa.Table
    redirects: pa.Table
    problems: tuple[Problem, ...]
    matched: Matched


def read_records(deliveries: Sequence[Delivery]) -> Normalised:
    """The records of all deliveries, with the problems found while reading them."""
    published = pa.concat_tables(
        [schema("published").empty_table(), *(delivery.published for delivery in deliveries)]
    )
    columns = {
        (delivery.source, field): header
        for delivery in deliveries
        for field, header in delivery.columns.items()
    }
    found = normalise(published, columns)
    read = tuple(problem for delivery in deliveries for problem in delivery.problems)
    return Normalised(found.records, found.statements, read + found.problems)


def run(
    normalised: Normalised,
    known: Known,
    before: Mapping[str, pa.Table] | None,
    day: date,
    progress: Callable[[str], None] = lambda _: None,
) -> Night:
    """Match, identify and consolidate the records of `day`.

    known: what earlier nights left; before: restricted tables persons and records of the snapshot
    before `day`, if there is one. Same arguments, same tables.
    """
    matched = match(normalised.records, progress)
    progress("giving ids")
    identified = identify(
        normalised.records, matched.labels, known.assignments, set(known.used), day
    )
    earlier = pa.Table.from_pandas(
        known.redirects, schema=schema("redirects"), preserve_index=False
    )
    redirects = settle(earlier, identified.redirects)
    tables = {}
    for tier in TIERS:
        progress(f"consolidating ({tier})")
        seen_by = _records_for(identified.records, tier)
        tables[tier] = _tier(seen_by, normalised, matched, known, day)
        tables[tier]["redirects"] = redirects
    tables["restricted"]["changes"] = changes(
        before["persons"] if before else None,
        before["records"] if before else None,
        tables["restricted"]["persons"],
        tables["restricted"]["records"],
        redirects,
    )
    tables["public"]["changes"] = _changes_for(tables["public"]["persons"], tables["restricted"])
    return Night(
        tables,
        identified.records,
        normalised.statements,
        identified.redirects,
        normalised.problems,
        matched,
    )


def _records_for(records: pa.Table, tier: Tier) -> pa.Table:
    """What a tier may see: the public neither reports without consent nor reports of nobody."""
    if tier == "restricted":
        return records
    rows = records.select(["person_id", "publishable"]).to_pandas()
    return records.filter(pa.array(rows["publishable"] & rows["person_id"].notna()))


def _tier(
    records: pa.Table, normalised: Normalised, matched: Matched, known: Known, day: date
) -> dict[str, pa.Table]:
    keys = records.select(list(_KEY))
    statements = normalised.statements.join(keys, list(_KEY), join_type="left semi")
    left, right = [f"{name}_l" for name in _KEY], [f"{name}_r" for name in _KEY]
    pairs = matched.pairs
    for ends in (left, right):
        pairs = _with_ends(pairs, keys, ends)
    registry = consolidate(records, check("statements", statements), pairs, known.statements, day)
    return {
        "records": records,
        "pairs": pairs,
        "persons": registry.persons,
        "events": registry.events,
        "claims": registry.claims,
        "conflicts": registry.conflicts,
    }


def _with_ends(pairs: pa.Table, keys: pa.Table, ends: list[str]) -> pa.Table:
    """The pairs whose records are among `keys`, in a fixed order."""
    wanted = set(zip(*(keys[name].to_pylist() for name in _KEY), strict=True))
    there = [end in wanted for end in zip(*(pairs[name].to_pylist() for name in ends), strict=True)]
    return pairs.filter(pa.array(there, pa.bool_()))


def _changes_for(persons: pa.Table, restricted: Mapping[str, pa.Table]) -> pa.Table:
    """The changes that the public may see: those of persons and values that it is shown."""
    found = restricted["changes"]
    rows = found.select(["kind", "person_id"]).to_pandas()
    shown = rows["person_id"].isin(persons["person_id"].to_pandas()) | (rows["kind"] == "gone")
    return found.filter(pa.array(shown))
