"""Depth: gradients vanish by sigmoids, and variance stays level by Xavier's rule alone."""

import numpy as np
import pytest

from model.activations import Tanh
from model.initialisers import xavier
from model.losses import cross_entropy
from tasks.study.depth import (
    HIDDEN,
    VANISHING,
    VARIANCE,
    WIDTH,
    deep_network,
    mean_signals,
    naive,
    signals,
)

FIRST = "gradient of the first layer by depth"


@pytest.fixture(scope="module")
def numbers(numbers_of, depth_rows):
    return numbers_of(depth_rows)


def left(numbers, claim, subject, series):
    """What is left of the first value at the last one."""
    _, values = numbers.curve(claim, subject, series)
    assert len(values) == HIDDEN
    return values[-1] / values[0]


def test_sigmoids_leave_a_quarter_at_each_layer_at_most(numbers):
    _, gradients = numbers.curve(VANISHING, "sigmoid, Xavier", "gradient by layer")
    assert (gradients[:-1] / gradients[1:]).max() < 0.27
    assert left(numbers, VANISHING, "sigmoid, Xavier", FIRST) < 1e-5


def test_tanh_loses_little_and_rectifiers_what_their_initialiser_leaves(numbers):
    assert 0.2 < left(numbers, VANISHING, "tanh, Xavier", FIRST) < 0.7
    assert 0.5 < left(numbers, VANISHING, "ReLU, He", FIRST) < 2
    # A rectifier halves the variance: after nine more layers, 2 ** -4.5 of the gradient is left.
    assert left(numbers, VANISHING, "ReLU, Xavier", FIRST) == pytest.approx(2**-4.5, rel=0.4)


@pytest.mark.parametrize("series", ["activations", "gradients"])
def test_xavier_keeps_variance_level_and_the_naive_rule_does_not(numbers, series):
    level = left(numbers, VARIANCE, "Xavier", series)
    assert 0.67 < level < 1.5
    naive_left = left(numbers, VARIANCE, "naive", series)
    # A third of the variance is left by each of nine layers, on either way.
    thirds = 3.0**-9 if series == "activations" else 3.0**9
    assert naive_left == pytest.approx(thirds, rel=0.5)


def test_the_naive_rule_has_a_third_of_the_variance():
    weights = naive((400, 900), np.random.default_rng(0))
    assert weights.dtype == np.float32
    assert weights.var() == pytest.approx(1 / (3 * 900), rel=0.02)
    assert np.abs(weights).max() <= 1 / 30


def test_signals_are_those_of_the_network_itself():
    rng = np.random.default_rng(0)
    network = deep_network(Tanh, 3, xavier, rng)
    inputs = rng.standard_normal((7, WIDTH), dtype=np.float32)
    labels = rng.integers(36, size=7)
    found = signals(network, inputs, labels)
    logits = network.forward(inputs[:, None, None, :], training=True)
    network.backward(cross_entropy(logits, labels)[1])
    gradients = network.gradients()
    expected = [np.sqrt(np.square(gradients[f"{place}.weight"]).mean()) for place in (1, 3, 5)]
    assert found.weights == pytest.approx(expected, rel=1e-5)
    first = np.tanh(inputs @ network.parameters()["1.weight"].T)
    assert found.activations[0] == pytest.approx(first.var(), rel=1e-5)
    assert len(found.activations) == len(found.gradients) == 3
    # The bias's gradient is that by its layer's outputs, summed over the samples.
    assert np.square(gradients["5.bias"]).mean() <= 7**2 * found.gradients[2] * 1.5


def test_draws_follow_the_generator():
    first, again, other = (
        mean_signals(Tanh, 2, xavier, 1.0, np.random.default_rng(seed)).weights
        for seed in (0, 0, 1)
    )
    assert (first == again).all()
    assert (first != other).any()
