"""Calibration: probabilities that mean what they say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.layer import FloatArray
from model.losses import log_softmax

#: Temperatures looked at; networks err by a factor of a few at most.
LOWEST, HIGHEST = 0.05, 20.0
#: Width, in the logarithm of the temperature, at which the search ends.
PRECISION = 1e-5
GOLDEN = (5**0.5 - 1) / 2
BINS = 15


def fit_temperature(logits: FloatArray, labels: NDArray[np.integer]) -> float:
    r"""Find the temperature :math:`T` at which held-out samples are least surprising.

    The mean of :math:`-\log \mathrm{softmax}(z / T)_{label}` has one minimum over :math:`\log T`
    (it is convex in :math:`1/T`), found by golden-section search.

    Parameters
    ----------
    logits : numpy.ndarray
        (N, K), of samples that the network was not trained on.
    labels : numpy.ndarray
        (N,), class numbers.

    Returns
    -------
    float
        The temperature, within 0.05..20; 1 where there are no samples.

    References
    ----------
    Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural networks. ICML.
    """
    if len(logits) == 0:
        return 1.0
    exact = logits.astype(np.float64)
    rows = np.arange(len(labels))

    def surprise(log_temperature: float) -> float:
        logs = log_softmax(exact / np.exp(log_temperature))
        return -float(logs[rows, labels].mean())

    return float(np.exp(_lowest(surprise, float(np.log(LOWEST)), float(np.log(HIGHEST)))))


def expected_calibration_error(
    probabilities: FloatArray, labels: NDArray[np.integer], bins: int = BINS
) -> float:
    r"""Return how far confidence and accuracy lie apart: :math:`\sum_b (n_b/N)\,|acc_b - conf_b|`.

    Parameters
    ----------
    probabilities : numpy.ndarray
        (N, K).
    labels : numpy.ndarray
        (N,), class numbers.
    bins : int
        Number of equal intervals of confidence, the greatest probability.

    Returns
    -------
    float
        Within 0..1; 0 where there are no samples.

    References
    ----------
    Naeini, Cooper and Hauskrecht (2015), Obtaining well calibrated probabilities. AAAI.

    Examples
    --------
    >>> expected_calibration_error(np.array([[0.75, 0.25]]), np.array([0]))
    0.25
    """
    if len(probabilities) == 0:
        return 0.0
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == labels
    gaps = np.bincount(_bins(confidence, bins), weights=right - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))


def calibration_error_by_chance(confidence: FloatArray, bins: int = BINS) -> float:
    r"""Return the calibration error that few samples show although confidence is exact.

    In a bin of samples of confidence :math:`c_i`, right and wrong differ from their expectation by
    a sum of variance :math:`\sum c_i (1 - c_i)`, taken for normal: its mean size is
    :math:`\sqrt{2 / \pi}` of the deviation. An expected calibration error about as large says
    nothing against a network.

    Parameters
    ----------
    confidence : numpy.ndarray
        (N,), the greatest probability of each sample.
    bins : int
        Number of equal intervals of confidence.

    Returns
    -------
    float
        Within 0..1; 0 where there are no samples.

    References
    ----------
    Bröcker and Smith (2007), Increasing the reliability of reliability diagrams. Weather and
    Forecasting 22 (3).

    Examples
    --------
    >>> round(calibration_error_by_chance(np.full(200, 0.95)), 4)
    0.0123
    """
    if len(confidence) == 0:
        return 0.0
    exact = confidence.astype(np.float64)
    variances = np.bincount(_bins(exact, bins), weights=exact * (1 - exact), minlength=bins)
    return float(np.sqrt(2 / np.pi * variances).sum() / len(confidence))


def _bins(confidence: NDArray[np.float64], bins: int) -> NDArray[np.intp]:
    return np.minimum((confidence * bins).astype(np.intp), bins - 1)


def _lowest(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function of one valley is lowest, by golden-section search (Kiefer 1953)."""
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    while high - low > PRECISION:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = function(right)
    return (low + high) / 2
