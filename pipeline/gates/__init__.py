"""Gates: what is looked at before a night is published, and what holds it back."""

from .judge import judge
from .result import HeldError, Result, Strength, accepting, as_rows, by_gate, covered, held

__all__ = [
    "HeldError",
    "Result",
    "Strength",
    "accepting",
    "as_rows",
    "by_gate",
    "covered",
    "held",
    "judge",
]
