"""The layer protocol: every layer keeps it, and its gradient agrees with central differences."""

import json

import numpy as np
import pytest

from model.activations import GELU, ReLU, Sigmoid, Tanh
from model.committee import Committee
from model.convolution import Conv2d
from model.dropout import Dropout
from model.flatten import Flatten
from model.layer import Layer, expect_shape
from model.linear import Linear
from model.normalisation import BatchNorm
from model.pooling import AveragePool2d, GlobalAveragePool2d, MaxPool2d
from model.residual import Residual
from model.specification import layer_from_spec

STEP = 1e-5
LAYERS = {
    "linear": (lambda: Linear(6, 4), (6,)),
    "convolution 1": (lambda: Conv2d(3, 4, 1), (3, 5, 3)),
    "convolution 3": (lambda: Conv2d(3, 2, 3), (5, 4, 3)),
    "convolution 5": (lambda: Conv2d(2, 3, 5, bias=False), (4, 6, 2)),
    "convolution 3 by tiles": (lambda: Conv2d(8, 3, 3), (8, 5, 8)),
    "max pool": (lambda: MaxPool2d(2), (4, 6, 3)),
    "max pool 3": (lambda: MaxPool2d(3), (6, 3, 2)),
    "average pool": (lambda: AveragePool2d(2), (4, 6, 3)),
    "global average pool": (GlobalAveragePool2d, (3, 5, 4)),
    "batch norm of features": (lambda: BatchNorm(4), (4,)),
    "batch norm of pictures": (lambda: BatchNorm(3), (4, 2, 3)),
    "flatten": (Flatten, (2, 3, 4)),
    "dropout": (lambda: Dropout(0.4), (3, 4, 2)),
    "residual": (lambda: Residual([Conv2d(3, 3), BatchNorm(3), Tanh()], 3, 3), (4, 3, 3)),
    "residual, projected": (lambda: Residual([Conv2d(2, 3), Sigmoid()], 2, 3), (4, 3, 2)),
    "committee": (
        lambda: Committee([[Linear(6, 4), Tanh()], [Linear(6, 3), BatchNorm(3), Linear(3, 4)]]),
        (6,),
    ),
    "sigmoid": (Sigmoid, (5,)),
    "tanh": (Tanh, (5,)),
    "relu": (ReLU, (5,)),
    "gelu": (GELU, (5,)),
}


def numeric_gradient(function, array):
    """Central differences, one value at a time."""
    slope = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + STEP
        above = function()
        array[place] = kept - STEP
        below = function()
        array[place] = kept
        slope[place] = (above - below) / (2 * STEP)
    return slope


def relative_error(first, second):
    return np.abs(first - second).max() / max(np.abs(first).max(), np.abs(second).max(), 1e-12)


@pytest.fixture(params=LAYERS, name="case")
def _case(request):
    build, shape = LAYERS[request.param]
    rng = np.random.default_rng(7)
    layer: Layer = build()
    layer.initialise(rng)
    layer.cast(np.float64)
    for array in layer.parameters().values():
        array += 0.3 * rng.standard_normal(array.shape)
    x = rng.standard_normal((*shape, 3))
    # Away from the rectifier's corner, where no difference is right.
    x += 0.01 * np.sign(x)
    return layer, shape, x, rng


def test_gradients_agree_with_central_differences(case):
    layer, _, x, rng = case

    def run():
        return layer.forward(x, training=True, rng=np.random.default_rng(3))

    pull = rng.standard_normal(run().shape)
    by_input = layer.backward(pull.copy())
    analytic = {name: array.copy() for name, array in layer.gradients().items()}

    def loss():
        return float((run() * pull).sum())

    assert relative_error(by_input, numeric_gradient(loss, x)) < 1e-6
    assert analytic.keys() == layer.parameters().keys()
    for name, parameter in layer.parameters().items():
        numeric = numeric_gradient(loss, parameter)
        if np.abs(numeric).max() < 1e-7:
            # A bias before a batch normalisation has no effect: both are 0 but for rounding.
            assert np.abs(analytic[name]).max() < 1e-7
        else:
            assert relative_error(analytic[name], numeric) < 1e-6, name


def test_the_first_layer_can_leave_the_inputs_gradient_out(case):
    layer, _, x, rng = case
    value = layer.forward(x, training=True, rng=rng)
    pull = rng.standard_normal(value.shape)
    layer.backward(pull.copy())
    full = {name: array.copy() for name, array in layer.gradients().items()}
    layer.backward_parameters(pull.copy())
    for name, array in layer.gradients().items():
        np.testing.assert_array_equal(array, full[name])


def test_forward_leaves_its_input_alone_and_gives_the_promised_shape(case):
    layer, shape, x, rng = case
    before = x.copy()
    for training in (True, False):
        value = layer.forward(x, training=training, rng=rng)
        np.testing.assert_array_equal(x, before)
        assert value.shape == (*layer.output_shape(shape), 3)


def test_layers_are_rebuilt_from_their_description(case):
    layer, _, x, _ = case
    spec = json.loads(json.dumps(layer.to_spec()))
    again = layer_from_spec(spec).cast(np.float64)
    assert again.to_spec() == layer.to_spec()
    for mine, theirs in ((again.parameters(), layer.parameters()),):
        assert mine.keys() == theirs.keys()
        for name, array in mine.items():
            array[...] = theirs[name]
    np.testing.assert_array_equal(again.forward(x), layer.forward(x))


@pytest.mark.parametrize(
    "layer", [Linear(2, 2), Conv2d(1, 1), Sigmoid(), BatchNorm(1), MaxPool2d(), Dropout(0.1)]
)
def test_backward_needs_a_forward(layer):
    with pytest.raises(ValueError, match="follows a forward"):
        layer.backward(np.zeros((2, 2)))


def test_float32_stays_float32():
    rng = np.random.default_rng(0)
    for build, shape in LAYERS.values():
        layer = build()
        layer.initialise(rng)
        value = layer.forward(np.ones((*shape, 2), np.float32), training=True, rng=rng)
        assert value.dtype == np.float32
        assert layer.backward(np.ones_like(value)).dtype == np.float32
        assert all(array.dtype == np.float32 for array in layer.gradients().values())


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
