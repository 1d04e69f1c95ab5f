"""What new answers would change in the registry: persons that join, and persons that part."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ...pipeline.decide import located, ruled
from ...pipeline.store import Decision, in_force
from ..reports.told import KEY, Told
from .queue import PAIR, among

# What an answer does, in the order of what a person wants to read first.
KINDS = ("disputed", "contradicts", "joins", "parts", "confirms", "unsure")


@dataclass(frozen=True, slots=True)
class Effects:
    """What the answers do, one of KINDS each; and how the registry's persons change.

    joined: persons that become `into` ones; parted: persons that fall apart.
    """

    kinds: tuple[str, ...]
    joined: tuple[str, ...]
    into: int
    parted: tuple[str, ...]


def effects(told: Told, decisions: pd.DataFrame, new: Sequence[Decision]) -> Effects:
    """What `new` decisions change, given all that the registry holds already.

    Answers on which others disagree, and those that contradict what follows from others, bind
    nothing, and change nothing.
    """
    if not new:
        return Effects((), (), 0, ())
    mine = _frame(new, decisions)
    force = in_force(pd.concat([decisions, mine], ignore_index=True))
    records = told.records
    against = ruled(located(force.binding, _table(records)), len(records)).contradictions
    ends = [
        records[KEY].iloc[rows].reset_index(drop=True) for rows in (against.left, against.right)
    ]
    crossed = pd.concat(ends, axis=1).set_axis(PAIR, axis=1)
    keys = pd.MultiIndex.from_frame(records[KEY])
    at = [
        keys.get_indexer(pd.MultiIndex.from_frame(mine[list(side)]))
        for side in (PAIR[:2], PAIR[2:])
    ]
    person = [records["person_id"].to_numpy(object)[one] for one in at]
    together = (person[0] == person[1]) & pd.notna(person[0])
    says = mine["decision"].to_numpy()
    kinds = np.select(
        [
            says == "unsure",
            among(mine, force.disputed).to_numpy(),
            among(mine, crossed).to_numpy(),
            (says == "positive") & ~together,
            (says == "negative") & together,
        ],
        ["unsure", "disputed", "contradicts", "joins", "parts"],
        "confirms",
    )
    joins, parts = kinds == "joins", kinds == "parts"
    joined, into = _joined(person[0][joins], person[1][joins])
    parted = tuple(sorted(set(person[0][parts])))
    return Effects(tuple(kinds.tolist()), joined, into, parted)


def _joined(
    left: npt.NDArray[np.object_], right: npt.NDArray[np.object_]
) -> tuple[tuple[str, ...], int]:
    """The persons that become fewer, and how many they become; reports of nobody are none."""
    both = pd.notna(left) & pd.notna(right)
    codes, names = pd.factorize(np.concatenate([left[both], right[both]]))
    half, size = len(codes) // 2, len(names)
    if not size:
        return (), 0
    links = coo_array((np.ones(half), (codes[:half], codes[half:])), shape=(size, size))
    return tuple(sorted(names)), int(connected_components(links, directed=False)[0])


def _frame(new: Sequence[Decision], decisions: pd.DataFrame) -> pd.DataFrame:
    """New decisions in the columns of the store, as if they had been kept after all others."""
    first = int(decisions["decision_id"].max()) + 1 if len(decisions) else 1
    rows = []
    for number, one in enumerate(new, first):
        left, right = sorted(
            [(one.source_l, one.source_record_id_l), (one.source_r, one.source_record_id_r)]
        )
        ends = dict(zip(PAIR, (*left, *right), strict=True))
        said = {"decision": one.decision, "by": one.by, "made_on": one.made_on}
        rows.append({**ends, **said, "decision_id": number, "revoked_by": None})
    return pd.DataFrame(rows).reindex(columns=decisions.columns)


def _table(records: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(records[KEY], preserve_index=False)
