"""Activations: known values and extremes."""

import numpy as np
import pytest

from model.activations import GELU, ReLU, Sigmoid, Tanh

X = np.array([[-1000.0, -1.0, 0.0, 1.0, 1000.0]])


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (Sigmoid, [0, 1 / (1 + np.e), 0.5, 1 / (1 + 1 / np.e), 1]),
        (Tanh, [-1, -0.761594, 0, 0.761594, 1]),
        (ReLU, [0, 0, 0, 1, 1000]),
        (GELU, [0, -0.158808, 0, 0.841192, 1000]),
    ],
)
def test_values(layer, expected):
    with np.errstate(all="raise"):
        value = layer().forward(X)
    np.testing.assert_allclose(value[0], expected, atol=1e-6)


@pytest.mark.parametrize("layer", [Sigmoid, Tanh, ReLU, GELU])
def test_float32_is_near_float64(layer):
    x = np.linspace(-6, 6, 101)[None]
    value = layer().forward(x.astype(np.float32))
    assert value.dtype == np.float32
    np.testing.assert_allclose(value, layer().forward(x), atol=1e-6)


def test_the_rectifier_is_flat_at_0():
    layer = ReLU()
    layer.forward(np.zeros((1, 2)), training=True)
    np.testing.assert_array_equal(layer.backward(np.ones((1, 2))), 0)
