"""The way from the rarity of matches to the verdict, comparison by comparison, as bars."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .sections import Step

# Comparisons that hardly move the balance are added up, or the picture is all labels.
_SMALL = 0.25


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: from `start`, `width` wide, both in percent of the track; `weight` in bits.

    step: the comparison; None for the starting point ("prior") and the sum of small ones ("rest").
    """

    kind: str
    step: Step | None
    weight: float
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Bars from top to bottom, and where on the track even odds lie (percent)."""

    bars: tuple[Bar, ...]
    even: float


def waterfall(steps: Sequence[Step], probability: float) -> Waterfall:
    """The bars of a pair: where any two records start, what each comparison adds, what comes out.

    The comparisons are drawn in the order given. The start is what the probability leaves when the
    comparisons are taken away: two records taken at random are seldom one person.
    """
    total = sum(step.weight for step in steps)
    end = math.log2(probability) - math.log2(1 - probability) if 0 < probability < 1 else total
    large = [step for step in steps if abs(step.weight) >= _SMALL]
    rest = sum(step.weight for step in steps) - sum(step.weight for step in large)
    moves: list[tuple[str, Step | None, float]] = [("prior", None, end - total)]
    moves += [("step", step, step.weight) for step in large]
    moves += [("rest", None, rest)] if len(large) < len(steps) else []
    levels = [0.0]
    for _, _, weight in moves:
        levels.append(levels[-1] + weight)
    low, high = min(levels), max(levels)
    scale = 100 / (high - low) if high > low else 0.0
    bars = [
        Bar(kind, step, weight, _share(min(a, b) - low, scale), _share(abs(weight), scale))
        for (kind, step, weight), a, b in zip(moves, levels, levels[1:], strict=False)
    ]
    last = levels[-1]
    result = Bar("sum", None, last, _share(min(0.0, last) - low, scale), _share(abs(last), scale))
    return Waterfall((*bars, result), _share(-low, scale))


def _share(bits: float, scale: float) -> float:
    return round(bits * scale, 2)
