"""What lists said: each distinct text read once, its value spread back over the rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from .dates import Days, Flags

pc: Any = pyarrow.compute  # its stubs know no text between the columns that are joined

Objects = npt.NDArray[np.object_]
# Stands for "nothing is said" where NumPy wants an array of objects.
NOTHING: Objects = np.array(None, dtype=object)


def objects(values: Sequence[object]) -> Objects:
    """`values` as an array of objects, also where each is a tuple."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


@dataclass(frozen=True, slots=True)
class Column:
    """A published column: its distinct texts, and for each row the place of its text (or -1)."""

    texts: Sequence[str]
    at: npt.NDArray[np.intp]

    @staticmethod
    def of(values: Objects) -> "Column":
        """The column of `values`, in which None is an empty cell."""
        at, texts = pd.factorize(values)
        return Column(list(texts), at)

    @staticmethod
    def published(texts: Any) -> "Column":
        """The column of `texts` (Arrow, string) without spaces at their ends."""
        trimmed = pc.utf8_trim_whitespace(texts).combine_chunks()
        told = pc.if_else(pc.equal(trimmed, ""), None, trimmed).dictionary_encode()
        return Column(
            told.dictionary.to_pylist(), told.indices.fill_null(-1).to_numpy().astype(np.intp)
        )

    def spread(self, values: Sequence[object]) -> Objects:
        """For each row the value of its text, None where the cell is empty."""
        return objects([*values, None])[self.at]

    def original(self) -> Objects:
        """For each row its text."""
        return self.spread(self.texts)

    def said(self, value: Callable[[str], str | None]) -> "Said":
        """For each row the value of its text and the text, both None where there is no value."""
        return Said(self.spread([value(text) for text in self.texts]), self.original())


@dataclass(frozen=True, slots=True)
class Said:
    """A value for each row, and the words that gave it; None where nothing is said."""

    value: Objects
    original: Objects

    def given(self) -> Flags:
        """Rows in which there is a value."""
        there: Flags = np.not_equal(self.value, NOTHING).astype(bool)
        return there

    def otherwise(self, other: "Said") -> "Said":
        """This where it says something, else what `other` says."""
        there = self.given()
        return Said(
            np.where(there, self.value, other.value),
            np.where(there, self.original, other.original),
        )

    def replaced(self, rows: Flags, value: str, original: Objects) -> "Said":
        """This with `value` in `rows`, said by `original`."""
        return Said(np.where(rows, value, self.value), np.where(rows, original, self.original))


@dataclass(frozen=True, slots=True)
class Dated:
    """An interval of days for each row, both ends inclusive, NaT where nothing is said."""

    first: Days
    last: Days
    original: Objects

    @staticmethod
    def of(column: Column, intervals: Sequence[tuple[date, date] | None]) -> "Dated":
        """The intervals of a column's texts."""
        ends = [interval or (None, None) for interval in intervals]
        first, last = (
            pa.array([*end, None], pa.date32()).to_numpy(zero_copy_only=False)
            for end in _ends(ends)
        )
        return Dated(first[column.at], last[column.at], column.original())

    def given(self) -> Flags:
        """Rows in which there is an interval."""
        there: Flags = ~np.isnat(self.first)
        return there

    def otherwise(self, other: "Dated") -> "Dated":
        """This where it says something, else what `other` says."""
        there = self.given()
        return Dated(
            np.where(there, self.first, other.first),
            np.where(there, self.last, other.last),
            np.where(there, self.original, other.original),
        )

    def said(self) -> Said:
        """The intervals as text: one day, or from/to (ISO 8601)."""
        first, last = (
            pa.array(days, pa.date32()).cast(pa.string()) for days in (self.first, self.last)
        )
        both = pc.binary_join_element_wise(first, last, "/")
        text = pc.if_else(pc.equal(first, last), first, both)
        return Said(text.to_numpy(zero_copy_only=False), self.original)


def _ends(
    intervals: Sequence[tuple[date | None, date | None]],
) -> tuple[list[date | None], list[date | None]]:
    return [first for first, _ in intervals], [last for _, last in intervals]


@dataclass(frozen=True, slots=True)
class Listed:
    """Codes of which a row may have several: one line a row and code, sorted, each once."""

    lines: pd.DataFrame
    n_rows: int

    @staticmethod
    def of(parts: Sequence[Said], n_rows: int) -> "Listed":
        """The codes of `parts` together; a value may be a code or a tuple of codes."""
        frames = [pd.DataFrame({"row": [], "value": [], "original": []}, dtype=object)]
        frames += [
            pd.DataFrame({"row": rows, "value": part.value[rows], "original": part.original[rows]})
            for part in parts
            for rows in [np.flatnonzero(part.given())]
        ]
        lines = pd.concat(frames, ignore_index=True).explode("value").dropna(subset=["value"])
        lines = lines.drop_duplicates(["row", "value"]).sort_values(["row", "value"])
        return Listed(lines, n_rows)

    def column(self) -> "pa.ListArray[Any]":
        """The codes of each row as a list; an empty list where nothing is said."""
        counts = np.bincount(self.lines["row"].to_numpy("int64"), minlength=self.n_rows)
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype("int32")
        codes = pa.array(self.lines["value"].to_numpy(object), pa.string())
        return pa.ListArray.from_arrays(pa.array(offsets), codes)
