"""Committee: the mean of its members, in value, in gradient and in memory of what they are."""

import numpy as np
import pytest

from model.committee import Committee
from model.flatten import Flatten
from model.linear import Linear
from model.network import Network
from model.specification import layer_from_spec

SHAPE = (1, 3, 4)


def network(seed, classes=5):
    return Network([Flatten(), Linear(12, classes)], SHAPE).initialise(np.random.default_rng(seed))


def test_networks_answer_with_the_mean_of_their_logits():
    networks = [network(seed) for seed in range(3)]
    samples = np.random.default_rng(9).random((7, *SHAPE), dtype=np.float32)
    together = Network.of_members(networks)
    expected = np.mean([one.predict(samples) for one in networks], axis=0)
    np.testing.assert_allclose(together.predict(samples), expected, atol=1e-6)
    np.testing.assert_allclose(together.forward(samples), expected, atol=1e-6)
    assert together.parameter_count() == sum(one.parameter_count() for one in networks)


def test_a_member_alone_is_the_network_itself():
    alone = network(0)
    assert Network.of_members([alone]) is alone


def test_a_committee_is_rebuilt_from_its_description():
    together = Network.of_members([network(0), network(1)])
    rebuilt = Network.from_spec(together.to_spec())
    rebuilt.load_tensors(together.tensors())
    samples = np.ones((2, *SHAPE), np.float32)
    np.testing.assert_array_equal(rebuilt.predict(samples), together.predict(samples))


def test_members_that_do_not_go_together_are_refused():
    with pytest.raises(ValueError, match="not one shape"):
        Network.of_members([network(0, classes=5), network(0, classes=4)])
    other = Network([Flatten(), Linear(4, 5)], (1, 2, 2))
    with pytest.raises(ValueError, match="samples of one shape"):
        Network.of_members([network(0), other])
    with pytest.raises(ValueError, match="one member"):
        Committee([])


@pytest.mark.parametrize("members", [7, [7], [[{"kind": "nothing"}]]])
def test_a_description_of_no_committee_is_refused(members):
    with pytest.raises(ValueError, match="kind"):
        layer_from_spec({"kind": "committee", "members": members})
