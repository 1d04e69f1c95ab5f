"""OpenSanctions' and Aleph's tools read the registry, and nothing is added to what it says."""

import json
import sys
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from todos.output.ftm import entities, prefixes, write
from todos.rules.problems import Refusal

pytest.importorskip("followthemoney", reason="an extra: pip install 'todos[followthemoney]'")

Make = Callable[..., Any]
DAY = date(2026, 10, 30)
PERSON = {
    "person_id": "CU-1",
    "country": "CU",
    "name": "Álvaro Peña Núñez",
    "given_names": "Álvaro",
    "surnames": "Peña Núñez",
    "nicknames": ["El Gato"],
    "name_variants": ["ALVARO PEÑA NUÑEZ", "Álvaro Peña Núñez"],
    "sex": "male",
    "birth_from": date(1980, 1, 1),
    "birth_to": date(1980, 12, 31),
    "custody_status": "released",
    "release_basis": "parole",
    "sources": ["justicia11j", "cubalex"],
    "first_seen": DAY,
    "last_seen": DAY,
}
EVENT = {
    "event_id": "CU-1/release/2021-07-11",
    "person_id": "CU-1",
    "kind": "release",
    "date_from": date(2021, 7, 1),
    "date_to": date(2021, 7, 31),
    "basis": "parole",
    "sources": ["cubalex"],
    "first_seen": DAY,
}
REDIRECTS = [
    {"old_person_id": "CU-2", "person_id": "CU-1", "kind": "merge", "since": DAY},
    {"old_person_id": "CU-3", "person_id": "CU-1", "kind": "split", "since": DAY},
]


@pytest.fixture
def made(tables: Make) -> Callable[..., list[dict[str, Any]]]:
    """The entities of one person and one event, with other values where they are given."""

    def make(
        person: dict[str, Any] | None = None, event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        rows = {"persons": [PERSON | (person or {})], "events": [EVENT | (event or {})]}
        return list(entities(tables(**rows, redirects=REDIRECTS)["public"]))

    return make


def test_a_person_is_told_with_names_dates_lists_and_merged_ids(made: Make) -> None:
    person, _ = made()
    assert person == {
        "id": "CU-1",
        "schema": "Person",
        "caption": "Álvaro Peña Núñez",
        "properties": {
            "name": ["Álvaro Peña Núñez"],
            "alias": ["ALVARO PEÑA NUÑEZ"],
            "weakAlias": ["El Gato"],
            "firstName": ["Álvaro"],
            "lastName": ["Peña Núñez"],
            "gender": ["male"],
            "birthDate": ["1980"],
            "country": ["cu"],
            "notes": ["Status: released (parole)"],
        },
        "referents": ["CU-2"],
        "datasets": ["cubalex", "justicia11j"],
        "first_seen": "2026-10-30",
        "last_seen": "2026-10-30",
    }


def test_an_event_says_whose_it_is_and_when(made: Make) -> None:
    _, event = made()
    assert (event["id"], event["schema"]) == ("CU-1.release.2021-07-11", "Event")
    assert event["properties"] == {
        "name": ["Release: Álvaro Peña Núñez"],
        "date": ["2021-07"],
        "summary": ["parole"],
        "involved": ["CU-1"],
        "country": ["cu"],
    }


def test_a_date_that_the_format_cannot_say_is_told_in_words(made: Make) -> None:
    _, event = made(event={"date_from": date(2018, 3, 1), "date_to": date(2021, 7, 31)})
    assert "date" not in event["properties"]
    assert event["properties"]["description"] == ["1 March 2018 to 31 July 2021"]


def test_nobody_is_given_a_topic(made: Make) -> None:
    assert not [one for one in made() if "topics" in one["properties"]]


def test_the_library_validates_every_entity_and_changes_nothing(
    tables: Make, tmp_path: Path
) -> None:
    rows = {"persons": [PERSON, PERSON | {"person_id": "CU-9"}], "events": [EVENT]}
    file, again = tmp_path / "registry.ftm.json", tmp_path / "again.json"
    assert write(tables(**rows, redirects=REDIRECTS)["public"], file) == 3
    from followthemoney.cli.cli import cli  # noqa: PLC0415

    done = CliRunner().invoke(cli, ["validate", "-i", str(file), "-o", str(again)])
    assert done.exit_code == 0, done.output
    assert read(again) == read(file)


def read(file: Path) -> list[dict[str, Any]]:
    """The entities of a file, with sets in order, each one sound by its schema."""
    from followthemoney import model  # noqa: PLC0415
    from followthemoney.entity import ValueEntity  # noqa: PLC0415

    found = []
    for line in file.read_text("utf-8").split("\n")[:-1]:
        entity = json.loads(line)
        proxy = ValueEntity.from_dict(json.loads(line), cleaned=False)
        proxy.schema.validate(entity)
        assert proxy.id == entity["id"]
        assert model.get(entity["schema"]) is proxy.schema
        lists = {name: sorted(entity[name]) for name in ("datasets", "referents")}
        values = {name: sorted(values) for name, values in entity["properties"].items()}
        found.append({**entity, **lists, "properties": values})
    return found


def test_all_values_stand_in_order_so_that_the_bytes_are_the_same(made: Make) -> None:
    variants = [f"Spelling {number}" for number in range(9, 0, -1)]
    person, _ = made({"name_variants": variants, "sources": ["c", "b", "a"]})
    assert person["properties"]["alias"] == sorted(variants)
    assert person["datasets"] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "name", ["\u2028{}\n\r\x00", "A" * 10_000, '"}\n{"id": "CU-0"', "<script>", "\U0001f600"]
)
def test_a_hostile_name_stays_on_its_line(tables: Make, tmp_path: Path, name: str) -> None:
    rows = {"persons": [PERSON | {"name": name, "nicknames": [name]}], "events": [EVENT]}
    file = tmp_path / "registry.ftm.json"
    write(tables(**rows)["public"], file)
    assert [entity["schema"] for entity in read(file)] == ["Person", "Event"]


def last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_the_dates_hold_every_day_of_the_interval(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    found = list(prefixes(start, end))
    if not found:
        assert end.year - start.year > 1
        return
    for day in (start, start + (end - start) / 2, end):
        assert any(day.isoformat().startswith(one) for one in found)
    # and none of them says more than is known, nor less than it could
    assert (len(found[0]) == 10) == (start == end)
    assert len(found) == len({start.year, end.year})
    if start != end and end <= last(start.year, start.month):
        assert found == [start.isoformat()[:7]]


def test_an_open_interval_gives_no_date() -> None:
    assert list(prefixes(None, DAY)) == list(prefixes(DAY, None)) == []


def test_restricted_columns_do_not_leave_with_the_public_tier(
    publish_invented: Callable[..., Path], tmp_path: Path
) -> None:
    folder = publish_invented() / "public"
    names = ("persons", "events", "redirects")
    tables = {name: parquet.read_table(folder / f"{name}.parquet") for name in names}
    write(tables, tmp_path / "public.json")
    assert "alvaro-pena" not in (tmp_path / "public.json").read_text("utf-8")


def test_without_the_library_it_is_said_how_to_get_it(
    tables: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "followthemoney", None)
    with pytest.raises(Refusal, match=r"pip install 'todos\[followthemoney\]'"):
        write(tables()["public"], tmp_path / "registry.ftm.json")
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_named(tables: Make, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"registry\.ftm\.json cannot be written"):
        write(tables()["public"], tmp_path / "nowhere" / "registry.ftm.json")
