"""Gates of pairs: how many are undecided, and how many verdicts may be wrong."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from todos.pipeline.gates import Result, judge

Night = Callable[..., dict[str, pa.Table]]
Asked = Callable[..., Result]


def pairs(count: int, likely: float, **more: Any) -> list[dict[str, Any]]:
    verdict = "match" if likely >= 0.5 else "non-match"
    made = {"source_l": "list_a", "verdict": verdict, "decided_by": "model"}
    return [{**made, "match_probability": likely, **more}] * count


CLEAR = pairs(980, 0.999) + pairs(20, 0.3)


@pytest.mark.parametrize(
    ("vague", "strength"), [(20, "passed"), (40, "passed"), (70, "warned"), (71, "held")]
)
def test_five_in_a_hundred_more_pairs_may_be_undecided(
    night: Night, asked: Asked, vague: int, strength: str
) -> None:
    tonight = night([{}] * 900, pairs=pairs(1000 - vague, 0.999) + pairs(vague, 0.3))
    result = asked("near", "CU", tonight, night([{}] * 900, pairs=CLEAR))
    assert result.strength == strength
    assert (result.figure, result.before) == (vague / 1000, 0.02)


def test_twenty_undecided_pairs_more_of_a_few_are_no_reason(night: Night, asked: Asked) -> None:
    before = night([{}] * 9, pairs=pairs(30, 0.999))
    tonight = night([{}] * 9, pairs=pairs(10, 0.999) + pairs(20, 0.3))
    assert asked("near", "CU", tonight, before).strength == "warned"


@pytest.mark.parametrize(
    ("likely", "strength"), [(0.999, "passed"), (0.993, "warned"), (0.985, "held")]
)
def test_one_in_a_hundred_persons_more_may_be_wrong(
    night: Night, asked: Asked, likely: float, strength: str
) -> None:
    tonight = night([{}] * 900, pairs=pairs(1000, likely))
    result = asked("errors", "CU", tonight, night([{}] * 900, pairs=pairs(1000, 1.0)))
    assert result.strength == strength
    assert result.figure == pytest.approx(1000 * (1 - likely))


@pytest.mark.parametrize(("doubtful", "strength"), [(10, "passed"), (20, "warned"), (21, "held")])
def test_ten_errors_more_among_a_few_persons_are_no_reason(
    night: Night, asked: Asked, doubtful: int, strength: str
) -> None:
    before = night([{}] * 9, pairs=pairs(1, 1.0))
    tonight = night([{}] * 9, pairs=pairs(doubtful, 0.5))
    assert asked("errors", "CU", tonight, before).strength == strength


@pytest.mark.parametrize("decided_by", ["reviewer", "cluster"])
def test_what_others_decided_is_no_error_of_the_probabilities(
    night: Night, asked: Asked, decided_by: str
) -> None:
    tonight = night([{}] * 9, pairs=pairs(500, 0.4, verdict="match", decided_by=decided_by))
    result = asked("errors", "CU", tonight, night([{}] * 9, pairs=pairs(1, 1.0)))
    assert result.figure == 0


def test_a_match_missed_counts_as_much_as_a_match_made_wrongly(night: Night, asked: Asked) -> None:
    for likely in (0.25, 0.75):
        tonight = night([{}] * 9, pairs=pairs(8, likely))
        result = asked("errors", "CU", tonight, night([{}] * 9, pairs=pairs(1, 1.0)))
        assert result.figure == pytest.approx(2)


def test_a_snapshot_whose_pairs_were_not_read_is_compared_in_the_rest(night: Night) -> None:
    before = night([{}] * 9, pairs=CLEAR)
    del before["pairs"]
    told = {one.gate for one in judge(night([{}] * 9, pairs=CLEAR), before)}
    assert not told & {"near", "errors"}
    assert {"rows", "lost"} <= told
