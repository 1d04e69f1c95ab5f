"""The laws of consolidation: nothing is lost, nothing invented, and order does not matter."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from todos.pipeline.consolidate.links import spanning_tree
from todos.pipeline.consolidate.registry import without
from todos.rules import tables
from todos.rules.survivorship import SHOWN, VAGUE

NIGHT = date(2026, 10, 30)
Row = dict[str, Any]

days = st.sampled_from(["1990", "1990-05", "1990-05-03", "1990-05-06", "1991", "1991-08-01"])
arrests = st.sampled_from(["2021-07-11", "2021-07-12", "2021-07", "2021-11-07", "2025-08-14"])
rows = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from([*"ABCDEFGH", None]),
        "source": st.sampled_from(["east", "north", "west"]),
        "name": st.sampled_from(["ANA DIAZ", "Ana Díaz Roca", "Ana Dias Roca", "Анна Диас"]),
        "weak": st.booleans(),
    },
    optional={
        "birth": days,
        "arrest": arrests,
        "release": st.sampled_from(["2023-01-15", "2025", "2026-12-24"]),
        "verdict": st.sampled_from(["2022-02-02", "2025-10-01"]),
        "sentence_months": st.sampled_from([12, 24, 60]),
        "custody_status": st.sampled_from(["imprisoned", "released", "unknown", "non_custodial"]),
        "release_basis": st.sampled_from(["parole", "pardon", "other"]),
        "province": st.sampled_from(["north", "south"]),
        "municipality": st.sampled_from(["hill", "dale"]),
        "offences": st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
    },
)
many = st.lists(rows, min_size=10, max_size=30)

# Many persons an example, because a night costs the same for one as for ten; shrinking that takes
# minutes and a person of a failing example can be read as it is.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


def shuffled(table: pa.Table, seed: int) -> pa.Table:
    order = np.random.default_rng(seed).permutation(table.num_rows)
    return table.take(order)


@settings(max_examples=5, phases=UNSHRUNK)
@given(many, st.integers(0, 100))
def test_the_order_of_the_rows_changes_nothing(
    lists: Callable[..., Any], given_rows: list[Row], seed: int
) -> None:
    straight = lists(*given_rows)
    turned = type(straight)(
        shuffled(straight.records, seed), shuffled(straight.statements, seed), straight.pairs
    )
    one, two = straight.registry, turned.registry
    for name in ("persons", "events", "claims", "conflicts"):
        assert getattr(one, name).equals(getattr(two, name)), name


@settings(max_examples=5, phases=UNSHRUNK)
@given(many)
def test_nothing_is_lost_and_nothing_invented(
    lists: Callable[..., Any], given_rows: list[Row]
) -> None:
    said = lists(*given_rows)
    registry = said.registry
    for name in ("persons", "events", "claims", "conflicts"):
        table = getattr(registry, name)
        assert tables.check(name, table).equals(table)

    owner = {
        (row["source"], row["source_record_id"]): row["person_id"]
        for row in said.records.to_pylist()
    }
    keys = ("source", "source_record_id", "field", "value")
    made = Counter(
        tuple(row[key] for key in keys)
        for row in said.statements.to_pylist()
        if owner[row["source"], row["source_record_id"]]
    )
    claims = registry.claims.to_pylist()
    assert Counter(tuple(row[key] for key in keys) for row in claims) == made
    assert all(owner[c["source"], c["source_record_id"]] == c["person_id"] for c in claims)

    persons = {row["person_id"]: row for row in registry.persons.to_pylist()}
    count = Counter(person for person in owner.values() if person)
    assert {person: row["n_records"] for person, row in persons.items()} == count
    claimed = {(c["person_id"], c["field"], c["value"]) for c in claims}
    for person, row in persons.items():
        assert row["n_sources"] == len(row["sources"]) <= row["n_records"]
        for field, rule in SHOWN.items():
            for value in values(row, field, rule.method):
                assert (person, field, value) in claimed


def values(person: Row, field: str, method: str) -> list[str]:
    """The shown values of a field, as claims write them."""
    if method == "interval":
        first, last = person[f"{field}_from"], person[f"{field}_to"]
        return [] if first is None else [str(first) if first == last else f"{first}/{last}"]
    value = person[field]
    if method == "union":
        return [str(item) for item in value]
    return [] if value is None else [str(value)]


@settings(max_examples=5, phases=UNSHRUNK)
@given(many)
def test_events_and_conflicts_speak_of_persons_of_the_registry(
    lists: Callable[..., Any], given_rows: list[Row]
) -> None:
    registry = lists(*given_rows).registry
    persons = {row["person_id"]: row for row in registry.persons.to_pylist()}
    events = registry.events.to_pylist()
    assert len({event["event_id"] for event in events}) == len(events)
    for event in events:
        assert event["event_id"].startswith(f"{event['person_id']}/{event['kind']}/")
        assert event["sources"]
        assert set(event["sources"]) <= set(persons[event["person_id"]]["sources"])
    for conflict in registry.conflicts.to_pylist():
        said = [value["value"] for value in conflict["values"]]
        assert len(set(said)) > 1
        # a release known from weak evidence alone is not shown; nor is what only it knows better
        assert conflict["shown"] in {None, VAGUE.get(conflict["field"]), *said}


@settings(max_examples=5, phases=UNSHRUNK)
@given(many, st.data())
def test_who_sees_fewer_records_sees_the_registry_of_these(
    lists: Callable[..., Any], given_rows: list[Row], data: st.DataObject
) -> None:
    said = lists(*given_rows)
    size = said.records.num_rows
    shown = pa.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    seen = said.records.filter(shown)
    hidden = said.records.filter(pc.invert(shown))
    fewer = without(said.registry, hidden, seen, said.pairs, NIGHT)
    alone = type(said)(seen, said.statements, said.pairs).registry
    # how many persons are called by a word is counted on all records
    of_names = ["name", "given_names", "surnames", "patronymic"]
    assert fewer.persons.drop_columns(of_names).equals(alone.persons.drop_columns(of_names))
    for name in ("events", "claims", "conflicts"):
        assert getattr(fewer, name).equals(getattr(alone, name)), name


def test_no_records_make_an_empty_registry(lists: Callable[..., Any]) -> None:
    registry = lists().registry
    assert registry.persons.num_rows == registry.events.num_rows == registry.claims.num_rows == 0


def test_a_record_without_a_person_appears_nowhere(lists: Callable[..., Any]) -> None:
    registry = lists({"person_id": None, "name": "Ana Roca", "arrest": "2021-07-11"}).registry
    assert registry.persons.num_rows == registry.events.num_rows == registry.claims.num_rows == 0


def test_a_statement_remembers_when_it_was_first_seen(lists: Callable[..., Any]) -> None:
    said = lists({"source": "east", "name": "Ana Roca", "arrest": "2021-07-11"})
    seen = pd.DataFrame(
        [("east", "r0", "arrest", "2021-07-11", date(2024, 1, 1))],
        columns=["source", "source_record_id", "field", "value", "first_seen"],
    )
    registry = said.consolidate(seen)
    first = {row["field"]: row["first_seen"] for row in registry.claims.to_pylist()}
    assert first == {"arrest": date(2024, 1, 1), "name": date(2026, 10, 30)}
    assert registry.persons["first_seen"].to_pylist() == [date(2024, 1, 1)]
    assert registry.persons["last_seen"].to_pylist() == [date(2026, 10, 30)]
    assert registry.events["first_seen"].to_pylist() == [date(2024, 1, 1)]


def test_a_corrected_statement_is_first_seen_today(lists: Callable[..., Any]) -> None:
    seen = pd.DataFrame(
        [("east", "r0", "arrest", "2021-07-12", date(2024, 1, 1))],
        columns=["source", "source_record_id", "field", "value", "first_seen"],
    )
    registry = lists({"source": "east", "arrest": "2021-07-11"}).consolidate(seen)
    assert registry.claims["first_seen"].to_pylist() == [date(2026, 10, 30)]


def pair(left: str, right: str, probability: float, verdict: str = "match") -> Row:
    """A pair of records "r0", "r1", … of the lists "east"."""
    return {
        "source_l": "east",
        "source_record_id_l": left,
        "source_r": "east",
        "source_record_id_r": right,
        "match_probability": probability,
        "verdict": verdict,
    }


def test_the_weakest_link_is_the_one_that_cannot_be_spared(lists: Callable[..., Any]) -> None:
    said = lists(
        *({"source": "east"} for _ in range(3)),
        pairs=[pair("r0", "r1", 0.99), pair("r1", "r2", 0.95), pair("r2", "r0", 0.6)],
    )
    assert said.person()["weakest_link"] == 0.95


@given(
    st.integers(2, 12).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=40),
        )
    )
)
def test_a_spanning_tree_joins_what_the_edges_join_by_the_strongest_of_them(
    drawn: tuple[int, list[tuple[int, int]]],
) -> None:
    size, edges = drawn
    left, right = (np.array([edge[side] for edge in edges], dtype=np.int64) for side in (0, 1))
    part = list(range(size))
    wanted = []
    for place in reversed(range(len(edges))):  # Kruskal's way: the strongest first, no circle
        one, two = part[edges[place][0]], part[edges[place][1]]
        if one != two:
            wanted.append(place)
            part = [one if other == two else other for other in part]
    assert spanning_tree(left, right, size).tolist() == sorted(wanted)


def test_a_person_whose_only_record_is_hidden_leaves_the_others_as_they_are(
    lists: Callable[..., Any],
) -> None:
    said = lists(
        {"source": "east"},
        {"source": "east"},
        {"source": "east", "person_id": "Q"},
        pairs=[pair("r0", "r1", 0.9)],
    )
    seen, hidden = said.records.slice(0, 2), said.records.slice(2)
    registry = without(said.registry, hidden, seen, said.pairs, NIGHT)
    assert registry.persons["person_id"].to_pylist() == ["P"]
    assert registry.persons["weakest_link"].to_pylist() == [0.9]


def test_only_matches_inside_the_person_hold_it_together(lists: Callable[..., Any]) -> None:
    said = lists(
        {"source": "east"},
        {"source": "east"},
        {"source": "east", "person_id": "Q"},
        pairs=[pair("r1", "r0", 0.0), pair("r0", "r1", 0.9, "review"), pair("r1", "r2", 1.0)],
    )
    persons = {row["person_id"]: row for row in said.registry.persons.to_pylist()}
    assert persons["P"]["weakest_link"] == 0.0
    assert persons["Q"]["weakest_link"] is None
