r"""Reference: the network of the course, 1024-64-classes, and how the course trains it.

The course adds the gradients of a batch up, :math:`W \leftarrow W - \eta \sum_n g_n`, where
`model.losses.cross_entropy` averages them. A rate :math:`\eta` of the study is the course's; for
batches of :math:`B` samples the network is trained at :math:`\eta B` on the mean.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.activations import Sigmoid
from model.architectures import build
from model.layer import FloatArray
from model.linear import Linear
from model.network import Network
from model.recipes import RECIPES
from model.training import FitSettings
from schemas.settings import LearnSettings
from tasks.study.numbers import Row, curve

ARCHITECTURE = "reference"
#: So near to 0 or 1 a sigmoid's slope is below a 25th of its steepest.
FLAT = 0.01
#: Claim under which weights are noted.
WEIGHTS = "weights"


def reference_network(classes: int, initialiser: str = "xavier") -> Network:
    """Build the reference network, both of its linear layers with one initialiser.

    Parameters
    ----------
    classes : int
        Size of the alphabet.
    initialiser : str
        A name of `model.initialisers.INITIALISERS`.
    """
    description = build(ARCHITECTURE, classes).to_spec()
    for layer in description["layers"]:
        if layer["kind"] == Linear.kind:
            layer["initialiser"] = initialiser
    return Network.from_spec(description)


def rate_settings(rate: float, settings: LearnSettings) -> FitSettings:
    """Return how the course trains at one of its rates: plain descent, the rate constant.

    The last batch of an epoch, where it is smaller, takes a step as large as the others'.

    Examples
    --------
    >>> rate_settings(0.01, LearnSettings(batch_size=50)).learning_rate
    0.5
    """
    return replace(
        RECIPES[ARCHITECTURE].fit,
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        learning_rate=rate * settings.batch_size,
    )


def first_weights(network: Network) -> FloatArray:
    """Return copies of the weights of a network's first linear layer, (units, inputs)."""
    first = next(layer for layer in network.layers if isinstance(layer, Linear))
    return first.parameters()["weight"].copy()


def hidden_values(network: Network, inputs: FloatArray) -> FloatArray:
    """Return what the hidden units make of pictures (N, 1, side, side): (units, N)."""
    value = inputs.transpose(2, 3, 1, 0)
    for layer in network.layers:
        value = layer.forward(value)
        if isinstance(layer, Sigmoid):
            break
    return value


def saturation(values: FloatArray) -> float:
    """Return the share of a sigmoid's values where it is nearly flat: within `FLAT` of 0 or 1.

    Examples
    --------
    >>> saturation(np.array([0.001, 0.3, 0.5, 0.995]))
    0.5
    """
    return float((np.minimum(values, 1 - values) < FLAT).mean())


def weight_rows(subject: str, weights: FloatArray) -> list[Row]:
    """Note the weights of hidden units, (units, pixels), as rows of `schemas.study.Study`."""
    rows: list[Row] = []
    for unit, own in enumerate(weights):
        rows += curve(WEIGHTS, subject, f"unit {unit}", own.tolist(), range(len(own)))
    return rows
