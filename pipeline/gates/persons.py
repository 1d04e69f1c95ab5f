"""What became of persons since the snapshot before: merges, splits, the largest, the lost."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules import gates
from .lists import listed
from .result import Measure

pc: Any = pyarrow.compute  # its stubs know no table column among the arguments

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
    if before is not None:
        yield from _compared(tonight, before, largest)


def _compared(
    tonight: Mapping[str, pa.Table],
    before: Mapping[str, pa.Table],
    largest: Mapping[str, tuple[str, int]],
) -> Iterator[Measure]:
    now, last = _countries(tonight["persons"]), _countries(before["persons"])
    persons = last.value_counts().sort_index()
    changed = tonight["changes"].select(["kind", "person_id"]).to_pandas()
    for gate, kind in ((gates.MERGES, "merged"), (gates.SPLITS, "split")):
        yield from _each(gate, _of(now, changed.loc[changed["kind"] == kind, "person_id"]), persons)
    smaller = _largest(_named(before["records"]))
    for country in sorted(smaller.keys() & largest.keys()):
        (one, size), (_, was) = largest[country], smaller[country]
        yield Measure(gates.GROWN, country, size - was, was, was, was, examples=(one,))
    ways = tonight["redirects"].select(["old_person_id", "person_id"]).to_pandas()
    lost = last.index.difference(_reached(ways, now.index))
    yield from _each(gates.LOST, _of(last, lost), persons)
    on_lists = last[last.index.isin(_on_lists(before["records"]))]
    gone = on_lists.index.difference(_reached(ways, _on_lists(tonight["records"])).union(lost))
    yield from _each(gates.GONE, _of(last, gone), on_lists.value_counts())


def _each(gate: gates.Gate, found: "pd.Series[str]", of: "pd.Series[int]") -> Iterator[Measure]:
    """A measure a country: how many of `found` (person id -> country) it has."""
    for country, whole in of.sort_index().items():
        ids = found.index[found == country]
        few = tuple(sorted(ids)[:_FEW])
        yield Measure(gate, str(country), len(ids), int(whole), examples=few)


def _of(countries: "pd.Series[str]", ids: Iterable[str]) -> "pd.Series[str]":
    """The countries of persons, one row for each time that an id is named."""
    return countries.reindex(pd.Index(ids, dtype=object)).dropna()


def _countries(persons: pa.Table) -> "pd.Series[str]":
    return persons.select(["person_id", "country"]).to_pandas().set_index("person_id")["country"]


def _on_lists(records: pa.Table) -> "pd.Index[str]":
    ids = listed(records, "person_id")["person_id"].drop_null().unique().to_pylist()
    return pd.Index(ids, dtype=object)


def _reached(ways: pd.DataFrame, ids: "pd.Index[str]") -> "pd.Index[str]":
    """`ids`, and the old ids that lead to one of them: who was merged is there as another."""
    return ids.union(pd.Index(ways.loc[ways["person_id"].isin(ids), "old_person_id"]))


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
