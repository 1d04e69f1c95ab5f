"""A pair on the screen: both records side by side, the evidence, and what each answer changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..reports.evidence import if_different, if_same, likelihood, now, says
from ..reports.facts import SHOWN, records
from ..reports.inert import shown
from ..reports.labels import field_name, value
from ..reports.languages import language
from ..reports.marks import Part, marked, marked_words
from ..reports.sections import Effect, Record, Step
from ..reports.told import Told

_BAR = 12
_NAMES = ("name", "nicknames")
_TONGUE = language("en")


@dataclass(frozen=True, slots=True)
class Card:
    """A pair of the queue, ready to be shown."""

    left: Record
    right: Record
    probability: float
    disputed: bool
    steps: tuple[Step, ...]
    effect: Effect

    @property
    def names(self) -> tuple[str, str]:
        """The names of both records."""
        left, right = (str(one.facts.get("name", "")) for one in (self.left, self.right))
        return left, right


def card(told: Told, row: Mapping[str, Any]) -> Card:
    """One row of the queue (see `queue.waiting`) as a card."""
    left, right = records(told, [row["left"], row["right"]])
    said = told.comparisons[int(row["at"])].as_py() or ()
    steps = sorted(
        (Step(one["field"], one["level"], one["weight"]) for one in said),
        key=lambda step: -abs(step.weight),
    )
    effect = Effect(
        bool(row["together"]), int(row["n_left"]), int(row["n_right"]), int(row["persons"])
    )
    probability = float(row["match_probability"])
    return Card(left, right, probability, bool(row["disputed"]), tuple(steps), effect)


def card_view(one: Card) -> RenderableType:
    """The card as text, as wide as it may be; nothing in it comes to life."""
    head = Text(f"{_TONGUE.percent(one.probability)}: {likelihood(_TONGUE, one.probability)}")
    if one.disputed:
        head.append("  Reviewers disagree about this pair.", style="bold red")
    changes = Text.assemble(
        now(_TONGUE, one.effect),
        ("\nsame: ", "bold"),
        if_same(_TONGUE, one.effect),
        ("\ndifferent: ", "bold"),
        if_different(_TONGUE, one.effect),
    )
    return Group(head, _facts(one), changes, _evidence(one))


def _facts(one: Card) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, padding=(0, 1), pad_edge=False)
    table.add_column("", width=18, style="dim", overflow="fold")
    for record in (one.left, one.right):
        # as Text, or a key that looks like markup would be one
        head = Text(shown(f"{record.source}/{record.key}"))
        table.add_column(head, ratio=4, overflow="fold")
    for field in SHOWN:
        if field in one.left.facts or field in one.right.facts:
            said = [value(_TONGUE, field, end.facts.get(field)) for end in (one.left, one.right)]
            marks = (marked if field in _NAMES else marked_words)(said[0], said[1])
            table.add_row(Text(field_name(_TONGUE, field)), *map(_marked, marks))
    return table


def _marked(parts: tuple[Part, ...]) -> Text:
    # underlined too: not every screen has colours, and not every eye sees them
    return Text.assemble(
        *((text, "bold yellow underline" if differs else "") for text, differs in parts)
    )


def _evidence(one: Card) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, padding=(0, 1), pad_edge=False)
    table.add_column("against", width=_BAR, justify="right")
    table.add_column("for", width=_BAR)
    table.add_column("bits", justify="right", width=6)
    table.add_column("evidence", ratio=1, overflow="fold")
    most = max((abs(step.weight) for step in one.steps), default=1.0) or 1.0
    for step in one.steps:
        bar = "█" * max(1, round(abs(step.weight) / most * _BAR))
        against, speaks_for = (bar, "") if step.weight < 0 else ("", bar)
        table.add_row(
            Text(against, "red"),
            Text(speaks_for, "green"),
            Text(_TONGUE.bits(step.weight)),
            Text(says(_TONGUE, step)),
        )
    return table
