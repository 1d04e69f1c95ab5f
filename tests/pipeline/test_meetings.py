"""Which passes met a pair, and which part of a key kept it apart."""

from collections.abc import Callable

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.block import blocks
from todos.pipeline.keys import single, tokens
from todos.pipeline.meetings import Meeting, meetings, registry_meetings
from todos.rules.blocking import Pass

Records = Callable[..., pa.Table]
NAME_AND_DAY = Pass(("given*", "day"), "")
Rows = list[tuple[str, float | None]]


def told(rows: Rows, left: int = 0, right: int = 1, largest: int = 400) -> Meeting:
    """How a given name and a day together treat two of the rows."""
    frame = pd.DataFrame(rows, columns=["given", "day"]).astype({"given": object, "day": float})
    keys = {"given*": tokens([frame["given"]]), "day": single(frame["day"])}
    return meetings([blocks(NAME_AND_DAY, keys, largest)], keys, left, right)[0]


def test_a_pass_that_met_two_records_says_so() -> None:
    one = told([("ana luisa", 1.0), ("luisa", 1.0)])
    assert one.met
    assert (one.agree, one.differ, one.missing) == (("given*", "day"), (), ())


@pytest.mark.parametrize(
    ("other", "agree", "differ", "missing"),
    [
        (("ana", 2.0), ("given*",), ("day",), ()),
        (("eva", 1.0), ("day",), ("given*",), ()),
        (("ana", None), ("given*",), (), ("day",)),
        (("", 2.0), (), ("day",), ("given*",)),
    ],
)
def test_a_pass_that_did_not_says_which_part_kept_them_apart(
    other: tuple[str, float | None],
    agree: tuple[str, ...],
    differ: tuple[str, ...],
    missing: tuple[str, ...],
) -> None:
    one = told([("ana", 1.0), other])
    assert not one.met
    assert (one.agree, one.differ, one.missing) == (agree, differ, missing)


def test_two_records_that_share_their_key_with_too_many_are_told_apart_from_the_rest() -> None:
    one = told([("ana", 1.0)] * 3, largest=2)
    assert not one.met
    assert one.crowded
    assert not told([("ana", 1.0)] * 3).crowded


_ROW = st.tuples(
    st.lists(st.sampled_from("abc"), max_size=2).map(" ".join),
    st.one_of(st.none(), st.sampled_from([1.0, 2.0])),
)


@given(st.lists(_ROW, min_size=2, max_size=8))
def test_a_pass_meets_a_pair_exactly_where_all_parts_agree_unless_crowded(rows: Rows) -> None:
    one = told(rows)
    assert (one.met or one.crowded) == (one.agree == one.parts)
    assert sorted(one.agree + one.differ + one.missing) == sorted(one.parts)


def test_records_are_told_among_those_of_their_country(records: Records) -> None:
    ana = {"given_names": "Ana", "surnames": "Soto Ruiz", "birth": "1990-05-06"}
    eva = {"given_names": "Eva", "surnames": "Cao Baró", "birth": "1990-05-06"}
    table = records(
        {**eva, "country": "BY"},
        ana,
        {"name": "Citizen K.", "linkable": False},
        {**ana, "given_names": "Anna"},
        eva,
    )
    met = {one.parts: one for one in registry_meetings(table, 1, 3)}
    assert met["surname_pair",].met
    apart = registry_meetings(table, 1, 4)
    assert not any(one.met for one in apart)
    day = next(one for one in apart if one.parts == ("surname*", "birth_day"))
    assert (day.agree, day.differ) == (("birth_day",), ("surname*",))


def test_a_record_does_not_meet_one_without_any_value() -> None:
    one = told([("", None), ("", None)])
    assert (one.met, one.missing) == (False, ("given*", "day"))
