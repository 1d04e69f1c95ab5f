"""The model drawn: the match weight, and the probabilities behind it, of every level."""

from collections.abc import Callable

import altair as alt
import numpy as np
import pandas as pd

from ...pipeline.score import Parameters, priors
from ...rules.comparisons import COMPARISONS
from .drawing import AGAINST, FOR, GREEN, INK, ORANGE, dressed, signed

LEVELS = ("field", "level", "says", "m", "u", "kin", "weight")
_ROW = 20
_CLASSES = {
    "m": "two records of one person",
    "u": "two persons at random",
    "kin": "two relatives",
}
_LEAST = 1e-6


def declared() -> pd.DataFrame:
    """The levels with the priors that rules/comparisons.py declares (columns LEVELS)."""
    return level_table(priors(COMPARISONS))


def level_table(model: Parameters) -> pd.DataFrame:
    """The levels of a model in their order: columns LEVELS; weight is log2(m/u), bits.

    Where u is the share of the agreed value, the weight is that of a value of usual frequency.
    """
    parts = zip(model.comparisons, model.m, model.u, model.kin, strict=True)
    table = pd.concat(
        [
            pd.DataFrame(
                {
                    "field": one.field,
                    "level": [level.name for level in one.levels],
                    "says": [level.says for level in one.levels],
                    "m": m,
                    "u": u,
                    "kin": kin,
                }
            )
            for one, m, u, kin in parts
        ],
        ignore_index=True,
    )
    return table.assign(weight=np.log2(table["m"] / table["u"]))


def weights(levels: pd.DataFrame, of: str = "") -> alt.TopLevelMixin:
    """The match weight of every level, in bits. levels: columns LEVELS; of: whose model it is."""
    shown = levels.assign(shown=levels["weight"].map(signed))
    shown["for"] = shown["weight"] > 0
    limit = float(5 * np.ceil((shown["weight"].abs().max() + 1) / 5))
    return dressed(
        _by_field(shown, lambda rows, last: _weight_bars(rows, last, limit)),
        _titled("How much each agreement weighs", of),
        [
            "Bits: +1 doubles the odds that two records are one person, −1 halves them.",
            "Names, dates and places that are rarer than usual weigh more than shown.",
        ],
    )


def probabilities(levels: pd.DataFrame, of: str = "") -> alt.TopLevelMixin:
    """m, u and kin of every level, on a logarithmic axis. levels: columns LEVELS."""
    long = levels.melt(
        id_vars=["field", "level", "says"], value_vars=list(_CLASSES), var_name="class"
    )
    long["class"] = long["class"].map(_CLASSES)
    long["value"] = long["value"].clip(lower=_LEAST)
    least = float(10 ** np.floor(np.log10(long["value"].min())))
    return dressed(
        _by_field(long, lambda rows, last: _probability_points(rows, last, least)),
        _titled("How often each agreement is seen", of),
        [
            "The further the blue circle lies right of the orange square, the more a level speaks",
            "for one person. The axis is logarithmic: each line is ten times as often.",
        ],
    )


def _by_field(
    table: pd.DataFrame, draw: Callable[[pd.DataFrame, bool], alt.LayerChart | alt.FacetChart]
) -> alt.TopLevelMixin:
    """One panel a field, below each other, each with its levels in their order."""
    panels = [
        draw(rows, at == table["field"].nunique() - 1).properties(
            width=420, height=_ROW * rows["says"].nunique()
        )
        for at, (_, rows) in enumerate(table.groupby("field", sort=False))
    ]
    return alt.vconcat(*panels, spacing=6)


def _levels_axis(rows: pd.DataFrame) -> alt.Y:
    field = str(rows["field"].iloc[0]).replace("_", " ")
    return alt.Y(
        "says:N",
        sort=list(dict.fromkeys(rows["says"])),
        title=field,
        axis=alt.Axis(
            ticks=False,
            domain=False,
            labelPadding=8,
            minExtent=300,
            maxExtent=300,
            titleAngle=0,
            titleAlign="left",
            titleAnchor="start",
            titleX=-400,
            titleY=10,
            titleFontWeight="bold",
            titleColor=INK,
        ),
    )


def _weight_bars(rows: pd.DataFrame, last: bool, limit: float) -> alt.LayerChart | alt.FacetChart:
    across = alt.X("weight:Q", title="match weight in bits" if last else None)
    across = across.scale(domain=[-limit, limit]).axis(labels=last, ticks=last, domain=last)
    colour = alt.Color("for:N", legend=None).scale(domain=[True, False], range=[FOR, AGAINST])
    base = alt.Chart(rows)
    bars = base.mark_bar(height=_ROW * 0.62).encode(
        across, _levels_axis(rows), colour, tooltip=["says", "level", "shown"]
    )
    above = base.transform_filter("datum.weight > 0").mark_text(align="left", dx=4)
    below = base.transform_filter("datum.weight <= 0").mark_text(align="right", dx=-4)
    ends = [one.encode(across, _levels_axis(rows), text="shown") for one in (above, below)]
    return alt.layer(bars, *ends)


def _probability_points(
    rows: pd.DataFrame, last: bool, least: float
) -> alt.LayerChart | alt.FacetChart:
    across = alt.X("value:Q", title="share of such pairs that reach the level" if last else None)
    across = across.scale(type="log", domain=[least, 1], clamp=True).axis(
        labels=last,
        ticks=last,
        domain=last,
        values=[10.0**power for power in range(round(np.log10(least)), 1)],
        labelExpr="format(datum.value * 100, '~f') + ' %'",
    )
    kinds = list(_CLASSES.values())
    colour = alt.Color("class:N", title=None).scale(domain=kinds, range=[FOR, ORANGE, GREEN])
    shape = alt.Shape("class:N", title=None).scale(
        domain=kinds, range=["circle", "square", "triangle-up"]
    )
    legend = alt.Legend(orient="top", symbolSize=70)
    base = alt.Chart(rows)
    line = base.mark_rule(color="#C9CDD4").encode(
        alt.X("from:Q").scale(type="log", domain=[least, 1]), _levels_axis(rows), alt.X2("to:Q")
    )
    line = line.transform_aggregate(**{"from": "min(value)", "to": "max(value)"}, groupby=["says"])
    points = base.mark_point(filled=True, size=70, opacity=0.95).encode(
        across,
        _levels_axis(rows),
        colour.legend(legend),
        shape.legend(legend),
        tooltip=["says", "class", alt.Tooltip("value:Q", format=".3~g")],
    )
    return alt.layer(line, points)


def _titled(title: str, of: str) -> str:
    return f"{title}: {of}" if of else title
