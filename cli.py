"""The command `todos`: parse, call one function, print.

What matches and reads snapshots is imported by the command that needs it: the libraries behind it
take seconds to load, and `todos --help` answers at once.
"""

import json
import shutil
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

from .output import terminal
from .rules.problems import ListError, Refusal
from .sources.workspace import create, opened

if TYPE_CHECKING:
    from .output.lookup import Snapshot

P = ParamSpec("P")
R = TypeVar("R")
NOT_DONE = 1

_EXIT_CODES = """
\b
Exit codes: 0 done; 1 not done, the message says why and what to do, and what was
published before stands as it was; 2 the command was called wrongly.
"""

out = terminal.wide(Console())
err = Console(stderr=True, highlight=False)


def _refuses_plainly(command: Callable[P, R]) -> Callable[P, R]:
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


_workspace = click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="the current folder",
    help="The workspace to work in.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
_day = click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    default=lambda: datetime.now().astimezone().strftime("%Y-%m-%d"),
    show_default="today",
    help="The day of the run; the same lists and the same day give the same bytes.",
)

_file = click.Path(path_type=Path, exists=True, dir_okay=False)
_file_out = click.Path(path_type=Path, dir_okay=False)
_folder = click.Path(path_type=Path, file_okay=False)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """A line that says what is going on; nothing where the output is piped."""
    if quiet or not err.is_terminal:
        yield lambda _: None
        return
    with err.status("starting") as status:
        yield lambda step: status.update(Text(step))


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@click.group(epilog=_EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="todos")
def main() -> None:
    """Merge published lists of political prisoners into one registry of persons.

    \b
    A first look:      todos demo mydemo
    A workspace:       todos init registry    then put lists into registry/inbox/<source>/
    Are they right?    todos check -w registry
    Every night:       todos run -w registry
    """


@main.command(epilog=_EXIT_CODES)
@click.argument("directory", type=click.Path(path_type=Path))
@_refuses_plainly
def init(directory: Path) -> None:
    """Make DIRECTORY a workspace for the lists of every night.

    It holds todos.toml, inbox/<source>/ for lists delivered by hand, archive/, registry.db and
    snapshots/.
    """
    from .pipeline.store import Store  # noqa: PLC0415

    workspace = create(directory)
    Store(workspace.registry).close()
    out.print(Text(f"{directory} is a workspace for {len(workspace.sources)} lists."))
    out.print(
        Text(f"Put each list into {directory}/inbox/<source>/, then: todos check -w {directory}")
    )


@main.command(epilog=_EXIT_CODES)
@click.argument("directory", type=click.Path(path_type=Path))
@_refuses_plainly
def demo(directory: Path) -> None:
    """Make DIRECTORY a workspace with example lists of invented persons, and run it."""
    from .output.night import publish_night  # noqa: PLC0415
    from .sources.example import make_example  # noqa: PLC0415

    with _progress(quiet=False) as progress:
        done = publish_night(*make_example(directory), progress)
    out.print(terminal.night_view(done))
    persons = done.night.tables["restricted"]["persons"].to_pandas()
    example = persons.sort_values(["n_sources", "person_id"])["person_id"].iloc[-1]
    program = "todos" if shutil.which("todos") else sys.argv[0]
    out.print(
        Text(f"\nWhy are these records one person?  {program} explain -w {directory} {example}")
    )


@main.command(epilog=_EXIT_CODES)
@_workspace
@_day
@_json
@_refuses_plainly
def run(workspace: Path, day: datetime, as_json: bool) -> None:
    """Read the lists, match them, and publish the snapshot of the day.

    Unknown words are reported and kept out, their rows stay. Lists that cannot be right (a missing
    column, the 31st of February) stop the run, and the last snapshot stays as it is.
    """
    from .output.night import publish_night  # noqa: PLC0415

    with _progress(as_json) as progress:
        done = publish_night(opened(workspace), day.date(), progress)
    if as_json:
        tables = done.night.tables["restricted"]
        rows = {name: table.num_rows for name, table in tables.items()}
        warnings = [str(problem) for problem in done.night.problems]
        _print_json({"snapshot": str(done.folder), "rows": rows, "warnings": warnings})
        return
    out.print(terminal.night_view(done))
    if done.night.problems:
        out.print(Text(f"{len(done.night.problems)} warnings; read them with: todos check"))


@main.command(epilog=_EXIT_CODES)
@_workspace
@_day
@_json
@_refuses_plainly
def sources(workspace: Path, day: datetime, as_json: bool) -> None:
    """List the sources: where each lies, its newest edition, how many records."""
    from .output.night import look_at  # noqa: PLC0415

    here = opened(workspace)
    intake, _ = look_at(here, day.date())
    if as_json:
        read = {one.source: one for one in intake.deliveries}
        _print_json([_source(here.place(name), name, read.get(name)) for name in here.sources])
        return
    out.print(terminal.sources_view(here, intake))


def _source(where: str, name: str, delivery: Any) -> dict[str, object]:
    found: dict[str, object] = {"source": name, "where": where, "edition": None, "records": None}
    if delivery is not None:
        found |= {"edition": delivery.edition, "records": delivery.published.num_rows}
    return found


@main.command(epilog=_EXIT_CODES)
@click.argument("source", required=False)
@_workspace
@_day
@_json
@_refuses_plainly
def check(source: str | None, workspace: Path, day: datetime, as_json: bool) -> None:
    """Read and validate the lists, or one SOURCE; publish nothing.

    Every problem is told with file, row, column, value and cure. Exit code 1 if one of them would
    stop a run.
    """
    from .output.night import look_at  # noqa: PLC0415

    here = opened(workspace)
    if source is not None and source not in here.sources:
        raise click.BadParameter(f"there is no such source; there are: {', '.join(here.sources)}")
    _, problems = look_at(here, day.date(), source)
    if as_json:
        fields = ("severity", "source", "file", "row", "column", "value", "what", "cure")
        _print_json([{name: getattr(one, name) for name in fields} for one in problems])
    else:
        out.print(terminal.problems_view(problems), soft_wrap=not sys.stdout.isatty())
    if any(problem.severity == "error" for problem in problems):
        sys.exit(NOT_DONE)


@main.command(epilog=_EXIT_CODES)
@click.argument("what", nargs=-1, required=True)
@click.option("--chart", type=_file_out, help="Draw it too, as .svg, .png or .html.")
@_workspace
@_json
@_refuses_plainly
def explain(what: tuple[str, ...], chart: Path | None, workspace: Path, as_json: bool) -> None:
    """Say why: for a person, or for a pair of records.

    \b
    todos explain CU-7Q4M-K2
    todos explain justicia11j/J0123 cubalex/456 --chart why.svg
    """
    from .output.explain import explain_pair, explain_person  # noqa: PLC0415

    snapshot = _latest(workspace)
    if len(what) == 1:
        story = explain_person(snapshot, what[0])
        if chart is not None:
            from .output.charts import drawing, person  # noqa: PLC0415

            drawing.save(person.chart_of(story), chart)
        if as_json:
            names = ("person", "records", "claims", "conflicts", "pairs")
            frames = {name: getattr(story, name) for name in names}
            _print_json({name: json.loads(_records(frame)) for name, frame in frames.items()})
            return
        out.print(terminal.person_view(story))
        return
    if len(what) != 2 or not all("/" in one for one in what):
        raise click.UsageError("Give one person's id, or two records as source/record.")
    left, right = (tuple(one.split("/", 1)) for one in what)
    pair, records = explain_pair(snapshot, (left[0], left[1]), (right[0], right[1]))
    if chart is not None:
        from .output.charts import drawing, waterfall  # noqa: PLC0415

        drawing.save(waterfall.chart_of(pair, snapshot), chart)
    if as_json:
        _print_json(pair)
        return
    out.print(terminal.pair_view(pair, records))


@main.command(epilog=_EXIT_CODES)
@click.option("--truth", type=_file, help="CSV: source, source_record_id, true_person.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="SOURCE=COLUMN",
    help="The truth names the records of SOURCE by a column of its list, not by our key.",
)
@click.option(
    "--decisions",
    type=_file,
    help="CSV: source_l, source_record_id_l, source_r, source_record_id_r, decision (positive, "
    "negative or unsure), and weight or inclusion_probability and stratum of a drawn sample.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=2),
    metavar="N",
    help="Draw N pairs of every stratum, to be decided in sample.csv.",
)
@click.option("--out", "folder", type=_folder, help="Write figures, error lists, charts here.")
@_workspace
@_json
@_refuses_plainly
def evaluate(
    *,
    truth: Path | None,
    keys: tuple[str, ...],
    decisions: Path | None,
    sample: int | None,
    folder: Path | None,
    workspace: Path,
    as_json: bool,
) -> None:
    """Measure the newest snapshot: precision, recall and F1 with confidence intervals.

    Against a truth, with the errors and the worth of the match probabilities; or from decisions on
    a sample of pairs, which --sample draws.

    \b
    todos evaluate --truth truth.csv --key observatorio_cubano=No. --out evaluation
    todos evaluate --sample 50 --out evaluation
    todos evaluate --decisions evaluation/sample.csv
    """
    if sum(given is not None for given in (truth, decisions, sample)) != 1:
        raise click.UsageError("Give one of --truth FILE, --decisions FILE and --sample N.")
    from .output.evaluate import decided, files, given, registry, view  # noqa: PLC0415

    snapshot = _latest(workspace)
    pairs = snapshot.table("pairs").to_pandas()
    if truth is not None:
        known, columns = given.read_truth(truth), given.key_columns(keys)
        done = registry.evaluate(snapshot.table("records").to_pandas(), pairs, known, columns)
        if folder is not None:
            from .output.charts import drawing, quality  # noqa: PLC0415

            files.write(done, folder)
            drawing.save(quality.threshold_chart(done.thresholds), folder / "thresholds.svg")
            drawing.save(quality.reliability_chart(done.reliability), folder / "reliability.svg")
        _show(as_json, lambda: view.as_json(done), lambda: view.evaluation_view(done))
    elif decisions is not None:
        told = decided.evaluate_decisions(given.read_decisions(decisions), pairs)
        _show(as_json, lambda: view.decided_json(told), lambda: view.decided_view(told))
    elif sample is not None:
        path = files.write_sample(pairs, sample, folder or Path())
        out.print(Text(f"{path}: fill in the column decision, then: todos evaluate --decisions"))


@main.command("chart", epilog=_EXIT_CODES)
@click.argument("kind", type=click.Choice(["histogram", "unlinkable", "weights", "probabilities"]))
@click.option("--out", "file", type=_file_out, required=True, help="As .svg, .png or .html.")
@_workspace
@_refuses_plainly
def chart_(kind: str, file: Path, workspace: Path) -> None:
    """Draw the newest snapshot, or the model that matches it.

    \b
    histogram      the match weights of the pairs
    unlinkable     records that say too little to be linked to any other
    weights        how much each level of each comparison weighs
    probabilities  how often each level is seen: m, u and kin
    """
    from .output.charts import drawing, kinds  # noqa: PLC0415

    with _progress(quiet=False) as progress:
        drawing.save(kinds.drawn(kind, _latest(workspace), progress), file)


def _show(as_json: bool, to_json: Callable[[], object], to_view: Callable[[], Any]) -> None:
    if as_json:
        _print_json(to_json())
    else:
        out.print(to_view())


@main.command("train", epilog=_EXIT_CODES)
@click.option(
    "--decisions",
    type=_file,
    help="CSV: source_l, source_record_id_l, source_r, source_record_id_r, decision (positive, "
    "negative or unsure), and weight or inclusion_probability of a drawn sample.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change; write no model.")
@click.option("--out", "folder", type=_folder, help="Write reliability.svg here (with decisions).")
@_workspace
@_day
@_json
@_refuses_plainly
def train_(
    *,
    decisions: Path | None,
    dry_run: bool,
    folder: Path | None,
    workspace: Path,
    day: datetime,
    as_json: bool,
) -> None:
    """Fit the model to the newest lists, and save it as model.json for the runs to come.

    Without decisions it learns by itself; decisions of reviewers count as certain and set the match
    probabilities right. A model that is there is kept as model-<date>.json.
    """
    from .output.evaluate import given  # noqa: PLC0415
    from .output.train import train_workspace  # noqa: PLC0415
    from .output.train_view import training_json, training_view  # noqa: PLC0415

    if folder is not None and decisions is None:
        raise click.UsageError("--out draws what decisions say; give --decisions FILE too.")
    told = given.read_decisions(decisions) if decisions is not None else None
    with _progress(as_json) as progress:
        done = train_workspace(opened(workspace), day.date(), told, dry_run, progress)
    if folder is not None and not done.reliability.empty:
        from .output.charts import drawing, quality  # noqa: PLC0415

        drawing.save(quality.reliability_chart(done.reliability), folder / "reliability.svg")
    _show(as_json, lambda: training_json(done), lambda: training_view(done))


@main.command("search", epilog=_EXIT_CODES)
@click.argument("name", nargs=-1, required=True)
@_workspace
@_json
@_refuses_plainly
def search_(name: tuple[str, ...], workspace: Path, as_json: bool) -> None:
    """Find persons by NAME, in any spelling or script: Sergey finds Сяргей and Siarhei."""
    from .output.lookup import search  # noqa: PLC0415

    found = search(_latest(workspace), " ".join(name))
    if as_json:
        _print_json(json.loads(_records(found)))
        return
    if found.empty:
        out.print(Text("Nobody of that name is in the newest snapshot."))
        return
    out.print(terminal.search_view(found))


@main.command("compare-names", epilog=_EXIT_CODES)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the result.  [default: FILE with the ending .compared.csv]",
)
@_refuses_plainly
def compare_names_(file: Path, out: Path | None) -> None:
    """Say for each pair of names in FILE whether both can be one person's, and why.

    FILE is a table (CSV in any usual encoding and delimiter, or Parquet) with the columns left and
    right; other columns are kept. No language is asked for: script and name tables decide.

    \b
    left                   right                   score  level
    Yoel Ruiz Soto         RUIZ SOTO, YOEL         1.0    given_names: same
    Сяргей Бялоў           Sergey Belov            1.0    given_names: same
    Ana Ruiz Soto          Ana Ruiz Cao            0.15   surnames: one_differs

    The score is between 0 and 1; from 0.5 on the names can be one person's. The level names the
    part that agrees least, the reason says in words what agrees and what does not. A part that one
    side leaves out is neutral; another given name, patronymic or sex speaks strongly against.
    """
    from .output.name_pairs import compare_file  # noqa: PLC0415

    with _progress(quiet=False) as progress:
        told = compare_file(file, out or file.with_suffix(".compared.csv"), progress)
    err.print(Text(told), soft_wrap=True)


@main.command("link", epilog=_EXIT_CODES)
@click.argument("files", nargs=-1, required=True, type=_file)
@click.option("--model", "model_file", required=True, type=_file, help="What the columns are.")
@click.option("--out", "folder", required=True, type=_folder, help="Write the results here.")
@_json
@_refuses_plainly
def link_(files: tuple[Path, ...], model_file: Path, folder: Path, as_json: bool) -> None:
    """Link the records of any tables (CSV, Parquet): who is one person, without labels.

    MODEL.toml names the kind of each column; docs/link.md tells all of it.

    \b
    todos link people.csv --model model.toml --out linked
    """
    from .output.link.run import link_files  # noqa: PLC0415
    from .output.link.view import link_view  # noqa: PLC0415
    from .sources.tables.model import load  # noqa: PLC0415

    model = load(model_file)
    measure: Callable[[Any], dict[str, Any]] | None = None
    if model.truth is not None:
        from .output.link import measured  # noqa: PLC0415

        measure = measured.measure
    with _progress(as_json) as progress:
        found = link_files(files, model, folder, progress, measure)
    _show(as_json, lambda: found, lambda: link_view(found, folder))


def _latest(workspace: Path) -> "Snapshot":
    from .output.lookup import Snapshot  # noqa: PLC0415
    from .output.snapshot import latest  # noqa: PLC0415

    return Snapshot(latest(opened(workspace).snapshots) / "restricted")


def _records(frame: Any) -> str:
    return str(frame.to_json(orient="records", date_format="iso", force_ascii=False))
