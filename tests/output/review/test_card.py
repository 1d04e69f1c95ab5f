"""A pair on the screen is inert text, whatever lists put into it."""

import io

import pytest
from rich.console import Console
from todos.output.reports.sections import Effect, Record, Step, Value
from todos.output.review.card import Card, card_view

HOSTILE = (
    "[bold red]Ana[/]",
    "[/]",
    "\x1b[2J\x1b]0;title\x07",
    "\u202eetalP\u202c",
    "[link=file:///etc/passwd]press[/link]",
    "Ана\nКот",
    "x" * 10_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_stay_text(text: str) -> None:
    facts: dict[str, Value] = {"name": text, "offences": (text,), "prison": text, "sex": text}
    left, right = (Record(text, text, text, text, True, facts) for _ in "lr")
    shown = Card(left, right, 0.5, True, (Step(text, text, 3.0),), Effect(False, 1, 1, -1))
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    console.print(card_view(shown))
    assert isinstance(console.file, io.StringIO)
    page = console.file.getvalue()
    assert not set(page) & set("\x1b\x07\u202e\u202c")
    assert len(page) < 20_000
    if text.startswith("["):
        assert text.partition("]")[0] in page
