"""Symmetry: units that start equal stay equal, and then the network learns next to nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.study.symmetry import AFTER_ZEROS, EPOCHS, SHOWN_UNITS, symmetry_numbers, unit_spread


@pytest.fixture(scope="module")
def numbers(numbers_of, symmetry_rows):
    return numbers_of(symmetry_rows)


def test_units_from_zeros_stay_equal_and_drawn_ones_apart(numbers):
    epochs, from_zeros = numbers.curve("symmetry", "zero", "spread of hidden units")
    assert list(epochs) == list(range(EPOCHS + 1))
    assert from_zeros.max() < 1e-5
    _, drawn = numbers.curve("symmetry", "Xavier", "spread of hidden units")
    assert drawn.min() > 0.8


def test_weights_from_zeros_are_one_picture_repeated_but_not_zero(numbers):
    units = numbers.series("weights", AFTER_ZEROS)
    assert len(units) == SHOWN_UNITS
    first, *others = (numbers.curve("weights", AFTER_ZEROS, unit)[1] for unit in units)
    assert np.abs(first).max() > 1e-3
    assert all(np.allclose(first, other, atol=1e-5 * np.abs(first).max()) for other in others)


def test_equal_units_learn_far_less(numbers):
    _, from_zeros = numbers.curve("symmetry", "zero", "validation accuracy")
    _, drawn = numbers.curve("symmetry", "Xavier", "validation accuracy")
    assert drawn.max() > 0.4
    assert from_zeros.max() < 0.6 * drawn.max()


@given(st.integers(2, 6), st.floats(0.01, 100), st.integers(0, 99))
def test_spread_is_0_for_equal_units_and_keeps_through_scaling(units, scale, seed):
    row = np.random.default_rng(seed).standard_normal((1, 9)) + 0.5
    assert unit_spread(np.repeat(row, units, axis=0)) < 1e-7
    drawn = np.random.default_rng(seed).standard_normal((units, 9))
    assert unit_spread(scale * drawn) == pytest.approx(unit_spread(drawn))


def test_spread_of_opposite_units_is_1_and_of_no_weights_0():
    assert unit_spread(np.array([[1.0, -1.0], [-1.0, 1.0]])) == 1
    assert unit_spread(np.zeros((3, 4))) == 0


def test_no_more_epochs_than_asked_for(letters, learn_settings, numbers_of):
    one = learn_settings.model_copy(update={"epochs": 1})
    numbers = numbers_of(symmetry_numbers(letters, one, 0))
    assert list(numbers.curve("symmetry", "zero", "validation accuracy")[0]) == [1]
