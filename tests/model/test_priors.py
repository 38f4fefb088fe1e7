"""Priors: classes are as likely as they are expected, not as drawn; nothing else changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.activations import ReLU
from model.flatten import Flatten
from model.linear import Linear
from model.losses import softmax
from model.network import Network
from model.priors import exchange_priors

SAMPLES = np.random.default_rng(0).standard_normal((7, 1, 2, 3)).astype(np.float32)


def chain(seed: int) -> Network:
    return Network([Flatten(), Linear(6, 4)], (1, 2, 3)).initialise(np.random.default_rng(seed))


EVEN = np.full(4, 0.25)
SHARES = st.lists(st.floats(0.01, 10), min_size=4, max_size=4).map(lambda w: np.array(w) / sum(w))


@pytest.mark.parametrize("members", [1, 2, 3])
@given(drawn=SHARES, expected=SHARES, temperature=st.floats(0.2, 5))
def test_each_class_is_weighed_by_its_shares(members, drawn, expected, temperature):
    network = Network.of_members([chain(seed) for seed in range(members)])
    before = softmax(network.predict(SAMPLES).astype(np.float64) / temperature) * expected / drawn
    exchange_priors(network, drawn, expected, temperature)
    after = softmax(network.predict(SAMPLES) / temperature)
    np.testing.assert_allclose(after, before / before.sum(axis=1, keepdims=True), atol=1e-4)


def test_shares_as_drawn_change_nothing():
    expected = chain(0).predict(SAMPLES)
    shares = np.array([0.1, 0.2, 0.3, 0.4])
    network = exchange_priors(chain(0), shares, shares, 3.0)
    np.testing.assert_array_equal(network.predict(SAMPLES), expected)


@pytest.mark.parametrize("shares", [[0.5, 0.5], [0.5, 0.5, 0.0, 0.0]])
def test_each_class_has_a_share(shares):
    with pytest.raises(ValueError, match="4 classes"):
        exchange_priors(chain(0), np.array(shares), EVEN, 1.0)
    with pytest.raises(ValueError, match="4 classes"):
        exchange_priors(chain(0), EVEN, np.array(shares), 1.0)


def test_logits_come_from_a_linear_layer():
    network = Network([Flatten(), ReLU()], (1, 1, 2))
    with pytest.raises(ValueError, match="relu"):
        exchange_priors(network, np.array([0.3, 0.7]), np.array([0.5, 0.5]), 1.0)
