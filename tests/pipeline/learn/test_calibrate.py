"""Calibration: odds follow what people decided, and never change their order."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.learn.calibrate import ISOTONIC_FROM, Bools, Floats, Points, points, worth
from todos.pipeline.score import Parameters, calibrated, priors
from todos.rules.comparisons import COMPARISONS

DRAW = np.random.default_rng(3)


def decided(size: int, shift: float, tilt: float) -> tuple[Floats, Bools, Floats]:
    """Odds that a model gives, and decisions by odds that are a line of them."""
    odds = DRAW.uniform(-8, 8, size)
    true = 1 / (1 + np.exp2(-(shift + tilt * odds)))
    return odds, DRAW.random(size) < true, np.ones(size)


def model(curve: Points) -> Parameters:
    return replace(priors(COMPARISONS), calibration=curve)


@pytest.mark.parametrize("size", [600, ISOTONIC_FROM * 4])
def test_a_model_that_is_too_bold_is_made_more_careful(size: int) -> None:
    odds, same, weight = decided(size, -2.0, 0.5)
    curve = points(odds, same, weight)
    assert len(curve) <= 10
    moved = calibrated(model(curve), np.array([-6.0, 0.0, 6.0]))
    assert moved == pytest.approx([-5.0, -2.0, 1.0], abs=1.0)
    again, truth, _ = decided(4000, -2.0, 0.5)
    before, after = (
        worth(one, truth, np.ones(4000)) for one in (again, calibrated(model(curve), again))
    )
    assert after.log_loss < before.log_loss
    assert after.brier < before.brier


def test_a_model_that_is_right_is_hardly_moved() -> None:
    curve = points(*decided(900, 0.0, 1.0))
    assert calibrated(model(curve), np.array([-4.0, 0.0, 4.0])) == pytest.approx(
        [-4.0, 0.0, 4.0], abs=1.2
    )


def test_few_decisions_or_decisions_of_one_kind_say_nothing() -> None:
    odds, _, weight = decided(60, 0.0, 1.0)
    assert points(odds, np.ones(60, dtype=np.bool_), weight) == ()
    assert points(odds, np.arange(60) < 9, weight) == ()


def test_a_sampled_pair_counts_for_those_that_it_stands_for() -> None:
    odds, same, _ = decided(800, 0.0, 1.0)
    # every second non-match was left out of the sample, so each stands for two
    kept = same | (np.arange(800) % 2 == 0)
    weight = np.where(same, 1.0, 2.0)[kept]
    weighted = np.array(points(odds[kept], same[kept], weight))
    plain = np.array(points(odds[kept], same[kept], np.ones(kept.sum())))
    assert weighted[:, 1].mean() == pytest.approx(plain[:, 1].mean() - 1.0, abs=0.35)


_CASES = st.lists(
    st.tuples(st.floats(-40, 40), st.booleans(), st.floats(0.1, 50)), min_size=1, max_size=60
)


@given(_CASES, st.booleans())
def test_calibration_never_turns_an_order_round(
    cases: list[tuple[float, bool, float]], many: bool
) -> None:
    times = ISOTONIC_FROM // len(cases) + 1 if many else 1
    odds, same, weight = (np.tile(np.array(part), times) for part in zip(*cases, strict=True))
    curve = points(odds, same.astype(np.bool_), weight)
    asked = np.linspace(-50, 50, 401)
    assert (np.diff(calibrated(model(curve), asked)) >= -1e-9).all()


def test_worth_is_log_loss_in_bits_and_squared_error() -> None:
    said = worth(np.array([0.0, 0.0]), np.array([True, False]), np.ones(2))
    assert (said.log_loss, said.brier) == pytest.approx((1.0, 0.25))
    assert worth(np.array([2.0]), np.array([False]), np.ones(1)).brier == pytest.approx(0.64)
