"""A snapshot measured against a truth: each country's persons, pairs and errors."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from .curves import reliability, sweep
from .errors import errors
from .given import GivenError, keys_of, rows_of
from .measures import Codes, Measure, bcubed, pairwise

ALL = "all"
_KEYS = ["source", "source_record_id"]


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of one country, or of all."""

    country: str
    pairs: Measure
    bcubed: Measure


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A snapshot against a truth.

    thresholds and reliability: as `sweep` and `reliability` give them, with a column country.
    false_merges and missed_pairs: country, both keys, weight, probability, verdict and reason, and
    the true persons. without_truth: records that the truth does not name; anonymised: records
    left out because they are never compared; unknown: rows of the truth that name no record.
    """

    measured: tuple[Measured, ...]
    thresholds: pd.DataFrame
    reliability: pd.DataFrame
    false_merges: pd.DataFrame
    missed_pairs: pd.DataFrame
    without_truth: int
    anonymised: int
    unknown: int


def evaluate(
    records: pd.DataFrame,
    pairs: pd.DataFrame,
    truth: pd.DataFrame,
    key_columns: Mapping[str, str] | None = None,
) -> Evaluation:
    """Measures of a snapshot's tables records and pairs against `truth` (as `read_truth` gives it).

    key_columns: for some sources the published column that the truth calls source_record_id.
    Raises GivenError where the truth names none of the records.
    """
    rows = rows_of(keys_of(records, key_columns or {}), truth["source"], truth["source_record_id"])
    found = rows >= 0
    if not found.any():
        raise GivenError(
            "The truth names no record of the newest snapshot. If it goes by a list's own number, "
            "say so: --key source=column."
        )
    true = np.full(len(records), None, dtype=object)
    true[rows[found]] = truth["true_person"][found]
    named = pd.notna(true)
    linkable = records["linkable"].to_numpy(dtype=np.bool_)
    true[~linkable] = None
    parts = _parts(records["country"], true)
    scored = scored_pairs(records, pairs)
    wrong = errors(records["person_id"], true, scored)
    return Evaluation(
        tuple(_measured(name, records[part], true[part]) for name, part in parts.items()),
        pd.concat([_thresholds(name, part, scored, true) for name, part in parts.items()]),
        pd.concat([_reliability(name, part, scored, true) for name, part in parts.items()]),
        _named(wrong.false_merges, records, true),
        _named(wrong.missed_pairs, records, true),
        without_truth=int((~named & linkable).sum()),
        anonymised=int((named & ~linkable).sum()),
        unknown=int((~found).sum()),
    )


def scored_pairs(records: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """`pairs` with left and right: the rows of their records."""
    keys = pd.MultiIndex.from_frame(records[_KEYS])
    ends = {
        name: rows_of(keys, pairs[f"source_{side}"], pairs[f"source_record_id_{side}"])
        for name, side in (("left", "l"), ("right", "r"))
    }
    return pairs.assign(**ends)


def _parts(countries: pd.Series, true: npt.NDArray[np.object_]) -> dict[str, npt.NDArray[np.bool_]]:
    """Which records are of each country with a known truth; all of them last, if several."""
    known = pd.notna(true)
    parts = {str(c): (countries == c).to_numpy() for c in sorted(countries[known].unique())}
    return parts | ({ALL: np.ones(len(true), dtype=np.bool_)} if len(parts) > 1 else {})


def _measured(name: str, records: pd.DataFrame, true: npt.NDArray[np.object_]) -> Measured:
    labels = records["person_id"]
    return Measured(name, pairwise(labels, true), bcubed(labels, true))


def _inside(
    part: npt.NDArray[np.bool_], scored: pd.DataFrame, true: npt.NDArray[np.object_]
) -> tuple[pd.DataFrame, npt.NDArray[np.object_]]:
    """Pairs and truth of one part of the records."""
    own = true.copy()
    own[~part] = None
    known = pd.notna(own)
    inside = known[scored["left"]] & known[scored["right"]]
    return scored[inside], own


def _thresholds(
    name: str,
    part: npt.NDArray[np.bool_],
    scored: pd.DataFrame,
    true: npt.NDArray[np.object_],
) -> pd.DataFrame:
    pairs, own = _inside(part, scored, true)
    left, right = _ends(pairs)
    found = sweep(left, right, pairs["match_probability"].to_numpy(), own)
    found.insert(0, "country", name)
    return found


def _reliability(
    name: str,
    part: npt.NDArray[np.bool_],
    scored: pd.DataFrame,
    true: npt.NDArray[np.object_],
) -> pd.DataFrame:
    pairs, own = _inside(part, scored, true)
    left, right = _ends(pairs)
    same = np.asarray(own[left] == own[right], dtype=np.bool_)
    found = reliability(pairs["match_probability"].to_numpy(), same)
    found.insert(0, "country", name)
    return found


def _ends(pairs: pd.DataFrame) -> tuple[Codes, Codes]:
    return pairs["left"].to_numpy(dtype=np.int64), pairs["right"].to_numpy(dtype=np.int64)


def _named(
    wrong: pd.DataFrame, records: pd.DataFrame, true: npt.NDArray[np.object_]
) -> pd.DataFrame:
    """Wrong pairs with the keys of their records in place of rows."""
    left, right = _ends(wrong)
    columns = {"country": records["country"].to_numpy()[left]}
    for side, rows in (("l", left), ("r", right)):
        columns |= {f"{name}_{side}": records[name].to_numpy()[rows] for name in _KEYS}
        columns |= {f"true_person_{side}": true[rows]}
    scores = wrong.drop(columns=["left", "right"])
    return pd.concat([pd.DataFrame(columns), scores], axis=1)
