"""Matching: the records of one country with each other, to scored pairs and clusters."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ..rules.blocking import PASSES
from ..rules.comparisons import KEEP_FROM, MATCH, REVIEW_FROM
from ..rules.tables import check, schema
from .block import Blocks, blocks
from .cluster import Codes
from .compare.base import FieldComparison, Rows
from .compare.records import comparisons
from .compare.vectors import vectors
from .decide import NOTHING, Decisions, located
from .features import features
from .keys import parts
from .link import Linked, link
from .reasons import comparison_lists, reasons
from .score import Parameters, score


@dataclass(frozen=True, slots=True)
class Country:
    """What was made of the linkable records of one country, and what can compare any two of them.

    rows: row of each of them in the table of records.
    """

    rows: Codes
    comparisons: tuple[FieldComparison, ...]
    passes: tuple[Blocks, ...]
    linked: Linked


@dataclass(frozen=True, slots=True)
class Matched:
    """Result of matching: the scored pairs (schema "pairs"), and each record's cluster label.

    contradictions: decisions that contradict others, as rows of the records; they bind nothing.
    """

    pairs: pa.Table
    labels: Codes
    countries: dict[str, Country]
    contradictions: Decisions

    def explain(self, records: pa.Table, left: int, right: int) -> pa.Table:
        """One pair of rows of the matched `records` (schema "pairs"), a candidate or not.

        Raises ValueError for records that are never compared: of two countries, or anonymised.
        """
        for country in self.countries.values():
            if left in country.rows and right in country.rows:
                one, two = np.searchsorted(country.rows, [left, right])
                same = np.array([self.labels[left] == self.labels[right]])
                return _pair_table(records, country, np.array([one]), np.array([two]), same)
        raise ValueError("records of two countries, or without a name, are never compared")


def match(
    records: pa.Table,
    models: Mapping[str, Parameters] = MappingProxyType({}),
    *,
    learn: bool = True,
    decisions: pd.DataFrame | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Matched:
    """Match `records` (schema "records") within each country; rows keep their order.

    models: parameters by country. Those of another country are learnt from its records; if they are
    not to learn, only u is, and all that concerns matches stays at its priors. A record that is not
    linkable meets no other and stays a cluster of its own. decisions: by keys, as `located` takes
    them; they bind, with what follows from them, whatever the pairs say.
    """
    told = NOTHING if decisions is None else located(decisions, records)
    every = features(records)
    labels = np.arange(len(every), dtype=np.int64)
    tables, countries = [schema("pairs").empty_table()], {}
    for code, rows, own in by_country(every):
        progress(f"matching {code}")
        compared, passes = prepared(own)
        mine, model = told.among(rows), models.get(code)
        linked = link(compared, passes, len(own), model, learn=learn, decisions=mine)
        country = Country(rows, compared, passes, linked)
        found = country.linked.labels
        labels[rows] = rows[_first_of_each(found)]
        left, right = _kept(country)
        tables.append(_pair_table(records, country, left, right, found[left] == found[right]))
        countries[code] = country
    return Matched(pa.concat_tables(tables), labels, countries, _contradictions(countries))


def _contradictions(countries: Mapping[str, Country]) -> Decisions:
    """The decisions of all countries that contradict others, by row of the whole table."""
    found = [NOTHING, *(one.linked.ruled.contradictions.of(one.rows) for one in countries.values())]
    return Decisions.joined(found)


def by_country(every: pd.DataFrame) -> Iterator[tuple[str, Codes, pd.DataFrame]]:
    """Each country with records to match: its code, their rows in `every`, and these features."""
    for code in sorted(every["country"].unique()):
        rows = np.flatnonzero((every["country"] == code) & every["linkable"])
        if len(rows) > 1:
            yield code, rows, every.iloc[rows].reset_index(drop=True)


def prepared(own: pd.DataFrame) -> tuple[tuple[FieldComparison, ...], tuple[Blocks, ...]]:
    """The comparisons and the blocks of each pass over the records of one country."""
    keys = parts(own)
    return comparisons(own), tuple(blocks(one, keys) for one in PASSES)


def _kept(country: Country) -> tuple[Rows, Rows]:
    """Pairs that are likely enough to be kept, and all pairs inside one person."""
    linked = country.linked
    likely = (linked.scores.probability >= KEEP_FROM)[linked.pairs.pattern]
    left, right = linked.inside
    size = len(country.rows)
    packed = np.unique(
        np.r_[
            linked.pairs.left[likely].astype(np.int64) * size + linked.pairs.right[likely],
            left.astype(np.int64) * size + right,
            linked.ruled.left * size + linked.ruled.right,
        ]
    )
    return packed // size, packed % size


def _pair_table(
    records: pa.Table, country: Country, left: Rows, right: Rows, together: npt.NDArray[np.bool_]
) -> pa.Table:
    """The pairs (schema "pairs") at these positions among the country's records."""
    model = country.linked.estimated.model
    pairs = vectors(country.comparisons, left, right)
    scores = score(model, pairs.levels, pairs.rarity, len(country.rows))
    probability = scores.probability[pairs.pattern]
    likely = probability >= MATCH
    doubt = likely | (probability >= REVIEW_FROM)
    bound = country.linked.ruled
    apart = bound.apart(left, right)
    decided = apart | bound.together(left, right)
    columns: dict[str, Any] = {
        f"{name}_{side}": records[name].take(country.rows[rows])
        for side, rows in (("l", left), ("r", right))
        for name in ("source", "source_record_id")
    }
    lists = comparison_lists(model.comparisons, pairs.levels, scores)
    texts = reasons(model.comparisons, pairs.levels, scores)
    columns |= {
        "match_weight": np.round(scores.weight, 3)[pairs.pattern],
        "match_probability": np.round(probability, 6),
        "verdict": np.select([together, doubt & ~apart], ["match", "review"], "non-match"),
        "decided_by": np.select([decided, together == likely], ["reviewer", "model"], "cluster"),
        "comparisons": lists.take(pa.array(pairs.pattern, pa.int32())),
        "reason": pa.array(texts[pairs.pattern], pa.string()),
    }
    return check("pairs", pa.table(columns))


def _first_of_each(labels: Codes) -> Codes:
    """Position of the first record of each record's cluster: a label that needs no counter."""
    _, first, where = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[where], dtype=np.int64)
