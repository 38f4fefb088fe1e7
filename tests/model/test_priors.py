"""Priors: probabilities lose what classes owe to how often they were drawn, and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.activations import ReLU
from model.flatten import Flatten
from model.linear import Linear
from model.losses import softmax
from model.network import Network
from model.priors import take_out_priors

SAMPLES = np.random.default_rng(0).standard_normal((7, 1, 2, 3)).astype(np.float32)


def chain(seed: int) -> Network:
    return Network([Flatten(), Linear(6, 4)], (1, 2, 3)).initialise(np.random.default_rng(seed))


@pytest.mark.parametrize("members", [1, 2, 3])
@given(
    weights=st.lists(st.floats(0.01, 10), min_size=4, max_size=4),
    temperature=st.floats(0.2, 5),
)
def test_each_class_is_divided_by_its_share(members, weights, temperature):
    priors = np.array(weights) / sum(weights)
    network = Network.of_members([chain(seed) for seed in range(members)])
    before = softmax(network.predict(SAMPLES).astype(np.float64) / temperature) / priors
    after = softmax(take_out_priors(network, priors, temperature).predict(SAMPLES) / temperature)
    np.testing.assert_allclose(after, before / before.sum(axis=1, keepdims=True), atol=1e-4)


def test_equal_shares_change_nothing():
    expected = chain(0).predict(SAMPLES)
    network = take_out_priors(chain(0), np.full(4, 0.25), 3.0)
    np.testing.assert_array_equal(network.predict(SAMPLES), expected)


@pytest.mark.parametrize("priors", [[0.5, 0.5], [0.5, 0.5, 0.0, 0.0]])
def test_each_class_has_a_share(priors):
    with pytest.raises(ValueError, match="4 classes"):
        take_out_priors(chain(0), np.array(priors), 1.0)


def test_logits_come_from_a_linear_layer():
    with pytest.raises(ValueError, match="relu"):
        take_out_priors(Network([Flatten(), ReLU()], (1, 1, 2)), np.array([0.3, 0.7]), 1.0)
