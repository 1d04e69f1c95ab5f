"""Edits between distinct strings, counted only where their letters allow it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from todos.pipeline.compare.strings import Strings

_WORDS = st.lists(st.text("aab0рə\U0001f600", max_size=9), min_size=1, max_size=6, unique=True)


@given(_WORDS, st.integers(1, 5))
def test_letters_never_hide_a_string_that_is_near(words: list[str], most: int) -> None:
    strings = Strings(words)
    left, right = (side.ravel() for side in np.indices((len(words), len(words))))
    expected = [
        min(OSA.distance(words[a], words[b]), most + 1) for a, b in zip(left, right, strict=True)
    ]
    assert strings.edits(left, right, most).tolist() == expected


@given(_WORDS)
def test_no_string_is_far_from_every_other(words: list[str]) -> None:
    strings = Strings(words)
    nothing = np.full(len(words), -1)
    assert (strings.edits(np.arange(len(words)), nothing, 2) == 3).all()
    assert (strings.edits(nothing, nothing, 2) == 3).all()
