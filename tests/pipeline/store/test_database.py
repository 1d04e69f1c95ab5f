"""What is wrong with a database is told in words that name the cure, and never a password."""

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from todos.pipeline.store import Kept, Store, StoreError

Night = Callable[..., Kept]

FIRST, SECOND, THIRD = date(2026, 10, 30), date(2026, 11, 13), date(2026, 12, 1)


def test_a_damaged_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "registry.db").write_bytes(b"no database at all, " * 100)
    with pytest.raises(StoreError, match=r"registry\.db cannot be opened.*put back the copy"):
        Store(tmp_path / "registry.db")


def test_a_damaged_page_is_noticed_when_it_is_read(tmp_path: Path, night: Night) -> None:
    path = tmp_path / "registry.db"
    store = Store(path)
    store.keep(FIRST, night("CU-1"))
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(StoreError, match=r"registry\.db is damaged.*put back the copy"):
        Store(path).before(SECOND)


def test_a_folder_that_is_not_there_is_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be opened\. See that its folder is there"):
        Store(tmp_path / "nowhere" / "registry.db")


def test_a_full_disk_is_told_and_the_registry_stays_whole(tmp_path: Path, night: Night) -> None:
    store = Store(tmp_path / "registry.db")
    store.keep(FIRST, night("CU-1"))
    store.close()  # the next connection is a new one, which may not let the file grow
    sa.event.listen(store.database._engine, "connect", _may_not_grow)
    keys = [f"r{number}" for number in range(3_000)]
    many = pd.DataFrame({"source": "list_a", "source_record_id": keys, "person_id": keys})
    with pytest.raises(StoreError, match=r"the disk is full\. Make room, then run again"):
        store.keep(SECOND, night("CU-2", records=many))
    assert store.before(THIRD).used == {"CU-1"}
    assert [run.state for run in store.runs.all()] == ["publishing"]


def _may_not_grow(raw: sqlite3.Connection, _: object) -> None:
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count = {pages}")


def test_who_waits_in_vain_for_another_writer_is_told_so(
    store: Store, place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("todos.pipeline.store.database._PATIENCE", 0.2)
    other = Store(place)
    with store.database.writing() as connection:
        if not store.database.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE runs")
        with pytest.raises(StoreError, match=r"locked by another program for a minute\. Try again"):
            other.runs.begin(FIRST)
    other.runs.begin(FIRST)
    other.close()


def test_readers_see_one_state_and_do_not_wait_for_a_writer(store: Store, night: Night) -> None:
    with store.database.reading() as connection:
        count = sa.select(sa.func.count()).select_from(sa.table("runs"))
        assert connection.scalar(count) == 0
        store.keep(FIRST, night("CU-1"))
        assert connection.scalar(count) == 0
    assert len(store.runs.all()) == 1


def test_a_server_that_shuts_down_is_told_and_the_next_use_finds_it_again(
    postgresql: Callable[..., str],
) -> None:
    store = Store(postgresql("restarted"))
    end = "SELECT pg_terminate_backend(pg_backend_pid())"
    with (
        pytest.raises(StoreError, match="registry restarted at the local server was shut down"),
        store.database.writing() as connection,
    ):
        connection.exec_driver_sql(end)
    assert store.runs.all() == ()
    store.close()


def test_a_database_that_is_not_there_is_told(postgresql: Callable[..., str]) -> None:
    there = postgresql("there")
    with pytest.raises(StoreError, match="Make it with createdb"):
        Store(there.replace("/there?", "/not_there?"))
    with pytest.raises(StoreError, match=r"does not let us in\. Correct user and password"):
        Store(there.replace("todos@", "nobody:verborgen@"))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://todos:verborgen@127.0.0.1:1/registry",
        "postgresql://todos:ver@borgen@host/registry",
        "postgresql://todos:verborgen@host:port/registry",
        "postgresql://todos:5/verborgen@host/registry",
        "postgresql://todos:verborgen@127.0.0.1:1/registry?sslmode=verborgen",
        "postgresql://todos:verborgen@host",
        "mysql://todos:verborgen@host/registry",
        "://todos:verborgen@host/registry",
    ],
)
def test_no_message_repeats_the_password_of_the_address(address: str) -> None:
    with pytest.raises(StoreError) as refused:
        Store(address)
    told = str(refused.value)
    assert "borgen" not in told
    assert "as postgresql://user@host/database" in told or "See that the server runs" in told
