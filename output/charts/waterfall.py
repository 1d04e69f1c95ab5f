"""The waterfall of a pair: how the evidence of each comparison adds up to its probability."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from ...rules.comparisons import COMPARISONS, MATCH
from ...rules.problems import clip
from ..lookup import Snapshot
from .drawing import AGAINST, FOR, INK, NEUTRAL, ODDS_LABELS, dressed, signed

_SAYS = {(one.field, level.name): level.says for one in COMPARISONS for level in one.levels}
_VERDICTS = {
    "match": "Held to be one person",
    "review": "For review: one person or two?",
    "non-match": "Held to be two persons",
}
_REST = 0.05
_ROW = 26


def chart_of(pair: Mapping[str, Any], snapshot: Snapshot) -> alt.TopLevelMixin:
    """The waterfall of a pair of records of `snapshot`, from the prior odds of its country."""
    records = snapshot.table("records").select(["source", "country"]).to_pandas().drop_duplicates()
    country = records.loc[records["source"] == pair["source_l"], "country"]
    sources = records.loc[records["country"].isin(country), "source"]
    columns = ["source_l", "match_weight", "match_probability"]
    pairs = snapshot.table("pairs").select(columns).to_pandas()
    return waterfall_chart(pair, prior_bits(pairs[pairs["source_l"].isin(sources)]))


def prior_bits(pairs: pd.DataFrame) -> float | None:
    """log2 odds that candidates start from, as `pairs` (schema "pairs") of one country imply it.

    None where every pair is so certain that its probability does not tell.
    """
    telling = pairs[pairs["match_probability"].between(0.001, 0.999)]
    if telling.empty:
        return None
    probability = telling["match_probability"]
    return float((np.log2(probability / (1 - probability)) - telling["match_weight"]).median())


def steps(pair: Mapping[str, Any], prior: float | None) -> pd.DataFrame:
    """The bars of the waterfall: label, start, end (bits), kind (prior, for, against, total).

    pair: a row of the table pairs. The bars run from the prior odds over each comparison, those
    that speak for one person first, to the odds of the pair.
    """
    said = sorted(pair["comparisons"], key=lambda one: -one["weight"])
    labels = [_SAYS.get((one["field"], one["level"]), _words(one)) for one in said]
    bits = [float(one["weight"]) for one in said]
    rest = float(pair["match_weight"]) - sum(bits)
    if abs(rest) > _REST:  # kinship that takes away too little to be a comparison of its own
        labels.append("chance of relatives")
        bits.append(rest)
    first = [] if prior is None else [("before any comparison", prior, "prior")]
    bars = [*first, *((label, bit, _kind(bit)) for label, bit in zip(labels, bits, strict=True))]
    ends = np.cumsum([bit for _, bit, _ in bars]).tolist()
    starts = [0.0, *ends][: len(ends)]
    rows = [
        {"label": clip(label), "start": start, "end": end, "bits": bit, "kind": kind}
        for (label, bit, kind), start, end in zip(bars, starts, ends, strict=True)
    ]
    total = ends[-1] if ends else 0.0
    said_total = f"together: {_percent(pair['match_probability'])} likely one person"
    rows.append({"label": said_total, "start": 0.0, "end": total, "bits": total, "kind": "total"})
    return pd.DataFrame(rows).assign(place=range(len(rows)))


def waterfall_chart(pair: Mapping[str, Any], prior: float | None = None) -> alt.TopLevelMixin:
    """The waterfall chart of a row of the table pairs; prior: as `prior_bits` gives it."""
    bars = steps(pair, prior)
    bars["middle"] = bars[["start", "end"]].max(axis=1)
    bars["shown"] = bars["bits"].map(signed)
    order = alt.Y(
        "label:N",
        sort=bars["label"].tolist(),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelPadding=8),
    )
    odds = alt.X("start:Q", title="log2 odds in bits, and the probability that they mean").axis(
        labelExpr=ODDS_LABELS, tickMinStep=2, tickCount=9
    )
    low, high = float(bars[["start", "end"]].to_numpy().min()), float(bars["middle"].max())
    odds = odds.scale(domain=[low - 0.5, high + max(1.0, 0.12 * (high - low))], nice=False)
    colour = alt.Color("kind:N", legend=None).scale(
        domain=["prior", "for", "against", "total"], range=[NEUTRAL, FOR, AGAINST, INK]
    )
    base = alt.Chart(bars)
    drawn = base.mark_bar(height=_ROW * 0.62).encode(
        order, odds, alt.X2("end:Q"), colour, tooltip=["label", "shown"]
    )
    figures = base.mark_text(align="left", dx=5, fontSize=11, color=INK).encode(
        order, alt.X("middle:Q"), text="shown"
    )
    even = float(np.log2(MATCH / (1 - MATCH)))
    line = (
        alt.Chart(pd.DataFrame({"x": [even]}))
        .mark_rule(strokeDash=[4, 3], color=INK)
        .encode(x="x:Q")
    )
    chart = (drawn + figures + line).properties(width=440, height=_ROW * len(bars))
    left, right = (f"{pair[f'source_{s}']}/{pair[f'source_record_id_{s}']}" for s in "lr")
    told = [
        f"{clip(left)} and {clip(right)}",
        "Blue speaks for one person, orange against.",
        "Right of the dashed line one person is likelier than two.",
    ]
    if pair["decided_by"] == "cluster":
        told.append("Here the other records of the persons decide, not this pair alone.")
    return dressed(chart, _VERDICTS.get(pair["verdict"], pair["verdict"]), told)


def _words(one: Mapping[str, Any]) -> str:
    if one["field"] == "kinship":
        return "it could be relatives"
    return f"{one['field']}: {one['level']}".replace("_", " ")


def _kind(bits: float) -> str:
    return "for" if bits > 0 else "against"


def _percent(probability: float) -> str:
    if probability > 0.9995:
        return "over 99.9 %"
    return "under 0.1 %" if probability < 0.0005 else f"{probability:.1%}".replace("%", " %")
