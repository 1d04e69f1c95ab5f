"""A saved model read back, strictly: what does not fit the declared comparisons is an error."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from ...rules.comparisons import COMPARISONS, Comparison
from ...rules.problems import Refusal, clip
from ..compare.base import RARITIES
from ..score import Floats, Parameters, Tie
from .model import FORM, Fitted, SavedModel

_CURE = "Train a new one with: todos train"
# Largest lift of a tie, or count, that a file may hold.
_MOST = 1e9
# A probability of nought would be a weight without bounds.
_LEAST = 1e-12


class ModelError(Refusal):
    """A saved model cannot be used with these rules."""


def from_json(text: str, file: str, comparisons: Sequence[Comparison] = COMPARISONS) -> SavedModel:
    """The model that the text holds, for these comparisons; `file` names it in messages.

    Raises ModelError for what is no model, and for one that knows other fields or levels.
    """
    try:
        raw = json.loads(text)
        if raw["form"] != FORM:
            raise ValueError(f"its form is {clip(str(raw['form']))!r}, not {FORM!r}")
        countries = {
            str(name): _fitted(_Place(f"{file}: {name}", one), comparisons)
            for name, one in raw["countries"].items()
        }
        return SavedModel(date.fromisoformat(raw["date"]), str(raw["rules"]), countries)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ModelError(f"{file} holds no model: {clip(said, 200)}. {_CURE}") from error


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of the file, and where it stands there."""

    where: str
    value: Any

    def at(self, name: str) -> "_Place":
        if not isinstance(self.value, dict) or name not in self.value:
            raise ModelError(f"{self.where} has no {name!r}. {_CURE}")
        return _Place(f"{self.where} {name}", self.value[name])

    def names(self, wanted: Sequence[str], what: str) -> None:
        """Raises ModelError unless the names here are the wanted ones, in any order."""
        there = list(self.value) if isinstance(self.value, dict) else []
        for name in wanted:
            if name not in there:
                raise ModelError(
                    f"{self.where} does not know the {what} {name!r} of rules/comparisons.py. "
                    + _CURE
                )
        for name in there:
            if name not in wanted:
                raise ModelError(
                    f"{self.where} knows a {what} {clip(name)!r}, which is not in "
                    f"rules/comparisons.py. {_CURE}"
                )

    def number(self, least: float = 0.0, most: float = _MOST) -> float:
        value = self.value
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not (good and math.isfinite(value) and least <= value <= most):
            raise ModelError(
                f"{self.where} says {clip(str(value))!r}, which is no number from {least:g} to "
                f"{most:g}. Correct it, or train anew with: todos train"
            )
        return float(value)

    def numbers(self, names: Sequence[str], least: float, most: float) -> Floats:
        return np.array([self.at(name).number(least, most) for name in names])


def _fitted(place: _Place, comparisons: Sequence[Comparison]) -> Fitted:
    fields = place.at("comparisons")
    fields.names([one.field for one in comparisons], "field")
    here = [fields.at(one.field) for one in comparisons]
    m, u, kin = (
        tuple(_shares(at, one, name) for at, one in zip(here, comparisons, strict=True))
        for name in ("m", "u", "kin")
    )
    points = [
        tuple(_Place(f"{place.where} calibration", end).number(-_MOST) for end in point)
        for point in place.at("calibration").value
    ]
    parameters = Parameters(
        tuple(comparisons),
        m,
        u,
        kin,
        tuple(_others(at, one) for at, one in zip(here, comparisons, strict=True)),
        tuple(_tie(at, one, comparisons) for at, one in zip(here, comparisons, strict=True)),
        place.at("matches_per_record").number(_LEAST),
        _rising(place.where, points),
    )
    records, pairs, decisions = (
        int(place.at(name).number()) for name in ("records", "candidate_pairs", "decisions")
    )
    guard = tuple(str(said) for said in place.at("guard").value)
    return Fitted(parameters, records, pairs, decisions, guard)


def _shares(here: _Place, one: Comparison, name: str) -> Floats:
    levels = here.at("levels")
    names = [level.name for level in one.levels]
    levels.names(names, "level")
    return np.array([levels.at(level).at(name).number(_LEAST, 1.0) for level in names])


def _rising(where: str, points: list[tuple[float, ...]]) -> tuple[tuple[float, float], ...]:
    pairs = tuple((given, borne_out) for given, borne_out in points)
    if any(two[0] <= one[0] or two[1] < one[1] for one, two in pairwise(pairs)):
        raise ModelError(f"{where} calibration: its points must rise. {_CURE}")
    return pairs


def _others(here: _Place, one: Comparison) -> Floats:
    table = np.ones((len(one.levels), RARITIES))
    for row, level in enumerate(one.levels):
        if level.spread > 0:
            place = here.at("others_by_rarity").at(level.name)
            shares = [_Place(place.where, value).number(_LEAST, 1.0) for value in place.value]
            if len(shares) != RARITIES:
                raise ModelError(
                    f"{place.where} has {len(shares)} numbers, not {RARITIES}. {_CURE}"
                )
            table[row] = shares
    return table


def _tie(here: _Place, one: Comparison, comparisons: Sequence[Comparison]) -> Tie | None:
    if "tied_to" not in here.value:
        return None
    fields = [other.field for other in comparisons]
    name = here.at("tied_to").value
    if name not in fields:
        raise ModelError(f"{here.where} is tied to {clip(str(name))!r}, which is no field. {_CURE}")
    to = fields.index(name)
    beside = [level.name for level in comparisons[to].levels]
    tables = []
    for side in ("tie_m", "tie_u"):
        table = np.ones((len(one.levels) + 1, len(beside) + 1))
        rows = here.at(side)
        rows.names([level.name for level in one.levels], "level")
        for row, level in enumerate(one.levels, 1):
            rows.at(level.name).names(beside, "level")
            table[row, 1:] = rows.at(level.name).numbers(beside, _LEAST, _MOST)
        tables.append(table)
    return Tie(to, *tables)
