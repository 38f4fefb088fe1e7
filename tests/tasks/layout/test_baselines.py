"""Baselines: lines under rows, undisturbed by tails and steps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.layout.baselines import fit_baseline


@settings(max_examples=40, deadline=None)
@given(st.floats(-0.15, 0.15), st.floats(-1000, 1000), st.integers(0, 1000))
def test_a_long_row_shows_its_slope(slope, height, seed):
    rng = np.random.default_rng(seed)
    x = 30.0 * np.arange(15) + 100
    bottoms = height + slope * (x - 100) + rng.normal(0, 1, 15)
    line = fit_baseline(x, bottoms, 100.0, 40.0)
    assert line.slope == pytest.approx(slope, abs=0.03)
    assert line.height == pytest.approx(height, abs=6)


def test_tails_do_not_pull():
    x = 30.0 * np.arange(12)
    bottoms = np.full(12, 200.0)
    bottoms[[2, 9]] = [225.0, 232.0]
    line = fit_baseline(x, bottoms, 0.0, 40.0)
    assert line.height == pytest.approx(200.0, abs=2.0)
    assert line.slope == pytest.approx(0.0, abs=0.01)


def test_one_glyph_is_level():
    line = fit_baseline(np.array([50.0]), np.array([120.0]), 30.0, 40.0)
    assert (line.height, line.slope) == (120.0, 0.0)


def test_two_glyphs_are_nearly_level():
    line = fit_baseline(np.array([0.0, 30.0]), np.array([100.0, 110.0]), 0.0, 40.0)
    assert abs(line.slope) < 0.1
