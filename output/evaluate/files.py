"""An evaluation as files: figures as JSON, curves and error lists as CSV."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa

from ...rules.problems import Refusal
from ..spreadsheet import write_csv
from .given import DECISIONS
from .registry import Evaluation
from .sampling import draw
from .view import as_json

_TABLES = ("thresholds", "reliability", "false_merges", "missed_pairs")


def write(done: Evaluation, folder: Path) -> list[Path]:
    """Writes evaluation.json and four CSV files into `folder`, and returns their paths.

    Raises Refusal where they cannot be written.
    """
    figures = {name: value for name, value in as_json(done).items() if name not in _TABLES}
    written = [folder / "evaluation.json", *(folder / f"{name}.csv" for name in _TABLES)]
    with _writing(folder):
        text = json.dumps(figures, ensure_ascii=False, indent=2, allow_nan=False)
        written[0].write_text(f"{text}\n", encoding="utf-8", newline="\n")
        for name, path in zip(_TABLES, written[1:], strict=True):
            _write_csv(getattr(done, name), path)
    return written


def write_sample(pairs: pd.DataFrame, each: int, folder: Path) -> Path:
    """Writes sample.csv: pairs to be decided, `each` of every stratum, with an empty decision.

    Filled in, it is what `read_decisions` reads. Raises Refusal where it cannot be written.
    """
    drawn = draw(pairs, each).assign(decision="")
    path = folder / "sample.csv"
    with _writing(folder):
        _write_csv(drawn[[*DECISIONS, "stratum", "inclusion_probability"]], path)
    return path


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise Refusal(f"{folder} cannot be written: {error.strerror}. Free or allow it.") from error


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    write_csv(pa.Table.from_pandas(table, preserve_index=False), path)
