"""Initialisers: the spread that the papers ask for, and the same draws from the same seed."""

import numpy as np
import pytest

from model.initialisers import INITIALISERS, he, xavier, zeros


def test_xavier_is_uniform_within_its_bound():
    weight = xavier((64, 1024), np.random.default_rng(0))
    bound = np.sqrt(6 / (64 + 1024))
    assert np.abs(weight).max() <= bound
    assert np.abs(weight).max() > 0.99 * bound
    assert weight.std() == pytest.approx(bound / np.sqrt(3), rel=0.01)


def test_xavier_counts_the_taps_for_inputs_and_outputs():
    weight = xavier((32, 3, 3, 16), np.random.default_rng(0))
    assert np.abs(weight).max() == pytest.approx(np.sqrt(6 / (9 * 16 + 9 * 32)), rel=0.01)


def test_he_has_its_variance():
    weight = he((64, 3, 3, 32), np.random.default_rng(0))
    assert weight.var() == pytest.approx(2 / (9 * 32), rel=0.05)
    assert abs(weight.mean()) < 0.002


def test_zeros():
    assert not zeros((2, 3), np.random.default_rng(0)).any()


@pytest.mark.parametrize("name", INITIALISERS)
def test_draws_come_from_the_generator_alone(name):
    first, second = (INITIALISERS[name]((4, 5), np.random.default_rng(3)) for _ in range(2))
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, second)
