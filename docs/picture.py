"""The pictures of the pages: what a terminal shows of the demo, and charts of it, as SVG."""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import altair as alt
from rich.console import Console, RenderableType
from rich.terminal_theme import TerminalTheme
from todos.output.charts import drawing, quality, waterfall
from todos.output.evaluate import given, registry
from todos.output.explain import explain_pair
from todos.output.lookup import Snapshot
from todos.output.nights.night import publish_night
from todos.output.snapshot import LATEST
from todos.output.terminal import night_view, pair_view
from todos.sources.example import make_example

DEMO = Path("demo")
TRUTH = Path(__file__).parent.parent / "tests" / "example_truth.csv"
# The truth goes by the Observatory's own numbers.
_KEYS = {"observatorio_cubano": "No."}
# One man in two scripts: same birth date, surname and sentence, other dates of arrest.
PAIR = (("dissidentby", "1683"), ("viasna", "8047"))
_NIGHT_COLUMNS, _PAIR_COLUMNS = 84, 82
_DAYLIGHT = TerminalTheme(
    (252, 252, 250),
    (40, 44, 52),
    [
        (40, 44, 52),
        (190, 50, 50),
        (45, 125, 70),
        (150, 105, 10),
        (40, 90, 170),
        (130, 60, 140),
        (0, 115, 130),
        (110, 115, 125),
    ],
)
# As rich writes it, but with fonts of the reader: a picture loads nothing from elsewhere.
_OWN_FONTS = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""


def pictures() -> dict[str, str]:
    """The text of each picture by its file name, from a demo run made now."""
    with _demo():
        night = night_view(publish_night(*make_example(DEMO)))
        snapshot = Snapshot(DEMO / "snapshots" / LATEST / "restricted")
        pair = pair_view(*explain_pair(snapshot, *PAIR))
        named = " ".join("/".join(key) for key in PAIR)
        return {
            "demo.svg": _drawn(f"todos demo {DEMO}", night, _NIGHT_COLUMNS),
            "explain.svg": _drawn(f"todos explain -w {DEMO} {named}", pair, _PAIR_COLUMNS),
            **charts(snapshot),
        }


def charts(snapshot: Snapshot) -> dict[str, str]:
    """The text of each chart by its file name, of a snapshot of the demo."""
    pair, _ = explain_pair(snapshot, *PAIR)
    records, pairs = (snapshot.table(name).to_pandas() for name in ("records", "pairs"))
    done = registry.evaluate(records, pairs, given.read_truth(TRUTH), _KEYS)
    return {
        "waterfall.svg": _saved(waterfall.chart_of(pair, snapshot)),
        "reliability.svg": _saved(quality.reliability_chart(done.reliability)),
    }


def _saved(chart: alt.TopLevelMixin) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chart.svg"
        drawing.save(chart, path)
        return path.read_text(encoding="utf-8")


@contextmanager
def _demo() -> Iterator[None]:
    """An empty current folder, so that every path shown is the same anywhere."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def _drawn(command: str, shown: RenderableType, columns: int) -> str:
    console = Console(
        record=True,
        width=columns,
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        file=io.StringIO(),
    )
    console.print(shown)
    svg = console.export_svg(
        title=command, theme=_DAYLIGHT, code_format=_OWN_FONTS, unique_id="terminal"
    )
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"
