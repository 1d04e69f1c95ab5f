"""What the gates say of a night, for a terminal and as Markdown: what is held first, with figures.

The key of a row and the id of a person are shown to whoever ran the night; Markdown goes into
mails and logs and names none of them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..pipeline.gates import HeldError, Result, Strength, by_gate
from ..rules.gates import BY_NAME
from ..rules.problems import clip
from .changes.markdown import inert

# Strength, how it is called, and its style; what is worst first.
_TOLD = (
    ("held", "held", "bold red"),
    ("accepted", "accepted", "magenta"),
    ("warned", "warning", "yellow"),
)
_COUNTED: tuple[tuple[Strength, str], ...] = (
    ("held", "held"),
    ("accepted", "accepted"),
    ("warned", "with a warning"),
)
_LONGEST = 120


def gates_view(results: Sequence[Result]) -> RenderableType:
    """Each gate that did not simply pass, with its figures; what holds also with what to do."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for strength, label, style in _TOLD:
        some = by_gate(one for one in results if one.strength == strength)
        for gate, each in some.items():
            table.add_row(Text(label, style=style), _lines(gate, each, strength))
    counts = Text(_counts(results), style="bold" if table.row_count else "green")
    return Group(table, counts) if table.row_count else counts


def held_view(error: HeldError) -> RenderableType:
    """A night held back: which gates, why, what to do, and how to let it through."""
    title = Text("Nothing was published; the last snapshot stays as it is.\n", style="bold red")
    cure = Text("\nIf all of it is right as it is, let it through and say why:")
    # a shell takes it as it stands: nothing follows the backslashes
    command = Text("  " + " \\\n    ".join(error.words), style="bold", overflow="fold")
    return Group(title, gates_view(error.results), cure, command)


def gates_markdown(results: Sequence[Result]) -> str:
    """The same as Markdown; whatever stands in a column's name is inert."""
    return "\n".join(_markdown(results)) + "\n"


def _lines(gate: str, each: Sequence[Result], strength: str) -> Text:
    """A gate in words; of what is held also why there is a limit, and what to do."""
    text = Text(gate, style="bold")
    for one in each:
        text.append(f"\n{clip(one.subject, _LONGEST)}: {one.sentence}", style="not bold")
        if one.examples and strength != "accepted":
            few = ", ".join(clip(example, _LONGEST) for example in one.examples)
            text.append(f" ({few})", style="not bold cyan")
    if strength == "held":
        text.append(f"\n{BY_NAME[gate].why}", style="not bold dim")
        text.append(f"\n{BY_NAME[gate].cure}\n", style="not bold")
    return text


def _counts(results: Sequence[Result]) -> str:
    many = Counter(one.strength for one in results)
    said = [f"{many[strength]} {word}" for strength, word in _COUNTED if many[strength]]
    return f"Gates: {', '.join([*said, str(many['passed']) + ' passed'])}."


def _markdown(results: Sequence[Result]) -> Iterator[str]:
    yield "## Gates\n"
    yield _counts(results)
    yield from _markdown_table(results)
    for gate in by_gate(one for one in results if one.strength == "held"):
        yield f"\n**{gate}**: {inert(BY_NAME[gate].why)} {inert(BY_NAME[gate].cure)}"


def _markdown_table(results: Sequence[Result]) -> Iterator[str]:
    if any(one.strength != "passed" for one in results):
        yield "\n| | gate | of | what was found |\n|---|---|---|---|"
    for strength, label, _ in _TOLD:
        for each in by_gate(one for one in results if one.strength == strength).values():
            for one in each:
                of = inert(clip(one.subject, _LONGEST))
                yield f"| {label} | {one.gate} | {of} | {inert(one.sentence)} |"
