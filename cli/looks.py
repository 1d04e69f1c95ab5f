"""The commands that look things up in what was published."""

import json
from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from ..output import terminal
from ..rules.fields import Tier
from ..sources.workspace import opened
from .common import (
    EXIT_CODES,
    FILE_OUT,
    as_records,
    json_option,
    latest_of,
    opened_store,
    out,
    print_json,
    refuses_plainly,
    show,
    workspace_option,
)


@click.command(epilog=EXIT_CODES)
@click.argument("what", nargs=-1, required=True)
@click.option("--chart", type=FILE_OUT, help="Draw it too, as .svg, .png or .html.")
@workspace_option
@json_option
@refuses_plainly
def explain(what: tuple[str, ...], chart: Path | None, workspace: Path, as_json: bool) -> None:
    """Say why: for a person, or for a pair of records.

    \b
    todos explain CU-7Q4M-K2
    todos explain justicia11j/J0123 cubalex/456 --chart why.svg
    """
    from ..output.explain import explain_pair, explain_person

    snapshot = latest_of(workspace)
    if len(what) == 1:
        story = explain_person(snapshot, what[0])
        if chart is not None:
            from ..output.charts import drawing, person

            drawing.save(person.chart_of(story), chart)
        if as_json:
            names = ("person", "records", "claims", "conflicts", "pairs")
            frames = {name: getattr(story, name) for name in names}
            print_json({name: json.loads(as_records(frame)) for name, frame in frames.items()})
            return
        out.print(terminal.person_view(story))
        return
    if len(what) != 2 or not all("/" in one for one in what):
        raise click.UsageError("Give one person's id, or two records as source/record.")
    left, right = (tuple(one.split("/", 1)) for one in what)
    pair, records = explain_pair(snapshot, (left[0], left[1]), (right[0], right[1]))
    if chart is not None:
        from ..output.charts import drawing, waterfall

        drawing.save(waterfall.chart_of(pair, snapshot), chart)
    if as_json:
        print_json(pair)
        return
    out.print(terminal.pair_view(pair, records))


@click.command("search", epilog=EXIT_CODES)
@click.argument("name", nargs=-1, required=True)
@workspace_option
@json_option
@refuses_plainly
def search_(name: tuple[str, ...], workspace: Path, as_json: bool) -> None:
    """Find persons by NAME, in any spelling or script: Sergey finds Сяргей and Siarhei."""
    from ..output.lookup import search

    found = search(latest_of(workspace), " ".join(name))
    if as_json:
        print_json(json.loads(as_records(found)))
        return
    if found.empty:
        out.print(Text("Nobody of that name is in the newest snapshot."))
        return
    out.print(terminal.search_view(found))


@click.command("show", epilog=EXIT_CODES)
@click.argument("person_id")
@workspace_option
@json_option
@refuses_plainly
def show_(person_id: str, workspace: Path, as_json: bool) -> None:
    """What became of PERSON_ID, any id ever given: its person, a merge, a split, its records."""
    from ..output.fate import fate_json, fate_view, of_id

    with opened_store(workspace) as store:
        found = of_id(latest_of(workspace), store, person_id)
    show(as_json, lambda: fate_json(found), lambda: fate_view(found))


@click.command("diff", epilog=EXIT_CODES)
@click.argument("first", type=click.DateTime(["%Y-%m-%d"]), metavar="A")
@click.argument("second", type=click.DateTime(["%Y-%m-%d"]), metavar="B")
@click.option("--public", is_flag=True, help="As the public sees it; else as organisations do.")
@click.option("--out", "file", type=FILE_OUT, help="Write it, as .md or .html.")
@workspace_option
@json_option
@refuses_plainly
def diff_(
    *,
    first: datetime,
    second: datetime,
    public: bool,
    file: Path | None,
    workspace: Path,
    as_json: bool,
) -> None:
    """What changed from the snapshot of the day A to that of the day B (YYYY-MM-DD).

    New persons, persons on no list any more or back on one, merged, split, other status, corrected.
    """
    from ..output.changes.files import write_summary
    from ..output.changes.terminal import changes_view
    from ..output.diff import diff

    tier: Tier = "public" if public else "restricted"
    found = diff(opened(workspace).snapshots, first.date(), second.date(), tier)
    if file is not None:
        write_summary(found.summary(), file)
    show(as_json, found.as_json, lambda: changes_view(found.summary()))


COMMANDS = (explain, search_, show_, diff_)
