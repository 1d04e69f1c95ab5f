"""Matching: the records of one country with each other, to scored pairs and clusters."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ..rules.blocking import PASSES
from ..rules.comparisons import BRIDGE_BELOW, KEEP_FROM, MATCH, REVIEW_FROM
from ..rules.tables import check, schema
from .block import Blocks, blocks
from .bridges import bridges
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

    rows: row of each of them in the table of records. weak: the weak pairs that alone hold a person
    together, and how many records they join.
    """

    rows: Codes
    comparisons: tuple[FieldComparison, ...]
    passes: tuple[Blocks, ...]
    linked: Linked
    weak: "Weak"


@dataclass(frozen=True, slots=True)
class Weak:
    """Weak bridges: left * records + right of each pair, sorted, and the records on its sides."""

    pairs: Codes
    left: Codes
    right: Codes


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
        country = Country(rows, compared, passes, linked, _weak(compared, linked))
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


def _weak(compared: Sequence[FieldComparison], linked: Linked) -> Weak:
    """The bridges of all persons that are no surer than BRIDGE_BELOW, and that nobody decided."""
    left, right = linked.inside
    size = len(linked.labels)
    pairs = vectors(compared, left, right)
    chances = score(linked.estimated.model, pairs.levels, pairs.rarity, size).probability
    decided = linked.ruled.together(left, right)
    chance = np.where(decided, 1.0, chances[pairs.pattern])
    edges = np.flatnonzero(chance >= MATCH)
    found = bridges(left[edges], right[edges], size)
    at = edges[found.at]
    weak = np.flatnonzero(chance[at] < BRIDGE_BELOW)
    packed = left[at[weak]] * size + right[at[weak]]
    order = np.argsort(packed)
    return Weak(packed[order], found.left[weak][order], found.right[weak][order])


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
    keys = [_keys(columns, side) for side in ("l", "r")]
    lists = comparison_lists(model.comparisons, pairs.levels, scores)
    texts = reasons(model.comparisons, pairs.levels, scores)[pairs.pattern]
    bridge = np.isin(left * len(country.rows) + right, country.weak.pairs)
    texts[bridge] += _joins(country, left[bridge], right[bridge], [key[bridge] for key in keys])
    columns |= {
        "match_weight": np.round(scores.weight, 3)[pairs.pattern],
        "match_probability": np.round(probability, 6),
        "verdict": np.select(
            [together & ~bridge, bridge | (doubt & ~apart)], ["match", "review"], "non-match"
        ),
        "decided_by": np.select(
            [decided, bridge, together == likely], ["reviewer", "bridge", "model"], "cluster"
        ),
        "comparisons": lists.take(pa.array(pairs.pattern, pa.int32())),
        "reason": pa.array(texts, pa.string()),
    }
    return check("pairs", pa.table(columns))


def _keys(columns: Mapping[str, Any], side: str) -> npt.NDArray[np.object_]:
    """source/key of each record."""
    source, key = (
        columns[f"{name}_{side}"].to_numpy(zero_copy_only=False).astype(object)
        for name in ("source", "source_record_id")
    )
    return np.asarray(source + "/" + key, dtype=object)


def _joins(
    country: Country, left: Rows, right: Rows, keys: Sequence[npt.NDArray[np.object_]]
) -> npt.NDArray[np.object_]:
    """What each of these weak bridges joins, as a sentence."""
    weak = country.weak
    at = np.searchsorted(weak.pairs, left * len(country.rows) + right)
    one, two = (
        key + np.where(more > 0, " and " + more.astype(str).astype(object) + " more", "")
        for key, more in zip(keys, (weak.left[at] - 1, weak.right[at] - 1), strict=True)
    )
    return np.asarray(" This pair alone joins " + one + " with " + two + ".", dtype=object)


def _first_of_each(labels: Codes) -> Codes:
    """Position of the first record of each record's cluster: a label that needs no counter."""
    _, first, where = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[where], dtype=np.int64)
