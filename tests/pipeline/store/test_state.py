"""Export and import: the same state gives the same bytes, and hostile lines change nothing."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.store import Acceptance, Decision, Kept, Report, StateError, Store

Night = Callable[..., Kept]
Make = Callable[..., Decision]
Rows = Callable[..., pd.DataFrame]
Sample = Callable[..., pd.DataFrame]
Fill = Callable[[Store], None]

FIRST, SECOND = date(2026, 10, 30), date(2026, 11, 13)


@pytest.fixture(scope="session")
def fill(night: Night, rows: Rows, decision: Make, sample: Sample) -> Fill:
    """Puts something into each table."""

    def put(store: Store) -> None:
        gate = {"gate": "rows", "subject": "list_a", "figure": 0.1, "before": None, "limit": 1 / 3}
        merged = {"old_person_id": "CU-2", "person_id": "CU-1", "kind": "merge", "since": SECOND}
        report = Report("list_a", "r1", "birth", "1987", "", "no such day", "Eva", FIRST)
        store.runs.begin(FIRST)
        store.keep(FIRST, night("CU-1", followed=rows({"key": "7"})))
        store.runs.published(FIRST)
        store.runs.begin(SECOND)
        passed = pd.DataFrame([{**gate, "strength": "accepted", "sentence": "Fewer."}])
        store.runs.judged(SECOND, passed, {"rows": Acceptance("Ana", "cleaned")})
        ended = rows({"field": "sex", "value": "male", "last_seen": FIRST})
        gone = rows({"edition": FIRST, "content": '{"name": "Яна \\"Ñ\\" 😀"}'})
        more = {"ended": ended, "departed": gone, "redirects": pd.DataFrame([merged])}
        store.keep(SECOND, night("CU-2", "female", SECOND, fingerprint="in", **more))
        first, _ = store.decisions.decide([decision(), decision("r3", because="a\nb\u2028c")])
        store.decisions.revoke(first, by="Eva", on=SECOND, because="a slip")
        (number,) = store.corrections.report([report])
        store.corrections.accept(number, by="Eva", on=SECOND, because="asked")
        store.samples.keep(sample("r1"))

    return put


def exported(store: Store) -> bytes:
    return b"".join(store.export_state())


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory, fill: Fill) -> bytes:
    """The exported state of a filled registry."""
    store = Store(tmp_path_factory.mktemp("state") / "registry.db")
    fill(store)
    return exported(store)


@pytest.fixture
def lines(state: bytes) -> list[dict[str, Any]]:
    """The same, line by line."""
    return [json.loads(line) for line in state.splitlines()]


def told(lines: list[dict[str, Any]]) -> io.BytesIO:
    return io.BytesIO(b"".join(json.dumps(line).encode() + b"\n" for line in lines))


def test_an_imported_state_gives_the_same_bytes_from_either_database(
    store: Store, fill: Fill, tmp_path: Path, emptied: Callable[[str], str]
) -> None:
    fill(store)
    first = exported(store)
    assert all(json.loads(first.split(b"\n")[0])["rows"].values())
    for place in (tmp_path / "sqlite.db", emptied("postgresql")):
        other = Store(place)
        counts = other.import_state(io.BytesIO(first))
        assert sum(counts.values()) == first.count(b"\n") - 1
        assert exported(other) == first
        other.close()


def test_after_an_import_the_registry_goes_on(
    new_place: Callable[[str], Path], fill: Fill, night: Night, decision: Make
) -> None:
    one, other = Store(new_place("one")), Store(new_place("other"))
    fill(one)
    other.import_state(io.BytesIO(exported(one)))
    for store in (one, other):
        store.runs.published(SECOND)
        store.keep(date(2026, 12, 1), night("CU-3"))
        store.decisions.decide([decision("r5")])
        store.corrections.report([Report("a", "1", "sex", "M", "F", "seen", "Ana", SECOND)])
    assert exported(one) == exported(other)
    one.close()
    other.close()


def test_the_order_of_writing_does_not_change_the_bytes(store: Store, night: Night) -> None:
    keys = ["ñ", "o", "n", "B", "a", "Я", "😀", "\uffee"]
    records = pd.DataFrame({"source": "list_a", "source_record_id": keys, "person_id": "CU-1"})
    store.keep(FIRST, night(None, records=records))
    before = exported(store)
    store.keep(FIRST, night(None, records=records[::-1]))
    assert exported(store).replace(b'"attempt": 2', b'"attempt": 1').endswith(before[-900:])
    found = [json.loads(line) for line in before.splitlines()]
    names = [line["source_record_id"] for line in found if line.get("table") == "assignments"]
    assert names == sorted(keys)


def test_a_state_is_taken_into_an_empty_registry_only(store: Store, decision: Make) -> None:
    store.decisions.decide([decision()])
    before = exported(store)
    with pytest.raises(StateError, match=r"is not empty \(decisions\)"):
        store.import_state(io.BytesIO(before))
    assert exported(store) == before


def change(where: str, **new: Any) -> Callable[[list[dict[str, Any]]], None]:
    """Puts other values into the first row of a table."""

    def do(lines: list[dict[str, Any]]) -> None:
        next(line for line in lines if line.get("table") == where).update(new)

    return do


WRONG: dict[str, tuple[Callable[[list[dict[str, Any]]], Any], str]] = {
    "another format": (lambda lines: lines[0].update(format="dump"), "Line 1 .*not the beginning"),
    "no first line": (lambda lines: lines.pop(0), "Line 1 .*not the beginning"),
    "a newer version": (lambda lines: lines[0].update(revision="0099"), "revision 0099.*version"),
    "counts of nothing": (lambda lines: lines[0].update(rows=7), "Line 1 .*'rows'"),
    "a negative count": (lambda lines: lines[0]["rows"].update(runs=-1), "says -1 of runs"),
    "the end is cut off": (lambda lines: lines.pop(), "it is missing, the export was cut off"),
    "a line is left out": (lambda lines: lines.pop(2), "it is no row of runs"),
    "a line too many": (lambda lines: lines.append(lines[-1]), "tells of no further row"),
    "a line stands twice": (lambda lines: lines.__setitem__(2, lines[1]), "Line 3 .*come after"),
    "an unknown table": (change("runs", table="users"), "no row of runs"),
    "a column too many": (change("runs", admin=True), "does not know 'admin'"),
    "no day": (change("runs", run="2026-02-30"), "'run' says '2026-02-30', which is no day"),
    "a day as a number": (change("runs", run=20261030), "which is no day"),
    "a day without hyphens": (change("runs", run="20261030"), "not written as"),
    "a flag for a number": (change("runs", attempt=True), "no whole number"),
    "a number too large": (change("editions", rows=2**40), "no whole number"),
    "a negative number": (change("editions", rows=-1), "no whole number"),
    "not a number": (change("gate_results", figure=float("nan")), "no number"),
    "a text for a number": (change("gate_results", figure="1"), "no number"),
    "nothing where something must be": (change("runs", state=None), "may not be empty"),
    "an unknown state": (change("runs", state="lost"), "none of running"),
    "a list for a text": (change("editions", file=["a.csv"]), "says 'list', which is no text"),
    "a text with a zero": (change("editions", file="a\0"), "which is no text"),
    "half a character": (change("editions", file="\ud800"), "which is no text"),
    "a run that left nothing": (change("editions", run="2026-10-31"), "no run of 2026-10-31"),
    "gates of no run": (change("gate_results", attempt=9), "there is no run 9"),
    "revoked by nobody": (change("decisions", revoked_by=None), "not all filled or all empty"),
    "ended without a day": (change("statements", ended_run="2026-11-13"), "not all filled"),
    "a pair turned round": (change("decisions", source_l="z"), "not the smaller key"),
    "a pair of one": (change("decisions", source_record_id_l="r2"), "not the smaller key"),
}


@pytest.mark.parametrize("case", WRONG)
def test_lines_that_cannot_be_right_are_refused_and_nothing_is_taken(
    tmp_path: Path, lines: list[dict[str, Any]], case: str
) -> None:
    spoil, said = WRONG[case]
    spoil(lines)
    store = Store(tmp_path / "registry.db")
    with pytest.raises(StateError, match=said) as refused:
        store.import_state(told(lines))
    assert refused.match(r"^Line \d+ of the state: ")
    assert not any(json.loads(next(iter(store.export_state())))["rows"].values())


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]\n",
        b"null\n",
        b"7" * 5_000,
        b'{"format": "todos registry state", "format": "todos registry state"}\n',
        b'{"a": ' * 50_000,
        b"x" * (16 * 1024 * 1024 + 2),
    ],
    ids=range(10),
)
def test_what_is_no_state_is_refused_in_words(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(StateError, match="Line 1 of the state: it is"):
        Store(tmp_path / "registry.db").import_state(io.BytesIO(text))


@settings(max_examples=60)
@given(data=st.data())
def test_a_spoiled_byte_is_noticed_or_makes_another_state_and_nothing_else_happens(
    tmp_path_factory: pytest.TempPathFactory, state: bytes, data: st.DataObject
) -> None:
    spoiled = bytearray(state)
    spoiled[data.draw(st.integers(0, len(state) - 1))] = data.draw(st.integers(0, 255))
    store = Store(tmp_path_factory.mktemp("spoiled") / "registry.db")
    try:
        store.import_state(io.BytesIO(bytes(spoiled)))
    except StateError as refused:
        assert len(str(refused)) < 600
    else:
        wanted = [json.loads(line) for line in spoiled.split(b"\n") if line]
        assert [json.loads(line) for line in store.export_state()] == wanted
    store.close()
