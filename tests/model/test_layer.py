"""The layer protocol: what a layer without anything does, and how shapes are refused."""

import numpy as np
import pytest

from model.layer import Layer, expect_shape


class Double(Layer):
    kind = "double"

    def forward(self, x, *, training=False, rng=None):
        return 2 * x

    def backward(self, grad):
        return 2 * grad


def test_a_layer_without_parameters_needs_value_and_gradient_only():
    layer = Double()
    layer.initialise(np.random.default_rng(0))
    layer.backward_parameters(np.ones((1, 1)))
    assert layer.cast(np.float64) is layer
    assert layer.parameters() == layer.gradients() == layer.buffers() == {}
    assert layer.to_spec() == {"kind": "double"}
    assert layer.output_shape((3, 4, 5)) == (3, 4, 5)


def test_the_base_computes_nothing():
    with pytest.raises(NotImplementedError):
        Layer().forward(np.ones((1, 1)))
    with pytest.raises(NotImplementedError):
        Layer().backward(np.ones((1, 1)))


def test_a_wrong_shape_is_named():
    expect_shape(matches=True, layer="Double", shape=(1,), expected="(1,)")
    with pytest.raises(ValueError, match=r"Double takes samples of shape \(2,\), not \(1,\)"):
        expect_shape(matches=False, layer="Double", shape=(1,), expected="(2,)")
