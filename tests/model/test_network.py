"""Networks: whole gradients, inference in batches, tensors in and out."""

import numpy as np
import pytest

from model.activations import ReLU
from model.convolution import Conv2d
from model.flatten import Flatten
from model.linear import Linear
from model.losses import cross_entropy
from model.network import Network
from model.normalisation import BatchNorm
from model.pooling import MaxPool2d


def make(seed=0):
    layers = [
        Conv2d(1, 8, 5, bias=False),
        BatchNorm(8),
        MaxPool2d(2),
        ReLU(),
        Conv2d(8, 3),
        Flatten(),
        Linear(48, 4),
    ]
    return Network(layers, (1, 8, 8)).initialise(np.random.default_rng(seed))


def test_gradients_of_a_whole_network():
    network = make().cast(np.float64)
    rng = np.random.default_rng(1)
    samples, labels = rng.standard_normal((5, 1, 8, 8)), np.array([0, 1, 2, 3, 0])

    def loss():
        return cross_entropy(network.forward(samples, training=True), labels)

    network.backward(loss()[1])
    gradients = {name: array.copy() for name, array in network.gradients().items()}
    assert gradients.keys() == network.parameters().keys()
    for name, parameter in network.parameters().items():
        flat = parameter.reshape(-1)
        place = int(np.abs(gradients[name]).argmax())
        kept, step = flat[place], 1e-6
        flat[place] = kept + step
        above = loss()[0]
        flat[place] = kept - step
        below = loss()[0]
        flat[place] = kept
        slope = (above - below) / (2 * step)
        assert gradients[name].reshape(-1)[place] == pytest.approx(slope, rel=1e-6), name


@pytest.mark.parametrize("count", [0, 1, 7, 33])
def test_inference_is_the_same_in_batches(count):
    network = make()
    samples = np.random.default_rng(2).random((count, 1, 8, 8), dtype=np.float32)
    whole = network.forward(samples) if count else np.empty((0, 4), np.float32)
    for batch in (1, 4, 100):
        logits = network.predict(samples, batch)
        assert logits.dtype == np.float32
        np.testing.assert_allclose(logits, whole, atol=1e-5)


def test_inference_follows_changed_weights():
    network, other = make(0), make(1)
    samples = np.ones((2, 1, 8, 8), np.float32)
    before = network.predict(samples)
    network.load_tensors(other.tensors())
    assert not np.allclose(network.predict(samples), before)
    np.testing.assert_array_equal(network.predict(samples), other.predict(samples))
    logits = network.forward(samples, training=True)
    network.backward(np.ones_like(logits))
    for name, array in network.parameters().items():
        array -= 0.01 * network.gradients()[name]
    np.testing.assert_allclose(network.predict(samples), network.forward(samples), rtol=1e-5)


def test_description_rebuilds_the_network():
    network = make()
    again = Network.from_spec(network.to_spec())
    again.load_tensors(network.tensors())
    samples = np.ones((2, 1, 8, 8), np.float32)
    np.testing.assert_array_equal(again.predict(samples), network.predict(samples))
    assert again.parameter_count() == 8 * 25 + 16 + 3 * 72 + 3 + 48 * 4 + 4


def test_layers_that_do_not_go_together_are_refused():
    with pytest.raises(ValueError, match="takes samples of shape"):
        Network([Flatten(), Linear(5, 2)], (1, 2, 2))
    with pytest.raises(ValueError, match="one number a class"):
        Network([Conv2d(1, 2)], (1, 4, 4))


@pytest.mark.parametrize("spec", [{}, {"input_shape": [1, 2], "layers": []}, {"input_shape": 3}])
def test_strange_descriptions_are_refused(spec):
    with pytest.raises(ValueError, match=r".+"):
        Network.from_spec(spec)


def test_other_tensors_are_refused():
    network = make()
    tensors = dict(network.tensors())
    with pytest.raises(ValueError, match=r"missing: \['0.weight'\]"):
        network.load_tensors({n: a for n, a in tensors.items() if n != "0.weight"})
    with pytest.raises(ValueError, match=r"too many: \['extra'\]"):
        network.load_tensors(tensors | {"extra": np.zeros(1)})
    with pytest.raises(ValueError, match=r"6\.bias is"):
        network.load_tensors(tensors | {"6.bias": np.zeros(5)})


def test_summary_has_a_line_a_layer():
    lines = make().summary()
    assert len(lines) == 7
    assert lines[0].split() == ["convolution", "8", "x", "8", "x", "8", "200"]
