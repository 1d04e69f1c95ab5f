"""Laws of all gates: what is as before passes, order is nothing, accepting and limits only help."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from todos.pipeline.gates import HeldError, Result, accepting, as_rows, held, judge
from todos.rules.gate_limits import limits
from todos.rules.gates import GATES
from todos.rules.problems import Refusal

Night = Callable[..., dict[str, pa.Table]]

ONE = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["list_a", "list_b"]),
        "country": st.sampled_from(["CU", "BY"]),
        "person_id": st.sampled_from(["p1", "p2", "p3", "p4", None]),
        "listed": st.booleans(),
        "weak": st.booleans(),
        "birth_from": st.sampled_from([None, date(1990, 1, 1)]),
        "offences": st.sampled_from([None, [], ["sedition"]]),
    }
)
PAIR = st.fixed_dictionaries(
    {
        "source_l": st.sampled_from(["list_a", "list_b"]),
        "match_probability": st.floats(0, 1),
        "verdict": st.sampled_from(["match", "review", "non-match"]),
        "decided_by": st.sampled_from(["model", "bridge", "cluster", "reviewer"]),
    }
)
# pairs are of records that there are
BOTH = [{"source": "list_a"}, {"source": "list_b"}]
RECORDS, PAIRS = st.lists(ONE, max_size=30), st.lists(PAIR, max_size=12)
LAW = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LAW
@given(RECORDS, PAIRS)
def test_a_night_like_the_one_before_holds_nothing_back_that_compares(
    night: Night, records: list[dict[str, Any]], pairs: list[dict[str, Any]]
) -> None:
    tables = night(BOTH + records, pairs=pairs)
    tripped = {one.gate for one in judge(tables, tables) if one.strength != "passed"}
    # this one has a limit of its own, whatever was before
    assert tripped <= {"largest"}


@LAW
@given(RECORDS, RECORDS, PAIRS, st.randoms())
def test_the_order_of_rows_changes_no_result(
    night: Night,
    now: list[dict[str, Any]],
    before: list[dict[str, Any]],
    pairs: list[dict[str, Any]],
    draw: Any,
) -> None:
    tonight, last = night(BOTH + now, pairs=pairs), night(BOTH + before, pairs=pairs)
    mixed = {name: shuffled(table, draw) for name, table in tonight.items()}
    first, second = judge(tonight, last), judge(mixed, last)
    assert [one.name for one in first] == [one.name for one in second]
    for one, other in zip(first, second, strict=True):
        assert (one.strength, one.sentence, one.examples) == (
            other.strength,
            other.sentence,
            other.examples,
        )
        assert one.figure == pytest.approx(other.figure)


def shuffled(table: pa.Table, draw: Any) -> pa.Table:
    places = list(range(table.num_rows))
    draw.shuffle(places)
    return table.take(pa.array(places, pa.int64()))


@LAW
@given(RECORDS, RECORDS)
def test_what_is_accepted_by_its_name_holds_no_more_and_nothing_else_changes(
    night: Night, now: list[dict[str, Any]], before: list[dict[str, Any]]
) -> None:
    tonight, last = night(now), night(before)
    results = judge(tonight, last)
    names = accepting(one.name for one in held(results))
    again = judge(tonight, last, accepted=names)
    assert not held(again)
    for one, other in zip(results, again, strict=True):
        wanted = "accepted" if one.strength == "held" else one.strength
        assert (other.name, other.strength, other.figure) == (one.name, wanted, one.figure)


@LAW
@given(RECORDS, RECORDS, st.floats(0, 1), st.floats(0, 1))
def test_a_wider_limit_never_holds_more(
    night: Night,
    now: list[dict[str, Any]],
    before: list[dict[str, Any]],
    one: float,
    other: float,
) -> None:
    tonight, last = night(now), night(before)
    narrow, wide = (
        {result.name for result in held(judge(tonight, last, limits=limits(every(share))))}
        for share in sorted((one, other))
    )
    assert wide <= narrow


def every(share: float) -> dict[str, Any]:
    return {gate.name: {"hold": {"share": share, "always": 1}} for gate in GATES}


def test_an_empty_night_is_judged_without_a_fault(night: Night) -> None:
    assert judge(night([]), None) == ()
    assert {one.gate for one in held(judge(night([]), night([{}] * 20)))} == {
        "rows",
        "lost",
    }


@pytest.mark.parametrize("name", ["filled", "filled:list_a", "filled:list_a.birth"])
def test_a_column_is_accepted_by_itself_by_its_list_or_by_the_gate(night: Night, name: str) -> None:
    tonight, last = night([{}] * 20), night([{"birth_from": date(1990, 1, 1)}] * 20)
    assert [one.name for one in held(judge(tonight, last))] == ["filled:list_a.birth"]
    (one,) = [one for one in judge(tonight, last, accepted={name}) if one.gate == "filled"]
    assert one.strength == "accepted"


@pytest.mark.parametrize("name", ["rows", "filled:list_b", "filled:list_a.arrest"])
def test_what_was_accepted_of_something_else_lets_nothing_through(night: Night, name: str) -> None:
    tonight, last = night([{}] * 20), night([{"birth_from": date(1990, 1, 1)}] * 20)
    assert len(held(judge(tonight, last, accepted={name}))) == 1


def test_a_gate_that_there_is_not_cannot_be_accepted() -> None:
    with pytest.raises(Refusal) as caught:
        accepting(["rows:list_a", "ro ws"])
    assert "--accept 'ro ws': there is no such gate. There are: rows," in str(caught.value)


def refusal(night: Night) -> HeldError:
    full = {"birth_from": date(1990, 1, 1), "sex": "female", "arrest_from": date(2021, 7, 11)}
    before = [{**full, "source": source} for source in ("list_a",) * 50 + ("list_b",) * 100]
    now = [{"source": source} for source in ("list_a",) * 50 + ("list_b",) * 10]
    same = [f"p{number}" for number in range(150)]
    tonight, last = (night(rows, more_persons=same) for rows in (now, before))
    return HeldError(judge(tonight, last), "todos run --date 2026-10-30")


def test_what_holds_is_told_with_figures_what_to_do_and_the_command_that_accepts(
    night: Night,
) -> None:
    error = refusal(night)
    text = str(error)
    assert text.startswith("3 gates hold the publication back; the last snapshot stays as it is.")
    assert (
        "rows, list_b: 10 records are listed, 100 in the edition before; the limit is 60." in text
    )
    assert "Look at the delivered file" in text
    # six columns of one gate are accepted together, the others each by its name
    assert text.endswith(
        "\n  todos run --date 2026-10-30 --accept rows:list_b --accept filled "
        '--accept gone:CU --because "…"'
    )
    assert error.command in text
    assert {one.name for one in held(error.results)} >= {"rows:list_b", "gone:CU"}


def test_the_command_repeats_what_was_accepted_already() -> None:
    both = [
        Result("rows", "list_a", 10, 100, 60, "accepted", "…"),
        Result("gone", "CU", 80, None, 10, "held", "…"),
    ]
    assert HeldError(both).command == (
        'todos run --accept rows:list_a --accept gone:CU --because "…"'
    )


def test_the_command_accepts_exactly_what_holds(night: Night) -> None:
    error = refusal(night)
    words = error.command.split()
    names = accepting(words[at + 1] for at, word in enumerate(words) if word == "--accept")
    assert {one.gate for one in held(error.results)} == {name.split(":")[0] for name in names}


def test_a_column_with_spaces_and_quotes_in_its_name_can_be_accepted_as_it_is_told() -> None:
    column = 'Fecha de "detención" $(rm -rf)'
    result = Result("words", f"list_a.{column}", 40, None, 10, "held", "…")
    assert HeldError([result]).command == (
        'todos run --accept \'words:list_a.Fecha de "detención" $(rm -rf)\' --because "…"'
    )


def test_rows_for_programs_and_logs_name_nobody(night: Night) -> None:
    results = judge(night([{"person_id": "p7"}] * 9), None)
    (row,) = [row for row in as_rows(results) if row["gate"] == "largest"]
    assert row["sentence"] == "records of the largest person: 9; the limit is 6"
    assert "p7" not in str(row)
