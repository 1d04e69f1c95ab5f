"""The runs of a registry: how each ended is known, and an interrupted one can be told."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from todos.pipeline.store import Acceptance, EntryError, Kept, Store, StoreError

Night = Callable[..., Kept]

FIRST, SECOND = date(2026, 10, 30), date(2026, 11, 13)
GATES = pd.DataFrame(
    [
        {"gate": "rows", "subject": "list_a", "figure": 3.0, "before": 9.0, "limit": 0.5}
        | {"strength": "accepted", "sentence": "list_a fell from 9 to 3 records."},
        {"gate": "lost", "subject": "", "figure": 0.0, "before": None, "limit": 0.0}
        | {"strength": "passed", "sentence": "No person is lost."},
    ]
)


def states(store: Store) -> list[tuple[date, int, str]]:
    return [(run.run, run.attempt, run.state) for run in store.runs.all()]


def test_a_run_goes_from_running_over_publishing_to_published(store: Store, night: Night) -> None:
    store.runs.begin(FIRST)
    assert states(store) == [(FIRST, 1, "running")]
    store.keep(FIRST, night("CU-1", fingerprint="in", digest="out", draft=".draft"))
    unfinished = store.runs.unfinished()
    assert unfinished is not None
    assert (unfinished.state, unfinished.digest, unfinished.draft) == (
        "publishing",
        "out",
        ".draft",
    )
    assert store.runs.last_published() is None
    store.runs.published(FIRST)
    assert store.runs.unfinished() is None
    last = store.runs.last_published()
    assert last is not None
    assert (last.run, last.records, last.persons, last.fingerprint) == (FIRST, 1, 1, "in")


def test_to_say_again_that_a_run_is_published_changes_nothing(store: Store, night: Night) -> None:
    store.keep(FIRST, night("CU-1"))
    store.runs.published(FIRST)
    store.runs.published(FIRST)
    assert states(store) == [(FIRST, 1, "published")]


def test_a_held_run_leaves_no_memory_and_the_day_before_stays_the_last(
    store: Store, night: Night
) -> None:
    store.keep(FIRST, night("CU-1"))
    store.runs.published(FIRST)
    store.runs.begin(SECOND)
    store.runs.held(SECOND)
    last = store.runs.last_published()
    assert last is not None
    assert last.run == FIRST
    assert store.before(SECOND).used == {"CU-1"}
    assert states(store)[-1] == (SECOND, 1, "held")


def test_a_published_day_that_is_run_again_and_fails_stays_published(
    store: Store, night: Night
) -> None:
    store.keep(FIRST, night("CU-1"))
    store.runs.published(FIRST)
    store.runs.begin(FIRST)
    store.runs.failed(FIRST)
    assert states(store) == [(FIRST, 1, "published"), (FIRST, 2, "failed")]
    last = store.runs.last_published()
    assert last is not None
    assert last.attempt == 1
    assert store.before(SECOND).used == {"CU-1"}


def test_a_run_that_was_killed_has_failed_when_the_next_begins(store: Store) -> None:
    store.runs.begin(FIRST)
    store.runs.begin(SECOND)
    assert states(store) == [(FIRST, 1, "failed"), (SECOND, 1, "running")]


def test_no_run_begins_while_another_waits_to_be_placed(store: Store, night: Night) -> None:
    store.keep(FIRST, night("CU-1"))
    with pytest.raises(StoreError, match=r"run of 2026-10-30 was interrupted.*Finish or undo"):
        store.runs.begin(SECOND)


def test_a_run_of_the_past_does_not_begin(store: Store, night: Night) -> None:
    store.keep(SECOND, night("CU-1"))
    store.runs.published(SECOND)
    with pytest.raises(StoreError, match="would rewrite history"):
        store.runs.begin(FIRST)


def test_an_undone_run_has_failed_and_the_day_can_be_run_again(store: Store, night: Night) -> None:
    store.runs.begin(FIRST)
    store.keep(FIRST, night("CU-1"))
    store.undo(FIRST)
    assert states(store) == [(FIRST, 1, "failed")]
    assert store.before(SECOND).used == frozenset()
    store.runs.begin(FIRST)
    assert states(store)[-1] == (FIRST, 2, "running")


def test_a_published_run_is_not_undone(store: Store, night: Night) -> None:
    store.keep(FIRST, night("CU-1"))
    store.runs.published(FIRST)
    with pytest.raises(StoreError, match="2026-10-30 is published"):
        store.undo(FIRST)
    with pytest.raises(StoreError, match="no run of 2026-11-13"):
        store.undo(SECOND)


def test_a_failed_run_cannot_become_published(store: Store) -> None:
    store.runs.begin(FIRST)
    store.runs.failed(FIRST)
    with pytest.raises(StoreError, match="is failed, it cannot become published"):
        store.runs.published(FIRST)


def test_the_gates_are_kept_with_who_let_one_through_and_why(store: Store) -> None:
    store.runs.begin(FIRST)
    store.runs.judged(FIRST, GATES, {"rows": Acceptance("Ana", "the list was cleaned")})
    lost, rows = store.runs.gates(FIRST).to_dict("records")
    assert (rows["gate"], rows["figure"], rows["before"]) == ("rows", 3, 9)
    assert (rows["accepted_by"], rows["because"]) == ("Ana", "the list was cleaned")
    assert lost["sentence"] == "No person is lost."
    assert pd.isna([lost["before"], lost["accepted_by"]]).all()


def test_gates_that_are_judged_again_are_kept_once(store: Store) -> None:
    store.runs.begin(FIRST)
    store.runs.judged(FIRST, GATES)
    store.runs.judged(FIRST, GATES[:1])
    assert store.runs.gates(FIRST)["gate"].tolist() == ["rows"]


def test_the_gates_of_a_day_are_those_of_its_newest_run(store: Store) -> None:
    store.runs.begin(FIRST)
    store.runs.judged(FIRST, GATES)
    store.runs.held(FIRST)
    store.runs.begin(FIRST)
    assert store.runs.gates(FIRST).empty


def test_nobody_lets_a_gate_through_without_a_reason(store: Store) -> None:
    store.runs.begin(FIRST)
    with pytest.raises(EntryError, match="gate rows: 'because' is empty"):
        store.runs.judged(FIRST, GATES, {"rows": Acceptance("Ana", " ")})
    assert store.runs.gates(FIRST).empty
