"""The declared gates, and the settings that change their limits."""

from typing import Any

import pytest
from todos.rules.gate_limits import USUAL, limits
from todos.rules.gates import BY_NAME, GATES, Limit
from todos.rules.problems import ListError

ROWS = BY_NAME["rows"]


def test_what_always_passes_counts_in_small_lists_and_the_share_in_large_ones() -> None:
    limit = Limit(0.1, always=5)
    assert [limit.allowed(of) for of in (7, 50, 1000)] == [5, 5, 100]


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_a_gate_warns_before_it_holds(gate: Any) -> None:
    if gate.warn is not None:
        for of in (1, 7, 100, 7000, 1_000_000):
            assert gate.warn.allowed(of) <= gate.hold.allowed(of)


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_a_gate_says_what_why_and_what_to_do(gate: Any) -> None:
    assert gate.meaning[0].isupper()
    assert not gate.meaning.endswith(".")
    for text in (gate.why, gate.cure):
        assert text.endswith(".")
    assert "{figure}" in gate.says


def test_settings_change_only_what_they_name() -> None:
    chosen = limits({"rows": {"hold": 0.6}})
    assert chosen.held(ROWS, "list_a") == Limit(0.6, ROWS.hold.always)
    assert chosen.warned(ROWS, "list_a") == ROWS.warn
    assert chosen.held(BY_NAME["gone"], "CU") == BY_NAME["gone"].hold


def test_a_list_may_have_limits_of_its_own() -> None:
    chosen = limits(
        {"rows": {"hold": 0.6}, "rows:list_a": {"hold": {"share": 0.9, "always": 20}}}, {"list_a"}
    )
    assert chosen.held(ROWS, "list_a") == Limit(0.9, 20)
    assert chosen.held(ROWS, "list_b").share == 0.6


def test_a_column_may_have_limits_of_its_own() -> None:
    filled = BY_NAME["filled"]
    told = {"filled:list_a": {"hold": 0.5}, "filled:list_a.Fecha de muerte": {"hold": 1}}
    chosen = limits(told, {"list_a"})
    assert chosen.held(filled, "list_a.Fecha de muerte").share == 1
    assert chosen.held(filled, "list_a.birth").share == 0.5
    assert chosen.held(filled, "list_b.birth") == filled.hold


def test_the_description_of_a_list_says_how_much_it_may_shrink() -> None:
    assert limits({}, shrink={"list_a": 0.7}).held(ROWS, "list_a").share == 0.7
    told = {"rows:list_a": {"hold": 0.8}}
    assert limits(told, {"list_a"}, {"list_a": 0.7}).held(ROWS, "list_a").share == 0.8
    everywhere = limits({"rows": {"hold": 0.5}}, (), {"list_a": 0.7})
    assert everywhere.held(ROWS, "list_a").share == 0.7


def test_a_share_alone_keeps_what_always_passes() -> None:
    chosen = limits({"rows": {"warn": 0.2, "hold": 0.5}})
    assert chosen.warned(ROWS, "x") == Limit(0.2, ROWS.warn.always if ROWS.warn else 0)
    assert chosen.held(ROWS, "x") == Limit(0.5, ROWS.hold.always)


def test_without_settings_the_declared_limits_hold() -> None:
    assert limits({}) == USUAL


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"rowz": {"hold": 0.5}}, "'gates.rowz' is no gate. There are: rows, growth,"),
        ({"rows:list_z": {"hold": 1}}, "'gates.rows:list_z' names no list that is read, and no"),
        ({"rows": 0.5}, "'gates.rows' says '0.5', which is a section. Write"),
        ({"rows": {"held": 0.5}}, "'gates.rows.held' is no strength of a gate. Use warn or hold."),
        ({"rows": {"hold": "0.5"}}, "'gates.rows.hold' says '0.5', which must be a number of 0"),
        ({"rows": {"hold": True}}, "'gates.rows.hold' says 'True', which must be a number"),
        ({"rows": {"hold": -0.1}}, "which must be a number of 0 or more"),
        ({"rows": {"hold": float("nan")}}, "which must be a number of 0 or more"),
        ({"rows": {"hold": {"always": 3}}}, "which is no limit. Write a share such as 0.4"),
        ({"rows": {"hold": {"share": 1, "most": 3}}}, "which is no limit"),
        ({"rows": {"hold": {"share": 1, "always": 1.5}}}, "'gates.rows.hold.always' says '1.5'"),
        ({"rows": {"hold": {"share": "x"}}}, "'gates.rows.hold.share' says 'x', which must be"),
    ],
)
def test_a_wrong_setting_is_told_with_key_value_and_cure(
    settings: dict[str, Any], told: str
) -> None:
    with pytest.raises(ListError) as caught:
        limits(settings, {"list_a", "CU"})
    assert str(caught.value).startswith("todos.toml: ")
    assert told in str(caught.value)
