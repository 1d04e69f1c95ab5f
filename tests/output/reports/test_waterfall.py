"""The waterfall leads from the rarity of matches to the probability of the pair."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.output.reports.sections import Step
from todos.output.reports.waterfall import waterfall

weights = st.lists(st.floats(-20, 20), max_size=12)


def steps(bits: list[float]) -> list[Step]:
    return [Step(f"field{at}", "same", one) for at, one in enumerate(bits)]


@given(weights, st.floats(0.001, 0.999))
def test_the_bars_add_up_to_the_result(bits: list[float], probability: float) -> None:
    *moves, result = waterfall(steps(bits), probability).bars
    assert sum(bar.weight for bar in moves) == pytest.approx(result.weight, abs=1e-6)
    assert 1 / (1 + 2**-result.weight) == pytest.approx(probability, abs=1e-6)


@given(weights, st.floats(0.001, 0.999))
def test_each_bar_lies_on_the_track_and_begins_where_the_last_ended(
    bits: list[float], probability: float
) -> None:
    picture = waterfall(steps(bits), probability)
    at = picture.even
    for bar in picture.bars[:-1]:
        ends = (bar.start, bar.start + bar.width)
        begin, end = ends if bar.weight >= 0 else ends[::-1]
        assert begin == pytest.approx(at, abs=0.05)
        assert min(ends) >= -0.05
        assert max(ends) <= 100.05
        at = end


def test_small_comparisons_are_added_up() -> None:
    kinds = [bar.kind for bar in waterfall(steps([5.0, 0.1, 0.1, -3.0]), 0.5).bars]
    assert kinds == ["prior", "step", "step", "rest", "sum"]


def test_certainty_is_drawn_without_infinity() -> None:
    for bar in waterfall(steps([5.0]), 1.0).bars:
        assert math.isfinite(bar.start)
        assert math.isfinite(bar.width)
