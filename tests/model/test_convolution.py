"""Convolution against a loop that spells the sum out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.convolution import Conv2d, convolve, turned, weight_gradient


def naive(x, weight):
    rows, columns, _, samples = x.shape
    outputs, side = weight.shape[:2]
    margin = side // 2
    value = np.zeros((rows, columns, outputs, samples))
    for row, column, output, sample in np.ndindex(value.shape):
        for across, down in np.ndindex(side, side):
            r, c = row + down - margin, column + across - margin
            if 0 <= r < rows and 0 <= c < columns:
                value[row, column, output, sample] += (
                    weight[output, across, down] @ x[r, c, :, sample]
                )
    return value


@settings(max_examples=25, deadline=None)
@given(
    rows=st.integers(1, 7),
    columns=st.integers(1, 7),
    channels=st.integers(1, 3),
    outputs=st.integers(1, 3),
    margin=st.integers(0, 3),
    seed=st.integers(0, 1000),
)
def test_convolution_is_the_sum_that_it_says(rows, columns, channels, outputs, margin, seed):
    rng = np.random.default_rng(seed)
    side = 2 * margin + 1
    x = rng.standard_normal((rows, columns, channels, 2))
    weight = rng.standard_normal((outputs, side, side, channels))
    np.testing.assert_allclose(convolve(x, weight), naive(x, weight), atol=1e-12)


@pytest.mark.parametrize("pool", [1, 2, 3])
@pytest.mark.parametrize("side", [1, 3])
def test_finish_is_applied_to_every_row_of_squares(pool, side):
    rng = np.random.default_rng(6)
    x, weight = rng.standard_normal((6, 12, 2, 2)), rng.standard_normal((3, side, side, 2))

    def finish(tile, place):
        assert (len(tile), len(place)) == (pool, 1)
        place[...] = tile[::pool, ::pool] ** 2

    value = convolve(x, weight, pool=pool, finish=finish)
    expected = naive(x, weight)[::pool, ::pool] ** 2
    np.testing.assert_allclose(value, expected, atol=1e-11)


def test_gradients_are_the_transposed_map():
    # <conv(x), g> = <x, conv*(g)> and = <w, weight gradient>: both maps are linear.
    rng = np.random.default_rng(2)
    x, weight = rng.standard_normal((6, 5, 2, 3)), rng.standard_normal((4, 5, 5, 2))
    grad = rng.standard_normal((6, 5, 4, 3))
    inner = (naive(x, weight) * grad).sum()
    assert (x * convolve(grad, turned(weight))).sum() == pytest.approx(inner)
    assert (weight * weight_gradient(x, grad, 5)).sum() == pytest.approx(inner)


def test_layer_adds_its_bias():
    layer = Conv2d(1, 2)
    layer.parameters()["bias"][...] = [1, 2]
    value = layer.forward(np.zeros((3, 3, 1, 1), np.float32))
    np.testing.assert_array_equal(value[1, 1, :, 0], [1, 2])


@pytest.mark.parametrize("kernel", [0, 2, -3])
def test_kernels_have_odd_sides(kernel):
    with pytest.raises(ValueError, match="odd side"):
        Conv2d(1, 1, kernel)


def test_other_channels_are_refused():
    with pytest.raises(ValueError, match="rows, columns, 3"):
        Conv2d(3, 1).output_shape((8, 8, 2))
