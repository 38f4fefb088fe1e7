"""Pooling against loops over the squares."""

import numpy as np
import pytest

from model.pooling import AveragePool2d, GlobalAveragePool2d, MaxPool2d


@pytest.mark.parametrize(("layer", "reduce"), [(MaxPool2d, np.max), (AveragePool2d, np.mean)])
@pytest.mark.parametrize("side", [1, 2, 3])
def test_each_square_gives_one_value(layer, reduce, side):
    x = np.random.default_rng(1).standard_normal((6, 12, 2, 3))
    value = layer(side).forward(x)
    assert value.shape == (6 // side, 12 // side, 2, 3)
    for row, column, channel, sample in np.ndindex(value.shape):
        square = x[
            row * side : (row + 1) * side, column * side : (column + 1) * side, channel, sample
        ]
        assert value[row, column, channel, sample] == pytest.approx(reduce(square))


def test_among_equals_the_first_pixel_takes_the_gradient():
    layer = MaxPool2d(2)
    layer.forward(np.ones((2, 2, 1, 1)), training=True)
    np.testing.assert_array_equal(
        layer.backward(np.full((1, 1, 1, 1), 5.0))[:, :, 0, 0], [[5, 0], [0, 0]]
    )


def test_global_average_is_the_mean_picture():
    x = np.random.default_rng(1).standard_normal((3, 5, 2, 4))
    np.testing.assert_allclose(GlobalAveragePool2d().forward(x), x.mean(axis=(0, 1)))


def test_squares_tile_the_picture():
    with pytest.raises(ValueError, match="multiple of 2"):
        MaxPool2d(2).output_shape((5, 4, 1))
    with pytest.raises(ValueError, match="side 1 or more"):
        MaxPool2d(0)
