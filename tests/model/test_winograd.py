"""Winograd's algorithm against the direct convolution."""

import numpy as np
import pytest

from model import winograd
from model.convolution import convolve, weight_gradient


@pytest.mark.parametrize("shape", [(4, 1, 8, 2), (8, 5, 9, 3), (16, 8, 12, 1)])
def test_values_and_gradients_are_those_of_the_direct_way(shape):
    rng = np.random.default_rng(4)
    x = rng.standard_normal(shape)
    weight = rng.standard_normal((5, 3, 3, shape[2]))
    grad = rng.standard_normal((*shape[:2], 5, shape[3]))
    value = winograd.convolve(x, winograd.transform_weight(weight))
    np.testing.assert_allclose(value, convolve(x, weight), atol=1e-11)
    slope = winograd.weight_gradient(x, grad)
    np.testing.assert_allclose(slope, weight_gradient(x, grad, 3), atol=1e-10)


def test_float32_loses_little():
    rng = np.random.default_rng(5)
    x = rng.standard_normal((16, 16, 64, 2))
    weight = rng.standard_normal((64, 3, 3, 64)) / 24
    exact = convolve(x, weight)
    transformed = winograd.transform_weight(weight.astype(np.float32))
    value = winograd.convolve(x.astype(np.float32), transformed)
    assert value.dtype == np.float32
    assert np.abs(value - exact).max() < 2e-5


@pytest.mark.parametrize("pool", [1, 2, 4])
def test_shift_and_finish_are_applied_to_every_four_rows(pool):
    rng = np.random.default_rng(6)
    x, weight = rng.standard_normal((8, 12, 8, 2)), rng.standard_normal((3, 3, 3, 8))
    shift = rng.standard_normal((3, 1))
    heights = []

    def finish(tile, place):
        heights.append((len(tile), len(place)))
        place[...] = tile[::pool, ::pool] ** 2

    transformed = winograd.transform_weight(weight)
    value = winograd.convolve(x, transformed, shift, pool=pool, finish=finish)
    assert heights == [(4, 4 // pool)] * 2
    expected = (convolve(x, weight) + shift)[::pool, ::pool] ** 2
    np.testing.assert_allclose(value, expected, atol=1e-10)


def test_only_whole_tiles_of_kernel_3_are_taken():
    assert winograd.can_convolve((8, 5, 8, 1), (4, 3, 3, 8))
    assert not winograd.can_convolve((6, 5, 8, 1), (4, 3, 3, 8))
    assert not winograd.can_convolve((8, 5, 8, 1), (4, 5, 5, 8))
    assert not winograd.can_convolve((8, 5, 1, 1), (4, 3, 3, 1))
