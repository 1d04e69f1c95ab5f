"""How sure the verdicts on pairs are: what lies near the threshold, and the errors to expect."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute

from ...rules import gates
from ...rules.comparisons import BRIDGE_BELOW, REVIEW_FROM
from .lists import counts_of
from .result import Measure

pc: Any = pyarrow.compute  # its stubs know no table column among the arguments

# Where the cluster decided, the pair's own probability is not what the verdict rests on; where a
# reviewer did, it does not matter.
_BY_PROBABILITY = pa.array(["model", "bridge"])


def measures(
    tonight: Mapping[str, pa.Table], before: Mapping[str, pa.Table] | None
) -> Iterator[Measure]:
    """What gates of pairs see, country by country; nothing where there is nothing to compare."""
    if before is None or "pairs" not in before:
        return
    now, last = _figures(tonight), _figures(before)
    of = counts_of(tonight["persons"]["country"])
    for country in sorted(now.keys() & last.keys()):
        (pairs, near, errors), (pairs_before, near_before, was) = now[country], last[country]
        share = near_before / pairs_before
        excess = near - share * pairs
        yield Measure(gates.NEAR, country, excess, pairs, share, share, pairs)
        yield Measure(gates.ERRORS, country, errors - was, of.get(country, 0), was, was)


def _figures(tables: Mapping[str, pa.Table]) -> dict[str, tuple[int, int, float]]:
    """Per country: its pairs, those near the threshold, and the wrong verdicts to expect."""
    places = tables["records"].select(["source", "country"]).group_by("source")
    countries = places.aggregate([("country", "min")])
    pairs = tables["pairs"]
    at = pc.index_in(pairs["source_l"], countries["source"].combine_chunks())
    likely, decided = pairs["match_probability"], pairs["decided_by"]
    undecided = pc.and_(
        pc.and_(pc.greater_equal(likely, REVIEW_FROM), pc.less(likely, BRIDGE_BELOW)),
        pc.not_equal(decided, "reviewer"),
    )
    wrong = pc.if_else(pc.equal(pairs["verdict"], "match"), pc.subtract(1.0, likely), likely)
    wrong = pc.if_else(pc.is_in(decided, _BY_PROBABILITY), wrong, 0.0)
    names = ["country", "near", "wrong"]
    columns = [countries["country_min"].take(at), undecided.cast(pa.int64()), wrong]
    sums = pa.Table.from_arrays(columns, names).group_by("country")
    rows = sums.aggregate([("near", "count"), ("near", "sum"), ("wrong", "sum")]).to_pylist()
    return {one["country"]: (one["near_count"], one["near_sum"], one["wrong_sum"]) for one in rows}
