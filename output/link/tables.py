"""The tables that `todos link` writes: clusters, and pairs with levels, weights and reasons."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet

from ...pipeline.reasons import reasons
from ...pipeline.score import Scores
from ...sources.tables.read import ID, SOURCE
from ..spreadsheet import write_csv

if TYPE_CHECKING:
    from .run import Done

parquet: Any = pyarrow.parquet
# Pairs less likely than this are not written.
KEEP_FROM = 0.01
_MOST_IN_CSV = 200_000
_NEAREST = 20
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """The pairs that are written: their places among the candidates, and the table of them."""

    at: npt.NDArray[np.int64]
    table: pa.Table


def write(done: "Done", folder: Path) -> Kept:
    """Write clusters and pairs (Parquet and CSV) and return the pairs."""
    with ThreadPoolExecutor(1) as other:
        written = other.submit(_write_clusters, done, folder)
        kept = _pairs(done)
        parquet.write_table(kept.table, folder / "pairs.parquet", compression="zstd")
        if kept.table.num_rows <= _MOST_IN_CSV:
            write_csv(_decoded(kept.table), folder / "pairs.csv")
        written.result()
    return kept


def _write_clusters(done: "Done", folder: Path) -> None:
    clusters = _clusters(done)
    parquet.write_table(clusters, folder / "clusters.parquet", compression="zstd")
    write_csv(clusters, folder / "clusters.csv")


def _clusters(done: "Done") -> pa.Table:
    columns: dict[str, Any] = {"record_id": done.table[ID]}
    if SOURCE in done.table.column_names:
        columns["source"] = done.table[SOURCE].cast(pa.string())
    columns["cluster_id"] = pa.array(done.clusters)
    return pa.table(columns)


def _pairs(done: "Done") -> Kept:
    """Candidate pairs of KEEP_FROM and above, the likeliest first."""
    linked = done.linked
    patterns = np.flatnonzero(linked.scores.probability >= KEEP_FROM)
    patterns = patterns[np.argsort(-linked.scores.weight[patterns], kind="stable")]
    rank = np.full(len(linked.pairs.counts), -1, dtype=np.int32)
    rank[patterns] = np.arange(len(patterns), dtype=np.int32)
    of = rank[linked.pairs.pattern]
    at = np.flatnonzero(of >= 0)
    at = at[np.argsort(of[at], kind="stable")]
    of = of[at]
    left, right = linked.pairs.left[at], linked.pairs.right[at]
    columns: dict[str, Any] = {}
    for side, rows in (("l", left), ("r", right)):
        for name, of_record in (("record_id", ID), ("source", SOURCE)):
            if of_record in done.table.column_names:
                held: Any = done.table[of_record]
                columns[f"{name}_{side}"] = held.take(rows).cast(pa.string())
    scores = picked(linked.scores, patterns)
    columns["match_weight"] = np.round(scores.weight, _DECIMALS)[of]
    columns["match_probability"] = np.round(scores.probability, 6)[of]
    columns["linked"] = done.clusters[left] == done.clusters[right]
    levels = linked.pairs.levels[patterns]
    comparisons = linked.estimated.model.comparisons
    for number, one in enumerate(comparisons):
        names = pa.array([level.name for level in one.levels], pa.string())
        codes = pa.array(levels[of, number] - 1, mask=levels[of, number] == 0)
        columns[f"level_{one.field}"] = pa.DictionaryArray.from_arrays(codes, names)
        bits = np.round(scores.by_comparison[:, number], _DECIMALS).astype(np.float32)
        columns[f"weight_{one.field}"] = bits[of]
    columns["weight_kinship"] = np.round(scores.kinship, _DECIMALS).astype(np.float32)[of]
    first, of_pattern = worded_alike(levels, scores)
    said = reasons(comparisons, levels[first], picked(scores, first))
    # Parquet writes bytes of the memory beside a dictionary that holds a text twice
    once: Any = pa.array(said, pa.string()).dictionary_encode()
    columns["reason"] = once.take(of_pattern[of])
    return Kept(at, pa.table(columns))


def worded_alike(
    levels: npt.NDArray[np.int8], scores: Scores
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """One pattern for each sentence, and which sentence each pattern has.

    A sentence names levels in the order of their bits, as for or against one person.
    """
    bits = scores.by_comparison
    order = np.argsort(-bits, axis=1, kind="stable").astype(np.int8)
    side = (bits >= 1).astype(np.int8) - (bits <= -1).astype(np.int8)
    kin = (scores.kinship < -1).astype(np.int8)[:, None]
    rows = np.hstack([levels, order, side, kin])
    ranked = np.lexsort(rows.T)
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = (rows[ranked[1:]] != rows[ranked[:-1]]).any(axis=1)
    of = np.zeros(len(rows), dtype=np.int32)
    of[ranked] = np.cumsum(new) - 1
    return ranked[new], of


def picked(scores: Scores, patterns: npt.NDArray[np.int64]) -> Scores:
    return replace(
        scores, **{name: getattr(scores, name)[patterns] for name in Scores.__dataclass_fields__}
    )


def _decoded(table: pa.Table) -> pa.Table:
    """Dictionaries as plain texts, which CSV is written of."""
    schema = pa.schema(
        (field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    )
    return table.cast(schema)


def nearest(done: "Done", kept: Kept, threshold: float) -> list[dict[str, Any]]:
    """The pairs nearest to the threshold, with what the two records say in the columns compared."""
    probability = kept.table["match_probability"].to_numpy()
    clipped = np.clip(probability, 1e-6, 1 - 1e-6)
    apart = np.abs(np.log2(clipped / (1 - clipped)) - np.log2(threshold / (1 - threshold)))
    found = []
    for row in np.argsort(apart, kind="stable")[:_NEAREST].tolist():
        pair = kept.table.slice(row, 1).to_pylist()[0]
        at = int(kept.at[row])
        sides = {
            side: _said(done, int(rows[at]))
            for side, rows in (("left", done.linked.pairs.left), ("right", done.linked.pairs.right))
        }
        shown = ("record_id_l", "record_id_r", "match_probability", "linked", "reason")
        found.append({name: pair[name] for name in shown} | sides)
    return found


def _said(done: "Done", row: int) -> dict[str, str]:
    """The values of a record that are compared."""
    values = done.table.slice(row, 1).to_pylist()[0]
    return {
        name.removeprefix("column "): value
        for name, value in values.items()
        if name.startswith("column ") and value is not None
    }
