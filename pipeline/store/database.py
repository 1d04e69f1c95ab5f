"""The database under the registry's memory: SQLite in a file, or PostgreSQL by URL."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError

from .tables import REVISION
from .trouble import StoreError, trouble

_PATIENCE = 60  # seconds to wait for another writer
_LOCK = 0x70D05  # any number: it names our advisory locks among those of other programs


class OccupiedError(StoreError):
    """Another machine is running a night on the same registry."""


class Database:
    """One registry's database, opened; made, or brought to the newest revision, where need be.

    place: the file of SQLite, or a URL postgresql://user@host/database. Raises StoreError.
    """

    def __init__(self, place: Path | str) -> None:
        if isinstance(place, str) and "://" in place:
            url = _url(place)
            self.name = f"The registry {url.database} at {url.host or 'the local server'}"
            self._engine = _postgresql(url)
        else:
            self.name = Path(place).name
            self._engine = _sqlite(Path(place))
        try:
            self._bring_up_to_date()
        except BaseException:
            self.close()
            raise

    @property
    def is_sqlite(self) -> bool:
        """Whether the registry is a file of SQLite."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the registry, whoever writes meanwhile."""
        options: dict[str, Any] = {}
        if not self.is_sqlite:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._told(), self._engine.connect() as connection:
            yield connection.execution_options(**options)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is written whole at its end, or not at all. Keep it short."""
        with self._told(), self._engine.connect() as connection:
            connection.execution_options(begin="IMMEDIATE")
            with connection.begin():
                if not self.is_sqlite:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE}s'")
                yield connection

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else runs a night on this registry meanwhile. Raises OccupiedError.

        A file of SQLite is guarded by the lock of its workspace; PostgreSQL by a lock of the
        session, which goes with it when the machine that holds it dies.
        """
        if self.is_sqlite:
            yield
            return
        with self._told(), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.detach()  # closed at the end, not given to others with the lock
            mine = sa.func.hashtext(sa.func.current_schema())
            if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_LOCK, mine))):
                raise OccupiedError(
                    f"{self.name} is in use: another machine runs a night on it. "
                    "Wait until that has ended."
                )
            yield

    def close(self) -> None:
        """Let go of the file or the server."""
        self._engine.dispose()

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            found = _revision(connection)
        if found == REVISION:
            return
        # Alembic takes longer to load than a registry to open, so only who needs it loads it
        newest = import_module(".upgrade", __package__)
        if found is not None and not newest.is_known(found):
            raise StoreError(
                f"{self.name} was written by a newer version of todos (revision {found}, "
                f"this one knows {REVISION}). Install that version."
            )
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK, 0)))
            newest.upgrade(connection)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, self._engine.dialect.loaded_dbapi.Error) as error:
            told = trouble(self.name, getattr(error, "orig", None) or error)
            if told is None:
                raise
            raise told from error


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _url(text: str) -> sa.URL:
    cure = "Write it as postgresql://user@host/database, and @ : / in a password as %40 %3A %2F."
    try:
        url = sa.make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(f"The address of the registry cannot be read. {cure}") from None
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise StoreError(f"The registry is a file or PostgreSQL, not {url.drivername!r}. {cure}")
    # an unescaped @ in a password makes its end a part of the host, which is named in messages
    if "@" in f"{url.host}{url.database}" or not url.database:
        raise StoreError(f"The address of the registry cannot be read. {cure}")
    return url.set(drivername="postgresql+psycopg")


def _postgresql(url: sa.URL) -> sa.Engine:
    return sa.create_engine(
        url, connect_args={"connect_timeout": 10}, pool_pre_ping=True, hide_parameters=True
    )


def _sqlite(path: Path) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=f"{path}"),
        connect_args={"timeout": _PATIENCE, "isolation_level": None},
        hide_parameters=True,
    )
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: sqlite3.Connection, _: object) -> None:
    """Readers and a writer side by side (WAL); what is committed survives a power cut."""
    raw.execute("PRAGMA synchronous = FULL")
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # of several processes that open a new file at once SQLite fails all but one, and at
            # once: for this lock alone it does not wait
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _begin(connection: sa.Connection) -> None:
    # a writer that begins as a reader could not wait for another writer, only fail
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
