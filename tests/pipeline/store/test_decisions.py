"""Reviewers' decisions: none is lost, none is changed, and a contradiction binds nobody."""

from collections.abc import Callable
from datetime import date
from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.store import Decision, EntryError, Store, in_force

Make = Callable[..., Decision]

DAY = date(2026, 10, 30)


def test_a_decision_is_kept_with_who_when_and_why(store: Store, decision: Make) -> None:
    (number,) = store.decisions.decide([decision(because="same mother", about_l="Ana Ruiz")])
    kept = store.decisions.all().set_index("decision_id").loc[number]
    assert kept["decision"] == "positive"
    assert (kept["by"], kept["made_on"], kept["because"]) == ("Ana", DAY, "same mother")
    assert (kept["about_l"], kept["about_r"]) == ("Ana Ruiz", "")
    assert kept["revoked_by"] is None


def test_a_pair_is_the_same_whichever_record_is_named_first(store: Store, decision: Make) -> None:
    store.decisions.decide([decision("r2", "r1", about_l="Eva", about_r="Ana"), decision()])
    kept = store.decisions.all()
    assert kept["source_record_id_l"].tolist() == ["r1", "r1"]
    assert kept["about_l"].tolist() == ["Ana", ""]
    assert kept["about_r"].tolist() == ["Eva", ""]


def test_numbers_come_in_the_order_of_the_decisions(store: Store, decision: Make) -> None:
    told = [decision("r1", f"s{number}") for number in range(40)]
    numbers = store.decisions.decide(told)
    kept = store.decisions.all()
    assert kept["decision_id"].tolist() == numbers
    assert kept["source_record_id_r"].tolist() == [one.source_record_id_r for one in told]


def test_a_revoked_decision_stays_on_record_and_is_revoked_once(
    store: Store, decision: Make
) -> None:
    (number,) = store.decisions.decide([decision()])
    store.decisions.revoke(number, by="Eva", on=DAY, because="two brothers")
    kept = store.decisions.all().iloc[0]
    assert kept["decision"] == "positive"
    assert (kept["revoked_by"], kept["revoked_on"]) == ("Eva", DAY)
    with pytest.raises(EntryError, match=f"decision {number} was revoked already, by Eva on 2026"):
        store.decisions.revoke(number, by="Ana", on=DAY, because="again")
    assert store.decisions.all().iloc[0]["revoked_by"] == "Eva"


def test_an_unknown_decision_is_not_revoked(store: Store) -> None:
    with pytest.raises(EntryError, match="There is no decision 7"):
        store.decisions.revoke(7, by="Ana", on=DAY, because="a slip")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"right": "r1"}, "both ends are list_a/r1"),
        ({"by": "  "}, "'by' is empty"),
        ({"because": ""}, "'because' is empty"),
        ({"because": "x" * 2_001}, "2001 characters, more than 2000"),
        ({"about_l": "Ana\0"}, "control characters"),
        ({"says": "perhaps"}, "'perhaps'. Say positive, negative, unsure"),
        ({"left": "\ud800"}, "control characters"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_of_it_is_kept(
    store: Store, decision: Make, wrong: dict[str, str], told: str
) -> None:
    with pytest.raises(EntryError, match=told) as refused:
        store.decisions.decide([decision(), decision(**wrong)])
    assert str(refused.value).startswith("decision 2 of 2: ")
    assert store.decisions.all().empty


def test_words_of_a_reviewer_are_words_and_never_commands(store: Store, decision: Make) -> None:
    evil = "'); DROP TABLE decisions; --"
    store.decisions.decide([decision(because=evil), decision(by=evil)])
    assert store.decisions.all()["because"].tolist()[0] == evil


def frame(*told: tuple[str, str, str | None]) -> pd.DataFrame:
    """Decisions on one pair: by whom, what, and who revoked it."""
    ends = {"source_l": "a", "source_record_id_l": "1", "source_r": "b", "source_record_id_r": "2"}
    columns = [*ends, "decision_id", "by", "decision", "made_on", "revoked_by"]
    rows = [
        {**ends, "decision_id": number, "by": by, "decision": said, "made_on": DAY}
        | {"revoked_by": revoked}
        for number, (by, said, revoked) in enumerate(told, 1)
    ]
    return pd.DataFrame(rows, columns=columns)


def test_the_newest_word_of_a_reviewer_counts() -> None:
    force = in_force(frame(("Ana", "positive", None), ("Ana", "negative", None)))
    assert force.binding["decision"].tolist() == ["negative"]
    assert force.disputed.empty


def test_a_revoked_word_gives_way_to_the_one_before() -> None:
    force = in_force(frame(("Ana", "positive", None), ("Ana", "negative", "Eva")))
    assert force.binding["decision"].tolist() == ["positive"]


def test_reviewers_who_disagree_bind_nothing_and_are_told() -> None:
    force = in_force(frame(("Ana", "positive", None), ("Eva", "negative", None)))
    assert force.binding.empty
    assert force.disputed["by"].tolist() == ["Ana", "Eva"]


def test_who_is_unsure_disagrees_with_nobody() -> None:
    force = in_force(frame(("Ana", "positive", None), ("Eva", "unsure", None)))
    assert force.binding["decision"].tolist() == ["positive"]
    assert force.disputed.empty


def test_who_becomes_unsure_says_nothing_any_more() -> None:
    force = in_force(frame(("Ana", "positive", None), ("Ana", "unsure", None)))
    assert force.binding.empty


def test_an_earlier_day_counts_less_even_when_it_is_entered_later() -> None:
    told = frame(("Ana", "positive", None), ("Ana", "negative", None))
    told.loc[1, "made_on"] = date(2026, 1, 1)
    assert in_force(told).binding["decision"].tolist() == ["positive"]


def test_no_decisions_bind_nothing(store: Store) -> None:
    force = in_force(store.decisions.all())
    assert force.binding.empty
    assert force.disputed.empty


words = st.tuples(
    st.sampled_from(["Ana", "Eva", "Luz"]),
    st.sampled_from(["positive", "negative", "unsure"]),
    st.sampled_from([None, None, "Eva"]),
)


@given(st.lists(words, max_size=6), st.randoms())
def test_a_pair_binds_once_or_is_disputed_or_nobody_is_sure(
    told: list[tuple[str, str, str | None]], chance: Random
) -> None:
    rows = frame(*told)
    shuffled = rows.sample(frac=1, random_state=chance.randint(0, 99))
    force, again = in_force(rows), in_force(shuffled)
    pd.testing.assert_frame_equal(force.binding, again.binding)
    pd.testing.assert_frame_equal(force.disputed, again.disputed)
    assert len(force.binding) <= 1
    assert force.binding.empty or force.disputed.empty
    assert force.disputed.empty or set(force.disputed["decision"]) == {"positive", "negative"}
    latest = {by: said for by, said, revoked in told if revoked is None}
    sure = set(latest.values()) - {"unsure"}
    assert len(sure) == (2 if len(force.disputed) else len(force.binding))
