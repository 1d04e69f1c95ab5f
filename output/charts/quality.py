"""An evaluation drawn: measures at every threshold, and how reliable the probabilities are."""

import altair as alt
import numpy as np
import pandas as pd

from ...rules.comparisons import MATCH
from .drawing import BLUE, INK, ORANGE, PROBABILITY_LABELS, dressed

_MEASURES = {"precision": "precision", "recall": "recall", "f1": "F1"}
_WIDTH, _HEIGHT = 400, 260
_TICKS = np.array([0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999])


def threshold_chart(sweep: pd.DataFrame) -> alt.TopLevelMixin:
    """Precision, recall and F1 of pairs by threshold, a panel a country.

    sweep: as evaluate.curves.sweep gives it, with a column country. The default threshold is
    marked, with the F1 that it reaches.
    """
    odds = np.log2(sweep["threshold"] / (1 - sweep["threshold"]))
    long = sweep.assign(odds=odds).melt(
        id_vars=["country", "odds", "threshold"], value_vars=list(_MEASURES), var_name="measure"
    )
    long["measure"] = long["measure"].map(_MEASURES)
    long = long.dropna(subset="value")
    least = float(np.floor(long["value"].clip(lower=0.5).min() * 10) / 10)
    panels = [_thresholds(rows, name, least) for name, rows in _countries(long)]
    return dressed(
        alt.hconcat(*panels, spacing=30),
        "What the threshold trades",
        [
            "Measures over pairs, as if every pair from the threshold on were a link.",
            f"The dashed line is the default threshold, {MATCH:g}.",
        ],
    )


def reliability_chart(bands: pd.DataFrame) -> alt.TopLevelMixin:
    """The share of true pairs in each band of match probability, a panel a country.

    bands: as evaluate.curves.reliability gives it, with a column country.
    """
    panels = [_bands(rows, name) for name, rows in _countries(bands[bands["pairs"] > 0])]
    return dressed(
        alt.hconcat(*panels, spacing=30),
        "Can match probabilities be taken at their word?",
        [
            "Each point: the pairs given a probability in one band, and the share of them that is "
            "truly one person (95 % interval).",
            "In a blue square the word holds; above it the model is too careful, below too bold.",
        ],
    )


def _countries(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of each country; of all of them only where there is but one."""
    parts = [(str(name), rows) for name, rows in table.groupby("country", sort=True)]
    single = [(name, rows) for name, rows in parts if name != "all"]
    return single or parts


def _thresholds(rows: pd.DataFrame, country: str, least: float) -> alt.LayerChart | alt.FacetChart:
    across = alt.X("odds:Q", title="threshold of match probability").axis(
        values=np.log2(_TICKS / (1 - _TICKS)).tolist(), labelExpr=PROBABILITY_LABELS, grid=False
    )
    across = across.scale(domain=[-10, 17], nice=False)
    up = alt.Y("value:Q", title=None).scale(domain=[least, 1.0]).axis(format="%")
    names = list(_MEASURES.values())
    colour = alt.Color("measure:N", title=None).scale(domain=names, range=[BLUE, ORANGE, INK])
    dash = alt.StrokeDash("measure:N", title=None).scale(
        domain=names, range=[[1, 0], [6, 3], [1, 0]]
    )
    lines = (
        alt.Chart(rows)
        .mark_line(strokeWidth=2, clip=True)
        .encode(
            across,
            up,
            colour.legend(orient="top"),
            dash.legend(orient="top"),
            tooltip=["measure", "threshold", "value"],
        )
    )
    even = float(np.log2(MATCH / (1 - MATCH)))
    at = rows[np.isclose(rows["odds"], even) & (rows["measure"] == "F1")]
    at = at.assign(shown=at["value"].map("F1 {:.3f}".format), bottom=least)
    rule = (
        alt.Chart(pd.DataFrame({"odds": [even]}))
        .mark_rule(strokeDash=[4, 3], color=INK)
        .encode(x="odds:Q")
    )
    point = alt.Chart(at).mark_point(filled=True, size=60, color=INK).encode(across, up)
    said = (
        alt.Chart(at)
        .mark_text(align="left", dx=7, dy=-10, fontSize=11, color=INK)
        .encode(across, alt.Y("bottom:Q"), text="shown")
    )
    return alt.layer(lines, rule, point, said).properties(
        width=_WIDTH, height=_HEIGHT, title=_head(country)
    )


def _bands(rows: pd.DataFrame, country: str) -> alt.LayerChart | alt.FacetChart:
    rows = rows.assign(shown=rows["pairs"].map("{:,}".format))
    across = alt.X("mean_probability:Q", title="match probability given (mean of the band)")
    across = across.scale(domain=[0, 1]).axis(format="%", values=np.linspace(0, 1, 11).tolist())
    up = alt.Y("share:Q", title="share truly of one person").scale(domain=[0, 1]).axis(format="%")
    base = alt.Chart(rows)
    square = (
        alt.Chart(rows)
        .mark_rect(color="#E3EDF5")
        .encode(
            alt.X("band_from:Q"), alt.X2("band_to:Q"), alt.Y("band_from:Q"), alt.Y2("band_to:Q")
        )
    )
    diagonal = (
        alt.Chart(pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]}))
        .mark_line(color="#8A8F98", strokeDash=[4, 3], strokeWidth=1)
        .encode(alt.X("x:Q"), alt.Y("y:Q"))
    )
    whisker = base.mark_rule(color=BLUE, strokeWidth=1.5).encode(
        across, alt.Y("low:Q"), alt.Y2("high:Q")
    )
    point = base.mark_point(filled=True, size=70, color=BLUE, opacity=1).encode(
        across, up, tooltip=["pairs", "true", "mean_probability", "share", "low", "high"]
    )
    count = base.mark_text(align="left", dx=6, dy=-2, fontSize=10, color=INK).encode(
        across, up, text="shown"
    )
    return alt.layer(square, diagonal, whisker, point, count).properties(
        width=_WIDTH, height=_WIDTH, title=_head(country)
    )


def _head(country: str) -> alt.TitleParams:
    shown = "all records" if country == "all" else country
    return alt.TitleParams(shown, anchor="start", fontSize=13, fontWeight="bold", offset=6)
