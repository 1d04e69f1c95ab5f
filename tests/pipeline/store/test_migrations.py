"""Databases of earlier versions are taken over with all that they hold; newer ones are refused."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
import todos
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from todos.pipeline.store import Store, StoreError
from todos.pipeline.store.tables import META, REVISION

# What version 0.2.0 executed when it opened a registry.
OLD = """
CREATE TABLE IF NOT EXISTS editions (
    run DATE NOT NULL,
    source TEXT NOT NULL,
    edition DATE NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (run, source)
);
CREATE TABLE IF NOT EXISTS assignments (
    run DATE NOT NULL,
    source TEXT NOT NULL,
    source_record_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (run, source, source_record_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS redirects (
    since DATE NOT NULL,
    old_person_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (since, old_person_id, person_id)
);
CREATE TABLE IF NOT EXISTS statements (
    source TEXT NOT NULL,
    source_record_id TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    first_seen DATE NOT NULL,
    run DATE NOT NULL,
    PRIMARY KEY (source, source_record_id, field, value)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    run DATE NOT NULL,
    records INTEGER NOT NULL,
    persons INTEGER NOT NULL,
    PRIMARY KEY (run)
);
"""
ROWS = """
INSERT INTO editions VALUES ('2026-10-30', 'list_a', '2026-10-29', 'archive/a.csv', 'ab', 2);
INSERT INTO assignments VALUES ('2026-10-29', 'list_a', 'r1', 'CU-1');
INSERT INTO assignments VALUES ('2026-10-30', 'list_a', 'r1', 'CU-2');
INSERT INTO redirects VALUES ('2026-10-30', 'CU-1', 'CU-2', 'merge');
INSERT INTO statements VALUES ('list_a', 'r1', 'sex', 'male', '2026-10-28', '2026-10-29');
INSERT INTO runs VALUES ('2026-10-29', 2, 1);
INSERT INTO runs VALUES ('2026-10-30', 2, 1);
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A registry as version 0.2.0 left it."""
    path = tmp_path / "registry.db"
    database = sqlite3.connect(path)
    database.executescript(OLD + ROWS)
    database.close()
    return path


def test_a_registry_of_version_0_2_is_taken_over_and_nothing_is_lost(old: Path) -> None:
    store = Store(old)
    known = store.before(date(2026, 10, 31))
    assert known.assignments["person_id"].tolist() == ["CU-2"]
    assert known.history["person_id"].tolist() == ["CU-1", "CU-2"]
    assert known.used == {"CU-1", "CU-2"}
    assert known.redirects["kind"].tolist() == ["merge"]
    (said,) = known.statements.to_dict("records")
    assert (said["value"], said["first_seen"]) == ("male", date(2026, 10, 28))
    assert (said["original"], said["last_seen"]) == (None, None)
    assert known.editions["file"].tolist() == ["archive/a.csv"]
    last = store.runs.last_published()
    assert last is not None
    assert (last.run, last.attempt, last.records, last.persons) == (date(2026, 10, 30), 1, 2, 1)
    with pytest.raises(StoreError, match="already holds the run of 2026-10-30"):
        store.before(date(2026, 10, 29))


def test_a_registry_that_was_taken_over_is_opened_again_as_it_is(old: Path) -> None:
    Store(old).close()
    first = old.read_bytes()
    Store(old).close()
    assert old.read_bytes() == first


def test_an_upgrade_that_breaks_off_leaves_the_old_registry(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("alembic.op.rename_table", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            Store(old)
    database = sqlite3.connect(old)
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    database.close()
    assert {"runs", "statements"} <= tables
    assert not tables & {"alembic_version", "runs_0002", "decisions"}
    assert Store(old).before(date(2026, 10, 31)).used == {"CU-1", "CU-2"}


def test_a_registry_of_a_newer_version_is_refused_and_left_as_it_is(old: Path) -> None:
    Store(old).close()
    database = sqlite3.connect(old)
    with database:
        database.execute("UPDATE alembic_version SET version_num = '0099'")
    database.close()
    with pytest.raises(StoreError, match=r"newer version of todos \(revision 0099.*Install that"):
        Store(old)


def test_the_revisions_make_the_tables_that_the_program_uses(store: Store) -> None:
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        ours = [one for one in compare_metadata(context, META) if "alembic" not in str(one)]
        assert ours == []
        there = sa.inspect(connection)
        for table in META.sorted_tables:
            key = [column.name for column in table.primary_key.columns]
            assert there.get_pk_constraint(table.name)["constrained_columns"] == key
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == (
            REVISION
        )


def test_postgresql_tells_what_each_column_means(postgresql: Callable[..., str]) -> None:
    store = Store(postgresql("commented"))
    with store.database.reading() as connection:
        there = sa.inspect(connection)
        comment = there.get_table_comment("departed")["text"]
        columns = {column["name"]: column["comment"] for column in there.get_columns("departed")}
    store.close()
    assert comment == "Rows that left their list"
    assert columns["content"] == "The row as published, as JSON"


def test_every_column_says_what_it_means() -> None:
    for table in META.sorted_tables:
        assert table.comment
        for column in table.columns:
            assert column.comment, f"{table.name}.{column.name}"


def test_the_revisions_are_found_where_percent_signs_stand_in_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "100% todos %(here)s"
    migrations = Path(todos.__file__).parent / "pipeline/store/migrations"
    shutil.copytree(migrations, folder, ignore=shutil.ignore_patterns("__pycache__"))
    Store(tmp_path / "first.db").close()
    monkeypatch.setattr("todos.pipeline.store.upgrade._SCRIPTS", folder)
    Store(tmp_path / "second.db").close()
