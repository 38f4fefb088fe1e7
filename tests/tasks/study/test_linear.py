"""Linear layers: however many, one map; and three products are their gradients."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.activations import ReLU, Sigmoid, Tanh
from model.linear import Linear
from tasks.study.linear import (
    DEPTHS,
    FEATURES,
    collapse_gap,
    collapsed,
    deep_linear,
    deep_linear_numbers,
    gradient_numbers,
    linear_gradients,
    midpoint_gap,
    relative_error,
)

SEEDS = st.integers(0, 2**32 - 1)


def inputs(rng, count=20):
    return rng.standard_normal((count, FEATURES))


@settings(max_examples=25)
@given(st.integers(1, 8), SEEDS)
def test_a_deep_linear_network_is_one_linear_map(depth, seed):
    rng = np.random.default_rng(seed)
    network = deep_linear(depth, rng)
    assert collapse_gap(network, inputs(rng)) < 1e-13
    assert midpoint_gap(network, inputs(rng)) < 1e-13


@settings(max_examples=25)
@given(st.integers(2, 6), st.sampled_from([Sigmoid, Tanh, ReLU]), SEEDS)
def test_with_activations_between_it_is_none(depth, activation, seed):
    rng = np.random.default_rng(seed)
    network = deep_linear(depth, rng, between=activation)
    assert midpoint_gap(network, inputs(rng)) > 0.01


def test_the_one_map_is_what_the_network_does_to_unit_vectors():
    network = deep_linear(3, np.random.default_rng(1))
    weight, bias = collapsed(network)
    shaped = np.concatenate([np.zeros((1, FEATURES)), np.eye(FEATURES)])[:, None, None, :]
    outputs = network.forward(shaped)
    assert np.allclose(outputs[0], bias, atol=1e-13)
    assert np.allclose((outputs[1:] - outputs[0]).T, weight, atol=1e-13)


def test_a_wrong_map_would_be_seen(monkeypatch):
    network = deep_linear(2, np.random.default_rng(2))
    weight, bias = collapsed(network)
    monkeypatch.setattr("tasks.study.linear.collapsed", lambda _: (weight, 0 * bias))
    assert collapse_gap(network, inputs(np.random.default_rng(3))) > 0.01


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 6), st.integers(2, 5), st.integers(1, 5), SEEDS)
def test_gradients_are_x_delta_w_delta_and_delta(features, classes, count, seed):
    rng = np.random.default_rng(seed)
    layer = Linear(features, classes)
    layer.initialise(rng)
    layer.cast(np.float64)
    found = linear_gradients(
        layer, rng.standard_normal((features, count)), rng.integers(classes, size=count)
    )
    for name, shape in (
        ("weight", (features, classes)),
        ("input", (features, count)),
        ("bias", (classes,)),
    ):
        backward, formula, differences = (gradients[name] for gradients in found)
        assert backward.shape == shape
        assert relative_error(backward, formula) < 1e-13
        assert relative_error(backward, differences) < 1e-6


def test_a_wrong_gradient_would_be_seen():
    ones = np.ones(4)
    assert relative_error(ones, -ones) == pytest.approx(1)
    assert relative_error(ones, 1.001 * ones) > 1e-4
    assert relative_error(0 * ones, 0 * ones) == 0


def test_what_the_study_notes(numbers_of):
    rng = np.random.default_rng(0)
    numbers = numbers_of([*deep_linear_numbers(rng), *gradient_numbers(rng)])
    depths, gaps = numbers.curve("deep linear", "float64", "largest difference")
    assert tuple(depths) == DEPTHS
    assert gaps.max() < 1e-13
    assert 0 < numbers.curve("deep linear", "float32", "largest difference")[1].max() < 1e-5
    distance = "distance from a linear map"
    assert numbers.curve("deep linear", "no activation", distance)[1].max() < 1e-13
    assert numbers.curve("deep linear", "sigmoid", distance)[1].min() > 0.01
    for name in ("weight", "input", "bias"):
        assert numbers.value("linear gradients", name, "error against the formula") < 1e-13
        assert numbers.value("linear gradients", name, "error against central differences") < 1e-6
