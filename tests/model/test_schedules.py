"""Schedules: end points and course."""

import numpy as np
import pytest

from model.schedules import SCHEDULES

ENDS = {"constant": (1, 1), "step": (1, 0.01), "cosine": (1, 0), "one-cycle": (0.04, 0.001)}


def test_all_are_tried():
    assert ENDS.keys() == SCHEDULES.keys()


@pytest.mark.parametrize("name", ENDS)
def test_end_points(name):
    first, last = ENDS[name]
    assert SCHEDULES[name](0.0) == pytest.approx(first)
    assert SCHEDULES[name](1.0) == pytest.approx(last)


@pytest.mark.parametrize("name", ENDS)
def test_factors_are_within_0_and_1(name):
    factors = [SCHEDULES[name](progress) for progress in np.linspace(0, 1, 101)]
    assert min(factors) >= 0
    assert max(factors) == pytest.approx(1, abs=1e-3)


def test_step_falls_at_half_and_three_quarters():
    step = SCHEDULES["step"]
    assert [step(p) for p in (0.49, 0.5, 0.74, 0.75)] == pytest.approx([1, 0.1, 0.1, 0.01])


def test_one_cycle_rises_then_falls_without_a_jump():
    factors = np.array([SCHEDULES["one-cycle"](p) for p in np.linspace(0, 1, 1001)])
    top = factors.argmax()
    assert top == 250
    assert (np.diff(factors[: top + 1]) >= 0).all()
    assert (np.diff(factors[top:]) <= 0).all()
    assert np.abs(np.diff(factors)).max() < 0.01
