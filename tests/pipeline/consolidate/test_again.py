"""A night consolidated from the last one is the night consolidated from all records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from todos.pipeline.consolidate.again import LastNight, again
from todos.pipeline.consolidate.claims import remembered
from todos.pipeline.consolidate.registry import Registry, consolidate, decide
from todos.rules import tables

Make = Callable[..., Any]
Row = dict[str, Any]
SAME = ["source", "source_record_id", "field", "value"]
DAY = date(2026, 10, 30)
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)

values = {
    "person_id": st.sampled_from([*"ABCDEF", None]),
    "name": st.sampled_from(["Ana Dias Roca", "Ana Díaz Roca", "ANA DIAZ", "Eva Dias", "Eva Lis"]),
    "weak": st.booleans(),
    "listed": st.booleans(),
    "birth": st.sampled_from(["1990", "1990-05-03", "1991"]),
    "arrest": st.sampled_from(["2021-07-11", "2021-07", "2022-03-04", "2025-08-14"]),
    "release": st.sampled_from(["2023-01-15", "2026-11-01", "2026-10-31"]),
    "sentence_months": st.sampled_from([12, 24]),
    "custody_status": st.sampled_from(["imprisoned", "released", "unknown"]),
    "release_basis": st.sampled_from(["parole", "pardon", "other"]),
    "province": st.sampled_from(["north", "south"]),
    "municipality": st.sampled_from(["hill", "dale"]),
    "offences": st.lists(st.sampled_from("abc"), unique=True),
    "nicknames": st.lists(st.sampled_from(["Tato", "Nena"]), unique=True),
}
always = ("person_id", "name", "weak", "listed")
sources = st.sampled_from(["east", "north", "west"])
optional = {field: kind for field, kind in values.items() if field not in always}
record = st.fixed_dictionaries({field: values[field] for field in always}, optional=optional)
key = st.tuples(sources, st.sampled_from("123456"))


def saying(fields: list[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.sampled_from(fields).flatmap(
        lambda field: st.tuples(st.just("say"), key, st.just(field), values[field])
    )


change = st.one_of(
    st.tuples(st.just("put"), key, record),
    st.tuples(st.just("drop"), key),
    saying(sorted(optional)),
    # what no statement tells of
    saying(["person_id", "weak", "listed"]),
    st.tuples(st.just("word"), key, st.sampled_from(["en prisión", "en reclusión"])),
    st.tuples(st.just("read"), sources),
    st.tuples(st.just("pair"), key, key, st.sampled_from([0.9, 0.95, 0.99])),
)
nights = st.lists(st.lists(change, max_size=4), min_size=1, max_size=3)
first = st.dictionaries(key, record, min_size=8, max_size=18)


@dataclass
class World:
    """What the lists say tonight; the fields can be changed for the next night."""

    rows: dict[tuple[str, str], Row]
    words: dict[tuple[str, str], str]
    read: dict[str, date]
    pairs: dict[tuple[Any, Any], float]

    def do(self, step: tuple[Any, ...], day: date) -> None:
        kind, *what = step
        if kind == "put":
            self.rows[what[0]] = dict(what[1])
        elif kind == "drop":
            self.rows.pop(what[0], None)
        elif kind == "say" and what[0] in self.rows:
            self.rows[what[0]][what[1]] = what[2]
        elif kind == "word":
            self.words[what[0]] = what[1]
        elif kind == "read":
            self.read[what[0]] = day
        elif kind == "pair" and what[0] < what[1]:
            self.pairs[what[0], what[1]] = what[2]

    def tonight(self, lists: Make) -> Any:
        rows = [
            {"source": source, "source_record_id": number, "edition": self.read[source], **row}
            for (source, number), row in self.rows.items()
        ]
        pairs = [
            dict(zip(tables.schema("pairs").names[:4], (*left, *right), strict=True))
            | {"match_probability": probability, "verdict": "match"}
            for (left, right), probability in self.pairs.items()
        ]
        said = lists(*rows, pairs=pairs)
        place = said.statements.schema.get_field_index("original")
        keys = said.statements.select(SAME[:2]).to_pylist()
        words = [self.words.get((row["source"], row["source_record_id"])) for row in keys]
        statements = said.statements.set_column(
            place, said.statements.schema.field(place), pa.array(words, pa.string())
        )
        return type(said)(said.records, statements, said.pairs)


def memory(tonight: Any, seen: pd.DataFrame) -> pd.DataFrame:
    """What the night leaves: each statement once, with the day on which it was first made."""
    said = tonight.statements.to_pandas().drop_duplicates(SAME)
    read = tonight.records.select([*SAME[:2], "edition"]).to_pandas()
    made = said.merge(read, on=SAME[:2]).rename(columns={"edition": "first_seen"})
    known = pd.MultiIndex.from_frame(seen[SAME])
    again_said = known.isin(pd.MultiIndex.from_frame(made[SAME]))
    seen = seen.assign(last_seen=seen["last_seen"].astype(object).where(~again_said, None))
    new = made[~pd.MultiIndex.from_frame(made[SAME]).isin(known)]
    both: pd.DataFrame = pd.concat([seen, new.assign(last_seen=None)], ignore_index=True)
    return both[seen.columns.tolist()]


def assert_same(found: Registry, wanted: Registry) -> None:
    for name in ("persons", "events", "claims", "conflicts"):
        one, other = getattr(found, name), getattr(wanted, name)
        assert one.equals(other), f"{name}: {one.to_pylist()} is not {other.to_pylist()}"
    assert found.bearers.sort_index().equals(wanted.bearers.sort_index())


@settings(max_examples=3, phases=UNSHRUNK)
@given(first, nights)
def test_a_night_made_from_the_last_is_the_night_made_from_all(
    lists: Make, rows: dict[tuple[str, str], Row], changes: list[list[tuple[Any, ...]]]
) -> None:
    world = World(rows, {}, dict.fromkeys(["east", "north", "west"], DAY), {})
    seen = pd.DataFrame(columns=[*SAME, "original", "first_seen", "last_seen"])
    day, tonight = DAY, world.tonight(lists)
    registry = consolidate(tonight.records, tonight.statements, tonight.pairs, seen, day)
    for steps in changes:
        last = last_night(day, tonight, registry)
        seen = memory(tonight, seen)
        editions = pd.DataFrame({"source": list(world.read), "edition": list(world.read.values())})
        day += timedelta(days=1)
        for step in steps:
            world.do(step, day)
        tonight = world.tonight(lists)
        known = remembered(tonight.statements, seen, editions).seen
        given_tonight = (tonight.records, tonight.statements, tonight.pairs, known)
        registry = consolidate(*given_tonight, day)
        assert_same(again(last, *given_tonight, day=day), registry)
        seen = known


def last_night(day: date, lists: Any, registry: Registry) -> LastNight:
    made = (registry.persons, registry.events, registry.claims, registry.conflicts)
    return LastNight(day, lists.records, *made)


@pytest.mark.parametrize(
    ("now", "anew"),
    [
        ({}, []),
        ({"arrest": "2021-07-12"}, ["A"]),
        ({"person_id": "B"}, ["A", "B"]),
        ({"listed": False}, ["A"]),
        ({"edition": date(2026, 11, 13)}, ["A"]),
    ],
)
def test_only_persons_of_whom_something_changed_are_decided_anew(
    lists: Make, monkeypatch: pytest.MonkeyPatch, now: Row, anew: list[str]
) -> None:
    mine = {"source": "east", "person_id": "A", "arrest": "2021-07-11", "name": "Ana Roca"}
    others = [
        {"source": "west", "person_id": "A", "name": "Ana Roca"},
        {"source": "west", "person_id": "B", "name": "Eva Lis"},
    ]
    before, tonight = lists(mine, *others), lists(mine | now, *others)
    decided: list[str] = []

    def deciding(them: Any, claims: pa.Table, day: date) -> Any:
        decided.extend(them.ids)
        return decide(them, claims, day)

    monkeypatch.setattr("todos.pipeline.consolidate.again.decide", deciding)
    seen = memory(before, pd.DataFrame(columns=[*SAME, "original", "first_seen", "last_seen"]))
    last = last_night(DAY, before, before.registry)
    again(last, tonight.records, tonight.statements, tonight.pairs, seen, day=DAY)
    assert decided == anew


def test_a_new_edition_of_all_lists_decides_nobody_anew_and_is_seen(lists: Make) -> None:
    rows = [{"source": "east", "person_id": "A", "name": "Ana Roca"}]
    before = lists(*rows)
    later = date(2026, 11, 13)
    tonight = lists(*({**row, "edition": later} for row in rows))
    seen = memory(before, pd.DataFrame(columns=[*SAME, "original", "first_seen", "last_seen"]))
    last = last_night(DAY, before, before.registry)
    found = again(last, tonight.records, tonight.statements, tonight.pairs, seen, day=later)
    assert found.persons["last_seen"].to_pylist() == [later]
    assert found.claims["last_seen"].to_pylist() == [later]
    assert found.persons["first_seen"].to_pylist() == [DAY]
