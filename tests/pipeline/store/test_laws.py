"""Whatever nights come: a repeated or undone run leaves no trace, and the memory says what was."""

import json
import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.store import Kept, Store
from todos.pipeline.store.tables import MEMORY

START = date(2026, 10, 30)
SAID = ["source", "source_record_id", "field", "value"]
MEMORIES = {table.name for table in MEMORY}


@dataclass(frozen=True, slots=True)
class Told:
    """One night: how many days after the one before, and by record its sex and its person."""

    after: int
    sex: dict[str, str]
    person: str


records = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["male", "female"]))
nights = st.lists(
    st.builds(Told, st.integers(0, 2), records, st.sampled_from(["CU-1", "CU-2"])),
    min_size=1,
    max_size=5,
)


def keep(store: Store, day: date, told: Told) -> None:
    """Keep the night as the pipeline does: what is not said any more has ended."""
    known = store.before(day)
    rows = pd.DataFrame({"source_record_id": sorted(told.sex)}, dtype=object)
    rows = rows.assign(source="list_a", person_id=told.person, field="sex")
    rows["value"] = rows["source_record_id"].map(told.sex).astype(object)
    standing = known.statements[known.statements["last_seen"].isna()]
    tonight = pd.MultiIndex.from_frame(rows[SAID])
    ended = standing[~pd.MultiIndex.from_frame(standing[SAID]).isin(tonight)]
    had = known.assignments[["source", "source_record_id"]]
    away = had[~had["source_record_id"].isin(rows["source_record_id"])]
    left = away[~away["source_record_id"].isin(known.departed["source_record_id"])]
    back = known.departed["source_record_id"].isin(rows["source_record_id"])
    night = Kept(
        rows,
        pd.DataFrame(columns=["old_person_id", "person_id", "kind", "since"]),
        rows.assign(first_seen=day),
        pd.DataFrame(columns=["source", "edition", "file", "sha256", "rows"]),
        1,
        ended=ended.assign(last_seen=day - timedelta(days=1)),
        departed=left.assign(edition=day, content="{}"),
        returned=known.departed[back],
        followed=rows.assign(key=rows["source_record_id"])[["source", "key", "source_record_id"]],
    )
    store.keep(day, night)


def memory(store: Store) -> list[bytes]:
    """All that nights have left, without the list of the runs themselves."""
    lines = [*store.export_state()][1:]
    return [line for line in lines if json.loads(line)["table"] in MEMORIES]


def days(nights: list[Told]) -> list[date]:
    found = [START]
    for told in nights[1:]:
        found.append(found[-1] + timedelta(days=told.after))
    return found


@settings(max_examples=12)
@given(nights)
def test_of_a_day_that_was_run_several_times_only_the_last_run_is_remembered(
    nights: list[Told],
) -> None:
    dated = [*zip(days(nights), nights, strict=True)]
    last = [*dict(dated).items()]
    with tempfile.TemporaryDirectory() as folder:
        often, once = Store(Path(folder) / "often.db"), Store(Path(folder) / "once.db")
        for day, told in dated:
            keep(often, day, told)
        for day, told in last:
            keep(once, day, told)
        assert memory(often) == memory(once)


@settings(max_examples=12)
@given(nights)
def test_an_undone_run_leaves_no_trace(nights: list[Told]) -> None:
    nights = [replace(told, after=told.after + 1) for told in nights]
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "registry.db")
        for day, told in zip(days(nights), nights, strict=True):
            before = memory(store)
            keep(store, day, told)
            store.undo(day)
            assert memory(store) == before
            keep(store, day, told)
            store.runs.published(day)


@settings(max_examples=12)
@given(nights)
def test_what_the_last_night_said_stands_and_all_else_has_ended(nights: list[Told]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "registry.db")
        ever: set[tuple[str, str]] = set()
        for day, told in dict(zip(days(nights), nights, strict=True)).items():
            keep(store, day, told)
            ever |= {*told.sex.items()}
        known = store.before(day + timedelta(days=1)).statements
        pairs = [*zip(known["source_record_id"], known["value"], strict=True)]
        standing = {
            pair for pair, end in zip(pairs, known["last_seen"], strict=True) if end is None
        }
        assert standing == {*told.sex.items()}
        assert set(pairs) == ever
        assert len(pairs) == len(ever)
