"""The commands of every night: make a workspace, check the lists, run."""

import getpass
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from ..output import terminal
from ..sources.workspace import create, opened
from .common import (
    BUSY,
    EXIT_CODES,
    HELD,
    NOT_DONE,
    RUN_EXIT_CODES,
    day_option,
    err,
    json_option,
    latest_of,
    opened_store,
    out,
    print_json,
    progress_line,
    refuses_plainly,
    show,
    workspace_option,
)


@click.command(epilog=EXIT_CODES)
@click.argument("directory", type=click.Path(path_type=Path))
@refuses_plainly
def init(directory: Path) -> None:
    """Make DIRECTORY a workspace for the lists of every night.

    It holds todos.toml, inbox/<source>/ for lists delivered by hand, archive/, registry.db and
    snapshots/.
    """
    from ..pipeline.store import Store

    workspace = create(directory)
    Store(workspace.registry).close()
    out.print(Text(f"{directory} is a workspace for {len(workspace.sources)} lists."))
    out.print(
        Text(f"Put each list into {directory}/inbox/<source>/, then: todos check -w {directory}")
    )


@click.command(epilog=EXIT_CODES)
@click.argument("directory", type=click.Path(path_type=Path))
@refuses_plainly
def demo(directory: Path) -> None:
    """Make DIRECTORY a workspace with example lists of invented persons, and run it."""
    from ..output.nights.night import publish_night
    from ..sources.example import make_example

    with progress_line(quiet=False) as progress:
        done = publish_night(*make_example(directory), progress=progress)
    out.print(terminal.night_view(done))
    persons = latest_of(directory).table("persons").to_pandas()
    example = persons.sort_values(["n_sources", "person_id"])["person_id"].iloc[-1]
    program = "todos" if shutil.which("todos") else sys.argv[0]
    out.print(
        Text(f"\nWhy are these records one person?  {program} explain -w {directory} {example}")
    )


@click.command(epilog=RUN_EXIT_CODES)
@workspace_option
@day_option
@click.option(
    "--accept",
    "gates",
    multiple=True,
    metavar="GATE",
    help="Let this gate through tonight, or GATE:SUBJECT; may be given several times.",
)
@click.option("--because", default="", help="Why it is right to let the gates through.")
@click.option("--by", default=getpass.getuser, show_default="your login", help="Who says so.")
@json_option
@refuses_plainly
def run(
    *,
    workspace: Path,
    day: datetime,
    gates: tuple[str, ...],
    because: str,
    by: str,
    as_json: bool,
) -> None:
    """Read the lists, match them, and publish the snapshot of the day.

    Unknown words are reported and kept out, their rows stay. Lists that cannot be right (a missing
    column, the 31st of February) stop the run, and the last snapshot stays as it is. Gates look at
    the result before it is published; what one holds back can be let through with a reason.
    """
    from ..output.gates_view import held_view
    from ..output.nights.json_view import published_json
    from ..output.nights.lock import BusyError
    from ..output.nights.made import Accepted
    from ..output.nights.night import publish_night
    from ..pipeline.gates import HeldError, as_rows
    from ..pipeline.store import OccupiedError

    command = f"todos run -w {workspace} --date {day:%Y-%m-%d}"
    try:
        with progress_line(as_json) as progress:
            done = publish_night(
                opened(workspace),
                day.date(),
                accepted=Accepted(gates, by, because),
                command=command,
                progress=progress,
            )
    except HeldError as error:
        if as_json:
            print_json({"snapshot": None, "gates": as_rows(error.results)})
        else:
            err.print(held_view(error))
        sys.exit(HELD)
    except (BusyError, OccupiedError) as error:
        err.print(Text(str(error), style="red"))
        sys.exit(BUSY)
    if as_json:
        print_json(published_json(done))
        return
    out.print(terminal.night_view(done))
    if done.made is not None and done.made.problems:
        out.print(Text(f"{len(done.made.problems)} warnings; read them with: todos check"))


@click.command(epilog=EXIT_CODES)
@workspace_option
@day_option
@json_option
@refuses_plainly
def sources(workspace: Path, day: datetime, as_json: bool) -> None:
    """List the sources: where each lies, its newest edition, how many records."""
    from ..output.nights.lists import look_at

    here = opened(workspace)
    intake, _ = look_at(here, day.date())
    if as_json:
        read = {one.source: one for one in intake.deliveries}
        print_json([_source(here.place(name), name, read.get(name)) for name in here.sources])
        return
    out.print(terminal.sources_view(here, intake))


def _source(where: str, name: str, delivery: Any) -> dict[str, object]:
    found: dict[str, object] = {"source": name, "where": where, "edition": None, "records": None}
    if delivery is not None:
        found |= {"edition": delivery.edition, "records": delivery.published.num_rows}
    return found


@click.command(epilog=EXIT_CODES)
@click.argument("source", required=False)
@workspace_option
@day_option
@json_option
@refuses_plainly
def check(source: str | None, workspace: Path, day: datetime, as_json: bool) -> None:
    """Read and validate the lists, or one SOURCE; publish nothing.

    Every problem is told with file, row, column, value and cure. Exit code 1 if one of them would
    stop a run.
    """
    from ..output.nights.lists import look_at

    here = opened(workspace)
    if source is not None and source not in here.sources:
        raise click.BadParameter(f"there is no such source; there are: {', '.join(here.sources)}")
    _, problems = look_at(here, day.date(), source)
    if as_json:
        fields = ("severity", "source", "file", "row", "column", "value", "what", "cure")
        print_json([{name: getattr(one, name) for name in fields} for one in problems])
    else:
        out.print(terminal.problems_view(problems), soft_wrap=not sys.stdout.isatty())
    if any(problem.severity == "error" for problem in problems):
        sys.exit(NOT_DONE)


@click.command("status", epilog=EXIT_CODES)
@workspace_option
@day_option
@json_option
@refuses_plainly
def status_(workspace: Path, day: datetime, as_json: bool) -> None:
    """How the registry stands: the last good run, what is pending, the age of each list."""
    from ..output.status import as_json as status_json
    from ..output.status import status
    from ..output.status_view import status_view

    with opened_store(workspace) as store:
        seen = status(opened(workspace), store, day.date())
    show(as_json, lambda: status_json(seen), lambda: status_view(seen))


COMMANDS = (init, demo, run, sources, check, status_)
