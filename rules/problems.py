"""What is wrong with a list, said so that a person can mend it: value, place, cure."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


def clip(value: str, limit: int = 80) -> str:
    """`value` on one line, without control characters, at most `limit` characters long."""
    printable = "".join(c if c.isprintable() else " " for c in value[: limit * 4])
    line = " ".join(printable.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. An error holds the run; a warning is reported and the row is kept.

    rows: how many rows say the same; `row` is the first of them.
    """

    severity: Severity
    source: str
    file: str
    row: int | None
    column: str | None
    value: str | None
    what: str
    cure: str
    rows: int = 1

    def __str__(self) -> str:
        place = self.file + (f" row {self.row}" if self.row is not None else "")
        column = f"'{self.column}' " if self.column else ""
        said = f"says '{clip(self.value)}', " if self.value is not None else ""
        return f"{place}: {column}{said}{self.what}. {self.cure}"


class Refusal(Exception):  # noqa: N818  # it is no fault of the program
    """Something cannot be done as it was asked; the message says why and what to do."""


class ListError(Refusal):
    """A list cannot be read as it is."""

    def __init__(self, problem: Problem, *others: Problem) -> None:
        super().__init__(str(problem))
        self.problems = (problem, *others)
