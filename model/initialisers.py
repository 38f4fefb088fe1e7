"""Initialisers: how weights are drawn before training."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.layer import FloatArray


def xavier(shape: tuple[int, ...], rng: np.random.Generator) -> FloatArray:
    r"""Draw weights uniformly within :math:`\pm\sqrt{6/(n_{in}+n_{out})}`.

    Keeps the variance of values and gradients through layers with a symmetric activation.

    Parameters
    ----------
    shape : tuple of int
        Outputs first; the other axes together are the inputs, and all but the first and the last
        (the taps of a kernel) count for the outputs too.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    numpy.ndarray
        float32.

    References
    ----------
    Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural
    networks. AISTATS.
    """
    inputs, outputs = _fans(shape)
    bound = np.sqrt(6 / (inputs + outputs))
    weights: FloatArray = rng.uniform(-bound, bound, shape).astype(np.float32)
    return weights


def he(shape: tuple[int, ...], rng: np.random.Generator) -> FloatArray:
    r"""Draw weights from a normal distribution of variance :math:`2/n_{in}`, for rectifiers.

    Parameters and value are those of `xavier`.

    References
    ----------
    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers. ICCV.
    """
    inputs, _ = _fans(shape)
    weights: FloatArray = rng.standard_normal(shape) * np.sqrt(2 / inputs)
    return weights.astype(np.float32)


def zeros(shape: tuple[int, ...], rng: np.random.Generator) -> FloatArray:
    """Return zeros, float32; nothing is drawn."""
    del rng
    return np.zeros(shape, np.float32)


#: Initialisers by the name that descriptions use.
INITIALISERS: dict[str, Callable[[tuple[int, ...], np.random.Generator], FloatArray]] = {
    "xavier": xavier,
    "he": he,
    "zeros": zeros,
}


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    taps = int(np.prod(shape[1:-1]))
    return taps * shape[-1], taps * shape[0]
