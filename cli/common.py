"""What the commands share: their options, progress, printing, and how they refuse."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.text import Text

from ..output import terminal
from ..rules.problems import ListError, Refusal
from ..sources.workspace import opened

if TYPE_CHECKING:
    from ..output.lookup import Snapshot
    from ..pipeline.store import Store

P = ParamSpec("P")
R = TypeVar("R")
NOT_DONE = 1
HELD = 3
BUSY = 4

EXIT_CODES = """
\b
Exit codes: 0 done; 1 not done, the message says why and what to do, and what was
published before stands as it was; 2 the command was called wrongly.
"""
RUN_EXIT_CODES = """
\b
Exit codes: 0 published; 1 not published, the message says why and what to do;
2 the command was called wrongly; 3 a gate holds the publication; 4 another run is
going on. Unless it is 0, what was published before stands as it was.
"""

out = terminal.wide(Console())
err = Console(stderr=True, highlight=False)


def refuses_plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Errors that a person can mend are told in words, with exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ListError as error:
            err.print(terminal.problems_view(error.problems), soft_wrap=not err.is_terminal)
            err.print("[bold]The last snapshot stands as it was.[/bold]")
        except Refusal as error:
            err.print(Text(str(error), style="red"))
        sys.exit(NOT_DONE)

    return run


workspace_option = click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="the current folder",
    help="The workspace to work in.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
day_option = click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    default=lambda: datetime.now().astimezone().strftime("%Y-%m-%d"),
    show_default="today",
    help="The day of the run; the same lists and the same day give the same bytes.",
)

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FILE_OUT = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)


@contextmanager
def progress_line(quiet: bool) -> Iterator[Callable[[str], None]]:
    """A line that says what is going on; nothing where the output is piped."""
    if quiet or not err.is_terminal:
        yield lambda _: None
        return
    with err.status("starting") as status:
        yield lambda step: status.update(Text(step))


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def show(as_json: bool, to_json: Callable[[], object], to_view: Callable[[], Any]) -> None:
    if as_json:
        print_json(to_json())
    else:
        out.print(to_view())


def latest_of(workspace: Path) -> "Snapshot":
    from ..output.lookup import Snapshot
    from ..output.snapshot import latest

    return Snapshot(latest(opened(workspace).snapshots) / "restricted")


@contextmanager
def opened_store(workspace: Path) -> "Iterator[Store]":
    """The registry's memory of a workspace, closed again afterwards."""
    from ..pipeline.store import Store

    store = Store(opened(workspace).registry)
    try:
        yield store
    finally:
        store.close()


def as_records(frame: Any) -> str:
    return str(frame.to_json(orient="records", date_format="iso", force_ascii=False))
