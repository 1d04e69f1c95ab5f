"""How right the registry is, at a terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from ..terminal import grid
from .quality import Progress, Quality

_NOTE = (
    "Recall is of the pairs that were compared; of those that never were, the manifest's "
    "`blocking` tells how many there can be."
)


def quality_view(found: Quality | None, samples: Sequence[Progress]) -> RenderableType:
    """The figures with their intervals and dates, and the samples that are still open."""
    if not samples:
        return Text("Nothing is measured yet. Draw a sample with: todos review sample --size 200")
    asked = grid(
        "Samples",
        ("drawn from", "#pairs", "#answered", "#unsure", "measures"),
        [
            (
                one.drawn_from,
                one.size,
                one.answered,
                one.unsure,
                "yes" if one.measures else "not yet",
            )
            for one in samples
        ],
    )
    if found is None:
        more = "No sample has enough answers: half of its pairs, and one in each stratum."
        return Group(asked, Text(more))
    shares = (("precision", found.precision), ("recall", found.recall), ("F1", found.f1))
    figures = grid(
        f"The registry of {found.snapshot}, by {found.answered} answers up to {found.as_of}",
        ("", "#estimate", "#95 % interval"),
        [(name, f"{one.value:.2%}", f"{one.low:.2%} – {one.high:.2%}") for name, one in shares],
    )
    return Group(figures, asked, Text(_NOTE))
