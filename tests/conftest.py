"""Records of invented persons, and the demo workspace, for tests of every floor."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from hypothesis import settings
from todos.cli import main
from todos.rules.tables import check, schema

# A slow machine is no failure; in CI the same examples are tried each time, elsewhere new ones.
settings.register_profile("todos", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("todos")

Records = Callable[..., pa.Table]
_DEFAULTS: dict[str, Any] = {
    "country": "CU",
    "edition": date(2026, 10, 30),
    "linkable": True,
    "publishable": True,
    "weak": False,
    "listed": True,
    "nicknames": [],
    "aliases": [],
    "offences": [],
    "risk_groups": [],
    "raw": "{}",
}


def _record(number: int, given: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(schema("records").names)
    row |= _DEFAULTS | {"source": "list_a", "source_record_id": f"r{number}"}
    row |= {"locator": f"list.csv:{number + 2}"}
    for name, value in given.items():
        if name in {"birth", "arrest", "release", "verdict", "death"}:
            start, end = value if isinstance(value, tuple) else (value, value)
            row |= {
                f"{name}_from": date.fromisoformat(start),
                f"{name}_to": date.fromisoformat(end),
            }
        else:
            row[name] = value
    shown = [row[part] for part in ("given_names", "patronymic", "surnames") if row[part]]
    row["name"] = row["name"] or " ".join(shown)
    return row


@pytest.fixture
def records() -> Records:
    """Makes a table of records from a few values each; a date is a day or a pair of days."""

    def make(*rows: Mapping[str, Any]) -> pa.Table:
        full = [_record(number, row) for number, row in enumerate(rows)]
        return check("records", pa.Table.from_pylist(full, schema=schema("records")))

    return make


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace, made by the command that users call."""
    root = tmp_path_factory.mktemp("demo") / "demo"
    result = CliRunner().invoke(main, ["demo", str(root)])
    assert result.exit_code == 0, result.output
    return root


@pytest.fixture
def todos() -> Callable[..., Result]:
    """Calls the command `todos` with the given words."""

    def call(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)

    return call


@pytest.fixture
def files() -> Callable[[Path], dict[str, str]]:
    """Tells all files below a folder, links apart, by a hash of what they hold."""

    def read(folder: Path) -> dict[str, str]:
        found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        return {
            str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
            for path in sorted(found)
        }

    return read


@pytest.fixture
def workspace(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo workspace, with its published snapshot."""
    copy = tmp_path / "workspace"
    shutil.copytree(demo, copy, symlinks=True)
    return copy


def _server_programs() -> Path:
    """Where initdb, postgres and createdb of the newest PostgreSQL lie."""
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    found = sorted(versions, key=lambda folder: float(folder.parent.name))
    there = shutil.which("postgres")
    if found:
        return found[-1]
    if there is not None:
        return Path(there).resolve().parent
    told = "no PostgreSQL server is installed: what runs on it is not tested"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[..., str]]:
    """Starts a PostgreSQL of its own and makes databases there: a name, perhaps one to copy, gives
    the URL."""
    programs = _server_programs()
    # the server refuses to run as root, and its user cannot see the folders that pytest makes
    home = Path(tempfile.mkdtemp(prefix="todos-postgresql-"))
    user: dict[str, Any] = {"cwd": home}
    if os.getuid() == 0:
        unprivileged = pwd.getpwnam("postgres")
        os.chown(home, unprivileged.pw_uid, unprivileged.pw_gid)
        user |= {"user": "postgres", "group": unprivileged.pw_gid, "extra_groups": []}

    def call(program: str, *words: object) -> None:
        command = [f"{programs / program}", *map(str, words)]
        subprocess.run(command, check=True, capture_output=True, timeout=120, **user)

    # sorts as people do, not by code points: no order may come from the server
    language = ("--locale-provider=icu", "--icu-locale=es-ES", "--locale=C.UTF-8")
    access = ("--auth=trust", "--username=todos", "--encoding=UTF8", "--no-sync")
    call("initdb", "--pgdata", home / "data", *access, *language)
    settled = ("listen_addresses=", "fsync=off", "full_page_writes=off")
    options = [word for setting in settled for word in ("-c", setting)]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", "data", "-k", home, *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            **user,
        )
    while subprocess.run([programs / "pg_isready", "-q", "-h", home], check=False).returncode:
        assert server.poll() is None, (home / "log").read_text()
        time.sleep(0.05)

    def make(name: str, copied: str = "template0") -> str:
        call("createdb", "-h", home, "-U", "todos", "-T", copied, name)
        return f"postgresql://todos@/{name}?host={home}"

    yield make
    server.send_signal(signal.SIGINT)  # ends at once, whoever is still connected
    server.wait(60)
    shutil.rmtree(home)
