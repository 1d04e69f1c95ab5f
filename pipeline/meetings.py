"""Which passes met a pair of records, and of which key parts of the others it fell short."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..rules.blocking import PASSES
from .block import Blocks, Keys, blocks
from .features import features
from .keys import parts


@dataclass(frozen=True, slots=True)
class Meeting:
    """A pass and a pair: whether they met, and which parts of the key agree, differ or are missing.

    Where all parts agree and the two did not meet, too many records share the key.
    """

    parts: tuple[str, ...]
    met: bool
    agree: tuple[str, ...]
    differ: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def crowded(self) -> bool:
        """Whether the block that both belong to was left out because it holds too many records."""
        return not self.met and self.agree == self.parts


def meetings(
    passes: Sequence[Blocks], keys: Mapping[str, Keys], left: int, right: int
) -> tuple[Meeting, ...]:
    """How each pass treats the pair of rows (left, right); keys: the key parts of all records."""
    return tuple(_meeting(one, keys, left, right) for one in passes)


def registry_meetings(records: pa.Table, left: int, right: int) -> tuple[Meeting, ...]:
    """How each pass of the registry treats two rows of `records`, linkable and of one country."""
    country = records["country"][left].as_py()
    mine = pc.and_(pc.equal(records["country"], pa.scalar(country)), records["linkable"])
    rows = np.flatnonzero(mine.to_numpy())
    keys = parts(features(records.take(rows)))
    one, two = np.searchsorted(rows, [left, right]).tolist()
    return meetings([blocks(each, keys) for each in PASSES], keys, one, two)


def _meeting(one: Blocks, keys: Mapping[str, Keys], left: int, right: int) -> Meeting:
    met = bool(one.meets(np.array([left]), np.array([right]))[0])
    told: dict[str, list[str]] = {"agree": [], "differ": [], "missing": []}
    for name in one.parts:
        told[_compared(keys[name][left], keys[name][right])].append(name)
    agree, differ, missing = (tuple(names) for names in told.values())
    return Meeting(one.parts, met, agree, differ, missing)


def _compared(one: Keys, two: Keys) -> str:
    one, two = one[one >= 0], two[two >= 0]
    if not len(one) or not len(two):
        return "missing"
    return "agree" if np.isin(one, two).any() else "differ"
