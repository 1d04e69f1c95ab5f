"""Gates of lists: records lost and gained, emptied columns, unknown words, re-used keys."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from todos.pipeline.gates import Result, judge
from todos.rules.problems import Problem

Night = Callable[..., dict[str, pa.Table]]
Asked = Callable[..., Result]

BORN = {"birth_from": date(1990, 5, 1), "birth_to": date(1990, 5, 1)}


@pytest.mark.parametrize(
    ("now", "strength"),
    [(60, "warned"), (59, "held"), (0, "held"), (89, "warned"), (90, "passed"), (100, "passed")],
)
def test_a_list_of_a_hundred_may_lose_forty_at_once(
    night: Night, asked: Asked, now: int, strength: str
) -> None:
    # another list stays as it is, so that there is a night at all
    other = [{"source": "list_b", "person_id": "q"}]
    result = asked("rows", "list_a", night([{}] * now + other), night([{}] * 100 + other))
    assert result.strength == strength
    assert (result.figure, result.before, result.limit) == (now, 100, 60)


@pytest.mark.parametrize(("now", "strength"), [(6, "passed"), (5, "warned"), (4, "held")])
def test_a_list_of_seven_may_lose_two(night: Night, asked: Asked, now: int, strength: str) -> None:
    assert asked("rows", "list_a", night([{}] * now), night([{}] * 7)).strength == strength


def test_a_list_of_three_may_lose_two_but_not_all(night: Night, asked: Asked) -> None:
    other = [{"source": "list_b", "person_id": "q"}]
    before = night([{}] * 3 + other)
    assert asked("rows", "list_a", night([{}, *other]), before).strength == "warned"
    assert asked("rows", "list_a", night(other), before).strength == "held"


def test_a_record_that_left_its_list_is_lost_though_it_is_kept(night: Night, asked: Asked) -> None:
    tonight = night([{}] * 4 + [{"listed": False}] * 6)
    result = asked("rows", "list_a", tonight, night([{}] * 10))
    assert (result.strength, result.figure) == ("held", 4)


def test_what_left_before_is_not_lost_again(night: Night, asked: Asked) -> None:
    kept = night([{}] * 4 + [{"listed": False}] * 6)
    assert asked("rows", "list_a", kept, kept).strength == "passed"


def test_a_snapshot_that_knows_no_listed_column_has_all_its_records_listed(
    night: Night, asked: Asked
) -> None:
    old = night([{"listed": None}] * 10)
    assert asked("rows", "list_a", night([{}] * 10), old).before == 10


def test_without_a_snapshot_the_editions_read_last_say_how_many_records_there_were(
    night: Night, asked: Asked
) -> None:
    editions = pd.DataFrame({"source": ["list_a"], "rows": [100]})
    assert asked("rows", "list_a", night([{}] * 10), None, editions=editions).strength == "held"


@pytest.mark.parametrize(("now", "strength"), [(120, "passed"), (200, "warned"), (201, "held")])
def test_a_list_that_doubles_is_held(night: Night, asked: Asked, now: int, strength: str) -> None:
    assert asked("growth", "list_a", night([{}] * now), night([{}] * 100)).strength == strength


def test_a_small_list_may_grow_manyfold(night: Night, asked: Asked) -> None:
    assert asked("growth", "list_a", night([{}] * 20), night([{}] * 2)).strength == "passed"


@pytest.mark.parametrize(("filled", "strength"), [(70, "warned"), (60, "warned"), (59, "held")])
def test_a_column_may_lose_a_quarter_of_its_values(
    night: Night, asked: Asked, filled: int, strength: str
) -> None:
    before = night([BORN] * 80 + [{}] * 20)
    tonight = night([BORN] * filled + [{}] * (100 - filled))
    assert asked("filled", "list_a.birth", tonight, before).strength == strength


def test_of_columns_that_pass_only_the_worst_is_told(night: Night) -> None:
    before = night([BORN] * 100)
    results = judge(night([BORN] * 95 + [{}] * 5), before)
    (found,) = [one for one in results if one.gate == "filled"]
    assert (found.subject, found.strength) == ("list_a.birth", "passed")


def test_more_rows_with_the_same_share_of_values_are_no_loss(night: Night, asked: Asked) -> None:
    before = night([BORN, {}] * 50)
    result = asked("filled", "list_a.name", night([BORN, {}] * 60), before)
    assert result.strength == "passed"


def test_an_emptied_list_column_is_noticed_as_well(night: Night, asked: Asked) -> None:
    before = night([{"offences": ["sedition"]}] * 30)
    result = asked("filled", "list_a.offences", night([{"offences": []}] * 30), before)
    assert result.strength == "held"
    assert "0.0% of the records have a value, 100.0% in the edition before" in result.sentence


def test_four_values_of_a_small_list_may_go(night: Night, asked: Asked) -> None:
    before = night([BORN] * 7)
    assert (
        asked("filled", "list_a.birth", night([BORN] * 3 + [{}] * 4), before).strength == "warned"
    )
    assert asked("filled", "list_a.birth", night([BORN] * 2 + [{}] * 5), before).strength == "held"


def test_a_new_list_has_nothing_to_be_compared_with(night: Night) -> None:
    both = night([{}] * 9 + [{"source": "list_b"}] * 9)
    found = {(one.gate, one.subject) for one in judge(both, night([{}] * 9))}
    assert not [gate for gate, subject in found if subject == "list_b" and gate != "keys"]


UNKNOWN = Problem(
    "warning", "list_a", "a.csv", 2, "Estado", "Preso", "which is an unknown word", "Add it.", 50
)


@pytest.mark.parametrize(("count", "strength"), [(2, "passed"), (10, "warned"), (11, "held")])
def test_a_tenth_of_a_column_may_not_be_understood(
    night: Night, asked: Asked, count: int, strength: str
) -> None:
    problems = (replace(UNKNOWN, rows=count - 1), replace(UNKNOWN, rows=1, value="Presa"))
    result = asked("words", "list_a.Estado", night([{}] * 100), None, problems)
    assert (result.strength, result.figure) == (strength, count)


@pytest.mark.parametrize(("count", "strength"), [(1, "passed"), (2, "warned"), (3, "held")])
def test_in_a_list_of_ten_two_words_may_be_unknown(
    night: Night, asked: Asked, count: int, strength: str
) -> None:
    problems = (replace(UNKNOWN, rows=count),)
    assert asked("words", "list_a.Estado", night([{}] * 10), None, problems).strength == strength


def test_what_says_nothing_of_a_value_is_no_unknown_word(night: Night) -> None:
    problems = (
        replace(UNKNOWN, value=None),
        replace(UNKNOWN, column=None),
        replace(UNKNOWN, severity="error"),
    )
    assert not [one for one in judge(night([{}] * 100), None, problems) if one.gate == "words"]


def test_a_key_for_somebody_else_holds_the_night(night: Night, asked: Asked) -> None:
    suspects = pd.DataFrame({"source": ["list_a"], "key": ["r7"]})
    tonight = night([{}] * 1000)
    result = asked("keys", "list_a", tonight, None, suspects=suspects)
    assert (result.strength, result.figure, result.examples) == ("held", 1, ("r7",))
    assert "r7" not in result.sentence
    assert asked("keys", "list_a", tonight, None).strength == "passed"
