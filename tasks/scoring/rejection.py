"""Rejection: how far the error falls where the least sure readings are left to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

#: Shares of samples left to a person for which the error on the others is given.
REJECT_RATES = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
#: The share of them that a person can be asked to look at: one in ten.
LEFT_TO_A_PERSON = 0.1
#: Decimals that reject rates are told apart by.
RATE_DECIMALS = 4
#: Rates nearer than this are the same.
HALF_A_RATE = 0.5 * 10**-RATE_DECIMALS


def reject_curve(
    confidence: npt.NDArray[np.floating[Any]], right: npt.NDArray[np.bool_], missed: int = 0
) -> list[dict[str, float]]:
    """Return points at about `REJECT_RATES`; samples of equal confidence are never parted.

    Parameters
    ----------
    confidence : (N,) ndarray
        How sure each sample's reading is.
    right : (N,) ndarray of bool
        Whether it is right.
    missed : int
        Samples that were not read at all. They are wrong, and since nothing points at them, they
        are left to a person as little as the surest.

    Returns
    -------
    list of dict
        ``{"reject_rate", "error", "threshold"}``: where samples of a confidence below the
        threshold, that share of all, are left to a person, the error among the others. No points
        where there are no samples.

    Examples
    --------
    >>> reject_curve(np.array([0.5, 0.75]), np.array([False, True]))[-1]
    {'reject_rate': 0.5, 'error': 0.0, 'threshold': 0.75}
    """
    confidence = np.append(confidence, np.full(missed, 1.0))
    right = np.append(right, np.zeros(missed, dtype=bool))
    count = len(confidence)
    if not count:
        return []
    ascending = np.sort(confidence)
    points: dict[str, dict[str, float]] = {}
    for wanted in REJECT_RATES:
        threshold = ascending[min(int(wanted * count), count - 1)]
        kept = confidence >= threshold
        rate = float(1 - kept.mean())
        error = float(1 - right[kept].mean())
        point = {"reject_rate": rate, "error": error, "threshold": float(threshold)}
        points.setdefault(rate_name(rate), point)
    return list(points.values())


def error_at(curve: Sequence[Mapping[str, float]], rate: float) -> float:
    """Return the error where samples are left to a person, at most a share of them.

    Parameters
    ----------
    curve : sequence of mapping
        From `reject_curve`.
    rate : float
        The share.

    Examples
    --------
    >>> points = [{"reject_rate": 0.0, "error": 0.25}, {"reject_rate": 0.5, "error": 0.125}]
    >>> error_at(points, 0.4), error_at(points, 0.5)
    (0.25, 0.125)
    """
    return [point["error"] for point in curve if point["reject_rate"] <= rate + HALF_A_RATE][-1]


def rate_name(rate: float) -> str:
    """Return a reject rate as tables name it."""
    return f"{rate:.{RATE_DECIMALS}f}"
