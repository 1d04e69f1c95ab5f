"""The guard over estimation: signs that EM follows something else than matches.

EM finds two classes of pairs that differ most clearly. Mostly these are matches and the rest; but
where two columns hold one fact, or hardly anybody is on the lists twice, they can be households and
the rest, or towns and the rest (Winkler 2006, "Overview of record linkage and current research
directions"). What gives that away does not depend on the lists: people who differ in their given
names are not mostly one person, and agreement is not evidence against a match.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from ...rules.comparisons import MATCHES_RANGE
from ..compare.vectors import Vectors
from ..score import Floats, Parameters, score

# Expected matches below which the priors hold the parameters anyway, and nothing can run away.
_FEW = 20.0
# More than half of the matches contradict each other: there are more errors than matches.
_MOST_OF_THEM = 0.5
# The matches may be four times those that the priors expect: two bits.
_JUMP = 4.0
# How much an agreement speaks for a match by its prior, in bits, before the opposite is suspect.
_CLEAR = 1.0
_EDGE = 0.99


class Cure(Enum):
    """What is done about an alarm."""

    ALL = "all parameters stay at their priors"
    FIELD = "its parameters stay at their priors"
    NONE = "nothing is changed"


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sign that estimation went wrong: of one field, or of the whole; `says` is a sentence."""

    field: str | None
    says: str
    cure: Cure


def alarms(
    untaught: Parameters,
    model: Parameters,
    found: Vectors,
    sure: Floats,
    records: int,
) -> tuple[Alarm, ...]:
    """What looks wrong in `model`, learnt from the candidates `found` of `records` records.

    untaught: the same model with what is to be learnt from matches at its priors; sure: (k,)
    matches of each pattern that decisions add (or take away).
    """
    expected, matches = (_matches(one, found, sure, records) for one in (untaught, model))
    total = float(matches.sum())
    if total < _FEW:
        says = f"only some {total:.0f} matches are found: what one looks like is hardly learnt here"
        return (Alarm(None, says, Cure.NONE),)
    signs = [
        *_whole(float(expected.sum()), total, records),
        *_contradicting(model, found, matches),
    ]
    if _explained(model, found, records) < _explained(untaught, found, records):
        says = "the pairs are explained worse by what was learnt than by the priors"
        signs.append(Alarm(None, says, Cure.ALL))
    return (*signs, *_inverted(untaught, model))


def without(model: Parameters, untaught: Parameters, fields: Collection[str]) -> Parameters:
    """`model` with what it learnt of matches in these fields put back to the priors."""
    away = [one.field in fields for one in model.comparisons]
    both = tuple(zip(away, model.m, untaught.m, strict=True))
    others = tuple(zip(away, model.others, untaught.others, strict=True))
    ties = tuple(zip(away, model.ties, untaught.ties, strict=True))
    return replace(
        model,
        m=tuple(back if out else own for out, own, back in both),
        others=tuple(back if out else own for out, own, back in others),
        ties=tuple(back if out else own for out, own, back in ties),
    )


def _matches(model: Parameters, found: Vectors, sure: Floats, records: int) -> Floats:
    chances = score(model, found.levels, found.rarity, records).probability
    return np.asarray(np.maximum(chances * found.counts + sure, 0.0))


def _whole(expected: float, total: float, records: int) -> list[Alarm]:
    signs = []
    if total >= _EDGE * MATCHES_RANGE[1] * records:
        says = f"some {total:,.0f} matches are found, more than {records:,} records can have"
        signs.append(Alarm(None, says, Cure.ALL))
    elif total > _JUMP * max(expected, _FEW):
        says = f"some {total:,.0f} matches are found where the priors expect {expected:,.0f}"
        signs.append(Alarm(None, says, Cure.ALL))
    return signs


def _contradicting(model: Parameters, found: Vectors, matches: Floats) -> list[Alarm]:
    """Fields in which most of the matches contradict each other."""
    signs = []
    for at, one in enumerate(model.comparisons):
        known = np.bincount(found.levels[:, at], matches, len(one.levels) + 1)[1:]
        against = known[[level.conflict for level in one.levels]].sum()
        if known.sum() >= _FEW and against > _MOST_OF_THEM * known.sum():
            share = against / known.sum()
            says = f"{share:.0%} of the matches found contradict each other in {one.field}"
            signs.append(Alarm(one.field, says, Cure.ALL))
    return signs


def _inverted(untaught: Parameters, model: Parameters) -> list[Alarm]:
    """Fields in which the closest agreement speaks against a match, where it should for one."""
    signs = []
    for at, one in enumerate(model.comparisons):
        clear = np.log2(untaught.m[at][0] / untaught.u[at][0]) >= _CLEAR
        if clear and model.m[at][0] < model.u[at][0]:
            says = f"matches agree less often in {one.field} than strangers"
            signs.append(Alarm(one.field, says, Cure.FIELD))
    return signs


def _explained(model: Parameters, found: Vectors, records: int) -> float:
    """log2 likelihood of all pairs, against that of strangers; pairs that never met are such."""
    bits = score(model, found.levels, found.rarity, records).weight
    pairs = records * (records - 1) / 2
    share = min(model.matches_per_record * records / max(pairs, 1.0), 0.5)
    counts = np.maximum(found.counts, 0)
    met = counts * np.logaddexp2(np.log2(1 - share), np.log2(share) + bits)
    return float(met.sum() + (pairs - counts.sum()) * np.log2(1 - share))
