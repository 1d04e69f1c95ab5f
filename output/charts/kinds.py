"""The charts about a snapshot, by their names."""

from collections.abc import Callable

import altair as alt

from ...pipeline.match import match
from ..lookup import Snapshot
from ..models import of_snapshot
from .model import declared, probabilities, weights
from .snapshot import all_self_odds, unlinkable_chart, weight_histogram


def drawn(
    kind: str, snapshot: Snapshot, progress: Callable[[str], None] = lambda _: None
) -> alt.TopLevelMixin:
    """One of the charts histogram, unlinkable, weights and probabilities.

    unlinkable matches the records of the snapshot anew, which takes as long as it does in a run.
    Raises NotFoundError where there is no snapshot.
    """
    if kind == "histogram":
        return weight_histogram(snapshot.table("pairs").to_pandas())
    if kind == "unlinkable":
        models = of_snapshot(snapshot.folder)
        matched = match(snapshot.table("records"), models, progress=progress)
        return unlinkable_chart(all_self_odds(matched.countries))
    return weights(declared()) if kind == "weights" else probabilities(declared())
