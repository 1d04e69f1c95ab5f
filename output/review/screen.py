"""The full-screen review: the queue by keyboard, one pair at a time, every answer kept at once."""

from datetime import date
from typing import Any, ClassVar

import pandas as pd
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Footer, Input, Static

from ...pipeline.store import Decision, Store
from ...rules.problems import Refusal
from ..reports.told import Told
from .card import Card, card, card_view

_BECAUSE = "both records read side by side"
_WORDS = {"positive": "same", "negative": "different", "unsure": "unsure"}


class Review(App[int]):
    """Goes through a queue and keeps each answer as a decision; returns how many were kept.

    told, queue: as `queue.waiting` gives them; by, on: who decides, and the day.
    """

    TITLE = "todos review"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #place { height: 1; background: $primary; color: $text; padding: 0 1; }
    #pair { padding: 0 1; }
    #comment { display: none; dock: bottom; }
    #comment.open { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "decide('positive')", "same"),
        Binding("d", "decide('negative')", "different"),
        Binding("u", "decide('unsure')", "unsure"),
        Binding("n", "move(1)", "next"),
        Binding("p", "move(-1)", "previous"),
        Binding("z", "undo", "undo"),
        Binding("c", "comment", "comment"),
        Binding("q", "quit", "quit"),
        Binding("escape", "forget", show=False),
    ]

    def __init__(self, told: Told, queue: pd.DataFrame, store: Store, *, by: str, on: date) -> None:
        super().__init__()
        self._told, self._store, self._by, self._on = told, store, by, on
        self._rows: list[Any] = queue.to_dict("records")
        self._at = 0
        self._said: dict[int, str] = {}
        self._comments: dict[int, str] = {}
        self._kept: list[tuple[int, int, str | None]] = []

    def compose(self) -> ComposeResult:
        """The line that says where one is, the pair, the comment, the keys."""
        yield Static(id="place", markup=False)
        with VerticalScroll():
            yield Static(id="pair", markup=False)
        yield Input(
            placeholder="Why? Enter keeps it for your answer.", id="comment", max_length=2000
        )
        yield Footer()

    def on_mount(self) -> None:
        """The first pair of the queue."""
        self._show()

    def action_decide(self, decision: str) -> None:
        """Keep an answer to this pair and go on to the next without one."""
        one = self._card()
        ends = (one.left.source, one.left.key, one.right.source, one.right.key)
        because = self._comments.get(self._at, _BECAUSE)
        made = Decision(*ends, decision, self._by, self._on, because, *one.names)
        try:
            (number,) = self._store.decisions.decide([made])
        except Refusal as error:
            self._tell(str(error))
            return
        self._kept.append((number, self._at, self._said.get(self._at)))
        self._said[self._at] = decision
        self._go_on()

    def action_move(self, step: int) -> None:
        """The next or the previous pair, answered or not."""
        self._at = (self._at + step) % len(self._rows)
        self._show()

    def action_undo(self) -> None:
        """Take the last answer of this sitting back, and show its pair again."""
        if not self._kept:
            self._tell("There is no answer to take back.")
            return
        number, at, before = self._kept[-1]
        try:
            self._store.decisions.revoke(number, by=self._by, on=self._on, because="undone at once")
        except Refusal as error:
            self._tell(str(error))
            return
        self._kept.pop()
        self._said.pop(at)
        if before is not None:
            self._said[at] = before
        self._at = at
        self._show()

    def action_comment(self) -> None:
        """Write why, before answering."""
        line = self.query_one("#comment", Input)
        line.value = self._comments.get(self._at, "")
        line.add_class("open")
        line.focus()

    def action_forget(self) -> None:
        """Leave the comment as it was."""
        self._close()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the comment for the answer to this pair."""
        text = event.value.strip()
        if text:
            self._comments[self._at] = text
        else:
            self._comments.pop(self._at, None)
        self._close()
        self._show()

    async def action_quit(self) -> None:
        """Leave; every answer is kept already."""
        self.exit(len(self._kept))

    def _card(self) -> Card:
        return card(self._told, self._rows[self._at])

    def _go_on(self) -> None:
        count = len(self._rows)
        later = [(self._at + step) % count for step in range(1, count)]
        self._at = next((at for at in later if at not in self._said), self._at)
        if len(self._said) == count:
            self._tell(
                "Every pair of the queue has an answer. q leaves, z takes the last one back."
            )
        self._show()

    def _show(self) -> None:
        said, note = self._said.get(self._at), self._comments.get(self._at)
        place = f"{self._at + 1} of {len(self._rows)}, {len(self._said)} answered"
        place += f" | your answer: {_WORDS[said]}" if said else ""
        place += f" | because: {note}" if note else ""
        self.query_one("#place", Static).update(place)
        self.query_one("#pair", Static).update(card_view(self._card()))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _close(self) -> None:
        self.query_one("#comment", Input).remove_class("open")
        self.query_one(VerticalScroll).focus()

    def _tell(self, message: str) -> None:
        self.notify(message, markup=False)
