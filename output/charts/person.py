"""The links of a person: every pair of its records, and the weakest that still holds it."""

import altair as alt
import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from ...rules.problems import clip
from ..explain import PersonStory
from .drawing import AGAINST, INK, ChartError, dressed, signed

_CELL = 54
_MOST_RECORDS = 60
_CERTAIN = 15.0


def links(keys: list[str], pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs between records: row, column (keys), match_weight, probability, odds, weakest.

    keys: source/source_record_id of the records; pairs: the rows of the table pairs between them.
    odds: log2 odds, cut at 15 bits. weakest: whether the pair is the weakest that still holds the
    records together, the lowest of their maximum spanning tree.
    """
    ends = {
        side: (pairs[f"source_{side}"] + "/" + pairs[f"source_record_id_{side}"]).to_numpy()
        for side in "lr"
    }
    place = {key: at for at, key in enumerate(keys)}
    low, high = (np.array([place[key] for key in ends[side]], dtype=np.int64) for side in "lr")
    probability = pairs["match_probability"].to_numpy()
    certain = np.clip(probability, 1e-9, 1 - 1e-9)
    odds = np.clip(np.log2(certain / (1 - certain)), -_CERTAIN, _CERTAIN)
    return pd.DataFrame(
        {
            "row": np.minimum(low, high),
            "column": np.maximum(low, high),
            "match_weight": pairs["match_weight"].to_numpy(),
            "probability": probability,
            "odds": odds,
            "weakest": _weakest(low, high, odds, len(keys)),
        }
    )


def chart_of(story: PersonStory) -> alt.TopLevelMixin:
    """The links of a person as `explain_person` tells of it. Raises ChartError."""
    records = story.records
    keys = (records["source"] + "/" + records["source_record_id"]).tolist()
    return link_matrix(str(story.person["person_id"].iloc[0]), keys, story.pairs)


def link_matrix(person_id: str, keys: list[str], pairs: pd.DataFrame) -> alt.TopLevelMixin:
    """The matrix of links between the records of a person; arguments as in `links`.

    Raises ChartError for a person of one record, or of too many to be seen.
    """
    if not 2 <= len(keys) <= _MOST_RECORDS:
        raise ChartError(
            f"{person_id} has {len(keys)} records; links are drawn for 2 to {_MOST_RECORDS}."
        )
    names = [f"{at}  {clip(key, 60)}" for at, key in enumerate(keys, 1)]
    cells = links(keys, pairs)
    cells = cells.assign(
        left=[names[at] for at in cells["row"]],
        number=[str(at + 1) for at in cells["column"]],
        shown=cells["match_weight"].map(lambda bits: signed(bits, 0)),
    )
    across = alt.X("number:O", sort=None, title="record").scale(
        domain=[str(at) for at in range(2, len(keys) + 1)]
    )
    across = across.axis(orient="top", labelAngle=0, ticks=False, domain=False)
    down = alt.Y("left:N", sort=None, title=None).scale(domain=names)
    down = down.axis(ticks=False, domain=False, labelPadding=8)
    base = alt.Chart(cells)
    colour = alt.Color("odds:Q", title="match probability").scale(
        scheme="blueorange", reverse=True, domain=[-_CERTAIN, _CERTAIN]
    )
    colour = colour.legend(
        labelExpr="format(1 / (1 + pow(2, -datum.value)), '.1~%')", values=[-10, -5, 0, 5, 10]
    )
    tooltip = [alt.Tooltip("match_weight:Q", title="bits"), alt.Tooltip("probability:Q")]
    squares = base.mark_rect(stroke="white", strokeWidth=2).encode(
        across, down, colour, tooltip=tooltip
    )
    text = base.mark_text(fontSize=12).encode(
        across,
        down,
        text="shown",
        color=alt.condition("abs(datum.odds) > 9", alt.value("white"), alt.value(INK)),
    )
    mark = (
        base.transform_filter("datum.weakest")
        .mark_rect(fill=None, stroke=AGAINST, strokeWidth=3)
        .encode(across, down)
    )
    side = max(22, min(_CELL, 900 // len(keys)))
    chart = (squares + text + mark).properties(
        width=side * (len(keys) - 1), height=side * len(keys)
    )
    return dressed(
        chart,
        f"What holds the {len(keys)} records of {person_id} together",
        ["Match weight of each pair, in bits. Framed: the weakest link that is needed."],
    )


def _weakest(low: np.ndarray, high: np.ndarray, odds: np.ndarray, size: int) -> np.ndarray:
    """Marks the lowest pair of the maximum spanning tree (none without pairs)."""
    if not len(odds):
        return np.zeros(0, dtype=np.bool_)
    order = np.argsort(-odds, kind="stable")
    cost = np.empty(len(odds))
    cost[order] = np.arange(1, len(odds) + 1)
    tree = minimum_spanning_tree(coo_matrix((cost, (low, high)), shape=(size, size)).tocsr())
    return np.asarray(cost == tree.data.max())
