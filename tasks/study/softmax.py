"""Softmax: what a shift of its inputs does to it, where its outputs lie, and overflow."""

from __future__ import annotations

import numpy as np

from model.layer import FloatArray
from model.losses import softmax
from tasks.study.numbers import Row, curve, number

CLAIM = "softmax"
#: Inputs that are drawn: samples and classes of the study.
SAMPLES, CLASSES = 1000, 36
#: Constants that are added to the inputs.
SHIFTS = (1.0, 100.0, 1e4, -1e4)
#: Standard deviations of inputs whose softmax is measured.
SCALES = (0.1, 1.0, 10.0, 1e4)
#: Sizes of the largest input at which exponentials are taken: float32 ends at e^88.7.
SIZES = (1.0, 10.0, 50.0, 80.0, 90.0, 100.0, 1e3, 1e4)
#: Distance from 1 within which a sum of float32 probabilities counts as 1.
SUM_TOLERANCE = 1e-4


def softmax_numbers(rng: np.random.Generator) -> list[Row]:
    """Measure softmax on drawn inputs: rows of `schemas.study.Study`."""
    logits = rng.standard_normal((SAMPLES, CLASSES))
    return [*_translation(logits), *_range(logits), *_overflow(logits)]


def translation_gap(logits: FloatArray, shift: float) -> float:
    r"""Return the largest difference of :math:`softmax(x + c)` from :math:`softmax(x)`."""
    return float(np.abs(softmax(logits + logits.dtype.type(shift)) - softmax(logits)).max())


def naive_softmax(logits: FloatArray) -> FloatArray:
    r"""Return :math:`e^{x_i} / \sum_j e^{x_j}` as it stands, overflow and all."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers: FloatArray = np.exp(logits)
        result: FloatArray = powers / powers.sum(axis=-1, keepdims=True)
    return result


def distribution_share(outputs: FloatArray) -> float:
    """Return the share of rows that are distributions: numbers within 0..1 of sum 1."""
    with np.errstate(invalid="ignore"):
        within = ((outputs >= 0) & (outputs <= 1)).all(axis=1)
        whole = np.abs(outputs.sum(axis=1) - 1) < SUM_TOLERANCE
    return float((within & whole).mean())


def _translation(logits: FloatArray) -> list[Row]:
    changes = [translation_gap(logits, shift) for shift in SHIFTS]
    rows = curve(CLAIM, "translation", "largest change", changes, SHIFTS)
    least = softmax(logits - logits.max(axis=1, keepdims=True))
    change = float(np.abs(least - softmax(logits)).max())
    return [*rows, number(CLAIM, "translation", "largest change at c = -max", change)]


def _range(logits: FloatArray) -> list[Row]:
    rows = []
    for scale in SCALES:
        outputs = softmax(scale * logits)
        distance = np.abs(outputs.sum(axis=1) - 1).max()
        rows += [
            number(CLAIM, "range", "smallest", outputs.min(), scale),
            number(CLAIM, "range", "largest", outputs.max(), scale),
            number(CLAIM, "range", "distance of sum from 1", distance, scale),
        ]
    return rows


def _overflow(logits: FloatArray) -> list[Row]:
    """Take softmax in float32, as the network does, of rows whose largest input is of each size."""
    rows = []
    spread = logits / np.abs(logits).max()
    for size in SIZES:
        inputs = (size * spread).astype(np.float32)
        inputs[:, 0] = size
        for name, way in (("as it stands", naive_softmax), ("with c = -max", softmax)):
            share = distribution_share(way(inputs))
            rows.append(number(CLAIM, "overflow", name, share, size))
    return rows
