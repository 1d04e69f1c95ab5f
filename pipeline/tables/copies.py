"""Columns that only repeat others: what they say must not count twice."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ...sources.tables import read
from ...sources.tables.model import TableModel
from ..compare.folded import folded

_SAMPLE = 2000
_NEARLY_ALL = 0.95
_SEED = 0
_NAMES = ("given_name", "surname", "full_name")
# Copies of a code of few values cannot be told from two that go together.
_NEVER = ("category",)


def left_out(table: pa.Table, model: TableModel) -> dict[str, str]:
    """Columns whose words all stand in other, narrower columns of the same record, and which.

    A column "name and town" beside "name" and "town" would say everything a second time. Told on a
    sample of records; whole names beside their parts are no copies, since they fill their gaps.
    """
    rows = np.sort(np.random.default_rng(_SEED).permutation(table.num_rows)[:_SAMPLE])
    sample = table.take(rows)
    words = {one.name: _words(sample, one.name) for one in model.compared if one.kind not in _NEVER}
    kinds = {one.name: one.kind for one in model.columns}
    order = sorted(words, key=lambda name: _width(words[name]))
    kept: list[str] = []
    found: dict[str, str] = {}
    for name in order:
        rest = [other for other in kept if not _one_name(kinds[name], kinds[other])]
        of = _made_of(words[name], {other: words[other] for other in rest})
        if of:
            found[name] = f"it repeats {' and '.join(of)}"
        else:
            kept.append(name)
    for one in model.of_kind("year"):
        for date in model.of_kind("date"):
            if one.name in kept and _made_of(words[one.name], {date.name: words[date.name]}):
                found[one.name] = f"it repeats the year of {date.name}"
    return found


def _one_name(one: str, two: str) -> bool:
    """Two given names or two surnames are one name, and not a name twice."""
    return one in _NAMES and two in _NAMES and (one == two or "full_name" in (one, two))


def _words(sample: pa.Table, name: str) -> Sequence[frozenset[str]]:
    column: Any = sample[read.column(name)].combine_chunks()
    texts = folded(column.cast(pa.string())).to_pylist()
    return [frozenset((text or "").split()) for text in texts]


def _width(words: Sequence[frozenset[str]]) -> float:
    held = [len(one) for one in words if one]
    return sum(held) / max(len(held), 1)


def _made_of(
    words: Sequence[frozenset[str]], others: Mapping[str, Sequence[frozenset[str]]]
) -> list[str]:
    """The columns that together hold all words of a column in nearly all records, or none."""
    held = [at for at, one in enumerate(words) if one]
    if len(held) < 2 or len({words[at] for at in held}) < 2:
        return []
    used = {
        name: sum(bool(words[at] & other[at]) for at in held) / len(held)
        for name, other in others.items()
    }
    names = [name for name, share in used.items() if share > _NEARLY_ALL / 2]
    whole = sum(words[at] <= frozenset().union(*(others[n][at] for n in names)) for at in held)
    return names if names and whole >= _NEARLY_ALL * len(held) else []
