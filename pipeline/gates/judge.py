"""All gates of a night, held against the snapshot before."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import pandas as pd
import pyarrow as pa

from ...rules.gate_limits import USUAL, Limits
from ...rules.problems import Problem
from . import lists, pairs, persons
from .result import Measure, Result, judged

_NO_SUSPECTS = pd.DataFrame({"source": [], "key": []}, dtype=str)
_NO_EDITIONS = pd.DataFrame({"source": [], "rows": []})


def judge(
    tonight: Mapping[str, pa.Table],
    before: Mapping[str, pa.Table] | None,
    problems: Sequence[Problem] = (),
    *,
    editions: pd.DataFrame = _NO_EDITIONS,
    suspects: pd.DataFrame = _NO_SUSPECTS,
    limits: Limits = USUAL,
    accepted: Collection[str] = (),
) -> tuple[Result, ...]:
    """The results of all gates, by gate and subject. Same tables, same results.

    tonight: records, persons, pairs, changes and redirects of the restricted tier; before: records,
    persons and pairs of the restricted tier of the snapshot before (pairs may be missing), None on
    a first night, when nothing that compares is looked at. editions: source, rows of the editions
    read last, which stand in where there is no snapshot. suspects: source, key of keys that stand
    for somebody else. accepted: what `accepting` made of the names given.
    Of the columns of a list that all pass only the worst is told.
    """
    measures = [
        *lists.measures(tonight["records"], before, problems, editions, suspects),
        *persons.measures(tonight, before),
        *pairs.measures(tonight, before),
    ]
    results = {one: judged(one, limits, accepted) for one in measures}
    return tuple(results[one] for one in _worth_telling(results))


def _worth_telling(results: Mapping[Measure, Result]) -> Iterator[Measure]:
    """All measures, but of columns that pass only the worst of a list."""
    worst: dict[tuple[str, str], Measure] = {}
    for one, result in results.items():
        whole = one.gate.name, one.subject.partition(".")[0]
        known = worst.get(whole)
        if known is None or _badness(one, result) > _badness(known, results[known]):
            worst[whole] = one
    told = set(worst.values())
    yield from (one for one in results if results[one].strength != "passed" or one in told)


def _badness(one: Measure, result: Result) -> tuple[bool, float]:
    return result.strength != "passed", one.excess / max(one.of, 1.0)
