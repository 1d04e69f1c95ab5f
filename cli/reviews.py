"""The commands of the data team's desk: decisions on pairs, and corrections of lists."""

import getpass
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from ..output import terminal
from ..sources.workspace import opened
from . import answers
from .common import (
    EXIT_CODES,
    as_records,
    day_option,
    json_option,
    latest_of,
    opened_store,
    out,
    print_json,
    progress_line,
    refuses_plainly,
    workspace_option,
)

_by = click.option("--by", default=getpass.getuser, show_default="your login", help="Who says so.")
_because = click.option("--because", required=True, help="Why; it stays with the decision.")


@click.group()
def review() -> None:
    """Look at doubtful pairs and decide: one person, or two.

    \b
    todos review list
    todos review go
    todos review show justicia11j/J0123 cubalex/456
    todos review decide justicia11j/J0123 cubalex/456 positive --because "same photograph"
    todos review revoke 17 --because "the photographs were mixed up"
    todos review import report-es.xlsx --by "Casa Mariposa"
    todos review sample --size 200
    """


def _pair(_: object, __: object, value: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    ends = [tuple(one.split("/", 1)) for one in value]
    if not all(len(end) == 2 and all(end) for end in ends):
        raise click.BadParameter("name each record as source/record")
    return (ends[0][0], ends[0][1]), (ends[1][0], ends[1][1])


@review.command("list", epilog=EXIT_CODES)
@click.option(
    "--most", type=click.IntRange(1), default=20, show_default=True, help="So many pairs."
)
@workspace_option
@json_option
@refuses_plainly
def list_(most: int, workspace: Path, as_json: bool) -> None:
    """The pairs that wait for an answer, those first whose answer is worth most."""
    from ..output.review.queue import queue
    from ..output.review.view import queue_json, queue_view

    with opened_store(workspace) as store:
        waiting = queue(latest_of(workspace), store.decisions.all())
    if as_json:
        print_json(queue_json(waiting.head(most)))
        return
    out.print(queue_view(waiting, most))


@review.command(epilog=EXIT_CODES)
@click.argument("pair", nargs=2, callback=_pair)
@workspace_option
@json_option
@refuses_plainly
def show(pair: Any, workspace: Path, as_json: bool) -> None:
    """Both records of PAIR side by side, the evidence, and what was decided on them."""
    from ..output.explain import explain_pair
    from ..output.review.desk import words_on
    from ..output.review.view import words_view

    found, records = explain_pair(latest_of(workspace), *pair)
    with opened_store(workspace) as store:
        words = words_on(store.decisions.all(), pair)
    if as_json:
        print_json({**found, "decisions": json.loads(as_records(words))})
        return
    out.print(terminal.pair_view(found, records))
    out.print(words_view(words))


@review.command(epilog=EXIT_CODES)
@click.argument("pair", nargs=2, callback=_pair)
@click.argument("decision", type=click.Choice(["positive", "negative", "unsure"]))
@_by
@_because
@workspace_option
@day_option
@refuses_plainly
def decide(
    *, pair: Any, decision: str, by: str, because: str, workspace: Path, day: datetime
) -> None:
    """Say of PAIR whether it is one person (positive), two (negative), or that you are unsure.

    The decision outranks the machine from the next run on. It is never deleted; a later word of the
    same person takes its place, and todos review revoke takes it back.
    """
    from ..output.review.desk import decide as keep

    with opened_store(workspace) as store:
        kept = keep(
            latest_of(workspace), store, pair, decision, by=by, on=day.date(), because=because
        )
    out.print(Text(f"Decision {kept.decision_id}: {decision}, {' – '.join(kept.names)}."))
    if kept.disputed:
        out.print(Text("Somebody else said otherwise: the pair is disputed and binds nothing."))
    if kept.contradicts:
        out.print(Text("It contradicts other decisions in force; see: todos review contradictions"))


@review.command(epilog=EXIT_CODES)
@click.argument("decision_id", type=int)
@_by
@_because
@workspace_option
@day_option
@refuses_plainly
def revoke(*, decision_id: int, by: str, because: str, workspace: Path, day: datetime) -> None:
    """Take the decision with this number back; it stays on record."""
    with opened_store(workspace) as store:
        store.decisions.revoke(decision_id, by=by, on=day.date(), because=because)
    out.print(Text(f"Decision {decision_id} is revoked, from the next run on."))


@review.command(epilog=EXIT_CODES)
@workspace_option
@json_option
@refuses_plainly
def contradictions(workspace: Path, as_json: bool) -> None:
    """Decisions that cannot all be true, disputed pairs, and how far reviewers agree."""
    from ..output.review.desk import trouble
    from ..output.review.view import trouble_json, trouble_view

    with opened_store(workspace) as store:
        found = trouble(latest_of(workspace), store.decisions.all())
    if as_json:
        print_json(trouble_json(found))
        return
    out.print(trouble_view(found))


@click.group()
def corrections() -> None:
    """Known errors of lists: what is wrong, what it should be, who says so.

    \b
    todos corrections report cubalex/456 arrest --says 2012-07-11 --should-be 2021-07-11 \\
          --because "court file" --reported-by "the family"
    todos corrections accept 3 --because "seen the court file"
    """


@corrections.command("list", epilog=EXIT_CODES)
@workspace_option
@json_option
@refuses_plainly
def list_corrections(workspace: Path, as_json: bool) -> None:
    """All corrections, and what became of them."""
    from ..output.review.view import corrections_view

    with opened_store(workspace) as store:
        found = store.corrections.all()
    if as_json:
        print_json(json.loads(as_records(found)))
        return
    out.print(corrections_view(found))


@corrections.command("report", epilog=EXIT_CODES)
@click.argument("record")
@click.argument("field")
@click.option("--says", required=True, help="What the list says, as it says it.")
@click.option("--should-be", required=True, help="What it should say, in the list's own form.")
@click.option("--because", required=True, help="How that is known.")
@click.option("--reported-by", required=True, help="Who found the error.")
@workspace_option
@day_option
@refuses_plainly
def report_correction(
    *,
    record: str,
    field: str,
    says: str,
    should_be: str,
    because: str,
    reported_by: str,
    workspace: Path,
    day: datetime,
) -> None:
    """Report an error in FIELD of RECORD (source/record); it waits for the data team's yes."""
    from ..pipeline.store import Report

    source, _, key = record.partition("/")
    if not source or not key:
        raise click.BadParameter("name the record as source/record")
    error = Report(source, key, field, says, should_be, because, reported_by, day.date())
    with opened_store(workspace) as store:
        (number,) = store.corrections.report([error])
    out.print(Text(f"Correction {number} waits for a yes: todos corrections accept {number}"))


def _settling(name: str, what: str) -> click.Command:
    @corrections.command(name, epilog=EXIT_CODES, help=what)
    @click.argument("correction_id", type=int)
    @_by
    @_because
    @workspace_option
    @day_option
    @refuses_plainly
    def settle(
        *, correction_id: int, by: str, because: str, workspace: Path, day: datetime
    ) -> None:
        with opened_store(workspace) as store:
            word = getattr(store.corrections, name)
            word(correction_id, by=by, on=day.date(), because=because)
        out.print(Text(f"Correction {correction_id}: {name} is kept, from the next run on."))

    return settle


_settling("accept", "Apply a correction from the next run on; the list's own words stay on record.")
_settling("refuse", "Do not apply a correction.")
_settling("revoke", "Take back a correction that was accepted.")

for _command in answers.COMMANDS:
    review.add_command(_command)


@click.command("report", epilog=EXIT_CODES)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--lang",
    "languages",
    multiple=True,
    type=click.Choice(["es", "en", "ru", "be"]),
    help="In this language; may be given several times.  [default: all four]",
)
@workspace_option
@day_option
@refuses_plainly
def report_(
    sources: tuple[str, ...], languages: tuple[str, ...], workspace: Path, day: datetime
) -> None:
    """Write the report for each SOURCE about its own list, or for all: a page and a workbook.

    They lie in reports/<day of the snapshot>/<source>/. The workbook comes back with answers; read
    it with: todos review import
    """
    from ..output.nights.lists import look_at
    from ..output.nights.reports import report_on

    here = opened(workspace)
    with progress_line(quiet=False) as progress:
        progress("reading the lists")
        _, problems = look_at(here, day.date())
        progress("writing reports")
        written = report_on(here, problems, languages or ("es", "en", "ru", "be"), sources or None)
    for path in written:
        out.print(Text(str(path)))


COMMANDS = (report_, review, corrections)
