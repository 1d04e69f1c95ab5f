"""The choice of blocking passes for any table: who meets whom, within a budget of pairs."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import combinations

import numpy as np

from ...rules.blocking import Pass
from ...rules.problems import Refusal, clip
from ..block import Blocks, blocks, everybody
from ..compare.base import Bools, Rows
from .table_keys import SLOTS, KeyParts, Part

# However few the records, so many pairs take no time.
LEAST_BUDGET = 2_000_000
EVERYBODY = "everybody"

_SEED = 0
_IMAGINED = 4096
_SAMPLE = 60_000
_MOST_PARTS = 3
_THREADS = 2
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
    least: float
    met: Bools


def choose(parts: KeyParts, records: int, budget: int, largest: int) -> Chosen:
    """Passes that find the most pairs of one person for their cost, `budget` pairs at the most.

    All pairs, where they fit. Otherwise pairs of one person are imagined: each column agrees as
    often as its kind says, in half of them more rarely, and is there where it is in the table. Of
    all combinations of up to three key parts that pass comes next which meets the most pairs that
    no other has met, for the square root of its cost; its cost is counted before it is taken. A
    pass that meets all that earlier ones meet takes their place, and their cost is its own.
    """
    if records * (records - 1) // 2 <= budget:
        return Chosen((everybody(records, EVERYBODY),), None)
    rows = np.sort(np.random.default_rng(_SEED).permutation(records)[:_SAMPLE])
    planned = _planned(
        _options(parts, rows, records, budget), _Sample(parts, rows, largest), budget
    )
    with ThreadPoolExecutor(_THREADS) as threads:
        counted = list(
            threads.map(lambda one: blocks(Pass(one.parts, ""), parts, largest), planned)
        )
    chosen: list[Blocks] = []
    for made in counted:
        if 0 < made.pairs <= budget - sum(one.pairs for one in chosen):
            chosen.append(made)
    if not chosen:
        raise Refusal(
            "No blocking pass fits into the budget. Name a column with more values, or set "
            "pairs_per_record higher."
        )
    taken = {one.parts for one in chosen}
    met = [one.met for one in planned if one.parts in taken]
    return Chosen(tuple(chosen), float(np.logical_or.reduce(met).mean()))


class _Sample:
    """Some of the records, on which the cost of a pass is counted before it is planned."""

    def __init__(self, parts: KeyParts, rows: Rows, largest: int) -> None:
        self.parts = {name: part.keys(rows) for name, part in parts.of.items()}
        records = len(next(iter(parts.of.values())).codes)
        self.share = len(rows) / records
        self.largest = max(2, round(largest * self.share))

    def cost(self, names: tuple[str, ...]) -> float:
        """Pairs of a pass over all records."""
        return blocks(Pass(names, ""), self.parts, self.largest).pairs / self.share**2


def _planned(options: list[_Option], sample: _Sample, budget: int) -> list[_Option]:
    """The options to take, in the order in which they were found worth it."""
    chosen: list[_Option] = []
    while options:
        left = budget - sum(one.cost for one in chosen)
        met = np.logical_or.reduce([one.met for one in chosen] or [np.zeros(_IMAGINED, bool)])
        best, worth = _best(options, chosen, met, left)
        if worth == 0:
            break
        option = options.pop(best)
        option = replace(option, cost=max(sample.cost(option.parts), option.least))
        kept = [one for one in chosen if (one.met & ~option.met).any()]
        if option.cost <= budget - sum(one.cost for one in kept):
            chosen = [*kept, option]
    return chosen


def _best(
    options: Sequence[_Option], chosen: Sequence[_Option], met: Bools, left: float
) -> tuple[int, float]:
    """Place of the option that is worth most, and its worth; 0 where none is."""
    gains = np.array([np.count_nonzero(one.met & ~met) for one in options], dtype=np.float64)
    costs = np.array([one.cost for one in options])
    freed = np.zeros(len(options))
    for at in np.flatnonzero(gains >= _LEAST_GAIN * _IMAGINED).tolist():
        freed[at] = sum(one.cost for one in chosen if not (one.met & ~options[at].met).any())
    fits = (gains >= _LEAST_GAIN * _IMAGINED) & (costs <= left + freed)
    more = np.maximum(costs - freed, [one.least for one in options])
    worth = np.where(fits, gains / np.sqrt(more), 0.0)
    best = int(np.argmax(worth))
    return best, float(worth[best])


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


def met_by(chosen: Chosen, parts: KeyParts) -> tuple[Blocks, ...]:
    """The passes by the columns that they use, which is what their chances to meet depend on."""
    return tuple(
        replace(one, parts=tuple(sorted({of for name in one.parts for of in parts.of[name].facts})))
        for one in chosen.passes
    )


def _options(parts: KeyParts, rows: Rows, records: int, budget: int) -> list[_Option]:
    """Every combination of key parts of different columns that fits into half the budget."""
    shared = {name: _shared(part, rows) for name, part in parts.of.items()}
    agree = _imagined(parts.of, np.random.default_rng(_SEED), records)
    found = []
    pairs = records * (records - 1) / 2
    for size in range(1, _MOST_PARTS + 1):
        for names in combinations(parts, size):
            columns = [column for name in names for column in parts.of[name].facts]
            if len(set(columns)) < len(columns):
                continue
            cost = pairs * float(np.prod([shared[name] for name in names]))
            if cost <= budget / 2:
                met = np.logical_and.reduce([agree[name] for name in names])
                least = _LEAST_COST * records
                found.append(_Option(names, max(cost, least), least, met))
    return found


def _shared(part: Part, rows: Rows) -> float:
    """How likely two records taken at random share a key part."""
    keys = np.sort(part.keys(rows).ravel())
    keys = keys[keys >= 0]
    ends = np.append(np.flatnonzero(keys[1:] != keys[:-1]) + 1, len(keys))
    counts = np.diff(ends, prepend=0).astype(np.float64)
    return float((counts * (counts - 1)).sum() / (len(rows) * (len(rows) - 1.0)))


def _imagined(
    parts: Mapping[str, Part], rng: np.random.Generator, records: int
) -> dict[str, Bools]:
    """Which of the imagined pairs of one person share each key part.

    Each token of a name has luck of its own, so two surnames are likelier to agree in one than
    one is. Parts of one column agree together: what is misspelt at its end still begins alike.
    """
    names = sorted({name for part in parts.values() for name in part.facts})
    luck = {name: rng.random((_IMAGINED, SLOTS)) for name in names}
    care = np.where(rng.random(_IMAGINED) < _CARELESS, _CARE, 1.0)[:, None]
    swapped = rng.random(_IMAGINED) < _SWAPPED
    one, two = rng.integers(0, records, (2, _IMAGINED))
    found = {}
    for name, part in parts.items():
        agree = np.ones(_IMAGINED, dtype=np.bool_)
        for of, fact in part.facts.items():
            held = np.minimum(fact.held[part.codes[one]], fact.held[part.codes[two]])
            there = np.arange(SLOTS) < held[:, None]
            agreeing = ((luck[of] < fact.likely * care) & there).sum(axis=1)
            agree &= (agreeing > 0) & (
                agreeing >= np.minimum(fact.least, held if fact.whole else SLOTS)
            )
        found[name] = agree & ~swapped if part.placed else agree
    return found
