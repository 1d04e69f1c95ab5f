"""Any two snapshots can be compared, in the order of their days."""

import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from todos.output.changes.terminal import changes_view
from todos.output.diff import Difference, diff
from todos.output.snapshot import SnapshotError

Publish = Callable[..., Path]
DAYS = tuple(date(2026, 10, number) for number in (1, 2, 3))
EMPTY: dict[str, Any] = {
    name: [] for name in ("events", "claims", "pairs", "conflicts", "changes", "redirects")
}


def person(person_id: str, name: str, status: str = "imprisoned") -> dict[str, Any]:
    return {"person_id": person_id, "country": "CU", "name": name, "custody_status": status}


def record(person_id: str, key: str) -> dict[str, Any]:
    row = {"person_id": person_id, "source": "cubalex", "source_record_id": key}
    return row | {"linkable": True, "publishable": True, "weak": False, "listed": True}


@pytest.fixture
def three_nights(publish_invented: Publish) -> Path:
    """On the second night Ana and Anna are found to be one; on the third Ana is released."""
    redirects = [
        {"old_person_id": "CU-2", "person_id": "CU-1", "kind": "merge", "since": DAYS[1]},
    ]
    ana, anna = person("CU-1", "Ana Ruiz Soto"), person("CU-2", "Anna Ruiz")
    apart, together = (
        [record("CU-1", "1"), record("CU-2", "2")],
        [
            record("CU-1", "1"),
            record("CU-1", "2"),
        ],
    )
    free = ana | {"custody_status": "released"}
    publish_invented(DAYS[0], **EMPTY | {"persons": [ana, anna], "records": apart})
    rows = EMPTY | {"records": together, "redirects": redirects}
    publish_invented(DAYS[1], **rows | {"persons": [ana]})
    return publish_invented(DAYS[2], **rows | {"persons": [free]}).parent


def kinds(found: Difference) -> list[str]:
    return sorted(row["kind"] for row in found.changes.to_pylist())


def test_each_pair_of_nights_has_its_changes(three_nights: Path) -> None:
    compared = {
        (first, second): kinds(diff(three_nights, DAYS[first], DAYS[second], "public"))
        for first, second in ((0, 1), (1, 2), (0, 2))
    }
    assert compared == {(0, 1): ["merged"], (1, 2): ["status"], (0, 2): ["merged", "status"]}


def test_the_other_person_of_a_merge_is_named_as_before(three_nights: Path) -> None:
    told = diff(three_nights, DAYS[0], DAYS[2], "restricted").summary()
    merged = next(section for section in told.sections if section.kind == "merged")
    assert merged.entries[0].other_name == "Anna Ruiz"


def test_programs_get_every_row_and_the_figures(three_nights: Path) -> None:
    told = json.loads(json.dumps(diff(three_nights, DAYS[0], DAYS[2], "public").as_json()))
    assert (told["from"], told["to"], told["tier"]) == ("2026-10-01", "2026-10-03", "public")
    assert told["persons"] == {"merged": {"CU": 1}, "status": {"CU": 1}}
    assert len(told["changes"]) == 2


def test_the_terminal_names_persons_values_and_what_is_left_out(three_nights: Path) -> None:
    console = Console(width=100, record=True, file=StringIO())
    found = diff(three_nights, DAYS[0], DAYS[2], "public")
    console.print(changes_view(found.summary()))
    shown = " ".join(console.export_text().split())
    assert "Changes from 1 October 2026 to 3 October 2026 (public)" in shown
    assert "Ana Ruiz Soto CU-1 Status imprisoned released" in shown
    assert "was Anna Ruiz CU-2" in shown
    console.print(changes_view(found.summary(most=0)))
    assert "and 1 more: todos diff 2026-10-01 2026-10-03 --json" in console.export_text()


def test_a_name_is_no_markup_at_the_terminal(publish_invented: Publish) -> None:
    for number, status in ((0, "imprisoned"), (1, "released")):
        rows = [person("CU-1", "[red]Ana[/red]\x1b[2J", status)]
        folder = publish_invented(DAYS[number], **EMPTY | {"persons": rows, "records": []})
    console = Console(width=100, record=True, file=StringIO())
    console.print(changes_view(diff(folder.parent, DAYS[0], DAYS[1], "public").summary()))
    shown = console.export_text(styles=True)
    assert "[red]Ana[/red]" in shown
    assert "\x1b[2J" not in shown


def test_the_older_day_is_named_first(three_nights: Path) -> None:
    with pytest.raises(SnapshotError, match="todos diff 2026-10-01 2026-10-02"):
        diff(three_nights, DAYS[1], DAYS[0], "public")
    with pytest.raises(SnapshotError, match="is not before"):
        diff(three_nights, DAYS[0], DAYS[0], "public")


def test_a_day_without_a_snapshot_is_told_with_the_nearest(three_nights: Path) -> None:
    with pytest.raises(SnapshotError, match=r"no snapshot of 2026-12-24\. .* 2026-10-03"):
        diff(three_nights, DAYS[0], date(2026, 12, 24), "public")
    with pytest.raises(SnapshotError, match="Nothing was published yet"):
        diff(three_nights / "nowhere", DAYS[0], DAYS[1], "public")


def test_a_damaged_snapshot_is_not_compared(three_nights: Path) -> None:
    (three_nights / "2026-10-01" / "public" / "persons.csv").write_bytes(b"damaged")
    with pytest.raises(SnapshotError, match=r"persons\.csv is not what manifest\.json"):
        diff(three_nights, DAYS[0], DAYS[1], "public")
