"""Losses: what training makes small, with the gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.layer import FloatArray

#: Label of samples that belong to no class.
NO_CLASS = -1


def softmax(logits: FloatArray) -> FloatArray:
    r"""Return :math:`e^{z_k} / \sum_j e^{z_j}` over the last axis.

    A constant added to all logits changes nothing; minus their maximum is added, so that nothing
    overflows.

    Examples
    --------
    >>> softmax(np.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    powers: FloatArray = np.exp(logits - logits.max(axis=-1, keepdims=True))
    powers /= powers.sum(axis=-1, keepdims=True)
    return powers


def log_softmax(logits: FloatArray) -> FloatArray:
    """Return the logarithm of `softmax`, also where that is too small for its type."""
    shifted: FloatArray = logits - logits.max(axis=-1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted


def cross_entropy(
    logits: FloatArray,
    labels: NDArray[np.integer],
    *,
    smoothing: float = 0.0,
    class_weights: FloatArray | None = None,
) -> tuple[float, FloatArray]:
    r"""Return the mean cross-entropy of softmax probabilities, and its gradient.

    The target of a sample is :math:`q = (1-s)\,e_{label} + s/K` with smoothing :math:`s`; that of a
    sample of no class, labelled `NO_CLASS`, is :math:`q = 1/K`, so that a network learns to be
    unsure of what it was not made for (Hendrycks et al. 2019, outlier exposure). With weights
    :math:`w` of the samples' classes the loss is
    :math:`-\sum_n w_n \sum_k q_{nk} \log p_{nk} / \sum_n w_n`, its gradient by the logits
    :math:`w_n (p_n - q_n) / \sum_n w_n`.

    Parameters
    ----------
    logits : numpy.ndarray
        (N, K), N at least 1.
    labels : numpy.ndarray
        (N,), class numbers, or `NO_CLASS`.
    smoothing : float
        Share of the target spread evenly over all classes, 0..1.
    class_weights : numpy.ndarray, optional
        (K,), not negative; by default all are 1.

    Returns
    -------
    float
        The loss, nats.
    numpy.ndarray
        (N, K), gradient by the logits, of their type.

    References
    ----------
    Szegedy et al. (2016), Rethinking the Inception architecture. CVPR (label smoothing).
    Hendrycks, Mazeika and Dietterich (2019), Deep anomaly detection with outlier exposure. ICLR.
    """
    samples, classes = logits.shape
    known = np.flatnonzero(labels != NO_CLASS)
    targets = np.full(logits.shape, 1 / classes, logits.dtype)
    targets[known] = smoothing / classes
    targets[known, labels[known]] += logits.dtype.type(1 - smoothing)
    logs = log_softmax(logits)
    weights = np.ones(samples)
    if class_weights is not None:
        weights[known] = class_weights[labels[known]]
    shares = (weights / weights.sum()).astype(logits.dtype)[:, None]
    loss = -float((shares * targets * logs).sum(dtype=np.float64))
    gradient: FloatArray = shares * (np.exp(logs) - targets)
    return loss, gradient


def mean_squared_error(values: FloatArray, targets: FloatArray) -> tuple[float, FloatArray]:
    r"""Return :math:`\overline{(v-t)^2}` over all values, and its gradient.

    Parameters
    ----------
    values, targets : numpy.ndarray
        Of one shape.
    """
    difference = values - targets
    loss = float(np.square(difference).mean(dtype=np.float64))
    gradient: FloatArray = difference * values.dtype.type(2 / difference.size)
    return loss, gradient
