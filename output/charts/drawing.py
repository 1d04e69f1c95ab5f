"""How every chart looks, and how it is saved: as SVG, PNG, or HTML that loads nothing."""

from pathlib import Path

import altair as alt

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

    The HTML holds all that draws it, and loads nothing from elsewhere. Raises ChartError.
    """
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise ChartError(f"{path}: a chart is saved as {', '.join(SUFFIXES)}. Name the file so.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == ".html":
            chart.save(str(path), format="html", inline=True, embed_options={"actions": False})
        elif kind == ".png":
            chart.save(str(path), format="png", ppi=_PPI)
        else:
            chart.save(str(path), format="svg")
    except OSError as error:
        raise ChartError(
            f"{path} cannot be written: {error.strerror}. Free or allow it."
        ) from error
