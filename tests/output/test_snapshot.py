"""A snapshot is complete and checked, or it does not exist."""

import csv
import json
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from todos.output import tier_folder
from todos.output.manifest import folder_hash
from todos.output.snapshot import SnapshotError, publish, read_persons
from todos.rules.fields import FIELDS, TIERS
from todos.rules.tables import MEANINGS, SNAPSHOT, schema

DAY = date(2026, 10, 30)
MANIFEST: dict[str, Any] = {"inputs": []}
Make = Callable[..., Any]
Publish = Callable[..., Path]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# what is written


def test_both_tiers_hold_every_table_twice_and_what_describes_them(
    publish_invented: Publish,
) -> None:
    folder = publish_invented()
    tables = {f"{name}.{end}" for name in SNAPSHOT for end in ("csv", "parquet")}
    described = {"datapackage.json", "manifest.json", "README.md", "changes.md", "changes.html"}
    wanted = {f"{tier}/{file}" for tier in TIERS for file in tables | described}
    assert set(contents(folder)) == wanted
    assert folder.name == "2026-10-30"


def test_no_restricted_column_is_in_the_public_folder(publish_invented: Publish) -> None:
    public = publish_invented() / "public"
    package = json.loads((public / "datapackage.json").read_text("utf-8"))
    named = {field["name"] for r in package["resources"][:8] for field in r["schema"]["fields"]}
    for name in SNAPSHOT:
        named |= set(parquet.read_schema(public / f"{name}.parquet").names)
        with (public / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            named |= set(next(csv.reader(file)))
    assert len(named) > 50
    assert not [name for name in named if FIELDS[name].tier == "restricted"]
    assert not [file for file, data in contents(public).items() if b"alvaro-pena" in data]


def test_restricted_columns_are_in_the_restricted_folder(publish_invented: Publish) -> None:
    records = parquet.read_table(publish_invented() / "restricted" / "records.parquet")
    assert records["aliases"].to_pylist() == [["alvaro-pena"], None, None]


@pytest.mark.parametrize("tier", TIERS)
def test_parquet_tells_what_table_and_columns_mean(publish_invented: Publish, tier: str) -> None:
    read = parquet.read_schema(publish_invented() / tier / "persons.parquet")
    assert (read.metadata or {})[b"description"].decode() == MEANINGS["persons"]
    for column in read:
        assert (column.metadata or {})[b"description"].decode() == FIELDS[column.name].meaning


cells = st.none() | st.text(max_size=30) | st.just('=1+1\0\u202e\r\n"') | st.just("x" * 10_000)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cells, cells, st.none() | st.lists(cells, max_size=2)), max_size=4))
def test_parquet_gives_back_exactly_what_went_in_and_twice_the_same_bytes(
    tables: Make,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str | None, str | None, list[str] | None]],
) -> None:
    persons = [
        {"person_id": f"p{n}", "name": row[0], "surnames": row[1], "name_variants": row[2]}
        for n, row in enumerate(rows)
    ]
    made = tables(**{name: [] for name in SNAPSHOT} | {"persons": persons})
    folders = [publish(made, MANIFEST, tmp_path_factory.mktemp("s"), DAY) for _ in range(2)]
    for tier in TIERS:
        read = parquet.read_table(folders[0] / tier / "persons.parquet")
        wanted = schema("persons", tier)
        assert read.to_pylist() == made[tier]["persons"].select(wanted.names).to_pylist()
        assert read.schema == wanted
    assert contents(folders[0]) == contents(folders[1])


def test_the_layout_in_memory_does_not_change_the_bytes(tables: Make, tmp_path: Path) -> None:
    made = tables()
    chunked = {
        tier: {n: pa.concat_tables([t.slice(0, 1), t.slice(1)]) for n, t in made[tier].items()}
        for tier in TIERS
    }
    left = publish(made, MANIFEST, tmp_path / "a", DAY)
    right = publish(chunked, MANIFEST, tmp_path / "b", DAY)
    assert contents(left) == contents(right)


def test_manifest_names_inputs_outputs_counts_and_versions(publish_invented: Publish) -> None:
    folder = publish_invented() / "restricted"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["inputs"][0]["file"] == "cubalex.csv"
    assert manifest["rows"]["persons"] == 3
    assert manifest["snapshot"] == "2026-10-30"
    assert {"python", "todos", "pyarrow", "rapidfuzz"} <= set(manifest["versions"])
    assert {entry["file"] for entry in manifest["outputs"]} | {"manifest.json"} == set(
        contents(folder)
    )


def test_hash_of_the_rules_changes_with_a_word_a_name_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text("a = 1", encoding="utf-8")
    first = folder_hash(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "fields.cpython-311.pyc").write_bytes(b"cache")
    assert folder_hash(tmp_path) == first
    (tmp_path / "words.toml").write_text("a = 2", encoding="utf-8")
    changed = folder_hash(tmp_path)
    (tmp_path / "words.toml").rename(tmp_path / "other.toml")
    assert len({first, changed, folder_hash(tmp_path)}) == 3


# what is refused


UNSOUND: dict[str, tuple[dict[str, list[dict[str, Any]]], str]] = {
    "one id for two persons": (
        {"persons": [{"person_id": "p1"}, {"person_id": "p1"}]},
        "persons: person_id says 1 rows twice",
    ),
    "a person without an id": ({"persons": [{"name": "Ana"}]}, "person_id is empty"),
    "an event of nobody": (
        {"events": [{"event_id": "e", "person_id": "nobody"}]},
        "events: 1 rows name a person that persons does not hold",
    ),
    "a weight without end": (
        {
            "pairs": [
                {
                    "source_l": "a",
                    "source_record_id_l": "1",
                    "source_r": "a",
                    "source_record_id_r": "2",
                    "match_weight": math.inf,
                }
            ]
        },
        "pairs: match_weight holds a number that is not finite",
    ),
    "a code of no vocabulary": (
        {"conflicts": [], "persons": [{"person_id": p, "sex": "varón"} for p in ("p1", "p2")]},
        "persons: sex has a code that sex.toml does not have",
    ),
    "a code of no vocabulary in a list": (
        {"persons": [{"person_id": "p1", "risk_groups": ["minor", "tall"]}]},
        "persons: risk_groups has a code that risk_group.toml does not have",
    ),
}


@pytest.mark.parametrize("case", UNSOUND)
def test_an_unsound_registry_is_not_published(publish_invented: Publish, case: str) -> None:
    rows, message = UNSOUND[case]
    before = contents(publish_invented())
    with pytest.raises(SnapshotError, match=message):
        publish_invented(**rows)
    assert contents(publish_invented()) == before


def test_a_table_of_another_form_is_not_published(tables: Make, tmp_path: Path) -> None:
    made = tables()
    made["public"] = {**made["public"], "events": made["public"]["events"].drop_columns(["kind"])}
    with pytest.raises(SnapshotError, match="tier public: events: missing"):
        publish(made, MANIFEST, tmp_path, DAY)
    del made["public"]["events"]
    with pytest.raises(SnapshotError, match=r"\['events'\] are missing"):
        publish(made, MANIFEST, tmp_path, DAY)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("file", ["/home/ana/lists/x.csv", "C:\\lists\\x.csv"])
def test_a_path_of_the_machine_is_not_published(tables: Make, tmp_path: Path, file: str) -> None:
    inputs = {"inputs": [{"file": file, "sha256": "", "bytes": 0}]}
    with pytest.raises(SnapshotError, match="absolute path"):
        publish(tables(), inputs, tmp_path, DAY)
    assert not list(tmp_path.iterdir())


def test_what_does_not_read_back_is_not_published(
    publish_invented: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(publish_invented())

    write = parquet.write_table

    def write_less(table: pa.Table, path: Path, **options: Any) -> None:
        write(table.slice(1), path, **options)

    monkeypatch.setattr(parquet, "write_table", write_less)
    with pytest.raises(SnapshotError, match="does not read back"):
        publish_invented(redirects=[])
    monkeypatch.undo()
    assert contents(publish_invented()) == before


# what is read the next night


def test_the_next_night_reads_the_newest_day_before(publish_invented: Publish) -> None:
    for day in (date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)):
        folder = publish_invented(day, redirects=[])
    read = read_persons(folder.parent, date(2026, 10, 3))
    assert read is not None
    assert read[0] == date(2026, 10, 2)
    assert {tier: set(tables) for tier, tables in read[1].items()} == {
        tier: {"persons", "records"} for tier in ("restricted", "public")
    }
    assert read[1]["restricted"]["persons"]["name"].to_pylist()[0] == "Álvaro Peña Núñez"
    assert read[1]["restricted"]["records"].schema.equals(schema("records"), check_metadata=True)


def test_there_is_nothing_before_the_first_day(publish_invented: Publish, tmp_path: Path) -> None:
    folder = publish_invented()
    assert read_persons(folder.parent, DAY) is None
    assert read_persons(tmp_path / "nowhere", DAY) is None


@pytest.mark.parametrize("lost", ["public/claims.csv", "restricted/manifest.json"])
def test_an_incomplete_snapshot_is_passed_over(publish_invented: Publish, lost: str) -> None:
    older, newer = (publish_invented(date(2026, 10, day)) for day in (1, 2))
    (newer / lost).unlink()
    read = read_persons(older.parent, DAY)
    assert read is not None
    assert read[0] == date(2026, 10, 1)


def test_a_damaged_snapshot_is_named_and_not_believed(publish_invented: Publish) -> None:
    folder = publish_invented(date(2026, 10, 1))
    damaged = folder / "restricted" / "persons.parquet"
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    with pytest.raises(SnapshotError, match=r"persons\.parquet is not what manifest\.json tells"):
        read_persons(folder.parent, DAY)


def test_a_column_that_an_older_program_did_not_know_is_empty(
    tables: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tier_folder, "check", lambda _, table: table)
    monkeypatch.setattr(tier_folder, "schema", older_schema)
    publish(tables(), MANIFEST, tmp_path, date(2026, 10, 1))
    monkeypatch.undo()
    read = read_persons(tmp_path, DAY)
    assert read is not None
    assert read[1]["restricted"]["persons"]["risk_groups"].to_pylist() == [None, None, None]
    assert read[1]["restricted"]["persons"].schema == schema("persons")


def older_schema(name: str, tier: Any = "restricted") -> pa.Schema:
    now = schema(name, tier)
    return pa.schema([column for column in now if column.name != "risk_groups"])
