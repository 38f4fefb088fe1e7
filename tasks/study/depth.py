r"""Depth: what becomes of values and gradients on their way through many layers.

For a layer of :math:`n` inputs and as many outputs, whose activation has the slope :math:`s` where
its inputs lie, and weights of variance :math:`v`, the variance of a gradient changes by the factor
:math:`n v s^2` from layer to layer. Xavier's :math:`v = 1/n` leaves :math:`s^2`: one sixteenth at
most for the sigmoid, whose slope never exceeds a quarter, up to one for tanh, and one half for the
rectifier, which is flat for half of its inputs; He's :math:`v = 2/n` makes up for that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from model.activations import ReLU, Sigmoid, Tanh
from model.flatten import Flatten
from model.initialisers import he, xavier
from model.layer import FloatArray, Layer
from model.linear import Linear
from model.losses import cross_entropy
from model.network import Network
from tasks.study.numbers import Row, curve
from tasks.training.fit import BLAS_THREADS

VANISHING = "vanishing gradients"
VARIANCE = "variance"
Draw = Callable[[tuple[int, ...], np.random.Generator], FloatArray]

#: Hidden layers, units in each, classes, and samples whose gradient is taken.
HIDDEN, WIDTH, CLASSES, SAMPLES = 10, 128, 36, 256
#: Networks drawn and averaged over for each number.
DRAWS = 3
#: Inputs of the experiment on variance: small, for Xavier's rule is derived where tanh is straight.
SMALL = 0.1


def naive(shape: tuple[int, ...], rng: np.random.Generator) -> FloatArray:
    r"""Draw weights uniformly within :math:`\pm 1/\sqrt{n_{in}}`, of variance :math:`1/(3 n_{in})`.

    The usual heuristic before Xavier's rule, and what Glorot and Bengio (2010) set theirs against.
    """
    bound = 1 / np.sqrt(shape[-1])
    weights: FloatArray = rng.uniform(-bound, bound, shape).astype(np.float32)
    return weights


#: What is compared in depth: activation and initialiser, by the name that the study shows.
ACTIVATIONS: dict[str, tuple[type[Layer], Draw]] = {
    "sigmoid, Xavier": (Sigmoid, xavier),
    "tanh, Xavier": (Tanh, xavier),
    "ReLU, Xavier": (ReLU, xavier),
    "ReLU, He": (ReLU, he),
}
INITIALISERS: dict[str, Draw] = {"Xavier": xavier, "naive": naive}


@dataclass(frozen=True)
class Signals:
    """What passes through the hidden layers of a network, first layer first.

    Attributes
    ----------
    activations : numpy.ndarray
        Variance of the values after each activation.
    gradients : numpy.ndarray
        Variance of the loss's gradient by the values before each activation.
    weights : numpy.ndarray
        Root mean square of the loss's gradient by the weights of each layer.
    """

    activations: FloatArray
    gradients: FloatArray
    weights: FloatArray


def deep_network(
    activation: type[Layer], hidden: int, draw: Draw, rng: np.random.Generator
) -> Network:
    """Build a network of equal hidden layers, weights drawn and biases 0."""
    layers: list[Layer] = [Flatten()]
    for _ in range(hidden):
        layers += [Linear(WIDTH, WIDTH), activation()]
    layers.append(Linear(WIDTH, CLASSES))
    network = Network(layers, (1, 1, WIDTH))
    for name, array in network.parameters().items():
        if name.endswith("weight"):
            array[...] = draw(array.shape, rng)
    return network


def signals(network: Network, inputs: FloatArray, labels: npt.NDArray[np.integer]) -> Signals:
    """Send inputs forward and the gradient of the cross-entropy backward, and measure both.

    Parameters
    ----------
    network : model.network.Network
        As `deep_network` builds.
    inputs : numpy.ndarray
        (N, features) float32.
    labels : numpy.ndarray
        (N,), class numbers.
    """
    activations, gradients, weights = [], [], []
    value = inputs.T
    for layer in network.layers:
        value = layer.forward(value, training=True)
        if not isinstance(layer, Flatten | Linear):
            activations.append(_variance(value))
    _, gradient = cross_entropy(np.ascontiguousarray(value.T), labels)
    gradient = gradient.T
    for layer in reversed(network.layers):
        if isinstance(layer, Linear):
            gradients.append(_variance(gradient))
        gradient = layer.backward(gradient)
        if isinstance(layer, Linear):
            squares = np.square(layer.gradients()["weight"], dtype=np.float64)
            weights.append(float(np.sqrt(squares.mean())))
    # The last linear layer gives the logits; it is not a hidden one.
    return Signals(np.array(activations), np.array(gradients[:0:-1]), np.array(weights[:0:-1]))


def mean_signals(
    activation: type[Layer], hidden: int, draw: Draw, spread: float, rng: np.random.Generator
) -> Signals:
    """Average `signals` over several drawn networks, each with inputs and labels of its own.

    Parameters
    ----------
    activation : type of Layer
        Between the layers.
    hidden : int
        Hidden layers.
    draw : callable
        Initialiser of the weights.
    spread : float
        Standard deviation of the inputs, whose mean is 0.
    rng : numpy.random.Generator
        Source of all draws.
    """
    found = []
    for _ in range(DRAWS):
        network = deep_network(activation, hidden, draw, rng)
        inputs = rng.standard_normal((SAMPLES, WIDTH), dtype=np.float32) * np.float32(spread)
        found.append(signals(network, inputs, rng.integers(CLASSES, size=SAMPLES)))
    return Signals(
        np.mean([one.activations for one in found], axis=0),
        np.mean([one.gradients for one in found], axis=0),
        np.mean([one.weights for one in found], axis=0),
    )


def depth_numbers(seed: int) -> list[Row]:
    """Measure vanishing gradients, and variance by initialiser: rows of `schemas.study.Study`.

    Parameters
    ----------
    seed : int
        Seed of the draws.
    """
    vanishing_rng, variance_rng = np.random.default_rng(seed).spawn(2)
    with threadpool_limits(BLAS_THREADS):
        return [*_vanishing(vanishing_rng), *_variances(variance_rng)]


def _vanishing(rng: np.random.Generator) -> list[Row]:
    rows = []
    for name, (activation, draw) in ACTIVATIONS.items():
        first = []
        for hidden in range(1, HIDDEN + 1):
            found = mean_signals(activation, hidden, draw, 1.0, rng)
            first.append(found.weights[0])
        rows += curve(VANISHING, name, "gradient by layer", np.sqrt(found.gradients))
        rows += curve(VANISHING, name, "gradient of the first layer by depth", first)
    return rows


def _variances(rng: np.random.Generator) -> list[Row]:
    rows = []
    for name, draw in INITIALISERS.items():
        found = mean_signals(Tanh, HIDDEN, draw, SMALL, rng)
        rows += curve(VARIANCE, name, "activations", found.activations)
        rows += curve(VARIANCE, name, "gradients", found.gradients)
    return rows


def _variance(values: FloatArray) -> float:
    return float(values.var(dtype=np.float64))
