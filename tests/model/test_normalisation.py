"""Batch normalisation: statistics in training, running ones in inference."""

import numpy as np
import pytest

from model.normalisation import EPSILON, MOMENTUM, BatchNorm


@pytest.mark.parametrize("shape", [(3, 50), (4, 5, 3, 20)])
def test_training_brings_channels_to_mean_0_and_variance_1(shape):
    x = 5 + 3 * np.random.default_rng(0).standard_normal(shape)
    value = BatchNorm(3).cast(np.float64).forward(x, training=True)
    axes = tuple(axis for axis in range(len(shape)) if axis != len(shape) - 2)
    np.testing.assert_allclose(value.mean(axis=axes), 0, atol=1e-12)
    np.testing.assert_allclose(value.var(axis=axes), 1, atol=1e-4)


def test_inference_uses_running_statistics():
    rng = np.random.default_rng(0)
    layer = BatchNorm(2).cast(np.float64)
    x = 4 + 2 * rng.standard_normal((3, 3, 2, 10))
    layer.forward(x, training=True)
    mean = MOMENTUM * x.mean(axis=(0, 1, 3))
    variance = (1 - MOMENTUM) + MOMENTUM * x.var(axis=(0, 1, 3), ddof=1)
    np.testing.assert_allclose(layer.buffers()["mean"], mean)
    np.testing.assert_allclose(layer.buffers()["variance"], variance)
    expected = (x - mean[:, None]) / np.sqrt(variance + EPSILON)[:, None]
    np.testing.assert_allclose(layer.forward(x), expected)


def test_a_constant_channel_divides_by_no_zero():
    layer = BatchNorm(1)
    value = layer.forward(np.full((2, 2, 1, 3), 7, np.float32), training=True)
    np.testing.assert_array_equal(value, 0)
    assert np.isfinite(layer.backward(np.ones_like(value))).all()


def test_initialise_begins_with_the_identity():
    layer = BatchNorm(1)
    layer.forward(np.ones((1, 4), np.float32), training=True)
    layer.initialise(np.random.default_rng(0))
    assert layer.buffers()["mean"] == 0
    assert layer.buffers()["variance"] == 1


def test_other_channels_are_refused():
    with pytest.raises(ValueError, match="2 channels"):
        BatchNorm(2).output_shape((4, 4, 3))
