"""A run: laws that hold for the tables of any night."""

import csv
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from todos.pipeline.follow.before import before_rows
from todos.pipeline.run import Night, read_records, run
from todos.pipeline.store import Known, Store
from todos.rules.fields import FIELDS
from todos.rules.tables import SNAPSHOT, schema
from todos.sources.adapter import Delivery, read
from todos.sources.example import DAY, LISTS
from todos.sources.spec import shipped


@pytest.fixture(scope="module")
def deliveries() -> list[Delivery]:
    found = []
    for source, spec in shipped().items():
        file = next((LISTS / source).iterdir())
        found.append(read(spec, file, DAY))
    return found


def run_on(deliveries: list[Delivery], known: Known) -> Night:
    before = before_rows({}, known.followed, known.departed, {one.source for one in deliveries})
    read = read_records(deliveries, before, known, {"observatorio_cubano"})
    return run(read, known, None, DAY)


def night(deliveries: list[Delivery], folder: Path) -> Night:
    store = Store(folder / "registry.db")
    try:
        return run_on(deliveries, store.before(DAY))
    finally:
        store.close()


@pytest.fixture(scope="module")
def tonight(deliveries: list[Delivery], tmp_path_factory: pytest.TempPathFactory) -> Night:
    return night(deliveries, tmp_path_factory.mktemp("registry"))


def test_every_row_read_is_a_record_or_named_as_none(
    deliveries: list[Delivery], tonight: Night
) -> None:
    read_in = sum(delivery.rows_read for delivery in deliveries)
    named = sum(len(delivery.skipped) for delivery in deliveries)
    assert tonight.tables["restricted"]["records"].num_rows == read_in - named


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_lists_and_rows_changes_nothing(
    deliveries: list[Delivery], tonight: Night, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311
    shuffled = []
    for delivery in draw.sample(deliveries, len(deliveries)):
        rows = list(range(delivery.published.num_rows))
        draw.shuffle(rows)
        table = delivery.published.take(rows)
        fields = {name: getattr(delivery, name) for name in Delivery.__slots__}
        shuffled.append(Delivery(**{**fields, "published": table}))
    again = night(shuffled, tmp_path)
    for tier, tables in tonight.tables.items():
        for name in SNAPSHOT:
            assert again.tables[tier][name].equals(tables[name]), f"{tier} {name}"


def test_every_table_of_both_tiers_has_its_schema(tonight: Night) -> None:
    for tables in tonight.tables.values():
        assert set(tables) == set(SNAPSHOT)
        for name, table in tables.items():
            assert table.schema.names == schema(name).names


def test_contact_data_is_nowhere(tonight: Night) -> None:
    with next((LISTS / "citizen_reports").iterdir()).open(encoding="utf-8", newline="") as file:
        contacts = {row["contact"] for row in csv.DictReader(file)}
    assert len(contacts) == 11
    for tables in tonight.tables.values():
        for name, table in tables.items():
            text = "\n".join(str(row) for row in table.to_pylist())
            found = [contact for contact in (*contacts, "contact") if contact in text]
            assert not found, f"contact data stand in {name}"


def test_the_public_sees_no_report_without_consent_and_no_report_of_nobody(
    tonight: Night,
) -> None:
    hidden = tonight.records.filter(pa.array([not ok for ok in _column(tonight.records)]))
    assert hidden.num_rows > 0
    keys = set(zip(*(hidden[name].to_pylist() for name in _KEY), strict=True))
    public = tonight.tables["public"]
    for table in ("records", "claims"):
        there = set(zip(*(public[table][name].to_pylist() for name in _KEY), strict=True))
        assert not keys & there, table
    for side in ("l", "r"):
        ends = [public["pairs"][f"{name}_{side}"].to_pylist() for name in _KEY]
        assert not keys & set(zip(*ends, strict=True))
    assert public["records"]["person_id"].null_count == 0


_KEY = ("source", "source_record_id")


def _column(records: pa.Table) -> list[bool]:
    return [bool(value) for value in records["publishable"].to_pylist()]


def test_restricted_columns_are_not_in_the_public_schema() -> None:
    for name in SNAPSHOT:
        for column in schema(name, "public").names:
            assert FIELDS[column].tier == "public"


def test_weak_evidence_makes_no_person_of_its_own(tonight: Night) -> None:
    records = tonight.records.to_pandas()
    alone = records.groupby("person_id")["weak"].all()
    assert not alone.any()


def test_anonymised_rows_are_persons_of_one_record(tonight: Night) -> None:
    persons = tonight.tables["restricted"]["persons"].to_pandas().set_index("person_id")
    records = tonight.records.to_pandas()
    hidden = records[~records["linkable"]]
    assert len(hidden) > 0
    assert (persons.loc[hidden["person_id"], "n_records"] == 1).all()


def test_claims_pairs_and_events_speak_of_persons_and_records_that_are_there(
    tonight: Night,
) -> None:
    for tables in tonight.tables.values():
        persons = set(tables["persons"]["person_id"].to_pylist())
        records = set(zip(*(tables["records"][name].to_pylist() for name in _KEY), strict=True))
        for name in ("claims", "events", "conflicts"):
            assert set(tables[name]["person_id"].to_pylist()) <= persons, name
        for side in ("l", "r"):
            ends = [tables["pairs"][f"{name}_{side}"].to_pylist() for name in _KEY]
            assert set(zip(*ends, strict=True)) <= records


def test_persons_count_their_records(tonight: Night) -> None:
    for tables in tonight.tables.values():
        counts = tables["records"].to_pandas()["person_id"].value_counts()
        persons = tables["persons"].to_pandas().set_index("person_id")["n_records"]
        assert persons.to_dict() == counts.to_dict()


def test_a_night_without_any_list_makes_an_empty_registry(tmp_path: Path) -> None:
    empty = night([], tmp_path)
    assert all(table.num_rows == 0 for table in empty.tables["restricted"].values())
    assert date(2026, 10, 30) == DAY


def test_redirects_of_many_nights_lead_where_they_lead_by_now(
    deliveries: list[Delivery], tmp_path: Path
) -> None:
    store = Store(tmp_path / "registry.db")
    known = store.before(DAY)
    store.close()
    nights = pd.DataFrame(
        {
            "old_person_id": ["CU-A", "CU-B"],
            "person_id": ["CU-B", "CU-C"],
            "kind": ["merge", "merge"],
            "since": [date(2026, 10, 1), date(2026, 10, 2)],
        }
    )
    key = {"source": "cubalex", "source_record_id": "1979"}
    given = pd.DataFrame([{**key, "person_id": "CU-A"}])
    used = frozenset({"CU-A", "CU-B", "CU-C"})
    history = given.assign(run=date(2026, 9, 30))
    earlier = replace(known, redirects=nights, assignments=given, history=history, used=used)
    found = run_on(deliveries, earlier).tables["restricted"]["redirects"]
    leads = {row["old_person_id"]: row["person_id"] for row in found.to_pylist()}
    assert leads["CU-A"] == leads["CU-B"] == "CU-C"
