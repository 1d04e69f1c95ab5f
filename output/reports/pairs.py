"""Sections 2 and 3: the pairs to review, and the rows of a list that are one person."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .facts import records
from .questions import questions
from .sections import Duplicate, Effect, Question, Record, Step
from .told import Seen, Told


def ranked(told: Told) -> pd.DataFrame:
    """All pairs of the registry under review, see `questions`; the same for every reader."""
    return questions(told.records, told.pairs)


def to_review(seen: Seen, all_ranked: pd.DataFrame) -> tuple[Question, ...]:
    """The pairs of the list under review, worth most first."""
    mine = all_ranked[all_ranked["at"].isin(seen.pairs["at"])]
    left, right, turned = _own_first(seen, mine)
    effects = [
        Effect(bool(together), int(two if turn else one), int(one if turn else two), int(persons))
        for together, one, two, persons, turn in zip(
            mine["together"], mine["n_left"], mine["n_right"], mine["persons"], turned, strict=True
        )
    ]
    return tuple(
        Question(one, two, float(p), float(bits), steps, str(by), effect, float(worth))
        for one, two, p, bits, steps, by, effect, worth in zip(
            left,
            right,
            mine["match_probability"],
            mine["match_weight"],
            _steps(seen.told, mine["at"].tolist()),
            mine["decided_by"],
            effects,
            mine["worth"],
            strict=True,
        )
    )


def duplicates(seen: Seen) -> tuple[Duplicate, ...]:
    """Pairs of rows of the list itself that are held to be one person, surest first."""
    own = seen.own
    pairs = seen.pairs
    inside = own[pairs["left"]] & own[pairs["right"]] & (pairs["verdict"] == "match").to_numpy()
    mine = pairs[inside].sort_values(
        ["match_probability", "source_record_id_l", "source_record_id_r"],
        ascending=[False, True, True],
    )
    left, right, _ = _own_first(seen, mine)
    steps = _steps(seen.told, mine["at"].tolist())
    found = zip(left, right, mine["match_probability"], steps, strict=True)
    return tuple(Duplicate(one, two, float(p), said) for one, two, p, said in found)


def _own_first(seen: Seen, pairs: pd.DataFrame) -> tuple[list[Record], list[Record], list[bool]]:
    """Both records of each pair, an own one on the left; and which pairs were turned for it."""
    left, right = pairs["left"].to_numpy(np.int64), pairs["right"].to_numpy(np.int64)
    turned = ~seen.own[left]
    one, two = np.where(turned, right, left), np.where(turned, left, right)
    return records(seen.told, one.tolist()), records(seen.told, two.tolist()), turned.tolist()


def _steps(told: Told, at: Sequence[int]) -> list[tuple[Step, ...]]:
    """The comparisons of the pairs in these rows, the strongest evidence first."""
    said = told.comparisons.take(np.asarray(at, np.int64)).to_pylist()
    return [
        tuple(
            Step(one["field"], one["level"], one["weight"])
            for one in sorted(each or (), key=lambda one: -abs(one["weight"]))
        )
        for each in said
    ]
