"""Blocking passes: two records meet as candidates if they share one whole key of any pass.

A key part ending in * takes every token of a name in turn, so that a missing, added or swapped
name does not keep two records apart.
"""

from dataclasses import dataclass

# A block of more records than this is cut by its next part or left to the other passes.
LARGEST_BLOCK = 400


@dataclass(frozen=True, slots=True)
class Pass:
    """One blocking pass: its key parts, and the case it is there for."""

    parts: tuple[str, ...]
    why: str


PASSES = (
    Pass(("given*", "surname*"), "most pairs: a given name and a surname agree"),
    Pass(("surname_pair",), "a given name that is misspelt, or replaced by another"),
    Pass(("surname*", "arrest_day", "province"), "a given name too far off to meet by name"),
    Pass(("surname*", "birth_day"), "the same, with a birth date"),
    Pass(("given*", "surname_start*", "sex"), "a misspelt surname"),
    Pass(("given*", "arrest_day", "sentence", "sex"), "surnames too far off to meet by name"),
    Pass(("given*", "birth_day"), "the same, with a birth date"),
    Pass(("given*", "release_day", "sentence"), "the same, with a day of release"),
)
