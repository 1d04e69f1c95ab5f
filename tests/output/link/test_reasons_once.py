"""Sentences are made once for all patterns that are worded alike."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from todos.output.link.tables import picked, worded_alike
from todos.pipeline.reasons import reasons
from todos.pipeline.score import Scores
from todos.rules.kinds import KINDS

COMPARISONS = [KINDS[kind].comparisons[0] for kind in ("place", "category", "number")]


@given(st.integers(0, 2**32 - 1))
def test_every_pattern_gets_the_sentence_of_its_own(seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels = rng.integers(0, 3, (40, len(COMPARISONS))).astype(np.int8)
    bits = np.round(rng.normal(0, 3, levels.shape) * (levels > 0), 1)
    kinship = rng.choice([0.0, -0.5, -3.0], 40)
    total = bits.sum(axis=1)
    scores = Scores(bits, bits, kinship, total, total)
    first, of = worded_alike(levels, scores)
    once = reasons(COMPARISONS, levels[first], picked(scores, first))
    assert (once[of] == reasons(COMPARISONS, levels, scores)).all()
