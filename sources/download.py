"""Lists on the web: asked for only if changed, tried again when the server fails."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

import requests
import urllib3

from ..rules.problems import ListError, Problem
from .archive import Archived, digest, keep, write_whole
from .readers.list_file import MAX_FILE

MEMORY = "http.json"
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often a server is asked. Times in seconds."""

    connect: float = 10
    read: float = 30
    total: float = 300
    tries: int = 4
    first_pause: float = 1
    longest_pause: float = 60


@dataclass(frozen=True, slots=True)
class Download:
    """A list from the web as archived, its name, and the day on which the server changed it."""

    archived: Archived
    name: str
    modified: date | None


class _PassingError(Exception):
    """The server may answer better in a while."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


def download(
    source: str,
    url: str,
    folder: Path,
    patience: Patience,
    pause: Callable[[float], object] = time.sleep,
) -> Download:
    """The list at `url`, archived in `folder`. Raises ListError that says what the server did."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _failed(source, url, "only http and https addresses are read", "Correct the address.")
    name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or "list"
    folder.mkdir(parents=True, exist_ok=True)
    wait = patience.first_pause
    for attempt in range(1, patience.tries + 1):
        try:
            return _ask(source, url, folder, name, patience)
        except _PassingError as reason:
            if attempt == patience.tries:
                what = f"{reason}, in {patience.tries} tries"
                raise _failed(source, url, what, "Try again later, or check the address.") from None
            pause(min(reason.after if reason.after is not None else wait, patience.longest_pause))
            wait *= 2
    raise AssertionError("the loop returns or raises")


def _ask(source: str, url: str, folder: Path, name: str, patience: Patience) -> Download:
    memory = _Memory(folder)
    before = memory.recall(url)
    deadline = time.monotonic() + patience.total
    try:
        with requests.Session() as session:
            session.max_redirects = 5
            answer = session.get(
                url,
                headers={"User-Agent": "todos", **before.conditions},
                timeout=(patience.connect, patience.read),
                stream=True,
            )
            with answer:
                if answer.status_code == 304 and before.archived is not None:
                    return Download(before.archived, name, before.modified)
                _refuse(source, url, answer)
                archived = keep(
                    folder, name, lambda out: _stream(source, url, answer, out, deadline)
                )
    except (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError) as error:
        raise _PassingError(f"the connection fails ({_kind(error)})") from error
    except requests.RequestException as error:
        cure = "Check the address."
        raise _failed(source, url, f"the request failed ({_kind(error)})", cure) from error
    memory.remember(url, answer, archived)
    return Download(archived, name, _day(answer.headers.get("Last-Modified")))


def _refuse(source: str, url: str, answer: requests.Response) -> None:
    status = answer.status_code
    if status in _RETRIED:
        after = answer.headers.get("Retry-After", "")
        raise _PassingError(
            f"the server answers {status}", float(after) if after.isdecimal() else None
        )
    if status != 200:
        cure = "Check the address, or whether the organisation has moved the list."
        raise _failed(source, url, f"the server answers {status}", cure)
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MAX_FILE:
        raise _too_large(source, url)


def _stream(
    source: str, url: str, answer: requests.Response, out: BinaryIO, deadline: float
) -> None:
    size = 0
    # read1 gives what has come, so that a server which drips bytes cannot outlast the deadline
    while chunk := answer.raw.read1(_CHUNK, decode_content=True):
        size += len(chunk)
        if size > MAX_FILE:
            raise _too_large(source, url)
        if time.monotonic() > deadline:
            raise _PassingError("the server sends too slowly")
        out.write(chunk)


@dataclass(frozen=True, slots=True)
class _Before:
    conditions: dict[str, str]
    archived: Archived | None
    modified: date | None


class _Memory:
    """What the server said of each address last time (ETag, Last-Modified), beside the archive."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / MEMORY
        self._folder = folder

    def recall(self, url: str) -> _Before:
        """The conditions for a request; none where the archived copy is gone or damaged."""
        said = self._read().get(url, {})
        path = self._folder / str(said.get("file", ""))
        if not path.is_file() or digest(path) != said.get("sha256"):
            return _Before({}, None, None)
        headers = {"If-None-Match": said.get("etag"), "If-Modified-Since": said.get("modified")}
        conditions = {header: value for header, value in headers.items() if value}
        return _Before(conditions, Archived(path, said["sha256"]), _day(said.get("modified")))

    def remember(self, url: str, answer: requests.Response, archived: Archived) -> None:
        """Keep what the server said with a list."""
        said = {
            "etag": answer.headers.get("ETag"),
            "modified": answer.headers.get("Last-Modified"),
            "file": archived.path.name,
            "sha256": archived.sha256,
        }
        every = {**self._read(), url: said}
        write_whole(self._file, json.dumps(every, indent=1, sort_keys=True) + "\n")

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            # only what saves a download stands there
            return {}
        return found if isinstance(found, dict) else {}


def _day(text: str | None) -> date | None:
    try:
        return parsedate_to_datetime(text).date() if text else None
    except ValueError:
        return None


def _kind(error: Exception) -> str:
    # the message of requests repeats address and port and names its own objects
    return type(error).__name__


def _too_large(source: str, url: str) -> ListError:
    return _failed(source, url, f"the list has more than {MAX_FILE:,} bytes", "Check the address.")


def _failed(source: str, url: str, what: str, cure: str) -> ListError:
    parts = urlsplit(url)
    # an address may carry a password or a token
    place = f"{parts.scheme}://{parts.hostname}{parts.path}"
    return ListError(Problem("error", source, place, None, None, None, what, cure))
