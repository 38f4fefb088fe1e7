"""Architectures: networks by name, for an alphabet's size and an input side."""

from __future__ import annotations

from collections.abc import Callable

from model.activations import ReLU, Sigmoid
from model.convolution import Conv2d
from model.dropout import Dropout
from model.flatten import Flatten
from model.layer import Layer
from model.linear import Linear
from model.network import Network
from model.normalisation import BatchNorm
from model.pooling import MaxPool2d

DEFAULT_SIDE = 32
REFERENCE_HIDDEN = 64


def reference(classes: int, side: int = DEFAULT_SIDE) -> Network:
    """Build the network of the reference study: one hidden layer of 64 sigmoid units.

    1024 - 64 - classes at a side of 32, weights drawn by Xavier's rule.

    Parameters
    ----------
    classes : int
        Size of the alphabet.
    side : int
        Rows and columns of a sample.
    """
    layers: list[Layer] = [
        Flatten(),
        Linear(side * side, REFERENCE_HIDDEN, "xavier"),
        Sigmoid(),
        Linear(REFERENCE_HIDDEN, classes, "xavier"),
    ]
    return Network(layers, (1, side, side))


def default(classes: int, side: int = DEFAULT_SIDE) -> Network:
    """Build the network that Scrivano ships: six convolutions and a linear layer.

    A first kernel of 5 sees a whole stroke's width. Pooling right after it and after the next one
    keeps the costly large sizes to few channels, so that in the same time it learns twice as long
    as a network of evenly spread layers; wide layers cost little where pictures are small.
    Parameters are those of `reference`.
    """
    layers: list[Layer] = [
        *_convolution(1, 32, kernel=5, pool=True),
        *_convolution(32, 64, pool=True),
        *_convolution(64, 96),
        *_convolution(96, 128, pool=True),
        *_convolution(128, 128),
        *_convolution(128, 128),
        *_head(128, side // 8, classes, dropout=0.3),
    ]
    return Network(layers, (1, side, side))


def small(classes: int, side: int = DEFAULT_SIDE) -> Network:
    """Build a network for quick trials: three convolutions, a fifth of the default's parameters.

    Parameters are those of `reference`.
    """
    layers: list[Layer] = [
        *_convolution(1, 16, kernel=5, pool=True),
        *_convolution(16, 32, pool=True),
        *_convolution(32, 64, pool=True),
        *_head(64, side // 8, classes, dropout=0.2),
    ]
    return Network(layers, (1, side, side))


#: Architectures by name, each called with the number of classes and the side.
ARCHITECTURES: dict[str, Callable[[int, int], Network]] = {
    "reference": reference,
    "default": default,
    "small": small,
}


def build(name: str, classes: int, side: int = DEFAULT_SIDE) -> Network:
    """Build a network by its architecture's name; its parameters are not yet drawn.

    Raises
    ------
    ValueError
        If there is no architecture of that name, or it cannot take that side.

    Examples
    --------
    >>> build("reference", 36).parameter_count()
    67940
    """
    if name not in ARCHITECTURES:
        raise ValueError(f"there is no architecture {name!r}, only {', '.join(ARCHITECTURES)}")
    return ARCHITECTURES[name](classes, side)


def _convolution(inputs: int, outputs: int, kernel: int = 3, *, pool: bool = False) -> list[Layer]:
    # What is pooled is a quarter of the work for all that follows.
    pooling: list[Layer] = [MaxPool2d(2)] if pool else []
    return [Conv2d(inputs, outputs, kernel, bias=False), *pooling, BatchNorm(outputs), ReLU()]


def _head(channels: int, side: int, classes: int, dropout: float) -> list[Layer]:
    return [Flatten(), Dropout(dropout), Linear(channels * side * side, classes, "xavier")]
