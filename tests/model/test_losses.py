"""Losses: gradients, known values and what softmax must not change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.losses import NO_CLASS, cross_entropy, log_softmax, mean_squared_error, softmax

STEP = 1e-6
LOGITS = arrays(np.float64, (3, 5), elements=st.floats(-50, 50))


def numeric_gradient(function, array):
    slope = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        shift = np.zeros_like(array)
        shift[place] = STEP
        slope[place] = (function(array + shift) - function(array - shift)) / (2 * STEP)
    return slope


@given(LOGITS, st.floats(-1000, 1000))
def test_softmax_is_a_distribution_that_no_constant_changes(logits, constant):
    probabilities = softmax(logits)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(softmax(logits + constant), probabilities, atol=1e-9)


@given(LOGITS, st.permutations(range(5)))
def test_softmax_goes_with_the_order_of_classes(logits, order):
    np.testing.assert_allclose(softmax(logits[:, order]), softmax(logits)[:, order], rtol=1e-12)


@given(LOGITS)
def test_log_softmax_is_its_logarithm(logits):
    np.testing.assert_allclose(np.exp(log_softmax(logits)), softmax(logits), atol=1e-12)


def test_nothing_overflows():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        far = np.array([[3e38, -3e38]], np.float32) / 2
        np.testing.assert_array_equal(softmax(far), [[1, 0]])
        loss, grad = cross_entropy(np.array([[1e4, -1e4]]), np.array([1]))
    assert loss == pytest.approx(2e4)
    np.testing.assert_allclose(grad, [[1, -1]])


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("weights", [None, np.array([1.0, 0.5, 3.0, 0.0])])
def test_cross_entropy_gradient(smoothing, weights):
    logits = np.random.default_rng(0).standard_normal((5, 4))
    labels = np.array([0, 1, 2, 3, 1])

    def loss(z):
        return cross_entropy(z, labels, smoothing=smoothing, class_weights=weights)[0]

    _, grad = cross_entropy(logits, labels, smoothing=smoothing, class_weights=weights)
    numeric = numeric_gradient(loss, logits)
    assert np.abs(grad - numeric).max() / np.abs(numeric).max() < 1e-6


def test_cross_entropy_by_hand():
    logits = np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]))
    loss, _ = cross_entropy(logits, np.array([0, 2]))
    assert loss == pytest.approx(-(np.log(0.5) + np.log(0.8)) / 2)
    weighted, _ = cross_entropy(logits, np.array([0, 2]), class_weights=np.array([3.0, 1.0, 1.0]))
    assert weighted == pytest.approx(-(3 * np.log(0.5) + np.log(0.8)) / 4)
    smooth, _ = cross_entropy(logits[:1], np.array([0]), smoothing=0.3)
    assert smooth == pytest.approx(-(0.8 * np.log(0.5) + 0.2 * np.log(0.25)))


def test_mean_squared_error():
    values, targets = np.array([[1.0, 2.0]]), np.array([[0.0, 4.0]])
    loss, grad = mean_squared_error(values, targets)
    assert loss == 2.5
    numeric = numeric_gradient(lambda v: mean_squared_error(v, targets)[0], values)
    np.testing.assert_allclose(grad, numeric, rtol=1e-6)


def test_samples_of_no_class_are_to_be_unsure_of():
    logits = np.random.default_rng(5).normal(size=(3, 4))
    labels = np.array([1, NO_CLASS, 2])
    loss, gradient = cross_entropy(logits, labels, smoothing=0.1)
    logs = log_softmax(logits)
    even = -logs[1].mean()
    others, _ = cross_entropy(logits[[0, 2]], labels[[0, 2]], smoothing=0.1)
    assert loss == pytest.approx((2 * others + even) / 3)
    np.testing.assert_allclose(gradient[1], (np.exp(logs[1]) - 0.25) / 3)
    step = 1e-6
    for place in np.ndindex(logits.shape):
        shifted = logits.copy()
        shifted[place] += step
        up, _ = cross_entropy(shifted, labels, smoothing=0.1)
        shifted[place] -= 2 * step
        down, _ = cross_entropy(shifted, labels, smoothing=0.1)
        assert gradient[place] == pytest.approx((up - down) / (2 * step), abs=1e-7)
