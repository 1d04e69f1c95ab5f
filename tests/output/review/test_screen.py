"""The queue is gone through by keyboard: every answer kept at once, and taken back by one key."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from todos.output.reports.told import Told
from todos.output.review.queue import waiting
from todos.output.review.screen import Review
from todos.pipeline.store import Store, StoreError

Small = (80, 24)
Sit = Callable[..., Review]


@pytest.fixture
def sit(told: Told, store: Store) -> Sit:
    """Sits down before the queue: what is done there, in a terminal of this size."""

    def call(do: Callable[[Pilot[int]], Awaitable[None]], size: tuple[int, int] = Small) -> Review:
        queue = waiting(told, store.decisions.all())
        app = Review(told, queue, store, by="Ana", on=date(2026, 11, 14))

        async def run() -> None:
            async with app.run_test(size=size) as pilot:
                await do(pilot)

        asyncio.run(run())
        return app

    return call


def pressing(*keys: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    async def do(pilot: Pilot[int]) -> None:
        await pilot.press(*keys)

    return do


def said(store: Store) -> list[tuple[str, bool]]:
    """Every decision, and whether it stands."""
    rows = store.decisions.all()
    return list(zip(rows["decision"], rows["revoked_by"].isna(), strict=True))


def test_each_key_keeps_its_answer_and_goes_on(sit: Sit, store: Store) -> None:
    app = sit(pressing("s", "d", "u", "q"))
    assert said(store) == [("positive", True), ("negative", True), ("unsure", True)]
    assert len(store.decisions.all().drop_duplicates(["source_record_id_l"])) == 3
    assert app.return_value == 3


def test_an_answer_is_taken_back_and_its_pair_shown_again(sit: Sit, store: Store) -> None:
    sit(pressing("s", "z", "d"))
    assert said(store) == [("positive", False), ("negative", True)]
    first, second = store.decisions.all()["source_record_id_l"]
    assert first == second


def test_nothing_is_taken_back_where_nothing_was_said(sit: Sit, store: Store) -> None:
    sit(pressing("z", "s", "z", "z"))
    assert said(store) == [("positive", False)]


def test_next_and_previous_go_round_the_queue(sit: Sit, told: Told, store: Store) -> None:
    queue = waiting(told, store.decisions.all())
    sit(pressing("n", "n", "p", "s"))
    sit(pressing("p", "d"))
    assert store.decisions.all()["source_record_id_l"].tolist() == [
        queue["source_record_id_l"].iloc[1],
        queue["source_record_id_l"].iloc[-1],
    ]


def test_a_comment_is_the_reason_of_the_answer(sit: Sit, store: Store) -> None:
    async def do(pilot: Pilot[int]) -> None:
        await pilot.press("c", *"no", "enter", "d", "c", "x", "escape", "s")

    sit(do)
    assert store.decisions.all()["because"].tolist() == ["no", "both records read side by side"]


@pytest.mark.parametrize("size", [Small, (200, 60)], ids=str)
def test_both_records_stand_side_by_side(
    sit: Sit, told: Told, store: Store, size: tuple[int, int]
) -> None:
    seen: list[Any] = []

    async def do(pilot: Pilot[int]) -> None:
        await pilot.pause()
        lines = pilot.app.query_one("#pair", Static).render_lines
        area = pilot.app.query_one("#pair", Static).size
        seen.extend(strip.text for strip in lines(area.region))
        assert not pilot.app.query_one("#comment", Input).display

    sit(do, size)
    one = waiting(told, store.decisions.all()).iloc[0]
    page = " ".join("\n".join(seen).split())
    for side in "lr":
        assert one[f"source_record_id_{side}"][:5] in page
    assert "same:" in page
    assert "different:" in page
    assert "█" in page
    assert all(len(line) <= size[0] for line in seen)


def test_an_answer_that_cannot_be_kept_is_said_and_nothing_breaks(
    sit: Sit, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> list[int]:
        raise StoreError("registry.db cannot be written: the disk is [full].")

    monkeypatch.setattr(store.decisions, "decide", full)
    told: list[str] = []

    async def do(pilot: Pilot[int]) -> None:
        await pilot.press("s")
        told.extend(one.message for one in pilot.app._notifications)

    app = sit(do)
    assert told == ["registry.db cannot be written: the disk is [full]."]
    assert not app._said


def test_the_end_of_the_queue_is_said(sit: Sit, told: Told, store: Store) -> None:
    count = len(waiting(told, store.decisions.all()))
    sit(pressing(*"u" * count, "p", "s"))
    assert len(store.decisions.all()) == count + 1
