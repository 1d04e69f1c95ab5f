"""An evaluation as files: figures as JSON, curves and error lists as CSV."""

import json
from pathlib import Path

import pyarrow as pa

from ...rules.problems import Refusal
from ..spreadsheet import write_csv
from .registry import Evaluation
from .view import as_json

_TABLES = ("thresholds", "reliability", "false_merges", "missed_pairs")


def write(done: Evaluation, folder: Path) -> list[Path]:
    """Writes evaluation.json and four CSV files into `folder`, and returns their paths.

    Raises Refusal where they cannot be written.
    """
    figures = {name: value for name, value in as_json(done).items() if name not in _TABLES}
    written = [folder / "evaluation.json", *(folder / f"{name}.csv" for name in _TABLES)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(figures, ensure_ascii=False, indent=2, allow_nan=False)
        written[0].write_text(f"{text}\n", encoding="utf-8", newline="\n")
        for name, path in zip(_TABLES, written[1:], strict=True):
            write_csv(pa.Table.from_pandas(getattr(done, name), preserve_index=False), path)
    except OSError as error:
        raise Refusal(f"{folder} cannot be written: {error.strerror}. Free or allow it.") from error
    return written
