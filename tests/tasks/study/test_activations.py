"""Activations: derivatives are those of the functions, and tanh is a sigmoid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.activations import ReLU, Sigmoid, Tanh
from tasks.study.activations import activation_numbers, slope_gap, tanh_gap, value_and_slope

INPUTS = arrays(np.float64, st.integers(1, 8), elements=st.floats(-30, 30))


@given(INPUTS)
def test_derivatives_are_those_of_central_differences(x):
    assert slope_gap(Sigmoid(), x) < 1e-9
    assert slope_gap(Tanh(), x) < 1e-9


@given(INPUTS)
def test_derivatives_follow_from_the_values(x):
    value, slope = value_and_slope(Sigmoid(), x)
    assert np.allclose(slope, value * (1 - value), rtol=0, atol=1e-15)
    value, slope = value_and_slope(Tanh(), x)
    assert np.allclose(slope, 1 - value**2, rtol=0, atol=1e-15)


@given(INPUTS)
def test_tanh_is_a_sigmoid_of_twice_the_input_stretched(x):
    assert tanh_gap(x) < 1e-15


def test_a_gap_would_be_seen():
    # At its corner the rectifier has no derivative.
    assert slope_gap(ReLU(), np.zeros(1)) == pytest.approx(0.5)


def test_what_the_study_notes(numbers_of):
    numbers = numbers_of(activation_numbers())
    for name, steepest, least in (("sigmoid", 0.25, 0.0), ("tanh", 1.0, -1.0)):
        xs, slopes = numbers.curve("activations", name, "derivative")
        assert xs[slopes.argmax()] == pytest.approx(0, abs=1e-12)
        assert slopes.max() == pytest.approx(steepest, abs=1e-12)
        _, values = numbers.curve("activations", name, "value")
        assert values[0] == pytest.approx(least, abs=0.01)
        assert values[-1] == pytest.approx(1, abs=0.01)
        assert numbers.value("activations", name, "difference from central differences") < 1e-9
