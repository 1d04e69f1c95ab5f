"""The report of a linkage: counts, cost and recall of blocking, what was learnt, how sure it is."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...rules.problems import clip
from ...sources.tables.read import SOURCE
from .tables import Kept, nearest

if TYPE_CHECKING:
    from .run import Done

_BANDS = (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0)
_HTML = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "\\|", "`": "'", "*": "\\*"})


def report(done: "Done", kept: Kept, measured: Mapping[str, Any] | None) -> dict[str, Any]:
    """The report as plain values, ready for JSON."""
    linked, model = done.linked, done.linked.estimated.model
    sizes = np.bincount(np.bincount(done.clusters)[1:])
    likely = linked.scores.probability
    found: dict[str, Any] = {
        "records": done.prepared.records,
        "sources": _sources(done),
        "clusters": int(done.clusters.max()),
        "cluster_sizes": {int(n): int(sizes[n]) for n in np.flatnonzero(sizes)},
        "pairs_compared": len(linked.pairs.left),
        "pairs_written": kept.table.num_rows,
        "pairs_linked": int((np.arange(len(sizes)) * (np.arange(len(sizes)) - 1) // 2) @ sizes),
        "pairs_by_probability": {
            f"{low:g}-{high:g}": int(linked.pairs.counts[(likely >= low) & (likely < high)].sum())
            for low, high in zip(_BANDS, (*_BANDS[1:-1], 1.1), strict=False)
        },
        "threshold": done.model.threshold,
        "within": done.model.within,
        "columns": {column.name: column.kind for column in done.model.columns},
        "passes": [
            {"parts": list(one.parts), "pairs": one.pairs, "oversized": one.oversized}
            for one in done.chosen.passes
        ],
        "expected_recall": done.chosen.expected,
        "estimated_recall": _recall(done),
        "matches_per_record": model.matches_per_record,
        "rounds": linked.estimated.rounds,
        "warning": linked.estimated.warning,
        "notes": list(done.notes),
        "comparisons": [_comparison(done, at) for at in range(len(model.comparisons))],
        "nearest_to_threshold": nearest(done, kept, done.model.threshold),
        "seconds": {step: round(took, 3) for step, took in done.seconds.items()},
        "peak_memory_mb": done.megabytes,
    }
    if measured is not None:
        found["measured"] = dict(measured)
    return found


def _recall(done: "Done") -> dict[str, float]:
    """Recall of blocking with its 95 % interval, 1 where every pair was compared."""
    known = done.recall
    if known is None:
        return {"recall": 1.0, "low": 1.0, "high": 1.0}
    return {"recall": known.recall, "low": known.low, "high": known.high}


def write(found: Mapping[str, Any], folder: Path) -> None:
    """report.json for programs and report.md for people."""
    text = json.dumps(found, ensure_ascii=False, indent=2)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")
    (folder / "report.md").write_text("\n".join(_markdown(found)) + "\n", encoding="utf-8")


def _sources(done: "Done") -> dict[str, int]:
    if SOURCE not in done.table.column_names:
        return {}
    counted: Any = done.table[SOURCE].value_counts()
    return {str(one["values"]): one["counts"] for one in counted.to_pylist()}


def _comparison(done: "Done", at: int) -> dict[str, Any]:
    model = done.linked.estimated.model
    one, tie = model.comparisons[at], model.ties[at]
    levels = [
        {
            "level": level.name,
            "says": level.says,
            "m": float(m),
            "u": float(u),
            "weight": round(float(np.log2(m / u)), 3) if u > 0 and m > 0 else None,
            "rarity_counts": level.spread > 0,
        }
        for level, m, u in zip(one.levels, model.m[at], model.u[at], strict=True)
    ]
    depends = model.comparisons[tie.to].field if tie is not None else None
    return {"field": one.field, "depends_on": depends, "levels": levels}


def _markdown(found: Mapping[str, Any]) -> Iterator[str]:
    yield "# Linkage report"
    yield ""
    yield (
        f"{found['records']:,} records make {found['clusters']:,} clusters at match probability "
        f"{found['threshold']:g}: {found['pairs_linked']:,} pairs are linked."
    )
    yield ""
    for note in [*found["notes"], *([found["warning"]] if found["warning"] else [])]:
        yield f"- {_cell(note)}"
    if "measured" in found:
        yield from _measured(found["measured"])
    yield from _table(
        "Cluster sizes", ("records", "clusters"), list(found["cluster_sizes"].items())
    )
    yield from _blocking(found)
    yield from _table(
        "Pairs by match probability",
        ("from-to", "pairs"),
        list(found["pairs_by_probability"].items()),
    )
    yield from _learnt(found)
    yield from _nearest(found["nearest_to_threshold"])
    yield from _table(
        "Time and memory",
        ("step", "seconds"),
        [*found["seconds"].items(), ("peak memory", f"{found['peak_memory_mb']} MB")],
    )


def _blocking(found: Mapping[str, Any]) -> Iterator[str]:
    rows = [(" + ".join(one["parts"]), one["pairs"], one["oversized"]) for one in found["passes"]]
    yield from _table("Blocking passes", ("key", "pairs", "blocks too large"), rows)
    yield ""
    expected = found["expected_recall"]
    if expected is not None:
        yield f"Pairs of one person expected to meet, by the kinds of the columns: {expected:.1%}."
    yield (
        f"{found['pairs_compared']:,} different pairs were compared. Pairs of one person that "
        "met, estimated from which passes found each: "
        f"at most {found['estimated_recall']['recall']:.1%}."
    )


def _learnt(found: Mapping[str, Any]) -> Iterator[str]:
    rows = []
    for one in found["comparisons"]:
        for level in one["levels"]:
            weight = level["weight"]
            shown = "" if weight is None else f"{weight:+.1f}" + " *" * level["rarity_counts"]
            rows.append(
                (one["field"], level["level"], f"{level['m']:.4g}", f"{level['u']:.4g}", shown)
            )
    yield from _table("What was learnt", ("column", "level", "m", "u", "bits"), rows)
    yield ""
    yield "m and u: how often pairs of one person and of two reach the level. *: rarer values weigh"
    yield "more, common ones less; the bits are an average."
    for one in found["comparisons"]:
        if one["depends_on"]:
            yield f"- {_cell(one['field'])} is weighed in view of {_cell(one['depends_on'])}."


def _nearest(pairs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from _table(
        "Pairs nearest to the threshold",
        ("probability", "linked", "left", "right", "reason"),
        [
            (
                f"{one['match_probability']:.3f}",
                "yes" if one["linked"] else "no",
                f"{one['record_id_l']}: " + ", ".join(one["left"].values()),
                f"{one['record_id_r']}: " + ", ".join(one["right"].values()),
                one["reason"],
            )
            for one in pairs
        ],
    )


def _measured(measured: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        (f"{at} ({found['threshold']:g})", how, *(f"{found[how][name]:.4f}" for name in _MEASURES))
        for at, found in measured.items()
        for how in ("pairwise", "bcubed")
    ]
    yield from _table("Measured against the truth", ("threshold", "over", *_MEASURES), rows)


_MEASURES = ("precision", "recall", "f1")


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        shown = (f"{cell:,}" if isinstance(cell, int) else _cell(str(cell)) for cell in row)
        yield "| " + " | ".join(shown) + " |"


def _cell(text: str) -> str:
    """Text of a table as inert Markdown on one line."""
    return clip(text, 300).translate(_HTML)
