"""Linear layers: several in a row are one, and the gradients of one are three products."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from model.activations import Sigmoid
from model.flatten import Flatten
from model.layer import FloatArray, Layer
from model.linear import Linear
from model.losses import cross_entropy
from model.network import Network
from tasks.study.numbers import Row, number

DEEP = "deep linear"
GRADIENTS = "linear gradients"
#: Features of all layers, classes, and inputs drawn for deep networks and for gradients.
FEATURES, CLASSES, INPUTS, SAMPLES = 32, 36, 500, 16
#: Linear layers put one after another.
DEPTHS = (2, 3, 4, 6, 8)
#: Step of central differences of order h^2 in float64, near the best: the cube root of its epsilon.
STEP = 1e-5


def deep_linear_numbers(rng: np.random.Generator) -> list[Row]:
    """Measure how far deep linear networks are from one map: rows of `schemas.study.Study`."""
    rows = []
    inputs = rng.standard_normal((INPUTS, FEATURES))
    for depth in DEPTHS:
        network = deep_linear(depth, rng)
        bent = deep_linear(depth, rng, between=Sigmoid)
        for name, one in (("no activation", network), ("sigmoid", bent)):
            gap = midpoint_gap(one, inputs)
            rows.append(number(DEEP, name, "distance from a linear map", gap, depth))
        for kind in ("float64", "float32"):
            gap = collapse_gap(network.cast(kind), inputs.astype(kind))
            rows.append(number(DEEP, kind, "largest difference", gap, depth))
    return rows


def gradient_numbers(rng: np.random.Generator) -> list[Row]:
    """Measure the gradients of a drawn linear layer: rows of `schemas.study.Study`."""
    layer = Linear(FEATURES, CLASSES)
    layer.initialise(rng)
    layer.cast(np.float64)
    inputs = rng.standard_normal((FEATURES, SAMPLES))
    labels = rng.integers(CLASSES, size=SAMPLES)
    backward, formula, differences = linear_gradients(layer, inputs, labels)
    rows = []
    for name, gradient in backward.items():
        for series, other in (("the formula", formula), ("central differences", differences)):
            error = relative_error(gradient, other[name])
            rows.append(number(GRADIENTS, name, f"error against {series}", error))
    return rows


def deep_linear(
    depth: int, rng: np.random.Generator, between: type[Layer] | None = None
) -> Network:
    """Build linear layers one after another, with biases, drawn and in float64.

    Parameters
    ----------
    depth : int
        Linear layers.
    rng : numpy.random.Generator
        Source of weights and biases.
    between : type of Layer, optional
        Activation between each two of them; none by default.
    """
    layers: list[Layer] = [Flatten()]
    for place in range(depth):
        if place and between is not None:
            layers.append(between())
        layers.append(Linear(FEATURES, FEATURES))
    network = Network(layers, (1, 1, FEATURES)).initialise(rng).cast(np.float64)
    for name, array in network.parameters().items():
        if name.endswith("bias"):
            array[...] = rng.standard_normal(array.shape)
    return network


def collapsed(network: Network) -> tuple[FloatArray, FloatArray]:
    r"""Return the one linear map that linear layers one after another make.

    :math:`W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2)`, and so on.

    Returns
    -------
    weight, bias : numpy.ndarray
        (outputs, inputs) and (outputs,).
    """
    linear = [layer.parameters() for layer in network.layers if isinstance(layer, Linear)]
    weight, bias = linear[0]["weight"], linear[0]["bias"]
    for parameters in linear[1:]:
        weight = parameters["weight"] @ weight
        bias = parameters["weight"] @ bias + parameters["bias"]
    return weight, bias


def collapse_gap(network: Network, inputs: FloatArray) -> float:
    """Return how far a deep linear network is from its one map, relative to its largest output.

    Parameters
    ----------
    network : model.network.Network
        As `deep_linear` builds.
    inputs : numpy.ndarray
        (N, features).
    """
    weight, bias = collapsed(network)
    deep = network.forward(inputs[:, None, None, :])
    return float(np.abs(deep - (inputs @ weight.T + bias)).max() / np.abs(deep).max())


def midpoint_gap(network: Network, inputs: FloatArray) -> float:
    r"""Return how far a network is from any map :math:`f(x) = W x + b`.

    Such maps take the middle of two inputs to the middle of their outputs. The largest distance
    from that, over all pairs of neighbours, is given relative to the largest distance of an output
    from the mean output.
    """
    shaped = inputs[:, None, None, :]
    outputs = network.forward(shaped)
    middles = network.forward((shaped[1:] + shaped[:-1]) / 2)
    spread = np.abs(outputs - outputs.mean(axis=0)).max()
    return float(np.abs(middles - (outputs[1:] + outputs[:-1]) / 2).max() / spread)


def linear_gradients(
    layer: Linear, inputs: FloatArray, labels: npt.NDArray[np.integer]
) -> tuple[dict[str, FloatArray], dict[str, FloatArray], dict[str, FloatArray]]:
    r"""Return the gradients of a linear layer under softmax cross-entropy, found in three ways.

    For :math:`y = W^T x + b` and :math:`\delta = \partial J / \partial y` they are
    :math:`\partial J/\partial W = X \delta^T`, :math:`\partial J/\partial X = W \delta` and
    :math:`\partial J/\partial b = \delta` summed over the samples. The layer keeps :math:`W^T`.

    Parameters
    ----------
    layer : Linear
        In float64.
    inputs : numpy.ndarray
        (features, N) float64.
    labels : numpy.ndarray
        (N,), class numbers.

    Returns
    -------
    backward, formula, differences : dict
        Gradients by "weight", "input" and "bias": by the layer's own `backward`, by the formulas
        written out sample by sample, and by central differences of the loss.
    """

    def loss() -> float:
        return cross_entropy(np.ascontiguousarray(layer.forward(inputs).T), labels)[0]

    logits = layer.forward(inputs, training=True)
    delta = cross_entropy(np.ascontiguousarray(logits.T), labels)[1].T
    to_input = layer.backward(delta.copy())
    parameters = layer.parameters()
    backward = {
        "weight": layer.gradients()["weight"].T,
        "input": to_input,
        "bias": layer.gradients()["bias"],
    }
    pairs = list(zip(inputs.T, delta.T, strict=True))
    formula = {
        "weight": np.sum([np.outer(x, d) for x, d in pairs], axis=0),
        "input": np.stack([parameters["weight"].T @ d for _, d in pairs], axis=1),
        "bias": np.sum([d for _, d in pairs], axis=0),
    }
    moved = {"weight": parameters["weight"], "input": inputs, "bias": parameters["bias"]}
    differences = {}
    for name, array in moved.items():
        found = np.empty_like(array)
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + STEP
            above = loss()
            array[place] = kept - STEP
            found[place] = (above - loss()) / (2 * STEP)
            array[place] = kept
        differences[name] = found.T if name == "weight" else found
    return backward, formula, differences


def relative_error(found: FloatArray, expected: FloatArray) -> float:
    """Return the norm of the difference, relative to the sum of both norms."""
    size = float(np.linalg.norm(found) + np.linalg.norm(expected))
    return float(np.linalg.norm(found - expected)) / size if size else 0.0
