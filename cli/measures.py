"""The commands that measure, draw and train the model."""

from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from ..sources.workspace import opened
from .common import (
    EXIT_CODES,
    FILE,
    FILE_OUT,
    FOLDER,
    day_option,
    json_option,
    latest_of,
    out,
    progress_line,
    refuses_plainly,
    show,
    workspace_option,
)


@click.command(epilog=EXIT_CODES)
@click.option("--truth", type=FILE, help="CSV: source, source_record_id, true_person.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="SOURCE=COLUMN",
    help="The truth names the records of SOURCE by a column of its list, not by our key.",
)
@click.option(
    "--decisions",
    type=FILE,
    help="CSV: source_l, source_record_id_l, source_r, source_record_id_r, decision (positive, "
    "negative or unsure), and weight or inclusion_probability and stratum of a drawn sample.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=2),
    metavar="N",
    help="Draw N pairs of every stratum, to be decided in sample.csv.",
)
@click.option("--out", "folder", type=FOLDER, help="Write figures, error lists, charts here.")
@workspace_option
@json_option
@refuses_plainly
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
    from ..output.evaluate import decided, files, given, registry, view

    snapshot = latest_of(workspace)
    pairs = snapshot.table("pairs").to_pandas()
    if truth is not None:
        known, columns = given.read_truth(truth), given.key_columns(keys)
        done = registry.evaluate(snapshot.table("records").to_pandas(), pairs, known, columns)
        if folder is not None:
            from ..output.charts import drawing, quality

            files.write(done, folder)
            drawing.save(quality.threshold_chart(done.thresholds), folder / "thresholds.svg")
            drawing.save(quality.reliability_chart(done.reliability), folder / "reliability.svg")
        show(as_json, lambda: view.as_json(done), lambda: view.evaluation_view(done))
    elif decisions is not None:
        told = decided.evaluate_decisions(given.read_decisions(decisions), pairs)
        show(as_json, lambda: view.decided_json(told), lambda: view.decided_view(told))
    elif sample is not None:
        path = files.write_sample(pairs, sample, folder or Path())
        out.print(Text(f"{path}: fill in the column decision, then: todos evaluate --decisions"))


@click.command("chart", epilog=EXIT_CODES)
@click.argument("kind", type=click.Choice(["histogram", "unlinkable", "weights", "probabilities"]))
@click.option("--out", "file", type=FILE_OUT, required=True, help="As .svg, .png or .html.")
@workspace_option
@refuses_plainly
def chart_(kind: str, file: Path, workspace: Path) -> None:
    """Draw the newest snapshot, or the model that matches it.

    \b
    histogram      the match weights of the pairs
    unlinkable     records that say too little to be linked to any other
    weights        how much each level of each comparison weighs
    probabilities  how often each level is seen: m, u and kin
    """
    from ..output.charts import drawing, kinds

    with progress_line(quiet=False) as progress:
        drawing.save(kinds.drawn(kind, latest_of(workspace), progress), file)


@click.command("train", epilog=EXIT_CODES)
@click.option(
    "--decisions",
    type=FILE,
    help="CSV: source_l, source_record_id_l, source_r, source_record_id_r, decision (positive, "
    "negative or unsure), and weight or inclusion_probability of a drawn sample.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change; write no model.")
@click.option("--out", "folder", type=FOLDER, help="Write reliability.svg here (with decisions).")
@workspace_option
@day_option
@json_option
@refuses_plainly
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
    from ..output.evaluate import given
    from ..output.train import train_workspace
    from ..output.train_view import training_json, training_view

    if folder is not None and decisions is None:
        raise click.UsageError("--out draws what decisions say; give --decisions FILE too.")
    told = given.read_decisions(decisions) if decisions is not None else None
    with progress_line(as_json) as progress:
        done = train_workspace(opened(workspace), day.date(), told, dry_run, progress)
    if folder is not None and not done.reliability.empty:
        from ..output.charts import drawing, quality

        drawing.save(quality.reliability_chart(done.reliability), folder / "reliability.svg")
    show(as_json, lambda: training_json(done), lambda: training_view(done))


COMMANDS = (
    evaluate,
    chart_,
    train_,
)
