"""What an evaluation is given: a truth or decisions as CSV files, each row found in the records."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...rules.problems import Refusal, clip

KEY = ("source", "source_record_id")
TRUTH = (*KEY, "true_person")
DECISIONS = ("source_l", "source_record_id_l", "source_r", "source_record_id_r", "decision")
WORDS = ("positive", "negative", "unsure")
_WEIGHTS = ("weight", "inclusion_probability")


class GivenError(Refusal):
    """A truth or a table of decisions cannot be used as it is."""


def read_truth(path: Path) -> pd.DataFrame:
    """The columns source, source_record_id, true_person of a CSV file, as text, one row a record.

    Rows without a person are left out. Raises GivenError.
    """
    table = _read(path, TRUTH)
    table = table[table["true_person"] != ""].drop_duplicates(list(TRUTH))
    twice = table[table.duplicated(list(KEY))]
    if len(twice):
        key = "/".join(twice.iloc[0][list(KEY)])
        raise GivenError(
            f"{path}: record {clip(key)!r} is of two persons. Give each record one true_person."
        )
    return table[list(TRUTH)].reset_index(drop=True)


def read_decisions(path: Path) -> pd.DataFrame:
    """Decisions on pairs from a CSV file: both keys and decision (positive, negative, unsure).

    A pair that is not decided yet is empty, and counts as unsure. May have stratum (text), and
    weight (pairs that the drawn one stands for) or inclusion_probability (its inverse), which
    becomes weight (float64). Raises GivenError.
    """
    table = _read(path, DECISIONS)
    table["decision"] = table["decision"].replace("", "unsure")
    wrong = ~table["decision"].isin(WORDS)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise GivenError(
            f"{path} row {row + 2}: 'decision' says {clip(table['decision'].iloc[row])!r}. "
            f"Write one of {', '.join(WORDS)}."
        )
    for column in _WEIGHTS:
        if column in table.columns:
            table[column] = _numbers(path, table[column])
    if "inclusion_probability" in table.columns:
        table["weight"] = 1 / table["inclusion_probability"]
    if "stratum" in table.columns and "weight" not in table.columns:
        raise GivenError(
            f"{path} has a column stratum, but does not say how many pairs each row stands for. "
            "Add a column weight (pairs of the stratum / pairs drawn from it) or "
            "inclusion_probability (the inverse), or leave the stratum out."
        )
    optional = [name for name in ("stratum", "weight") if name in table.columns]
    return table[[*DECISIONS, *optional]].reset_index(drop=True)


def key_columns(given: Sequence[str]) -> dict[str, str]:
    """The words "source=column" as a mapping. Raises GivenError."""
    parts = [one.partition("=") for one in given]
    for source, sign, column in parts:
        if not (source and sign and column):
            raise GivenError(f"--key {clip(source)!r}: write it as source=column of the list.")
    return {source: column for source, _, column in parts}


def keys_of(records: pd.DataFrame, columns: Mapping[str, str]) -> pd.MultiIndex:
    """Source and key of each record; of the sources in `columns` the key is a published column.

    records: source, source_record_id and raw (JSON of the row as published). Raises GivenError for
    a source or column that is not there.
    """
    key = records["source_record_id"].to_numpy(dtype=object, copy=True)
    for source, column in columns.items():
        rows = np.flatnonzero(records["source"] == source)
        published = [json.loads(text) for text in records["raw"].iloc[rows]]
        there = sorted({name for row in published for name in row})
        if column not in there:
            raise GivenError(
                f"--key {source}={column}: "
                + (f"its columns are {', '.join(there)}." if there else "there is no such list.")
            )
        key[rows] = [str(row.get(column)) for row in published]
    return pd.MultiIndex.from_arrays([records["source"], key])


def rows_of(keys: pd.MultiIndex, source: pd.Series, key: pd.Series) -> npt.NDArray[np.int64]:
    """Row in `keys` of each (source, key), -1 where there is none; of several the first."""
    first = ~keys.duplicated()
    found = keys[first].get_indexer(pd.MultiIndex.from_arrays([source, key]))
    return np.where(found < 0, -1, np.flatnonzero(first)[found])


def _read(path: Path, needed: Sequence[str]) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        said = clip(str(getattr(error, "strerror", None) or error), 200)
        raise GivenError(f"{path} cannot be read as CSV in UTF-8: {said}.") from error
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise GivenError(
            f"{path} has no column {', '.join(missing)}. It needs: {', '.join(needed)}."
        )
    return table


def _numbers(path: Path, texts: pd.Series) -> pd.Series:
    """Positive numbers; `texts` is named after its column."""
    numbers = pd.to_numeric(texts, errors="coerce")
    most = 1.0 if texts.name == "inclusion_probability" else np.inf
    wrong = ~((numbers > 0) & (numbers <= most) & np.isfinite(numbers))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise GivenError(
            f"{path} row {row + 2}: {texts.name!r} says {clip(texts.iloc[row])!r}. "
            f"Write a number above 0{'' if most == np.inf else ' and at most 1'}."
        )
    return numbers
