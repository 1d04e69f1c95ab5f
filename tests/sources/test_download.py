"""Lists on the web, from a server on this machine that also fails, stalls and lies."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from todos.rules.problems import ListError
from todos.sources import download as web
from todos.sources.download import Patience
from todos.sources.fetch import Fetched, fetch
from todos.sources.list_spec import ListSpec

Described = Callable[..., ListSpec]
LIST = b"Clave,Persona\n1,Ana\n"
HURRIED = Patience(connect=2, read=0.3, total=0.5, tries=3, first_pause=0.01)


class Server(ThreadingHTTPServer):
    """Gives the answers planned for it, one a request, the last one for ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan: list[Callable[[Handler], None]] = []
        self.asked: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/lists/lista.csv?token=secret"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))
        answer = self.server.plan[0]
        if len(self.server.plan) > 1:
            self.server.plan.pop(0)
        answer(self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def answering(status: int, body: bytes = b"", **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.answer(status, body, **headers)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that runs while the test does."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    found = Server()
    thread = threading.Thread(target=found.serve_forever, args=(0.02,))
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


@pytest.fixture
def fetched(described: Described, server: Server, tmp_path: Path) -> Callable[..., Fetched]:
    """Fetches the list of the server, in a hurry."""

    def get(known: str | None = None, url: str | None = None) -> Fetched:
        return fetch(described(), url or server.url, tmp_path, known, HURRIED)

    return get


def test_a_list_is_archived_under_the_name_in_its_address(
    server: Server, fetched: Callable[..., Fetched]
) -> None:
    server.plan = [answering(200, LIST, Last_Modified="Fri, 30 Oct 2026 08:00:00 GMT")]
    found = fetched()
    assert found.file.read_bytes() == LIST
    assert (found.name, found.edition_hint) == ("lista.csv", date(2026, 10, 30))


def test_a_list_that_did_not_change_is_not_sent_again(
    server: Server, fetched: Callable[..., Fetched]
) -> None:
    modified = "Fri, 30 Oct 2026 08:00:00 GMT"
    server.plan = [
        answering(200, LIST, ETag='"v1"', Last_Modified=modified),
        answering(304),
    ]
    first = fetched()
    again = fetched(first.sha256)
    assert (again.file, again.sha256, again.unchanged) == (first.file, first.sha256, True)
    assert again.edition_hint == date(2026, 10, 30)
    asked = server.asked[1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"v1"', modified)


def test_a_list_whose_copy_is_gone_is_asked_for_without_conditions(
    server: Server, fetched: Callable[..., Fetched]
) -> None:
    server.plan = [answering(200, LIST, ETag='"v1"')]
    fetched().file.unlink()
    assert fetched().file.read_bytes() == LIST
    assert "If-None-Match" not in server.asked[1]


def test_a_new_edition_stands_beside_the_old_one(
    server: Server, fetched: Callable[..., Fetched]
) -> None:
    server.plan = [answering(200, LIST, ETag='"v1"'), answering(200, LIST + b"2,Luz\n")]
    first = fetched()
    second = fetched(first.sha256)
    assert not second.unchanged
    assert first.file.read_bytes() == LIST
    assert second.file.read_bytes() == LIST + b"2,Luz\n"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_fails_is_asked_again(
    server: Server, fetched: Callable[..., Fetched], status: int
) -> None:
    server.plan = [answering(status), answering(200, LIST)]
    assert fetched().file.read_bytes() == LIST
    assert len(server.asked) == 2


def test_the_pauses_grow_and_heed_what_the_server_asks(server: Server, tmp_path: Path) -> None:
    server.plan = [answering(500), answering(500), answering(503, Retry_After="7"), answering(404)]
    pauses: list[float] = []
    patience = Patience(tries=4, first_pause=1, longest_pause=5)
    with pytest.raises(ListError):
        web.download("eighth_list", server.url, tmp_path, patience, pauses.append)
    assert pauses == [1, 2, 5]


def stall(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"Clave")
    handler.wfile.flush()
    time.sleep(0.6)


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        try:
            handler.wfile.write(b"x")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def cut_short(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(LIST)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 65_536)
    except OSError:
        return


@pytest.mark.parametrize("failing", [stall, cut_short])
def test_a_connection_that_breaks_is_tried_again_and_leaves_no_piece(
    server: Server, fetched: Callable[..., Fetched], failing: Callable[[Handler], None]
) -> None:
    server.plan = [failing, answering(200, LIST)]
    found = fetched()
    assert found.file.read_bytes() == LIST
    assert len(list(found.file.parent.iterdir())) == 3


@pytest.mark.parametrize(
    ("answer", "says", "requests"),
    [
        (answering(404), "the server answers 404. Check the address", 1),
        (answering(403), "the server answers 403", 1),
        (answering(500), "the server answers 500, in 3 tries", 3),
        (stall, "the connection fails (ReadTimeoutError), in 3 tries", 3),
        (drip, "the server sends too slowly, in 3 tries", 3),
        (answering(200, Content_Length="999999999"), "more than 64,000,000 bytes", 1),
        (answering(302, Location="file:///etc/hostname"), "the request failed (InvalidSchema)", 1),
        (answering(302, Location="/lists/lista.csv"), "the request failed (TooManyRedirects)", 6),
        (answering(304), "the server answers 304", 1),
    ],
)
def test_a_server_without_the_list_is_told_of_and_nothing_is_archived(
    *,
    server: Server,
    fetched: Callable[..., Fetched],
    refused: Callable[..., str],
    tmp_path: Path,
    answer: Callable[[Handler], None],
    says: str,
    requests: int,
) -> None:
    server.plan = [answer]
    message = refused(fetched)
    assert says in message
    assert message.startswith("http://127.0.0.1/lists/lista.csv: ")
    assert "secret" not in message
    assert len(server.asked) == requests
    assert list((tmp_path / "eighth_list").iterdir()) == []


def test_a_list_without_end_is_cut_off(
    server: Server,
    fetched: Callable[..., Fetched],
    refused: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web, "MAX_FILE", 1_000_000)
    server.plan = [endless]
    assert "the list has more than 1,000,000 bytes" in refused(fetched)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://example.org/lista.csv", "only http and https addresses are read"),
        ("file:///etc/passwd", "only http and https addresses are read"),
        ("https://", "only http and https addresses are read"),
        ("http://127.0.0.1:1/lista.csv", "the connection fails (ConnectionError), in 3 tries"),
    ],
)
def test_an_address_that_is_none_is_refused(
    fetched: Callable[..., Fetched], refused: Callable[..., str], url: str, says: str
) -> None:
    assert says in refused(fetched, None, url)
