"""A registry's memory on each database, and small nights to keep in it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from todos.pipeline.store import Decision, Kept, Store
from todos.pipeline.store.tables import META

Place = Path | str

_KEY = {"source": "list_a", "source_record_id": "r1"}


@pytest.fixture(scope="session")
def emptied(postgresql: Callable[..., str]) -> Callable[[str], str]:
    """Tells the address of a registry without a row: made once for each name, then emptied."""
    Store(postgresql("made")).close()
    addresses: dict[str, str] = {}

    def address(name: str) -> str:
        if name not in addresses:
            addresses[name] = postgresql(name, "made")
            return addresses[name]
        store = Store(addresses[name])
        with store.database.writing() as connection:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(META.tables)} RESTART IDENTITY")
        store.close()
        return addresses[name]

    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Place]:
    """Tells a place for an empty registry, on the database of this round of the test."""
    if request.param == "sqlite":
        return lambda name: tmp_path / f"{name}.db"
    address: Callable[[str], Place] = request.getfixturevalue("emptied")
    return address


@pytest.fixture
def place(new_place: Callable[[str], Place]) -> Place:
    """Where the registry lies: a file, or the address of a database."""
    return new_place("registry")


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """A registry that knows nothing yet."""
    opened = Store(place)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def night() -> Callable[..., Kept]:
    """Makes what a night leaves: who the one record is, what the list says of its sex, and since
    when; anything else by name."""

    def make(
        person_id: str | None, value: str = "male", seen: date = date(2026, 10, 30), **more: Any
    ) -> Kept:
        said = {"field": "sex", "value": value, "original": value.upper(), "first_seen": seen}
        edition = {"source": "list_a", "edition": seen, "file": "a.csv", "sha256": "0", "rows": 1}
        given: dict[str, Any] = {
            "records": pd.DataFrame([{**_KEY, "person_id": person_id}]),
            "redirects": pd.DataFrame(columns=["old_person_id", "person_id", "kind", "since"]),
            "statements": pd.DataFrame([{**_KEY, **said}]),
            "editions": pd.DataFrame([edition]),
            "persons": 1,
        }
        return Kept(**(given | more))

    return make


@pytest.fixture(scope="session")
def rows() -> Callable[..., pd.DataFrame]:
    """Makes rows about the one record from the other columns of each."""
    return lambda *told: pd.DataFrame([{**_KEY, **one} for one in told])


@pytest.fixture(scope="session")
def decision() -> Callable[..., Decision]:
    """Makes a decision on two records of list_a; anything else by name."""

    def make(left: str = "r1", right: str = "r2", says: str = "positive", **more: Any) -> Decision:
        given: dict[str, Any] = {
            "source_l": "list_a",
            "source_record_id_l": left,
            "source_r": "list_a",
            "source_record_id_r": right,
            "decision": says,
            "by": "Ana",
            "made_on": date(2026, 10, 30),
            "because": "the same day of birth",
        }
        return Decision(**(given | more))

    return make


@pytest.fixture(scope="session")
def sample() -> Callable[..., pd.DataFrame]:
    """Makes a sample from the keys of its pairs, each of a record of list_a and one of list_b."""

    def make(*keys: str, size: int = 10) -> pd.DataFrame:
        drawn = {"drawn_from": date(2026, 10, 30), "size": size, "inclusion_probability": 0.125}
        ends = {"source_l": "list_a", "source_r": "list_b"}
        known = {"stratum": "match 0.99-1", "published": "together"}
        return pd.DataFrame(
            [
                {**drawn, **ends, **known, "source_record_id_l": key, "source_record_id_r": key}
                for key in keys
            ]
        )

    return make
