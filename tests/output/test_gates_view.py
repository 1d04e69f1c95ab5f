"""What people read of the gates: at a terminal of any width, and as Markdown."""

from io import StringIO

import pytest
from rich.console import Console, RenderableType
from todos.output.gates_view import gates_markdown, gates_view, held_view
from todos.pipeline.gates import HeldError, Result

PASSED = Result("rows", "list_a", 90, 100, 60, "passed", "90 records are listed")
WARNED = Result("rows", "list_b", 80, 100, 60, "warned", "80 records are listed; the limit is 60")
HELD = Result(
    "keys",
    "list_c",
    1,
    None,
    0,
    "held",
    "keys that stand for somebody else: 1",
    ("r[bold]7\x1b[2J",),
)
ACCEPTED = Result("gone", "CU", 30, None, 10, "accepted", "persons on no list: 30", ("CU-1",))
HOSTILE = Result(
    "words", "list_a.<img src=x>|[link](http://x.invalid)\n# b", 9, None, 2, "held", "…"
)
ALL = (PASSED, WARNED, HELD, ACCEPTED)


def shown(view: RenderableType, width: int = 80) -> str:
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(view)
    return out.getvalue()


def test_what_holds_stands_first_and_what_passed_is_only_counted() -> None:
    text = shown(gates_view(ALL))
    lines = text.splitlines()
    heads = [line.split() for line in lines if line.startswith(("held", "accepted", "warning"))]
    assert heads == [["held", "keys"], ["accepted", "gone"], ["warning", "rows"]]
    assert "list_a" not in text
    assert "Gates: 1 held, 1 accepted, 1 with a warning, 1 passed." in text


def test_only_what_holds_is_told_with_reason_and_cure() -> None:
    text = " ".join(shown(gates_view(ALL)).split())
    assert "Compare the rows of these keys in both editions." in text
    assert "Look at the delivered file" not in text


def test_all_passed_is_one_line() -> None:
    assert shown(gates_view([PASSED])) == "Gates: 1 passed.\n"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: int) -> None:
    text = shown(held_view(HeldError(ALL, "todos run")), width)
    assert all(len(line) <= width for line in text.splitlines())
    assert "Nothing was published; the last snapshot stays as it is." in " ".join(text.split())


def test_the_command_can_be_taken_over_as_it_stands() -> None:
    text = shown(held_view(HeldError(ALL, "todos run --date 2026-10-30")))
    command = text[text.index("  todos run") :]
    assert command == (
        "  todos run --date 2026-10-30 \\\n    --accept keys:list_c \\\n    --accept gone:CU \\\n"
        '    --because "…"\n'
    )


def test_what_stands_in_a_list_is_neither_markup_nor_control() -> None:
    text = shown(gates_view([HELD, HOSTILE]), 120)
    assert "r[bold]7 [2J" in text
    assert "\x1b" not in text


def test_markdown_names_no_keys_and_no_persons() -> None:
    text = gates_markdown(ALL)
    assert "| held | keys | list\\_c | keys that stand for somebody else\\: 1 |" in text
    assert "[2J" not in text
    assert "CU-1" not in text


def test_markdown_of_a_hostile_column_is_inert() -> None:
    (row,) = [
        line for line in gates_markdown([HOSTILE]).splitlines() if "words" in line and "|" in line
    ]
    assert "\\<img src\\=x\\>\\|\\[link\\]\\(http\\://x.invalid\\)" in row
    assert row.replace("\\|", "").count("|") == 5
