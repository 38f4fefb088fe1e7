"""Baselines: the line that the characters of a row stand on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Rounds of the robust fit, and the residual (in text heights) at which a glyph counts half.
FIT_ROUNDS = 8
HALF_RESIDUAL = 0.15
#: Prior strength against slopes, in squared text heights: a short row says little about slope.
SLOPE_PRIOR = 4.0
#: Steeper baselines than this the table does not hold.
STEEPEST = 2.0


@dataclass(frozen=True)
class Baseline:
    """A straight line under a row.

    Attributes
    ----------
    height : float
        Level row of the line at the row's left.
    slope : float
        Level pixels down per pixel to the right.
    """

    height: float
    slope: float


def fit_baseline(x: Floats, bottoms: Floats, left: float, text_height: float) -> Baseline:
    """Fit a line through the bottoms of a row's glyphs, robustly.

    Reweighted least squares with Cauchy weights, begun at the median, so that tails of Q and J or
    single letters off the line do not pull it. A weak prior keeps the line of a short row level.

    Parameters
    ----------
    x, bottoms : (N,) float64 ndarray
        Middle column and bottom row of each glyph.
    left : float
        Column at which the row begins.
    text_height : float
        Typical glyph height of the row.

    Returns
    -------
    Baseline
        In the frame of the glyphs.

    Examples
    --------
    >>> line = fit_baseline(np.arange(5.0), np.array([9.0, 9.0, 30.0, 9.0, 9.0]), 0.0, 8.0)
    >>> round(line.height), round(line.slope, 1)
    (9, 0.0)
    """
    slope, middle, centre = 0.0, float(np.median(bottoms)), float(np.median(x))
    for _ in range(FIT_ROUNDS):
        residual = bottoms - middle - slope * (x - centre)
        weight = 1.0 / (1.0 + (residual / (HALF_RESIDUAL * text_height)) ** 2)
        centre = float(weight @ x / weight.sum())
        middle = float(weight @ bottoms / weight.sum())
        off = x - centre
        spread = float((weight * off) @ off) + SLOPE_PRIOR * text_height**2
        slope = float((weight * off) @ (bottoms - middle)) / spread
        slope = min(max(slope, -STEEPEST), STEEPEST)
    return Baseline(middle + slope * (left - centre), slope)
