"""What became of persons since the snapshot before: merges, splits, the largest, the lost."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute

from ...rules import gates
from .lists import counts_of, listed
from .result import Measure

pc: Any = pyarrow.compute  # its stubs know no table column among the arguments
Ids = Any

# Person ids told as examples.
_FEW = 5


def measures(
    tonight: Mapping[str, pa.Table], before: Mapping[str, pa.Table] | None
) -> Iterator[Measure]:
    """What gates of persons see, country by country."""
    named = _named(tonight["records"])
    largest = _largest(named)
    lists = named.group_by("country").aggregate([("source", "count_distinct")]).to_pylist()
    for country, of in sorted((row["country"], row["source_count_distinct"]) for row in lists):
        one, size = largest[country]
        yield Measure(gates.LARGEST, country, size, of, examples=(one,))
    if before is None:
        return
    smaller = _largest(_named(before["records"]))
    for country in sorted(smaller.keys() & largest.keys()):
        (one, size), (_, was) = largest[country], smaller[country]
        yield Measure(gates.GROWN, country, size - was, was, was, was, examples=(one,))
    yield from _changed(tonight, before["persons"])
    yield from _missing(tonight, before)


def _changed(tonight: Mapping[str, pa.Table], before: pa.Table) -> Iterator[Measure]:
    persons, changes = tonight["persons"], tonight["changes"]
    for gate, kind in ((gates.MERGES, "merged"), (gates.SPLITS, "split")):
        ids = changes.filter(pc.equal(changes["kind"], kind))["person_id"]
        at = pc.index_in(ids, persons["person_id"]).drop_null()
        found = persons.select(["person_id", "country"]).take(at)
        yield from _each(gate, found, counts_of(before["country"]))


def _missing(tonight: Mapping[str, pa.Table], before: Mapping[str, pa.Table]) -> Iterator[Measure]:
    ways = tonight["redirects"]
    last = before["persons"].select(["person_id", "country"])
    there = _are(last, _reached(ways, tonight["persons"]["person_id"]))
    yield from _each(gates.LOST, last.filter(pc.invert(there)), counts_of(last["country"]))
    # who is lost is told once
    left = last.filter(pc.and_(there, _are(last, _on_lists(before["records"]))))
    named = _are(left, _reached(ways, _on_lists(tonight["records"])))
    yield from _each(gates.GONE, left.filter(pc.invert(named)), counts_of(left["country"]))


def _each(gate: gates.Gate, found: pa.Table, of: Mapping[str, int]) -> Iterator[Measure]:
    """A measure a country: how many of the persons found it has."""
    for country, whole in sorted(of.items()):
        ids = found.filter(pc.equal(found["country"], country))["person_id"]
        few = tuple(sorted(map(str, ids.to_pylist()))[:_FEW])
        yield Measure(gate, country, len(ids), whole, examples=few)


def _are(persons: pa.Table, ids: Ids) -> Any:
    return pc.is_in(persons["person_id"], ids)


def _on_lists(records: pa.Table) -> Ids:
    return listed(records, "person_id")["person_id"].drop_null()


def _reached(ways: pa.Table, ids: Ids) -> Ids:
    """`ids`, and the old ids that lead to one of them: who was merged is there as another."""
    old = ways.filter(pc.is_in(ways["person_id"], ids))["old_person_id"]
    return pa.chunked_array([*ids.chunks, *old.chunks], pa.string())


def _named(records: pa.Table) -> pa.Table:
    """Persons by the lists that name them. Reports are no list: many may speak of one person."""
    there = listed(records, "person_id", "country", "source", "weak")
    return there.filter(pc.and_(pc.invert(there["weak"]), there["person_id"].is_valid()))


def _largest(named: pa.Table) -> dict[str, tuple[str, int]]:
    """Per country the person with the most records, and how many; the first id of several."""
    sizes = named.group_by(["country", "person_id"]).aggregate([([], "count_all")])
    most = sizes.group_by("country").aggregate([("count_all", "max")])
    found = {}
    for country, size in zip(*(most[name].to_pylist() for name in most.column_names), strict=True):
        of_size = pc.and_(pc.equal(sizes["country"], country), pc.equal(sizes["count_all"], size))
        found[country] = pc.min(sizes.filter(of_size)["person_id"]).as_py(), size
    return found
