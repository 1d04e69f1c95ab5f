"""The status of a registry: well, held, interrupted; what waits for people; how it looks."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet
from rich.console import Console
from todos.output.status import Status, as_json, status
from todos.output.status_view import status_view
from todos.pipeline.gates import Result, as_rows
from todos.pipeline.store import Acceptance, Decision, Kept, Report, Store
from todos.sources.workspace import Workspace, create

FIRST, SECOND, TODAY = date(2026, 10, 30), date(2026, 11, 13), date(2026, 11, 14)
HELD = Result("rows", "viasna", 60, 100, 61, "held", "60 records are listed; the limit is 61")
WARNED = replace(HELD, subject="cubalex", strength="warned", sentence="95 records are listed")
KEPT = Kept(
    records=pd.DataFrame({"source": ["viasna"], "source_record_id": ["1"], "person_id": ["p1"]}),
    redirects=pd.DataFrame(columns=["old_person_id", "person_id", "kind", "since"]),
    statements=pd.DataFrame(
        columns=["source", "source_record_id", "field", "value", "original", "first_seen"]
    ),
    editions=pd.DataFrame(
        [{"source": "viasna", "edition": FIRST, "file": "a", "sha256": "0", "rows": 1200}]
    ),
    persons=1,
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create(tmp_path / "registry")


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    opened = Store(workspace.registry)
    yield opened
    opened.close()


def publish(workspace: Workspace, store: Store, day: date) -> None:
    store.runs.begin(day)
    store.keep(day, KEPT)
    folder = workspace.snapshots / day.isoformat() / "restricted"
    folder.mkdir(parents=True)
    verdicts = pa.table({"verdict": ["match", "review", "non-match", "review"]})
    parquet.write_table(verdicts, folder / "pairs.parquet")
    link = workspace.snapshots / "latest"
    link.unlink(missing_ok=True)
    link.symlink_to(day.isoformat())
    store.runs.published(day)


def judged(store: Store, day: date, *results: Result, **accepted: Acceptance) -> None:
    store.runs.judged(day, pd.DataFrame(as_rows(results)), accepted)


def shown(seen: Status, width: int = 80) -> str:
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(status_view(seen))
    return out.getvalue()


def test_a_new_workspace_has_nothing_and_says_what_to_do(
    workspace: Workspace, store: Store
) -> None:
    seen = status(workspace, store, TODAY)
    assert (seen.published, seen.pending, seen.latest) == (None, None, None)
    assert seen.waiting.review == 0
    text = shown(seen)
    assert "No run has been published yet: todos run" in text
    assert text.count("never read") == len(workspace.sources)


def test_a_good_run_is_told_with_its_day_and_what_it_holds(
    workspace: Workspace, store: Store
) -> None:
    publish(workspace, store, FIRST)
    seen = status(workspace, store, TODAY)
    assert seen.published is not None
    assert (seen.published.run, seen.latest, seen.pending) == (FIRST, FIRST.isoformat(), None)
    text = shown(seen)
    assert "2026-10-30, 15 days ago: 1 record, 1 person" in text
    assert "latest leads" not in text
    assert "2 pairs for review" in text


def test_a_run_of_today_has_its_lists_read_today(workspace: Workspace, store: Store) -> None:
    publish(workspace, store, FIRST)
    (viasna,) = [one for one in status(workspace, store, FIRST).lists if one.source == "viasna"]
    assert (viasna.edition, viasna.age, viasna.records) == (FIRST, 0, 1200)
    assert "1,200" in shown(status(workspace, store, FIRST))


def test_a_held_night_is_pending_with_what_holds_it_and_the_last_good_one_stands(
    workspace: Workspace, store: Store
) -> None:
    publish(workspace, store, FIRST)
    store.runs.begin(SECOND)
    judged(store, SECOND, HELD, WARNED)
    store.runs.held(SECOND)
    seen = status(workspace, store, TODAY)
    assert seen.published is not None
    assert seen.pending is not None
    assert (seen.published.run, seen.pending.run) == (FIRST, SECOND)
    assert [(one.gate, one.subject) for one in seen.held] == [("rows", "viasna")]
    text = " ".join(shown(seen).split())
    assert "held The run of 2026-11-13 was held back by a gate" in text
    assert "rows, viasna: 60 records are listed; the limit is 61" in text


def test_a_night_published_after_it_was_held_is_pending_no_more(
    workspace: Workspace, store: Store
) -> None:
    store.runs.begin(SECOND)
    judged(store, SECOND, HELD)
    store.runs.held(SECOND)
    store.runs.begin(SECOND)
    let_through = replace(HELD, strength="accepted")
    judged(store, SECOND, let_through, WARNED, rows=Acceptance("Ana", "They cleaned it"))
    store.keep(SECOND, KEPT)
    publish_folder(workspace, SECOND)
    store.runs.published(SECOND)
    seen = status(workspace, store, TODAY)
    assert (seen.pending, seen.held) == (None, ())
    text = " ".join(shown(seen).split())
    assert "rows, viasna: 60 records are listed; the limit is 61; let through by Ana:" in text
    assert text.count("let through by") == 1, "what only warned was let through by nobody"


def publish_folder(workspace: Workspace, day: date) -> None:
    (workspace.snapshots / day.isoformat()).mkdir()
    (workspace.snapshots / "latest").symlink_to(day.isoformat())


@pytest.mark.parametrize(
    ("process", "said"),
    [(os.getpid(), "a run is going on"), (None, "was interrupted; nothing is lost")],
)
def test_a_run_that_goes_on_is_told_from_one_that_was_killed(
    workspace: Workspace, store: Store, process: int | None, said: str
) -> None:
    store.runs.begin(SECOND)
    (workspace.root / ".lock").write_text(f"{process or 2**22 + 1}\n")
    seen = status(workspace, store, TODAY)
    assert seen.going_on == process
    assert said in " ".join(shown(seen).split())


def test_a_run_killed_while_it_published_will_be_finished(
    workspace: Workspace, store: Store
) -> None:
    store.runs.begin(SECOND)
    store.keep(SECOND, KEPT)
    seen = status(workspace, store, TODAY)
    assert seen.published is None
    assert "the next todos run finishes it" in " ".join(shown(seen).split())


def test_a_latest_that_leads_elsewhere_is_noticed(workspace: Workspace, store: Store) -> None:
    publish(workspace, store, FIRST)
    link = workspace.snapshots / "latest"
    link.unlink()
    (workspace.snapshots / "2026-10-01").mkdir()
    link.symlink_to("2026-10-01")
    assert "but latest leads to 2026-10-01" in shown(status(workspace, store, TODAY))


def decision(key: str, by: str, said: str, on: date) -> Decision:
    return Decision("viasna", "1", "dissidentby", key, said, by, on, "seen")


def test_what_waits_for_people_and_for_the_next_run_is_counted(
    workspace: Workspace, store: Store
) -> None:
    publish(workspace, store, FIRST)
    old = date(2026, 10, 29)
    first, *_ = store.decisions.decide(
        [
            decision("a", "Ana", "positive", old),
            decision("b", "Ana", "positive", FIRST),
            decision("b", "Beto", "negative", SECOND),
        ]
    )
    store.decisions.revoke(first, by="Ana", on=SECOND, because="a mistake")
    report = Report("viasna", "1", "birth", "1990", "1991", "his mother says so", "Ana", old)
    others = [replace(report, field=field) for field in ("sex", "arrest", "name")]
    one, two, three, four = store.corrections.report([report, *others])
    store.corrections.accept(one, by="Ana", on=SECOND, because="seen")
    store.corrections.accept(two, by="Ana", on=old, because="seen")
    store.corrections.revoke(three, by="Ana", on=SECOND, because="a mistake")
    waiting = status(workspace, store, TODAY).waiting
    assert (waiting.decided, waiting.disputed) == (3, 1)
    assert (waiting.corrections, waiting.corrected) == (1, 1)
    assert four
    text = shown(status(workspace, store, TODAY))
    assert "1 pair on which reviewers disagree" in text
    assert "1 correction to be accepted or refused" in text


def test_what_lies_on_the_disk_is_counted_once(workspace: Workspace, store: Store) -> None:
    publish(workspace, store, FIRST)
    (workspace.archive / "viasna").mkdir()
    (workspace.archive / "viasna" / "a.csv").write_bytes(b"x" * 12_345)
    before = status(workspace, store, TODAY).disk
    assert before["archive"] == 12_345
    assert before["registry"] >= (workspace.root / "registry.db").stat().st_size > 0
    pairs = workspace.snapshots / FIRST.isoformat() / "restricted/pairs.parquet"
    assert pairs.stat().st_size <= before["snapshots"] < 2 * pairs.stat().st_size
    assert "archive 12 kB" in shown(status(workspace, store, TODAY))


def test_looking_changes_nothing(workspace: Workspace, store: Store) -> None:
    publish(workspace, store, FIRST)
    store.runs.begin(SECOND)
    assert status(workspace, store, TODAY) == status(workspace, store, TODAY)
    assert store.runs.all()[-1].state == "running"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_it_fits_any_terminal_and_hostile_words_are_inert(
    workspace: Workspace, store: Store, width: int
) -> None:
    store.runs.begin(SECOND)
    hostile = replace(HELD, gate="words", subject="viasna.[red]\x1b[2J" + "x" * 500)
    judged(store, SECOND, hostile, replace(HELD, subject="CU"))
    store.runs.held(SECOND)
    text = shown(status(workspace, store, TODAY), width)
    assert all(len(line) <= width for line in text.splitlines())
    assert "\x1b" not in text
    assert "[red]" in text


def test_programs_read_the_same_as_json(workspace: Workspace, store: Store) -> None:
    publish(workspace, store, FIRST)
    told = json.loads(json.dumps(as_json(status(workspace, store, TODAY)), default=str))
    assert told["published"]["run"] == "2026-10-30"
    assert told["waiting"]["review"] == 2
    assert {one["source"]: one["age"] for one in told["lists"]}["viasna"] == 15
