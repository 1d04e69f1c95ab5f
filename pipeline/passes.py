"""The choice of blocking passes for any table: who meets whom, within a budget of pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations

import numpy as np
import numpy.typing as npt

from ..rules.blocking import Pass
from ..rules.problems import Refusal, clip
from .block import Blocks, blocks
from .columns import PAIR, KeyParts, Part
from .compare.base import Bools, Rows

# However few the records, so many pairs take no time.
LEAST_BUDGET = 2_000_000
EVERYBODY = "everybody"

_SEED = 0
_IMAGINED = 4096
_SAMPLE = 60_000
_MOST_PARTS = 3
# Half the imagined pairs are of records so careless that each part agrees this much more rarely.
_CARELESS, _CARE = 0.5, 0.65
# Given names and surnames have changed places in so many pairs.
_SWAPPED = 0.02
# A pass that brings fewer of the pairs than this is not worth its time.
_LEAST_GAIN = 0.0005
# Even a pass that is met by hardly anybody costs a look at every record.
_LEAST_COST = 0.05


@dataclass(frozen=True, slots=True)
class Chosen:
    """The passes, and the share of the imagined pairs of one person that meet in one (or None)."""

    passes: tuple[Blocks, ...]
    expected: float | None

    @property
    def parts(self) -> tuple[tuple[str, ...], ...] | None:
        """Key parts of each pass; None where every pair is compared."""
        named = tuple(one.parts for one in self.passes)
        return None if named == ((EVERYBODY,),) else named


@dataclass(frozen=True, slots=True)
class _Option:
    parts: tuple[str, ...]
    cost: float
    met: Bools


def choose(parts: KeyParts, records: int, budget: int, largest: int) -> Chosen:
    """Passes that find the most pairs of one person for their cost, `budget` pairs at the most.

    All pairs, where they fit. Otherwise pairs of one person are imagined: each column agrees as
    often as its kind says, in half of them more rarely, and is there where it is in the table. Of
    all combinations of up to three key parts that pass comes next which meets the most pairs that
    no other has met, for the square root of its cost; its cost is counted before it is taken.
    """
    if records * (records - 1) // 2 <= budget:
        return Chosen((_everybody(records),), None)
    options = _options(parts, records, budget)
    met = np.zeros(_IMAGINED, dtype=np.bool_)
    chosen: list[Blocks] = []
    left = budget
    while True:
        gains = [int(np.count_nonzero(one.met & ~met)) for one in options]
        worth = [
            gain / one.cost**0.5 if gain >= _LEAST_GAIN * _IMAGINED and one.cost <= left else 0.0
            for one, gain in zip(options, gains, strict=True)
        ]
        if not worth or max(worth) == 0:
            break
        best = options.pop(int(np.argmax(worth)))
        made = blocks(Pass(best.parts, ""), parts, largest)
        if 0 < made.pairs <= left:
            chosen.append(made)
            left -= made.pairs
            met |= best.met
    if not chosen:
        raise Refusal(
            "No blocking pass fits into the budget. Name a column with more values, or set "
            "pairs_per_record higher."
        )
    return Chosen(tuple(chosen), float(met.mean()))


def given(passes: Sequence[Sequence[str]], parts: KeyParts, largest: int) -> Chosen:
    """The passes that a model names. Raises Refusal for a key part that is not there."""
    made = []
    for names in passes:
        for name in names:
            if name not in parts:
                near = get_close_matches(name, parts, 1, 0.0)
                raise Refusal(
                    f"passes: there is no key part '{clip(name)}'. The nearest is '{near[0]}'. "
                    f"Use some of: {', '.join(parts)}."
                )
        made.append(blocks(Pass(tuple(names), ""), parts, largest))
    return Chosen(tuple(made), None)


def recall(passes: Sequence[Blocks], left: Rows, right: Rows, likely: npt.ArrayLike) -> float:
    """How many of the pairs of one person met in a pass, estimated from how often they were met.

    Chao's (1987) lower bound of those that no pass met, from the pairs that exactly one and exactly
    two passes met; likely: match probability of each pair. 1 where every pair is compared; passes
    that miss the same pairs make it too high.
    """
    if any(one.parts == (EVERYBODY,) for one in passes):
        return 1.0
    weight = np.asarray(likely, dtype=np.float64)
    times = np.zeros(len(left), dtype=np.int64)
    for one in passes:
        times += one.meets(left, right)
    total, once, twice = (
        float(weight[picked].sum()) for picked in (times > 0, times == 1, times == 2)
    )
    unmet = once**2 / (2 * twice) if twice > 0 else once * max(once - 1, 0) / 2
    return total / (total + unmet) if total > 0 else 1.0


def _everybody(records: int) -> Blocks:
    of = np.zeros((records, 1), dtype=np.int32)
    return Blocks((EVERYBODY,), of, records * (records - 1) // 2, 0)


def _options(parts: KeyParts, records: int, budget: int) -> list[_Option]:
    """Every combination of key parts of different columns that fits into half the budget."""
    rng = np.random.default_rng(_SEED)
    rows = np.sort(rng.permutation(records)[:_SAMPLE])
    shared = {name: _shared(part, rows) for name, part in parts.of.items()}
    agree = _imagined(parts.of, rng, records)
    found = []
    pairs = records * (records - 1) / 2
    for size in range(1, _MOST_PARTS + 1):
        for names in combinations(parts, size):
            facts = [parts.of[name].facts for name in names]
            if len(frozenset().union(*facts)) < sum(map(len, facts)):
                continue
            cost = pairs * float(np.prod([shared[name] for name in names]))
            if cost <= budget / 2:
                met = np.logical_and.reduce([agree[name] for name in names])
                found.append(_Option(names, max(cost, _LEAST_COST * records), met))
    return found


def _shared(part: Part, rows: Rows) -> float:
    """How likely two records taken at random share a key part."""
    keys = part.keys(rows).ravel()
    counts = np.bincount(keys[keys >= 0]).astype(np.float64)
    return float((counts * (counts - 1)).sum() / (len(rows) * (len(rows) - 1.0)))


def _imagined(
    parts: Mapping[str, Part], rng: np.random.Generator, records: int
) -> dict[str, Bools]:
    """Which of the imagined pairs of one person share each key part.

    Parts of one column agree together: what is misspelt at its end still begins alike.
    """
    facts = sorted(frozenset().union(*(part.facts for part in parts.values())))
    luck = {fact: rng.random(_IMAGINED) for fact in facts}
    care = np.where(rng.random(_IMAGINED) < _CARELESS, _CARE, 1.0)
    swapped = rng.random(_IMAGINED) < _SWAPPED
    one, two = rng.integers(0, records, (2, _IMAGINED))
    found = {}
    for name, part in parts.items():
        each = part.likely ** (1 / len(part.facts)) * care
        agree = np.logical_and.reduce([luck[fact] < each for fact in part.facts])
        for rows in (one, two):
            agree &= (part.keys(rows) >= 0).any(axis=1)
        is_name = name.split("_")[0].rstrip("*") in ("given", "surname")
        found[name] = agree & ~swapped if is_name and name != PAIR else agree
    return found
