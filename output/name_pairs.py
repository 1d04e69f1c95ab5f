"""A file of pairs of names, compared: whether each pair can be one person's, and why."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from ..pipeline.compare.name_pairs import compare_names
from ..rules.names.plausible import CAN_BE_ONE
from ..rules.problems import Refusal
from ..sources.tables.files import opened
from .spreadsheet import write_csv

SIDES = ("left", "right")
ADDED = ("score", "level", "reason")


def compare_file(path: Path, out: Path, progress: Callable[[str], None] = lambda _: None) -> str:
    """Write the table of `path` to `out` with score, level and reason for each row.

    Returns a sentence with the counts. Raises Refusal that names file, what is wrong and the cure.
    """
    if out.resolve() == path.resolve():
        raise Refusal(f"{path.name} would be overwritten. Name another file with --out.")
    progress(f"reading {path.name}")
    table = _read(path)
    left, right = ([text or "" for text in table[side].to_pylist()] for side in SIDES)
    found = compare_names(left, right, progress)
    for name, values in (
        ("score", pa.array(found.score.round(4))),
        ("level", pa.array(found.level)),
        ("reason", pa.array(found.reason)),
    ):
        table = table.append_column(name, values)
    progress(f"writing {out.name}")
    _write(table, out)
    yes = int((found.score >= CAN_BE_ONE).sum())
    return f"{table.num_rows:,} pairs of names, of which {yes:,} can be one person's: {out}"


def _read(path: Path) -> pa.Table:
    file = opened(path)
    missing = [side for side in SIDES if side not in file.header]
    if missing:
        there = ", ".join(name for name in file.header if name) or "none"
        raise Refusal(
            f"{path.name} has no column '{missing[0]}' (its columns: {there[:200]}). "
            "Name the two columns of names left and right."
        )
    taken = [name for name in ADDED if name in file.header]
    if taken:
        raise Refusal(f"{path.name} has a column '{taken[0]}' already. Rename or remove it.")
    table = file.read(file.header, None)
    if not table.num_rows:
        raise Refusal(f"{path.name} has a header and no rows. Add a pair of names a row.")
    return table.cast(pa.schema((name, pa.string()) for name in table.column_names))


def _write(table: pa.Table, out: Path) -> None:
    """The whole file or none: a broken run leaves what stood there before."""
    partial = out.with_name(f".{out.name}.partial")
    try:
        write_csv(table, partial)
        partial.replace(out)
    except OSError as error:
        partial.unlink(missing_ok=True)
        cure = "Name another file with --out."
        raise Refusal(f"{out} cannot be written ({error.strerror}). {cure}") from error
