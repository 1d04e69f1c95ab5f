"""What the lists delivered against their last editions: records, filled columns, words, keys."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ...rules import gates
from ...rules.fields import DATED, LISTED, PLAIN
from ...rules.problems import Problem
from .result import Measure

pc: Any = pyarrow.compute  # its stubs know no table column among the arguments

# Each looked-at field, and the column that is empty where the record does not speak of it.
_LOOKED_AT = {
    **{field: field for field in (*PLAIN, "given_names", "surnames", "patronymic", *LISTED)},
    **{field: f"{field}_from" for field in DATED},
}
# Keys told as examples.
_FEW = 5


def measures(
    records: pa.Table,
    before: Mapping[str, pa.Table] | None,
    problems: Sequence[Problem],
    editions: pd.DataFrame,
    suspects: pd.DataFrame,
) -> Iterator[Measure]:
    """What gates of lists see; only records that the newest edition names count."""
    counts = _counts(records)
    # a list that is not read any more, and was when the snapshot was made, has lost all records
    earlier = _rows(editions) if before is None else _counts(before["records"])
    yield from _rows_measures(counts, earlier)
    if before is not None:
        yield from _filled_measures(_filled(records), _filled(before["records"]))
    yield from _words_measures(counts, problems)
    yield from _keys_measures(counts, suspects)


def listed(records: pa.Table, *columns: str) -> pa.Table:
    """These columns of the records that the newest editions name; an old snapshot has no others."""
    return records.select(columns).filter(_listed(records))


def _listed(records: pa.Table) -> Any:
    return pc.fill_null(records["listed"], True)


def _counts(records: pa.Table) -> dict[str, int]:
    return counts_of(listed(records, "source")["source"])


def counts_of(column: "pa.ChunkedArray[Any]") -> dict[str, int]:
    """How often each value stands in a column."""
    return {one["values"]: one["counts"] for one in pc.value_counts(column).to_pylist()}


def _rows(editions: pd.DataFrame) -> dict[str, int]:
    return dict(zip(editions["source"], editions["rows"].astype(int), strict=True))


def _rows_measures(now: Mapping[str, int], before: Mapping[str, int]) -> Iterator[Measure]:
    for source in sorted({*now, *before}):
        count, last = now.get(source, 0), before.get(source)
        if last is None:
            continue
        yield Measure(gates.ROWS, source, last - count, last, last, last)
        yield Measure(gates.GROWTH, source, count - last, last, last, last)


def _filled_measures(
    counts: Mapping[str, Mapping[str, int]], last: Mapping[str, Mapping[str, int]]
) -> Iterator[Measure]:
    for source in sorted(counts.keys() & last.keys()):
        rows = counts[source]["rows"]
        for field in _LOOKED_AT:
            share = last[source][field] / last[source]["rows"]
            expected = share * rows
            if expected > 0:
                missing = expected - counts[source][field]
                yield Measure(
                    gates.FILLED, f"{source}.{field}", missing, expected, share, share, rows
                )


def _filled(records: pa.Table) -> dict[str, dict[str, int]]:
    """Per source: its listed records ("rows"), and how many of them speak of each field."""
    codes = records["source"].combine_chunks().dictionary_encode()
    places, sources = codes.indices.to_numpy(), codes.dictionary.to_pylist()
    counted = _listed(records).to_numpy()
    found = {"rows": np.bincount(places, counted, len(sources))}
    for field, name in _LOOKED_AT.items():
        said = _said(records[name]).to_numpy()
        found[field] = np.bincount(places, said & counted, len(sources))
    return {
        str(source): {field: int(counts[at]) for field, counts in found.items()}
        for at, source in enumerate(sources)
        if found["rows"][at]
    }


def _said(column: "pa.ChunkedArray[Any]") -> Any:
    """Where a column has a value; an empty list is none."""
    if not pa.types.is_list(column.type):
        return column.is_valid()
    return pc.fill_null(pc.greater(pc.list_value_length(column), 0), False)


def _words_measures(counts: Mapping[str, int], problems: Sequence[Problem]) -> Iterator[Measure]:
    met: Counter[tuple[str, str]] = Counter()
    for one in problems:
        if one.severity == "warning" and one.column and one.value is not None:
            met[one.source, one.column] += one.rows
    for (source, column), rows in sorted(met.items()):
        if source in counts:
            yield Measure(gates.WORDS, f"{source}.{column}", rows, counts[source])


def _keys_measures(counts: Mapping[str, int], suspects: pd.DataFrame) -> Iterator[Measure]:
    of = suspects.groupby("source")["key"].agg(list).to_dict()
    for source in sorted(counts):
        keys = sorted(map(str, of.get(source, ())))
        found = tuple(keys[:_FEW])
        yield Measure(gates.KEYS, source, len(keys), counts[source], examples=found)
