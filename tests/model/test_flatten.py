"""Flatten: the order of the features, and back."""

import numpy as np

from model.flatten import Flatten


def test_channels_of_a_pixel_stay_together():
    x = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    layer = Flatten()
    value = layer.forward(x, training=True)
    assert value.shape == (24, 5)
    for row, column, channel in np.ndindex(2, 3, 4):
        feature = (row * 3 + column) * 4 + channel
        np.testing.assert_array_equal(value[feature], x[row, column, channel])
    np.testing.assert_array_equal(layer.backward(value), x)
