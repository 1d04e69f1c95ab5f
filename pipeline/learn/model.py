"""A model as readable JSON: every number stands under the names of its country, field and level."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...rules.blocking import PASSES
from ...rules.comparisons import COMPARISONS
from ..score import Parameters

FORM = "todos-model-1"
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Fitted:
    """The parameters of one country, and how many records, candidate pairs and decisions they
    were learnt from. `guard` is what kept them from following the lists, in sentences."""

    parameters: Parameters
    records: int
    pairs: int
    decisions: int = 0
    guard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedModel:
    """Models by country, the day of the lists they were learnt from, and the rules' hash then."""

    day: date
    rules: str
    countries: Mapping[str, Fitted]


def rules_hash() -> str:
    """sha256 over the declared comparisons and passes."""
    return hashlib.sha256(repr((COMPARISONS, PASSES)).encode()).hexdigest()


def to_json(model: SavedModel) -> str:
    """The file's text; numbers have six digits, and what belongs together stands on one line."""
    countries = {name: _country(model.countries[name]) for name in sorted(model.countries)}
    head = {"form": FORM, "date": model.day.isoformat(), "rules": model.rules}
    return _text({**head, "countries": countries}) + "\n"


def _country(one: Fitted) -> dict[str, Any]:
    own = one.parameters
    return {
        "records": one.records,
        "candidate_pairs": one.pairs,
        "decisions": one.decisions,
        "guard": list(one.guard),
        "matches_per_record": _short(own.matches_per_record),
        "calibration": [[_short(given), _short(out)] for given, out in own.calibration],
        "comparisons": {
            declared.field: _comparison(own, at) for at, declared in enumerate(own.comparisons)
        },
    }


def _comparison(own: Parameters, at: int) -> dict[str, Any]:
    levels = own.comparisons[at].levels
    numbers = {
        level.name: {name: _short(getattr(own, name)[at][row]) for name in ("m", "u", "kin")}
        for row, level in enumerate(levels)
    }
    found: dict[str, Any] = {"levels": numbers}
    rare = [row for row, level in enumerate(levels) if level.spread > 0]
    if rare:
        found["others_by_rarity"] = {
            levels[row].name: [_short(value) for value in own.others[at][row]] for row in rare
        }
    tie = own.ties[at]
    if tie is not None:
        to = own.comparisons[tie.to]
        found["tied_to"] = to.field
        for name, table in (("tie_m", tie.m), ("tie_u", tie.u)):
            found[name] = {
                level.name: {
                    beside.name: _short(table[row, column])
                    for column, beside in enumerate(to.levels, 1)
                }
                for row, level in enumerate(levels, 1)
            }
    return found


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _text(value: Any, depth: int = 0) -> str:
    """JSON with what holds only numbers and words on one line."""
    parts = list(value.values()) if isinstance(value, dict) else value
    nested = isinstance(parts, list) and any(isinstance(part, dict | list) for part in parts)
    if not nested:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    names = [json.dumps(name) + ": " for name in value] if isinstance(value, dict) else None
    texts = [_text(part, depth + 1) for part in parts]
    lines = [name + text for name, text in zip(names, texts, strict=True)] if names else texts
    margin = "  " * depth
    start, end = "{}" if names else "[]"
    return f"{start}\n{margin}  " + f",\n{margin}  ".join(lines) + f"\n{margin}{end}"
