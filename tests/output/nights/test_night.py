"""Nights: what is the same stays the same, what is wrong is held, what is killed is finished."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from todos.output.nights.lock import alone
from todos.output.nights.made import Accepted
from todos.output.nights.night import publish_night
from todos.pipeline.gates import HeldError
from todos.pipeline.store import Store
from todos.sources.workspace import opened
from todos.tests.output.nights.conftest import Desk, row

Todos = Callable[..., Result]
MANY = [row(n, f"Persona{chr(97 + n % 26)} Apellido{chr(97 + n // 26)}") for n in range(40)]


def test_a_night_without_news_publishes_what_a_full_run_would(desk: Desk) -> None:
    desk.deliver(alpha=[row(1), row(2)], beta=[row(1), row(3)])
    desk.night()
    desk.tomorrow()
    twin = desk.root.with_name("twin")
    shutil.copytree(desk.root, twin, symlinks=True)
    shutil.rmtree(twin / "cache")
    with (twin / "todos.toml").open("a") as settings:
        settings.write("# another file: nothing can be taken over\n")
    assert desk.night().since == date(2026, 3, 1)
    assert publish_night(opened(twin), desk.day).made is not None
    assert contents(desk.root / "snapshots") == contents(twin / "snapshots")


def test_a_day_that_is_run_again_keeps_its_memory(desk: Desk) -> None:
    desk.deliver(alpha=[row(1), row(2)], beta=[row(1)])
    desk.night()
    persons = desk.persons()
    assert desk.night().made is None
    desk.tomorrow()
    store = desk.store()
    known = store.before(desk.day)
    store.close()
    assert set(known.assignments["person_id"]) == set(persons.values())
    assert set(known.editions["source"]) == {"alpha", "beta"}


def test_a_night_with_a_little_news_publishes_what_a_full_run_would(desk: Desk) -> None:
    desk.deliver(alpha=MANY, beta=[row(1), row(3)])
    desk.night()
    desk.tomorrow()
    desk.deliver(alpha=[*MANY[1:], row(77, status="Excarcelado")])
    twin = desk.root.with_name("twin")
    shutil.copytree(desk.root, twin, symlinks=True)
    shutil.rmtree(twin / "cache")
    store = Store(twin / "registry.db")
    with store.database.writing() as memory:
        memory.execute(sa.text("UPDATE runs SET fingerprint = 'of another program'"))
    store.close()
    desk.night()
    publish_night(opened(twin), desk.day)
    assert contents(desk.root / "snapshots") == contents(twin / "snapshots")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "latest" not in path.parts
    }


def test_a_day_on_which_a_dated_event_falls_due_is_run_in_full(desk: Desk) -> None:
    desk.deliver(alpha=[row(1, day="2026-03-05"), row(2)], beta=[])
    desk.night()
    assert date(2026, 3, 5) not in desk.table("events")["date_from"].tolist()
    desk.tomorrow()
    assert desk.night().made is None
    desk.tomorrow(5)
    assert desk.night().made is not None
    assert date(2026, 3, 5) in desk.table("events")["date_from"].tolist()


def test_a_row_that_leaves_its_list_stays_with_its_person_and_comes_back(desk: Desk) -> None:
    desk.deliver(alpha=[row(1), row(2)], beta=[row(1)])
    desk.night()
    before = desk.persons()
    desk.tomorrow()
    desk.deliver(alpha=[row(2)])
    desk.night()
    assert desk.persons() == before
    listed = desk.table("records").set_index("source_record_id")["listed"]
    assert not listed["1"]
    assert listed["2"]
    desk.tomorrow()
    desk.deliver(alpha=[row(1), row(2)])
    desk.night()
    assert desk.persons() == before
    assert desk.table("records")["listed"].all()


def test_a_list_without_keys_keeps_its_records_through_other_words_and_another_order(
    desk: Desk,
) -> None:
    desk.deliver(alpha=[], beta=[row(0), row(2), row(3)])
    desk.night()
    before = set(desk.persons().items())
    desk.tomorrow()
    desk.deliver(beta=[row(3), row(0, "Yoél Ruis Soto"), row(2, status="Libre")])
    desk.night()
    assert set(desk.persons().items()) == before


def test_a_gate_holds_and_is_let_through_with_a_reason(todos: Todos, desk: Desk) -> None:
    desk.deliver(alpha=MANY, beta=[])
    desk.night()
    desk.tomorrow()
    desk.deliver(alpha=MANY[:10])
    done = todos("run", "-w", desk.root, "--date", desk.day)
    assert done.exit_code == 3, done.output
    assert "rows" in done.stderr
    assert "--accept" in done.stderr
    assert (desk.root / "snapshots/latest").resolve().name == "2026-03-01"
    told = json.loads(todos("status", "-w", desk.root, "--date", desk.day, "--json").stdout)
    assert "held" in json.dumps(told)
    words = ("--accept", "rows", "--accept", "gone", "--because", "rows were mended", "--by", "Ana")
    passed = todos("run", "-w", desk.root, "--date", desk.day, *words)
    assert passed.exit_code == 0, passed.stderr
    assert (desk.root / "snapshots/latest").resolve().name == "2026-03-02"
    store = desk.store()
    gates = store.runs.gates(desk.day)
    store.close()
    accepted = gates[gates["strength"] == "accepted"]
    assert set(accepted["accepted_by"]) == {"Ana"}
    assert set(accepted["because"]) == {"rows were mended"}


def test_a_gate_is_not_let_through_without_a_reason(todos: Todos, desk: Desk) -> None:
    desk.deliver(alpha=[row(1)], beta=[])
    done = todos("run", "-w", desk.root, "--date", desk.day, "--accept", "rows")
    assert done.exit_code == 1
    assert "--because" in done.stderr
    unknown = todos("run", "-w", desk.root, "--accept", "raws", "--because", "x")
    assert "there is no such gate" in unknown.stderr


def test_renumbered_keys_hold_the_run_and_persons_keep_their_ids_once_accepted(desk: Desk) -> None:
    desk.deliver(alpha=[row(n) for n in range(4)], beta=[])
    desk.night()
    before = names(desk)
    desk.tomorrow()
    turned = [(str((n + 1) % 4), *row(n)[1:]) for n in range(4)]
    desk.deliver(alpha=turned)
    with pytest.raises(HeldError) as held:
        desk.night()
    assert {one.gate for one in held.value.results if one.strength == "held"} == {"keys"}
    accepted = Accepted(("keys:alpha",), "Ana", "numbered anew")
    publish_night(opened(desk.root), desk.day, accepted=accepted)
    assert names(desk) == before
    desk.tomorrow()
    desk.deliver(alpha=[*turned, row(9, "Nilda Cabrera Font")])
    desk.night()
    assert {name: names(desk)[name] for name in before} == before


def names(desk: Desk) -> dict[str, str]:
    rows = desk.table("records")
    return dict(zip(rows["name"], rows["person_id"], strict=True))


def test_a_decision_joins_two_persons_and_its_revocation_brings_the_old_id_back(
    todos: Todos, desk: Desk
) -> None:
    desk.deliver(alpha=[row(1), row(2)], beta=[])
    desk.night()
    before = desk.persons()
    pair = ("alpha/1", "alpha/2", "positive", "--because", "an alias", "--by", "Ana")
    assert todos("review", "decide", "-w", desk.root, *pair).exit_code == 0
    desk.tomorrow()
    desk.night()
    joined = desk.persons()
    assert joined["alpha/1"] == joined["alpha/2"] in before.values()
    gone = ({*before.values()} - {*joined.values()}).pop()
    assert "became part of" in todos("show", "-w", desk.root, gone).stdout
    done = todos("review", "revoke", "-w", desk.root, "1", "--because", "a mistake", "--by", "Ana")
    assert done.exit_code == 0, done.output
    desk.tomorrow()
    desk.night()
    assert desk.persons() == before
    assert gone not in set(desk.table("redirects")["old_person_id"])


def test_a_second_run_ends_at_once_with_code_4(todos: Todos, desk: Desk) -> None:
    desk.deliver(alpha=[row(1)], beta=[])
    with alone(desk.root):
        done = todos("run", "-w", desk.root)
    assert done.exit_code == 4
    assert "Another run is going on" in done.stderr


def test_the_log_and_the_hooks_tell_how_a_night_ended(desk: Desk) -> None:
    with (desk.root / "todos.toml").open("a") as settings:
        settings.write('[hooks]\nsuccess = ["sh", "-c", "echo $TODOS_OUTCOME $TODOS_DAY > told"]\n')
    desk.deliver(alpha=[row(1)], beta=[])
    desk.night()
    assert (desk.root / "told").read_text() == "success 2026-03-01\n"
    (file,) = (desk.root / "log").glob("*.jsonl")
    events = [json.loads(line) for line in file.open()]
    assert [one["event"] for one in events if one["event"] != "step"] == ["begin", "published"]
    assert not [one for one in events if "Yoel" in json.dumps(one)]


def test_a_known_error_of_a_list_is_corrected_until_the_list_says_something_else(
    todos: Todos, desk: Desk
) -> None:
    desk.deliver(alpha=[row(1, day="2012-03-05"), row(2)], beta=[])
    desk.night()
    error = ("alpha/1", "arrest", "--says", "2012-03-05", "--should-be", "2022-03-05")
    why = ("--because", "court file", "--reported-by", "the family")
    assert todos("corrections", "report", "-w", desk.root, *error, *why).exit_code == 0
    desk.tomorrow()
    assert desk.night().made is None, "a correction that nobody accepted changes nothing"
    yes = ("1", "--because", "seen the file", "--by", "Ana")
    assert todos("corrections", "accept", "-w", desk.root, *yes).exit_code == 0
    desk.tomorrow()
    desk.night()
    claims = desk.table("claims")
    arrest = claims[(claims["source_record_id"] == "1") & (claims["field"] == "arrest")]
    now = arrest[arrest["last_seen"] == arrest["last_seen"].max()].iloc[-1]
    assert (now["value"], now["original"], now["correction"]) == ("2022-03-05", "2012-03-05", "1")
    assert "2012-03-05" in desk.table("records")["raw"].iloc[0]
    desk.tomorrow()
    desk.deliver(alpha=[row(1, day="2021-03-05"), row(2)])
    made = desk.night().made
    assert made is not None
    assert "correction 1" in str(made.problems[0])
