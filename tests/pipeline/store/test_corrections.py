"""Known errors of lists: reported by one, agreed to by another, and never overwritten."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from todos.pipeline.store import EntryError, Report, Store, applicable

DAY = date(2026, 10, 30)
REPORT = Report("list_a", "r1", "birth", "1987", "1978", "the family's word", "Casa Mariposa", DAY)
SETTLED: dict[str, Any] = {"by": "Eva", "on": DAY, "because": "asked the organisation"}


def test_a_reported_error_waits_until_somebody_agrees(store: Store) -> None:
    (number,) = store.corrections.report([REPORT])
    assert store.corrections.all()["state"].tolist() == ["waiting"]
    assert applicable(store.corrections.all()).empty
    store.corrections.accept(number, **SETTLED)
    (kept,) = applicable(store.corrections.all()).to_dict("records")
    assert (kept["says"], kept["should_be"], kept["reported_by"]) == (
        "1987",
        "1978",
        "Casa Mariposa",
    )
    assert (kept["decided_by"], kept["decided_on"]) == ("Eva", DAY)


def test_a_refused_error_stays_on_record_and_is_not_applied(store: Store) -> None:
    (number,) = store.corrections.report([REPORT])
    store.corrections.refuse(number, **SETTLED)
    assert store.corrections.all()["state"].tolist() == ["refused"]
    assert applicable(store.corrections.all()).empty
    with pytest.raises(EntryError, match=f"correction {number} was refused already by Eva"):
        store.corrections.accept(number, **SETTLED)


def test_a_revoked_correction_is_not_applied_and_not_accepted_again(store: Store) -> None:
    first, second = store.corrections.report([REPORT, replace(REPORT, says="87")])
    store.corrections.accept(first, **SETTLED)
    for number in (first, second):
        store.corrections.revoke(number, **SETTLED)
    assert applicable(store.corrections.all()).empty
    with pytest.raises(EntryError, match="was revoked already"):
        store.corrections.revoke(first, **SETTLED)
    with pytest.raises(EntryError, match="was revoked by Eva"):
        store.corrections.accept(second, **SETTLED)


def test_of_two_corrections_of_the_same_words_one_is_in_force(store: Store) -> None:
    first, second = store.corrections.report([REPORT, replace(REPORT, should_be="1979")])
    store.corrections.accept(first, **SETTLED)
    with pytest.raises(EntryError, match=f"same words as correction {first}"):
        store.corrections.accept(second, **SETTLED)
    store.corrections.revoke(first, **SETTLED)
    store.corrections.accept(second, **SETTLED)
    assert applicable(store.corrections.all())["should_be"].tolist() == ["1979"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"field": "birth_from"}, "'field' says 'birth_from'"),
        ({"should_be": "1987"}, "are the same"),
        ({"reported_by": ""}, "'reported_by' is empty"),
        ({"source": " "}, "'source' is empty"),
        ({"because": "x" * 2_001}, "more than 2000"),
    ],
)
def test_a_report_that_cannot_be_right_is_refused(
    store: Store, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(EntryError, match=told):
        store.corrections.report([REPORT, replace(REPORT, **wrong)])
    assert store.corrections.all().empty


def test_an_empty_cell_can_be_corrected_and_a_wrong_one_emptied(store: Store) -> None:
    numbers = store.corrections.report([replace(REPORT, says=""), replace(REPORT, should_be="")])
    assert len(numbers) == 2


def test_an_unknown_correction_is_neither_accepted_nor_revoked(store: Store) -> None:
    with pytest.raises(EntryError, match="no correction 7"):
        store.corrections.accept(7, **SETTLED)
    with pytest.raises(EntryError, match="no correction 7"):
        store.corrections.revoke(7, **SETTLED)
