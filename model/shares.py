"""Shares: how often each class occurs in a set, found from a network's answers alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Rounds are over when no share changes by more than this, or after so many.
SETTLED, MOST_ROUNDS = 1e-6, 2000
#: No share falls below this, so that no row of answers is left without any.
LEAST_SHARE = 1e-9


def estimate_shares(probabilities: npt.NDArray[np.floating[Any]]) -> Floats:
    r"""Estimate how often each class occurs in a set, without its labels.

    For a network that answers as if all classes were equally frequent (`model.priors`), the shares
    :math:`\pi` under which its answers :math:`p(k \mid x)` are likeliest are found by expectation
    maximisation [1]_: each round weighs the answers by the shares so far, and takes the mean.

    .. math:: q_{nk} = \frac{\pi_k \, p(k \mid x_n)}{\sum_j \pi_j \, p(j \mid x_n)}, \quad
              \pi_k \leftarrow \frac{1}{N} \sum_n q_{nk}

    Parameters
    ----------
    probabilities : (N, K) ndarray
        Of each class, rows of sum 1; at least one row.

    Returns
    -------
    (K,) ndarray of float64
        Above 0, of sum 1.

    Raises
    ------
    ValueError
        If there is no row.

    References
    ----------
    .. [1] M. Saerens, P. Latinne, C. Decaestecker (2002), Adjusting the outputs of a classifier to
       new a priori probabilities: a simple procedure. Neural Computation 14 (1).

    Examples
    --------
    Of rings that may be letters or digits, among plain digits:

    >>> answers = np.array([[0.01, 0.98, 0.01]] * 8 + [[0.5, 0.0, 0.5]] + [[0.0, 0.01, 0.99]])
    >>> estimate_shares(answers).round(2).tolist()
    [0.0, 0.8, 0.2]
    """
    answers = np.asarray(probabilities, np.float64)
    if answers.ndim != 2 or len(answers) == 0:
        raise ValueError(f"shares are estimated from rows of answers, not from {answers.shape}")
    shares = np.full(answers.shape[1], 1 / answers.shape[1])
    for _ in range(MOST_ROUNDS):
        found = shares * (answers.T @ (1 / (answers @ shares))) / len(answers)
        found = np.maximum(found, LEAST_SHARE)
        found /= found.sum()
        change = float(np.abs(found - shares).max())
        shares = found
        if change <= SETTLED:
            break
    return shares


def weigh_by_shares(probabilities: npt.NDArray[np.floating[Any]], shares: Floats) -> Floats:
    """Return what a network's answers become where classes occur by these shares.

    Parameters
    ----------
    probabilities : (N, K) ndarray
        Of each class, as if all were equally frequent.
    shares : (K,) ndarray of float64
        Above 0.

    Returns
    -------
    (N, K) ndarray of float64
        Rows of sum 1.

    Examples
    --------
    >>> weigh_by_shares(np.array([[0.5, 0.5]]), np.array([0.25, 0.75]))
    array([[0.25, 0.75]])
    """
    weighed = np.asarray(probabilities, np.float64) * shares
    return np.asarray(weighed / weighed.sum(axis=1, keepdims=True))
