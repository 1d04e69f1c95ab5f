"""An evaluation as a person reads it at a terminal, and as programs read it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text

from ..terminal import grid, plain
from .decided import Decided
from .measures import Estimate, Measure
from .registry import ALL, Evaluation

_SHOWN_ERRORS = 10


def evaluation_view(done: Evaluation) -> RenderableType:
    """The measures with their intervals, the reliability of the probabilities, the first errors."""
    measures = grid(
        "How well the persons found agree with the truth (95 % confidence interval)",
        ("country", "over", "#precision", "#recall", "#F1", "#records"),
        [
            (one.country if over == "pairs" else "", over, *_shares(measure), f"{n:,}")
            for one in done.measured
            for over, measure, n in (
                ("pairs", one.pairs, one.pairs.records),
                ("records (B-cubed)", one.bcubed, one.pairs.records),
            )
        ],
    )
    return Group(
        measures,
        *(Text(f"  {line}") for line in _counts(done)),
        Text(),
        _reliability(done.reliability),
        *_wrong("False merges", "the surest first", done.false_merges),
        *_wrong("Missed pairs", "the likeliest first", done.missed_pairs),
    )


def as_json(done: Evaluation) -> dict[str, Any]:
    """The measures, curves and error lists; numbers that do not exist are null."""
    return {
        "measures": [
            {
                "country": one.country,
                "records": one.pairs.records,
                "pairs": _measure_json(one.pairs)
                | {
                    "linked": one.pairs.linked,
                    "true": one.pairs.true,
                    "agreed": one.pairs.agreed,
                },
                "bcubed": _measure_json(one.bcubed),
            }
            for one in done.measured
        ],
        "records_without_truth": done.without_truth,
        "anonymised_records": done.anonymised,
        "truth_without_record": done.unknown,
        "reliability": rows(done.reliability),
        "thresholds": rows(done.thresholds),
        "false_merges": rows(done.false_merges),
        "missed_pairs": rows(done.missed_pairs),
    }


def decided_view(done: Decided) -> RenderableType:
    """The estimates, what they rest on, and what nothing is known of."""
    measures = (
        ("precision", done.shares.precision, "of the pairs published as matches"),
        ("recall", done.shares.recall, "of the positive pairs among those kept"),
        ("F1", done.shares.f1, ""),
    )
    missing = done.not_sampled
    notes = [
        "Weights are as the decisions give them."
        if done.designed
        else "No weights are given: the decided pairs of a stratum are taken as drawn at random.",
        "Pairs that are not kept, because no blocking pass met them or they are too unlikely, are "
        "in none of these figures.",
    ]
    notes += [f"{done.unsure:,} pairs are undecided; others stand for them."] * (done.unsure > 0)
    notes += [f"{done.outside:,} decisions are on pairs that are not kept."] * (done.outside > 0)
    if len(missing):
        strata = ", ".join(f"{row['stratum']} ({row['pairs']:,})" for _, row in missing.iterrows())
        notes.append(f"Not sampled, and in none of these figures: {strata}.")
    return Group(
        grid(
            "What the decisions say of the snapshot (95 % confidence interval)",
            ("measure", "#estimate", "of"),
            [(name, share(estimate), of) for name, estimate, of in measures],
        ),
        grid(
            "The decided pairs",
            ("verdict and match probability", "#pairs", "#decided", "#positive"),
            [
                (row["stratum"], *(f"{row[name]:,}" for name in ("pairs", "decided", "positive")))
                for _, row in done.strata.iterrows()
            ],
        ),
        *(Text(f"  {note}") for note in notes),
    )


def decided_json(done: Decided) -> dict[str, Any]:
    """The estimates and the strata they rest on."""
    return {
        "precision": estimate_json(done.shares.precision),
        "recall": estimate_json(done.shares.recall),
        "f1": estimate_json(done.shares.f1),
        "weights_given": done.designed,
        "undecided": done.unsure,
        "not_kept": done.outside,
        "strata": rows(done.strata),
        "not_sampled": rows(done.not_sampled),
    }


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table; what is missing is None."""
    return [
        {str(name): number(value) for name, value in row.items()}
        for row in table.to_dict(orient="records")
    ]


def number(value: Any) -> Any:
    """A value as JSON knows it: no NaN."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not np.isfinite(value) else value


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    """An estimate with the ends of its interval."""
    ends = (("value", estimate.value), ("low", estimate.low), ("high", estimate.high))
    return {name: number(end) for name, end in ends}


def share(estimate: Estimate) -> str:
    """An estimate with its interval on one line."""
    if np.isnan(estimate.value):
        return "–"
    return f"{estimate.value:.4f}  [{estimate.low:.4f}, {estimate.high:.4f}]"


def _measure_json(measure: Measure) -> dict[str, Any]:
    return {name: estimate_json(getattr(measure, name)) for name in ("precision", "recall", "f1")}


def _shares(measure: Measure) -> Iterator[str]:
    return (share(one) for one in (measure.precision, measure.recall, measure.f1))


def _counts(done: Evaluation) -> Iterator[str]:
    every = done.measured[-1].pairs
    yield (
        f"{every.true:,} pairs of records are of one person, {every.linked:,} are linked, "
        f"{every.agreed:,} are both"
    )
    if done.without_truth:
        yield f"{done.without_truth:,} records left out: the truth does not name them"
    if done.anonymised:
        yield f"{done.anonymised:,} records left out: without a name, they are never compared"
    if done.unknown:
        yield f"{done.unknown:,} rows of the truth name no record of the snapshot"


def _reliability(bands: pd.DataFrame) -> RenderableType:
    """A row a band, and for each country how many scored pairs are in it and how many are true."""
    countries = [name for name in bands["country"].unique() if name != ALL]
    heads = [head for name in countries for head in (f"#{name} pairs", "#of one person", "#95 %")]
    return grid(
        "Can match probabilities be taken at their word? (a share outside its band in red)",
        ("probability", *heads),
        [
            (
                f"{start:.1f} – {end:.1f}",
                *(cell for name in countries for cell in _band(band[band["country"] == name])),
            )
            for (start, end), band in bands.groupby(["band_from", "band_to"])
        ],
    )


def _band(of_country: pd.DataFrame) -> tuple[object, ...]:
    row = of_country.iloc[0]
    if not row["pairs"]:
        return ("0", "", "")
    outside = row["low"] > row["band_to"] or row["high"] < row["band_from"]
    shown = Text(f"{row['share']:.3f}", style="red" if outside else "green")
    return (f"{row['pairs']:,}", shown, f"[{row['low']:.3f}, {row['high']:.3f}]")


def _wrong(title: str, order: str, pairs: pd.DataFrame) -> Iterator[RenderableType]:
    if pairs.empty:
        yield Text(f"{title}: none", style="bold green")
        return
    head = f"{title}: {len(pairs):,}"
    if len(pairs) > _SHOWN_ERRORS:
        head += f", {order}; --out DIR writes them all"
    yield grid(
        head,
        ("left", "right", "#weight", "#probability", "reason"),
        [
            (
                f"{row['source_l']}/{row['source_record_id_l']}",
                f"{row['source_r']}/{row['source_record_id_r']}",
                "" if pd.isna(row["match_weight"]) else f"{row['match_weight']:+.1f}",
                "" if pd.isna(row["match_weight"]) else f"{row['match_probability']:.1%}",
                plain(row["reason"]),
            )
            for _, row in pairs.head(_SHOWN_ERRORS).iterrows()
        ],
    )
