"""How every chart looks, and how it is saved: as SVG, PNG, or HTML that loads nothing."""

import io
import json
import re
from pathlib import Path

import altair as alt
import vl_convert

from ...rules.problems import Refusal

# Colours that people who see red and green alike can tell apart (Okabe & Ito 2008).
BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SKY, AMBER, GREY, INK = "#56B4E9", "#E69F00", "#8A8F98", "#22262E"
FOR, AGAINST, NEUTRAL = BLUE, ORANGE, GREY
COUNTRIES = [BLUE, ORANGE, GREEN, PINK, SKY, AMBER]
VERDICTS = {"match": BLUE, "review": AMBER, "non-match": GREY}

SUFFIXES = (".svg", ".png", ".html")
# The probability that log2 odds mean, with as many digits as tell it from 0 and 1.
_PROBABILITY = (
    "format(1 / (1 + pow(2, -datum.value)),"
    " '.' + clamp(floor(abs(datum.value) * 0.30103 - 0.98), 0, 6) + '~%')"
)
# An axis of log2 odds says the probability, or that below the bits.
PROBABILITY_LABELS = _PROBABILITY
ODDS_LABELS = f"[datum.value ? format(datum.value, '+') : '0', {_PROBABILITY}]"
_FONT = "DejaVu Sans, Liberation Sans, Arial, sans-serif"
_PPI = 144
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:">
<title>todos</title>
</head>
<body>
<div id="chart"></div>
<script>VEGA</script>
<script>vegaEmbed("#chart", FIGURES, {actions: false});</script>
</body>
</html>
"""


class ChartError(Refusal):
    """A chart cannot be drawn or saved."""


def signed(value: float, digits: int = 1) -> str:
    """A figure with its sign, as it is printed: +1.5, −0.3, 0.0."""
    text = f"{value:+.{digits}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")


def dressed(chart: alt.TopLevelMixin, title: str, subtitle: str | list[str]) -> alt.TopLevelMixin:
    """`chart` with a title in plain words, what it shows below, and the look of all charts."""
    head = alt.TitleParams(
        title,
        subtitle=subtitle,
        anchor="start",
        frame="bounds",
        fontSize=16,
        subtitleFontSize=12,
        subtitleColor="#555B66",
        subtitlePadding=4,
        offset=14,
        color=INK,
    )
    whole: alt.TopLevelMixin = (
        chart.properties(title=head, background="white", padding=16)
        .configure(font=_FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
            titleColor="#555B66",
            labelColor=INK,
            gridColor="#ECEEF1",
            domainColor="#B9BEC7",
            tickColor="#B9BEC7",
            labelLimit=420,
        )
        .configure_legend(
            labelFontSize=11, titleFontSize=11, titleFontWeight="normal", labelLimit=320
        )
        .configure_header(labelFontSize=12, labelFontWeight="bold", titleFontSize=11)
    )
    return whole


def save(chart: alt.TopLevelMixin, path: Path) -> None:
    """Saves `chart` in the form that the suffix of `path` names: .svg, .png or .html.

    The same chart gives the same bytes. Raises ChartError.
    """
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise ChartError(f"{path}: a chart is saved as {', '.join(SUFFIXES)}. Name the file so.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == ".png":
            chart.save(str(path), format="png", ppi=_PPI)
        else:
            text = _svg(chart) if kind == ".svg" else _page(chart)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ChartError(
            f"{path} cannot be written: {error.strerror}. Free or allow it."
        ) from error


def _svg(chart: alt.TopLevelMixin) -> str:
    """The chart as SVG; its marks are numbered from 0 on, whatever was drawn before it."""
    drawn = io.StringIO()
    chart.save(drawn, format="svg")
    text = drawn.getvalue()
    found = dict.fromkeys(re.findall(r' id="((?:clip|gradient_)\d+)"', text))
    names = {old: re.sub(r"\d+", str(at), old) for at, old in enumerate(found)}
    return re.sub(
        r'( id="|url\(#)((?:clip|gradient_)\d+)',
        lambda part: part[1] + names.get(part[2], part[2]),
        text,
    )


def _page(chart: alt.TopLevelMixin) -> str:
    """The chart as a page that holds all that draws it and, by its policy, may load nothing.

    The figures are JSON with every < escaped: a list may say "</script>".
    """
    figures = json.dumps(chart.to_dict(), ensure_ascii=False).replace("<", "\\u003c")
    before, between, after = re.split("VEGA|FIGURES", _PAGE)
    vega = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # the stub lacks the default
    return before + vega + between + figures + after
