"""Gates of persons: merges and splits, the largest, whom no id leads to, whom no list names."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from todos.pipeline.gates import Result

Night = Callable[..., dict[str, pa.Table]]
Asked = Callable[..., Result]


def changed(kind: str, many: int) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "person_id": f"p{number}", "other_person_id": f"q{number}"}
        for number in range(many)
    ]


def apart(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"person_id": f"p{number}", **more} for number in range(count)]


@pytest.mark.parametrize("gate", ["merges", "splits"])
@pytest.mark.parametrize(("many", "strength"), [(2, "passed"), (10, "warned"), (11, "held")])
def test_one_in_fifty_persons_may_be_merged_or_split(
    night: Night, asked: Asked, gate: str, many: int, strength: str
) -> None:
    kind = {"merges": "merged", "splits": "split"}[gate]
    tonight = night(apart(500), changes=changed(kind, many))
    result = asked(gate, "CU", tonight, night(apart(500)))
    assert (result.strength, result.figure) == (strength, many)


@pytest.mark.parametrize(("gate", "kind"), [("merges", "merged"), ("splits", "split")])
def test_of_a_few_persons_five_may_be_merged_or_split(
    night: Night, asked: Asked, gate: str, kind: str
) -> None:
    for many, strength in ((5, "warned"), (6, "held")):
        tonight = night(apart(10), changes=changed(kind, many))
        assert asked(gate, "CU", tonight, night(apart(10))).strength == strength


def test_merges_of_one_country_are_not_measured_by_the_persons_of_another(
    night: Night, asked: Asked
) -> None:
    both = [*apart(50), *({"country": "BY", "person_id": f"b{n}"} for n in range(1000))]
    changes = [{"kind": "merged", "person_id": f"p{number}"} for number in range(6)]
    tonight = night(both, changes=changes)
    assert asked("merges", "CU", tonight, night(both)).strength == "held"
    assert asked("merges", "BY", tonight, night(both)).strength == "passed"


@pytest.mark.parametrize(("rows", "strength"), [(3, "passed"), (5, "warned"), (7, "held")])
def test_a_person_on_one_list_may_stand_there_six_times(
    night: Night, asked: Asked, rows: int, strength: str
) -> None:
    tonight = night([*apart(20), *([{"person_id": "big"}] * rows)])
    result = asked("largest", "CU", tonight, None)
    assert (result.strength, result.figure, result.examples) == (strength, rows, ("big",))


@pytest.mark.parametrize(("each", "strength"), [(2, "passed"), (3, "warned"), (4, "held")])
def test_a_person_may_stand_three_times_on_each_of_five_lists(
    night: Night, asked: Asked, each: int, strength: str
) -> None:
    big = [{"person_id": "big", "source": f"list_{n}"} for n in range(5)] * each
    assert asked("largest", "CU", night(big), None).strength == strength


def test_reports_and_rows_that_left_make_nobody_large(night: Night, asked: Asked) -> None:
    big = [{"person_id": "big", "weak": True}] * 9 + [{"person_id": "big", "listed": False}] * 9
    result = asked("largest", "CU", night([*apart(3), *big]), None)
    assert result.figure == 1


@pytest.mark.parametrize(("rows", "strength"), [(12, "passed"), (14, "warned"), (16, "held")])
def test_the_largest_person_may_grow_by_half(
    night: Night, asked: Asked, rows: int, strength: str
) -> None:
    lists = [{"person_id": "big", "source": f"list_{n % 8}"} for n in range(rows)]
    result = asked("grown", "CU", night(lists), night(lists[:10]))
    assert (result.strength, result.before) == (strength, 10)


@pytest.mark.parametrize(("rows", "strength"), [(5, "passed"), (7, "warned"), (8, "held")])
def test_a_person_of_three_records_may_get_four_more(
    night: Night, asked: Asked, rows: int, strength: str
) -> None:
    lists = [{"person_id": "big", "source": f"list_{n}"} for n in range(rows)]
    assert asked("grown", "CU", night(lists), night(lists[:3])).strength == strength


def test_a_person_that_is_simply_not_there_holds_the_night(night: Night, asked: Asked) -> None:
    result = asked("lost", "CU", night(apart(999)), night(apart(1000)))
    assert (result.strength, result.figure, result.examples) == ("held", 1, ("p999",))


@pytest.mark.parametrize("kind", ["merge", "split"])
def test_a_person_to_whom_a_redirect_leads_is_not_lost(
    night: Night, asked: Asked, kind: str
) -> None:
    ways = [{"old_person_id": "p9", "person_id": "p0", "kind": kind}]
    tonight = night(apart(9), redirects=ways)
    assert asked("lost", "CU", tonight, night(apart(10))).strength == "passed"
    assert asked("gone", "CU", tonight, night(apart(10))).figure == 0


def test_a_redirect_to_nobody_saves_nobody(night: Night, asked: Asked) -> None:
    ways = [{"old_person_id": "p9", "person_id": "p8", "kind": "merge"}]
    result = asked("lost", "CU", night(apart(8), redirects=ways), night(apart(10)))
    assert result.examples == ("p8", "p9")


@pytest.mark.parametrize(
    ("away", "strength"), [(3, "passed"), (4, "warned"), (10, "warned"), (11, "held")]
)
def test_a_tenth_of_a_country_may_leave_its_lists(
    night: Night, asked: Asked, away: int, strength: str
) -> None:
    left = [{**one, "listed": number >= away} for number, one in enumerate(apart(100))]
    result = asked("gone", "CU", night(left), night(apart(100)))
    assert (result.strength, result.figure) == (strength, away)
    assert asked("lost", "CU", night(left), night(apart(100))).strength == "passed"


@pytest.mark.parametrize(("away", "strength"), [(3, "passed"), (5, "warned"), (6, "held")])
def test_of_a_few_persons_five_may_leave_their_lists(
    night: Night, asked: Asked, away: int, strength: str
) -> None:
    left = [{**one, "listed": number >= away} for number, one in enumerate(apart(10))]
    assert asked("gone", "CU", night(left), night(apart(10))).strength == strength


def test_who_left_the_lists_long_ago_is_not_gone_again(night: Night, asked: Asked) -> None:
    left = night(apart(30, listed=False) + apart(40))
    assert asked("gone", "CU", left, left).figure == 0


def test_who_is_on_another_list_is_not_gone(night: Night, asked: Asked) -> None:
    still = [{"person_id": "p0", "source": "list_b"}, {"person_id": "p0", "listed": False}]
    assert asked("gone", "CU", night(still), night(apart(1))).figure == 0
