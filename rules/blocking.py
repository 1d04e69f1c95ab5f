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
    Pass(("surname*",), "any surname in common: lists are short enough to look at all of them"),
    Pass(("given*",), "any given name in common, for surnames too far off to meet by name"),
    # the passes above leave out common names in long lists; these narrow them down
    Pass(("given*", "surname*"), "a given name and a surname agree: most pairs"),
    Pass(("surname_pair",), "both surnames agree, the given name is another"),
    Pass(("given*", "surname_start*"), "a misspelt surname"),
    Pass(("surname*", "arrest_day"), "a common surname, a given name too far off to meet by name"),
    Pass(("surname*", "birth_day"), "the same, with a birth date"),
    Pass(("surname*", "province", "sex"), "the same, with a province"),
    Pass(("given*", "arrest_day"), "a common given name, surnames too far off to meet by name"),
    Pass(("given*", "birth_day"), "the same, with a birth date"),
    Pass(("given*", "province", "sentence"), "the same, with a province and a sentence"),
    Pass(("given*", "release_day", "sentence"), "the same, with a day of release"),
)
