"""Residual: the input comes through beside the chain, projected where channels change."""

import numpy as np
import pytest

from model.convolution import Conv2d
from model.residual import Residual


def test_a_chain_of_zeros_gives_the_input():
    x = np.random.default_rng(0).standard_normal((4, 3, 2, 5)).astype(np.float32)
    np.testing.assert_array_equal(Residual([Conv2d(2, 2)], 2, 2).forward(x), x)


def test_the_input_is_projected_where_channels_change():
    x = np.random.default_rng(0).standard_normal((4, 3, 2, 5)).astype(np.float32)
    layer = Residual([Conv2d(2, 3)], 2, 3)
    layer.parameters()["projection.weight"][...] = np.array([[1, 0], [0, 1], [1, 1]])[:, None, None]
    value = layer.forward(x)
    np.testing.assert_allclose(value[:, :, :2], x, atol=1e-6)
    np.testing.assert_allclose(value[:, :, 2], x.sum(axis=2), atol=1e-6)


def test_a_chain_of_another_shape_is_refused():
    layer = Residual([Conv2d(3, 4)], 3, 3)
    with pytest.raises(ValueError, match="is added to it"):
        layer.output_shape((4, 4, 3))
