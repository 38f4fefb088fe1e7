"""Reference: the course's network and rate."""

import numpy as np
import pytest

from model.losses import cross_entropy
from model.optimisers import OPTIMISERS
from schemas.settings import LearnSettings
from tasks.study.reference import (
    first_weights,
    hidden_values,
    rate_settings,
    reference_network,
    saturation,
    weight_rows,
)


def test_it_is_the_course_s_network():
    network = reference_network(36)
    assert [layer.kind for layer in network.layers] == ["flatten", "linear", "sigmoid", "linear"]
    assert network.input_shape == (1, 32, 32)
    assert network.shapes[1:] == [(1024,), (64,), (64,), (36,)]


@pytest.mark.parametrize(("initialiser", "drawn"), [("zeros", False), ("xavier", True)])
def test_both_layers_take_the_initialiser(initialiser, drawn):
    network = reference_network(5, initialiser).initialise(np.random.default_rng(0))
    weights = [a for name, a in network.parameters().items() if name.endswith("weight")]
    assert len(weights) == 2
    assert all(bool(array.any()) == drawn for array in weights)


def test_a_rate_applies_to_the_sum_of_a_batch():
    settings = LearnSettings(epochs=3, batch_size=4)
    fit = rate_settings(0.01, settings)
    assert (fit.epochs, fit.batch_size, fit.schedule, fit.decay) == (3, 4, "constant", 0)
    network = reference_network(3).initialise(np.random.default_rng(0))
    rng = np.random.default_rng(1)
    samples, labels = rng.random((4, 1, 32, 32), np.float32), np.array([0, 1, 2, 1])
    summed = 0
    for sample, label in zip(samples, labels, strict=True):
        logits = network.forward(sample[None], training=True)
        network.backward(cross_entropy(logits, np.array([label]))[1])
        summed = summed + network.gradients()["1.weight"]
    expected = first_weights(network) - 0.01 * summed
    network.backward(cross_entropy(network.forward(samples, training=True), labels)[1])
    optimiser = OPTIMISERS[fit.optimiser](fit.decay)
    optimiser.update(network.parameters(), network.gradients(), fit.learning_rate)
    assert np.allclose(first_weights(network), expected, atol=1e-6)
    assert np.abs(summed).max() > 1e-3


def test_weights_are_copies_one_row_a_unit():
    network = reference_network(3).initialise(np.random.default_rng(0))
    weights = first_weights(network)
    assert weights.shape == (64, 1024)
    weights[...] = 0
    assert first_weights(network).any()


def test_weights_are_noted_pixel_by_pixel(numbers_of):
    numbers = numbers_of(weight_rows("before", np.array([[1.0, 2.0], [3.0, 4.0]])))
    assert numbers.series("weights", "before") == ["unit 0", "unit 1"]
    assert [list(part) for part in numbers.curve("weights", "before", "unit 1")] == [[0, 1], [3, 4]]


def test_hidden_values_are_those_that_the_last_layer_takes():
    network = reference_network(3).initialise(np.random.default_rng(0))
    samples = np.random.default_rng(1).random((5, 1, 32, 32), np.float32)
    hidden = hidden_values(network, samples)
    expected = 1 / (1 + np.exp(-first_weights(network) @ samples.reshape(5, -1).T))
    assert np.allclose(hidden, expected, atol=1e-5)
    logits = (network.parameters()["3.weight"] @ hidden).T
    assert np.allclose(network.forward(samples), logits, atol=1e-5)


def test_values_near_0_and_1_are_saturated():
    assert saturation(np.array([[0.0, 0.009], [0.011, 0.5]])) == 0.5
    assert saturation(np.array([0.991, 0.989, 1.0, 0.5])) == 0.5
