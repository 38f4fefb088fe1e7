"""Frozen layers give what the trained ones give in inference."""

import numpy as np
import pytest

from model.activations import GELU, ReLU
from model.committee import Committee
from model.convolution import Conv2d
from model.dropout import Dropout
from model.flatten import Flatten
from model.frozen import FrozenConv2d, freeze
from model.linear import Linear
from model.normalisation import BatchNorm
from model.pooling import MaxPool2d
from model.residual import Residual

CHAINS = {
    "pool, then rectify": lambda: [Conv2d(8, 6), BatchNorm(6), MaxPool2d(2), ReLU()],
    "rectify, then pool": lambda: [Conv2d(8, 6, bias=False), BatchNorm(6), ReLU(), MaxPool2d(2)],
    "pool, then norm": lambda: [Conv2d(8, 6), MaxPool2d(2), BatchNorm(6), ReLU()],
    "pool, then norm, kernel 5": lambda: [Conv2d(8, 6, 5), MaxPool2d(2), BatchNorm(6), ReLU()],
    "norm, pool, norm": lambda: [Conv2d(8, 6), BatchNorm(6), MaxPool2d(2), BatchNorm(6), ReLU()],
    "two norms": lambda: [Conv2d(8, 6), BatchNorm(6), BatchNorm(6), MaxPool2d(2), ReLU()],
    "no norm": lambda: [Conv2d(8, 6), ReLU()],
    "another activation": lambda: [Conv2d(8, 6), BatchNorm(6), GELU(), MaxPool2d(2)],
    "two pools": lambda: [Conv2d(8, 6), MaxPool2d(2), MaxPool2d(2), ReLU()],
    "pool across tiles": lambda: [Conv2d(8, 6), MaxPool2d(8)],
    "kernel 5": lambda: [Conv2d(8, 6, 5), BatchNorm(6), ReLU()],
    "linear": lambda: [Flatten(), Dropout(0.5), Linear(512, 6), BatchNorm(6), ReLU()],
    "norm alone": lambda: [BatchNorm(8), ReLU()],
    "committee": lambda: [
        Committee([[Conv2d(8, 6), BatchNorm(6), ReLU()], [Conv2d(8, 6, 5), MaxPool2d(1)]])
    ],
    "residual": lambda: [Residual([Conv2d(8, 6), BatchNorm(6), ReLU()], 8, 6)],
}


@pytest.mark.parametrize("name", CHAINS)
def test_frozen_equals_unfrozen(name):
    rng = np.random.default_rng(1)
    layers = CHAINS[name]()
    for layer in layers:
        layer.initialise(rng)
        layer.cast(np.float64)
        for array in (*layer.parameters().values(), *layer.buffers().values()):
            # Scales of either sign; variances stay positive.
            array[...] = np.abs(array) + 0.1 if (array == 1).all() else array
            array += 0.3 * rng.random(array.shape)
        if isinstance(layer, BatchNorm):
            layer.parameters()["scale"][::2] *= -1
    x = rng.standard_normal((8, 8, 8, 3))
    value, frozen_value = x, x
    for layer in layers:
        value = layer.forward(value)
    for layer in freeze(layers):
        frozen_value = layer.forward(frozen_value)
    np.testing.assert_allclose(frozen_value, value, atol=1e-10)


def test_freezing_leaves_the_trained_layers_alone():
    rng = np.random.default_rng(1)
    layers = [Conv2d(8, 4), BatchNorm(4), Flatten(), Linear(16, 2), BatchNorm(2)]
    for layer in layers:
        layer.initialise(rng)
    layers[1].buffers()["mean"] += 1
    before = [array.copy() for layer in layers for array in layer.parameters().values()]
    frozen = freeze(layers)
    after = [array for layer in layers for array in layer.parameters().values()]
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)
    assert [type(layer) for layer in frozen] == [FrozenConv2d, Flatten, Linear]
