"""A snapshot elsewhere is whole or not named, and never changes: against a real server of S3."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pyarrow import fs
from todos.output.keep import Keep
from todos.output.mirror import Mirrored, mirror, prune_mirror
from todos.output.remote import Remote, RemoteError, open_remote
from todos.output.snapshot import SnapshotError
from todos.rules.fields import Tier

DAY = date(2026, 10, 30)
BOTH: tuple[Tier, ...] = ("restricted", "public")
# Only these keys count, whatever the machine that tests has; nothing asks a cloud for others.
KEYS = {
    "AWS_ACCESS_KEY_ID": "invented-id",
    "AWS_SECRET_ACCESS_KEY": "invented-secret",
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@dataclass
class Server:
    """moto's S3 in a process of its own, with one bucket; it forgets everything when it ends."""

    port: int
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, port: int = 0) -> "Server":
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            port = probe.getsockname()[1]
        words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        quiet = subprocess.DEVNULL
        server = cls(port, subprocess.Popen(words, stdout=quiet, stderr=quiet))
        bucket = urllib.request.Request(f"http://127.0.0.1:{port}/registry", method="PUT")
        for _ in range(600):
            try:
                urllib.request.urlopen(bucket, timeout=5).close()
                return server
            except OSError:
                time.sleep(0.05)
        server.kill()
        raise AssertionError("moto did not start")

    def uri(self, folder: str, bucket: str = "registry") -> str:
        return f"s3://{bucket}/{folder}?endpoint_override=127.0.0.1:{self.port}&scheme=http"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module", autouse=True)
def keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def server(keys: None) -> Iterator[Server]:  # noqa: ARG001
    running = Server.start()
    yield running
    running.kill()


@pytest.fixture(params=["s3", "file"])
def uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place of its own for each test, on the server and on disc."""
    if request.param == "file":
        return (tmp_path / "elsewhere").as_uri()
    server: Server = request.getfixturevalue("server")
    return server.uri(uuid4().hex)


def snapshot(folder: Path, day: date = DAY, text: str = "Ana") -> Path:
    """A small published snapshot: two files a tier, with their manifest."""
    target = folder / "snapshots" / day.isoformat()
    for tier in BOTH:
        (target / tier).mkdir(parents=True, exist_ok=True)
        outputs = []
        for name in ("persons.csv", "changes.html"):
            data = f"{text} {tier} {name}".encode()
            (target / tier / name).write_bytes(data)
            entry = {"file": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            outputs.append(entry)
        text_of = json.dumps({"outputs": outputs, "snapshot": day.isoformat()})
        (target / tier / "manifest.json").write_text(text_of, encoding="utf-8")
    return target


def held(uri: str) -> dict[str, bytes]:
    """Every file of a mirror by its path."""
    files, base = fs.FileSystem.from_uri(uri)
    found = files.get_file_info(fs.FileSelector(base, recursive=True, allow_not_found=True))
    return {
        info.path.removeprefix(f"{base}/"): files.open_input_stream(info.path).read()
        for info in found
        if info.is_file
    }


def stops_after(patch: pytest.MonkeyPatch, number: int) -> None:
    """Lets so many files through, then the power fails."""
    put, left = Remote.put, iter(range(number))

    def failing(self: Remote, path: str, content: Path | bytes) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        put(self, path, content)

    patch.setattr(Remote, "put", failing)


# what is copied


def test_the_public_tier_is_copied_whole_and_named_by_latest(tmp_path: Path, uri: str) -> None:
    folder = snapshot(tmp_path)
    assert mirror(folder, uri) == Mirrored("2026-10-30", 4)
    files = {path.name: path.read_bytes() for path in (folder / "public").iterdir()}
    wanted = {f"2026-10-30/public/{name}": data for name, data in files.items()}
    assert held(uri) == wanted | {"latest": b"2026-10-30\n"}


def test_what_is_complete_is_not_written_again(tmp_path: Path, uri: str) -> None:
    folder = snapshot(tmp_path)
    mirror(folder, uri)
    before = held(uri)
    assert mirror(folder, uri) == Mirrored("2026-10-30", 0)
    assert held(uri) == before


def test_restricted_data_go_only_when_asked_and_then_join_their_day(
    tmp_path: Path, uri: str
) -> None:
    folder = snapshot(tmp_path)
    mirror(folder, uri)
    assert not [path for path in held(uri) if "restricted" in path]
    assert mirror(folder, uri, BOTH) == Mirrored("2026-10-30", 3)
    assert len(held(uri)) == 7


def test_a_day_published_again_with_other_bytes_leaves_the_first_as_it_is(
    tmp_path: Path, uri: str
) -> None:
    names = []
    seen: dict[str, bytes] = {}
    for text in ("Ana", "Berta", "Carla", "Berta"):
        names.append(mirror(snapshot(tmp_path, text=text), uri).name)
        now = held(uri)
        assert now["latest"].decode() == f"{names[-1]}\n"
        assert {path: now[path] for path in seen if path != "latest"} == {
            path: data for path, data in seen.items() if path != "latest"
        }
        seen = now
    assert names == ["2026-10-30", "2026-10-30-2", "2026-10-30-3", "2026-10-30-2"]


def test_latest_does_not_go_back_to_an_earlier_day(tmp_path: Path, uri: str) -> None:
    mirror(snapshot(tmp_path), uri)
    assert mirror(snapshot(tmp_path, DAY - timedelta(days=1)), uri).written == 3
    assert held(uri)["latest"] == b"2026-10-30\n"


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe", b"../../etc/passwd", b"9999-99-99", b"x" * 999])
def test_a_latest_that_names_nothing_is_put_right(tmp_path: Path, junk: bytes) -> None:
    uri = (tmp_path / "elsewhere").as_uri()
    open_remote(uri).put("latest", junk)
    mirror(snapshot(tmp_path), uri)
    assert held(uri)["latest"] == b"2026-10-30\n"


def test_browsers_are_told_what_the_files_are(tmp_path: Path, server: Server) -> None:
    uri = server.uri("kinds")
    mirror(snapshot(tmp_path), uri)
    page = f"http://127.0.0.1:{server.port}/registry/kinds/2026-10-30/public/changes.html"
    with urllib.request.urlopen(page, timeout=5) as answer:
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


# what goes wrong


@pytest.mark.parametrize("number", range(4))
def test_an_upload_cut_off_anywhere_is_completed_by_the_next(
    tmp_path: Path, uri: str, number: int
) -> None:
    mirror(snapshot(tmp_path, DAY - timedelta(days=1)), uri)
    folder = snapshot(tmp_path)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        stops_after(patch, number)
        mirror(folder, uri)
    cut = held(uri)
    assert cut["latest"] == b"2026-10-29\n"
    assert ("2026-10-30/public/manifest.json" in cut) == (number == 3)
    assert mirror(folder, uri).name == "2026-10-30"
    whole = held(uri)
    assert whole["latest"] == b"2026-10-30\n"
    assert len(whole) == 7


def test_an_upload_cut_off_and_then_another_content_leave_nothing_of_the_first(
    tmp_path: Path, uri: str
) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        stops_after(patch, 1)
        mirror(snapshot(tmp_path), uri)
    open_remote(uri).put("2026-10-30/public/of-the-first.csv", b"Ana")
    folder = snapshot(tmp_path, text="Berta")
    assert mirror(folder, uri).name == "2026-10-30"
    files = {path.name: path.read_bytes() for path in (folder / "public").iterdir()}
    assert held(uri) == {
        **{f"2026-10-30/public/{name}": data for name, data in files.items()},
        "latest": b"2026-10-30\n",
    }


def test_a_server_that_dies_in_the_middle_is_told_of_and_the_next_night_goes_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server.start()
    put = Remote.put

    def dies(self: Remote, path: str, content: Path | bytes) -> None:
        put(self, path, content)
        server.kill()

    folder = snapshot(tmp_path)
    uri = server.uri("registry-mirror")
    try:
        monkeypatch.setattr(Remote, "put", dies)
        with pytest.raises(RemoteError, match="the next run completes the mirror") as refused:
            mirror(folder, uri)
        assert f"s3://registry/registry-mirror at 127.0.0.1:{server.port}" in str(refused.value)
        monkeypatch.setattr(Remote, "put", put)
        server = Server.start(server.port)
        assert mirror(folder, uri) == Mirrored("2026-10-30", 4)
    finally:
        server.kill()


def test_a_missing_bucket_is_named_with_its_cure(tmp_path: Path, server: Server) -> None:
    with pytest.raises(RemoteError, match=r"no such bucket.*Make the bucket"):
        mirror(snapshot(tmp_path), server.uri("x", bucket="nobody"))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("a file", encoding="utf-8")
    with pytest.raises(RemoteError, match="elsewhere cannot be used"):
        mirror(snapshot(tmp_path), (tmp_path / "elsewhere").as_uri())


def test_a_damaged_snapshot_is_not_copied(tmp_path: Path) -> None:
    folder, uri = snapshot(tmp_path), (tmp_path / "elsewhere").as_uri()
    (folder / "public" / "persons.csv").write_bytes(b"damaged")
    with pytest.raises(SnapshotError, match="it is not mirrored"):
        mirror(folder, uri)
    assert held(uri) == {}


def test_snapshots_are_not_mirrored_into_themselves(tmp_path: Path) -> None:
    folder = snapshot(tmp_path)
    with pytest.raises(RemoteError, match="is the folder of the snapshots"):
        mirror(folder, folder.parent.as_uri())


def test_a_tier_that_is_not_known_is_refused(tmp_path: Path) -> None:
    unknown: Any = ("everything",)
    with pytest.raises(RemoteError, match="tiers: 'everything' is unknown"):
        mirror(snapshot(tmp_path), (tmp_path / "elsewhere").as_uri(), unknown)


SECRET = "hunter2"  # noqa: S105
UNSAFE = {
    f"s3://ana:{SECRET}@bucket/x": "no place for secrets",
    f"s3://{SECRET}@bucket/x": "no place for secrets",
    f"s3://bucket/x?endpoint_override=ana:{SECRET}@host": "no place for secrets",
    f"s3://bucket/x?secret_key={SECRET}": "'secret_key', which is unknown",
    "s3:///x": "names no bucket",
    "gs://bucket/x": "no address that is known",
    "/mnt/backup": "no address that is known",
    "file://host/x": "is no address",
    "s3://bucket/x?scheme=ftp": "no address that is known",
    "": "no address that is known",
}


@pytest.mark.parametrize("address", UNSAFE)
def test_an_address_with_a_secret_or_of_no_known_form_is_refused(address: str) -> None:
    with pytest.raises(RemoteError, match=UNSAFE[address]) as refused:
        open_remote(address)
    assert SECRET not in str(refused.value)


def test_no_message_holds_a_key(tmp_path: Path, server: Server) -> None:
    with pytest.raises(RemoteError) as refused:
        mirror(snapshot(tmp_path), server.uri("x", bucket="nobody"))
    assert not [value for value in KEYS.values() if value in str(refused.value) and value != "true"]


# what goes


def test_old_snapshots_go_from_the_mirror_by_the_same_rule(tmp_path: Path, uri: str) -> None:
    for number in (3, 2, 1, 0):
        mirror(snapshot(tmp_path, DAY - timedelta(days=number)), uri)
    mirror(snapshot(tmp_path, DAY - timedelta(days=2), text="Berta"), uri)
    open_remote(uri).put("notes/of-somebody.txt", b"not ours")
    keep = Keep(days=2, weeks=0, months=0)
    assert prune_mirror(uri, keep) == ["2026-10-27", "2026-10-28", "2026-10-28-2"]
    left = {path.split("/")[0] for path in held(uri)}
    assert left == {"2026-10-29", "2026-10-30", "latest", "notes"}
    assert prune_mirror(uri, keep) == []


def test_given_up_uploads_go_and_what_latest_names_stays(tmp_path: Path, uri: str) -> None:
    remote = open_remote(uri)
    remote.put("2026-10-01/public/persons.csv", b"never completed")
    for number in (2, 1, 0):
        mirror(snapshot(tmp_path, DAY - timedelta(days=number)), uri)
    remote.put("latest", b"2026-10-28\n")
    remote.put("2026-11-01/public/persons.csv", b"under way")
    remote.put("2026-10-02/backup.tar", b"of somebody else")
    remote.put("2026-10-03/photos/a.jpg", b"of somebody else")
    assert prune_mirror(uri, Keep(1, 0, 0)) == ["2026-10-01", "2026-10-29"]
    left = {path.split("/")[0] for path in held(uri)}
    foreign = {"2026-10-02", "2026-10-03"}
    assert left == {"2026-10-28", "2026-10-30", "2026-11-01", "latest"} | foreign


def test_a_removal_cut_off_leaves_no_snapshot_that_looks_whole(
    tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 0):
        mirror(snapshot(tmp_path, DAY - timedelta(days=number)), uri)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Remote, "delete_folder", dies)
    with pytest.raises(KeyboardInterrupt):
        prune_mirror(uri, Keep(1, 0, 0))
    monkeypatch.undo()
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    assert "2026-10-29/public/manifest.json" not in held(uri)
    assert prune_mirror(uri, Keep(1, 0, 0)) == ["2026-10-29"]


def test_a_real_snapshot_reads_the_same_elsewhere(
    publish_invented: Callable[..., Path],
    server: Server,
    files: Callable[[Path], dict[str, str]],
) -> None:
    folder = publish_invented()
    uri = server.uri("real")
    assert mirror(folder, uri, BOTH).written == 2 * 21 + 1
    there = {path: hashlib.sha256(data).hexdigest() for path, data in held(uri).items()}
    assert {path.removeprefix("2026-10-30/"): data for path, data in there.items()} == {
        **files(folder),
        "latest": hashlib.sha256(b"2026-10-30\n").hexdigest(),
    }
