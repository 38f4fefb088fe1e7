"""Activations: their derivatives, and tanh as a sigmoid."""

from __future__ import annotations

import numpy as np

from model.activations import Sigmoid, Tanh
from model.layer import FloatArray, Layer
from tasks.study.numbers import Row, curve, number

CLAIM = "activations"
#: Inputs over which activations are drawn.
GRID = np.linspace(-6, 6, 121)
#: Step of central differences of order h^2 in float64, near the best: the cube root of its epsilon.
STEP = 1e-5


def activation_numbers() -> list[Row]:
    """Measure sigmoid and tanh: rows of `schemas.study.Study`."""
    rows = []
    for name, layer in (("sigmoid", Sigmoid()), ("tanh", Tanh())):
        value, slope = value_and_slope(layer, GRID)
        rows += curve(CLAIM, name, "value", value, GRID.tolist())
        rows += curve(CLAIM, name, "derivative", slope, GRID.tolist())
        gap = slope_gap(layer, GRID)
        rows.append(number(CLAIM, name, "difference from central differences", gap))
    rows.append(number(CLAIM, "tanh", "difference from 2 sigmoid(2x) - 1", tanh_gap(GRID)))
    return rows


def value_and_slope(layer: Layer, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return an activation's values and, by its own `backward`, its derivatives."""
    value = layer.forward(x, training=True).copy()
    return value, layer.backward(np.ones_like(x))


def slope_gap(layer: Layer, x: FloatArray) -> float:
    """Return the largest difference of an activation's derivative from central differences."""
    _, slope = value_and_slope(layer, x)
    difference = (layer.forward(x + STEP) - layer.forward(x - STEP)) / (2 * STEP)
    return float(np.abs(slope - difference).max())


def tanh_gap(x: FloatArray) -> float:
    r"""Return the largest difference of :math:`2\sigma(2x) - 1` from :math:`\tanh x`."""
    return float(np.abs(Tanh().forward(x) - (2 * Sigmoid().forward(2 * x) - 1)).max())
