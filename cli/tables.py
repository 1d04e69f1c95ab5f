"""The commands for any tables, apart from the registry."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from .common import (
    EXIT_CODES,
    FILE,
    FOLDER,
    err,
    json_option,
    progress_line,
    refuses_plainly,
    show,
)


@click.command("compare-names", epilog=EXIT_CODES)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the result.  [default: FILE with the ending .compared.csv]",
)
@refuses_plainly
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
    from ..output.name_pairs import compare_file

    with progress_line(quiet=False) as progress:
        told = compare_file(file, out or file.with_suffix(".compared.csv"), progress)
    err.print(Text(told), soft_wrap=True)


@click.command("link", epilog=EXIT_CODES)
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--model", "model_file", required=True, type=FILE, help="What the columns are.")
@click.option("--out", "folder", required=True, type=FOLDER, help="Write the results here.")
@json_option
@refuses_plainly
def link_(files: tuple[Path, ...], model_file: Path, folder: Path, as_json: bool) -> None:
    """Link the records of any tables (CSV, Parquet): who is one person, without labels.

    MODEL.toml names the kind of each column; docs/link.md tells all of it.

    \b
    todos link people.csv --model model.toml --out linked
    """
    from ..output.link.run import link_files
    from ..output.link.view import link_view
    from ..sources.tables.model import load

    model = load(model_file)
    measure: Callable[[Any], dict[str, Any]] | None = None
    if model.truth is not None:
        from ..output.link import measured

        measure = measured.measure
    with progress_line(as_json) as progress:
        found = link_files(files, model, folder, progress, measure)
    show(as_json, lambda: found, lambda: link_view(found, folder))


COMMANDS = (
    compare_names_,
    link_,
)
