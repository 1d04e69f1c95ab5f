"""Problems of published values, told once for each distinct value of a source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules.problems import Problem, Severity, clip
from ...rules.vocabulary import vocabulary
from .dates import Flags
from .said import Column, Objects

CORRECT = "Correct the list, or report the error to its publisher."


@dataclass(frozen=True, slots=True)
class Bad:
    """What is wrong with the text at the place `text` of a column."""

    text: int
    value: str
    what: str
    cure: str = CORRECT
    severity: Severity = "warning"


def unknown(text: int, word: str, name: str) -> Bad:
    """A word that the vocabulary `name` does not know, with the nearest that it knows."""
    near = vocabulary(name).nearest(word)
    cure = f"Add it to rules/vocabularies/{name}.toml, or correct the list."
    cure += f" Did you mean '{near}'?" if near else ""
    return Bad(text, word, "which is an unknown word", cure)


class Report:
    """Collects problems; it knows file and row of every record, and the headers of columns.

    Rows that have left their list are silent: nobody can correct them any more.
    """

    def __init__(self, published: pa.Table, columns: Mapping[tuple[str, str], str]) -> None:
        """columns: (source, published field) -> header."""
        self._places = published.select(["source", "file", "row"]).to_pandas()
        self._listed = published["listed"].to_pandas().ne(False).to_numpy()
        self._columns = columns
        self._found: list[Problem] = []

    def words(self, field: str, column: Column, bad: Iterable[Bad]) -> None:
        """Tell each bad value of `column` once a source: its first row, and how many rows."""
        lines = [(b.text, b.value, b) for b in bad]
        if not lines:
            return
        told = pd.DataFrame(lines, columns=["text", "value", "bad"])
        rows = np.flatnonzero(np.isin(column.at, told["text"].to_numpy("int64")) & self._listed)
        met = self._places.iloc[rows].assign(text=column.at[rows]).merge(told, on="text")
        for _, group in met.groupby(["source", "value"], sort=False):
            first = group.iloc[0]
            self._tell(field, first, first["bad"], len(group))

    def rows(
        self, field: str, rows: Flags, values: Objects, what: str, *, severity: Severity
    ) -> None:
        """Tell of each of `rows` that its value is `what`."""
        for place in np.flatnonzero(rows & self._listed):
            bad = Bad(0, str(values[place]), f"which is {what}", severity=severity)
            self._tell(field, self._places.iloc[place], bad, 1)

    def problems(self) -> tuple[Problem, ...]:
        """All problems, by source, file and row."""
        by = sorted(self._found, key=lambda p: (p.source, p.file, p.row or 0, p.column or ""))
        return tuple(by)

    def _tell(self, field: str, place: "pd.Series[Any]", bad: Bad, rows: int) -> None:
        rest = f" ({rows} rows)" if rows > 1 else ""
        source, row = str(place["source"]), place["row"]
        self._found.append(
            Problem(
                bad.severity,
                source,
                str(place["file"]),
                None if pd.isna(row) else int(row),
                self._columns.get((source, field), field),
                clip(bad.value),
                bad.what + rest,
                bad.cure,
                rows,
            )
        )
