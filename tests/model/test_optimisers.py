"""Optimisers: steps worked out by hand."""

import numpy as np
import pytest

from model.optimisers import OPTIMISERS, SGD, AdamW, Momentum, Nesterov, clip


def steps(optimiser, gradients, rate=0.1, start=1.0):
    """Return the parameter after each of some gradients."""
    parameters = {"bias": np.array([start])}
    path = []
    for gradient in gradients:
        optimiser.update(parameters, {"bias": np.array([float(gradient)])}, rate)
        path.append(float(parameters["bias"][0]))
    return path


def test_sgd():
    assert steps(SGD(), [2, 1]) == pytest.approx([0.8, 0.7])


def test_momentum():
    # v: 2, 0.9 * 2 + 1 = 2.8
    assert steps(Momentum(), [2, 1]) == pytest.approx([0.8, 0.52])


def test_nesterov():
    # v: 2, 2.8; steps 2 + 1.8 and 1 + 2.52
    assert steps(Nesterov(), [2, 1]) == pytest.approx([0.62, 0.268])


def test_adamw():
    # m: 0.2, 0.28; v: 0.004, 0.004996; corrected by 0.1, 0.19 and 0.001, 0.001999
    second = 0.9 - 0.1 * (0.28 / 0.19) / np.sqrt(0.004996 / 0.001999)
    assert steps(AdamW(), [2, 1]) == pytest.approx([0.9, second])


@pytest.mark.parametrize("name", OPTIMISERS)
def test_decay_pulls_at_weights_only_and_not_through_the_gradient(name):
    parameters = {"weight": np.ones((1, 1)), "bias": np.ones(1)}
    gradients = {key: np.zeros_like(array) for key, array in parameters.items()}
    OPTIMISERS[name](0.5).update(parameters, gradients, 0.1)
    assert parameters["weight"][0, 0] == pytest.approx(0.95)
    assert parameters["bias"][0] == 1


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_goes_downhill_in_place(name):
    parameter = np.array([3.0, -2.0], np.float32)
    optimiser = OPTIMISERS[name](0.0)
    for _ in range(200):
        optimiser.update({"x": parameter}, {"x": 2 * parameter}, 0.05)
    assert parameter.dtype == np.float32
    assert np.abs(parameter).max() < 0.1


def test_clip_scales_all_gradients_together():
    gradients = {"a": np.array([3.0]), "b": np.array([4.0])}
    assert clip(gradients, 10) == 5
    assert gradients["a"] == 3
    assert clip(gradients, 1) == 5
    assert gradients["a"] == pytest.approx(0.6)
    assert gradients["b"] == pytest.approx(0.8)
