"""The commands by which answers come back: workbooks, samples, and the full-screen review."""

import getpass
import sys
from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from ..rules.problems import Refusal
from ..sources.workspace import opened
from .common import (
    EXIT_CODES,
    FILE,
    FILE_OUT,
    day_option,
    json_option,
    latest_of,
    opened_store,
    out,
    print_json,
    refuses_plainly,
    show,
    workspace_option,
)


@click.command("import", epilog=EXIT_CODES)
@click.argument("file", type=FILE)
@click.option("--by", required=True, help="Who filled it in.")
@click.option("--dry-run", is_flag=True, help="Say what would be kept and changed; keep nothing.")
@workspace_option
@day_option
@json_option
@refuses_plainly
def import_(
    *, file: Path, by: str, dry_run: bool, workspace: Path, day: datetime, as_json: bool
) -> None:
    """Read a filled workbook back: answers become decisions, corrections wait for a yes.

    Rows that do not fit (a pair whose records say something else by now, an unknown word, an edited
    key) are told and left; the others are kept, all at once. A file that is read twice changes
    nothing the second time.
    """
    from ..output.review.import_view import import_json, import_view
    from ..output.review.workbook import import_workbook

    here = opened(workspace)
    with opened_store(workspace) as store:
        done = import_workbook(
            file,
            latest_of(workspace),
            store,
            here.sources,
            by=by,
            on=day.date(),
            dry_run=dry_run,
        )
    show(as_json, lambda: import_json(done), lambda: import_view(done))


@click.command(epilog=EXIT_CODES)
@click.option("--size", type=click.IntRange(1), required=True, help="So many pairs.")
@click.option(
    "--out", "file", type=FILE_OUT, help="The workbook.  [default: sample-<day>-<size>.xlsx]"
)
@click.option(
    "--lang", "code", type=click.Choice(["es", "en", "ru", "be"]), default="en", show_default=True
)
@workspace_option
@refuses_plainly
def sample(*, size: int, file: Path | None, code: str, workspace: Path) -> None:
    """Draw pairs for blind review, so that the answers measure the whole registry.

    The workbook tells nothing of what the machine holds of a pair. Fill it in, bring it back with
    todos review import; todos review quality tells what follows. The same snapshot and size draw
    the same pairs.
    """
    from ..output.reports.told import read
    from ..output.review.sample import draw
    from ..output.review.sample_book import sample_book, write_book

    told = read(latest_of(workspace))
    drawn = draw(told, size)
    names = {name: spec.title for name, spec in opened(workspace).sources.items()}
    path = file or Path(f"sample-{told.day}-{size}.xlsx")
    with opened_store(workspace) as store:
        new = store.samples.keep(drawn)
    write_book(path, sample_book(told, drawn, code, names))
    again = "" if new else " It was drawn before; these are the same pairs."
    out.print(Text(f"{path}: {size} pairs.{again}"))
    out.print(Text(f"Bring it back with: todos review import {path} --by NAME"))


@click.command(epilog=EXIT_CODES)
@workspace_option
@json_option
@refuses_plainly
def quality(workspace: Path, as_json: bool) -> None:
    """Precision and recall of the published registry, by the answers to a sample."""
    from ..output.review.quality import current_quality, progress, quality_json
    from ..output.review.quality_view import quality_view

    with opened_store(workspace) as store:
        found, samples = current_quality(store), progress(store)
    if as_json:
        print_json(quality_json(found))
        return
    out.print(quality_view(found, samples))


@click.command(epilog=EXIT_CODES)
@click.option("--by", default=getpass.getuser, show_default="your login", help="Who decides.")
@workspace_option
@day_option
@refuses_plainly
def go(by: str, workspace: Path, day: datetime) -> None:
    """Go through the queue by keyboard, full screen, one pair at a time.

    s same, d different, u unsure, n and p next and previous, c comment, z undo, q quit. Every
    answer is kept at once.
    """
    if not sys.stdout.isatty():
        raise Refusal("This needs a terminal. In a pipe, use: todos review list")
    from ..output.reports.told import read
    from ..output.review.queue import waiting
    from ..output.review.screen import Review

    told = read(latest_of(workspace))
    with opened_store(workspace) as store:
        queue = waiting(told, store.decisions.all())
        if queue.empty:
            out.print(Text("No pair waits for an answer."))
            return
        kept = Review(told, queue, store, by=by, on=day.date()).run()
    out.print(Text(f"{kept or 0} answers of {by} are kept; they bind from the next run on."))


COMMANDS = (import_, sample, quality, go)
