"""Blur: pictures smoothed by a normal distribution, each by a width of its own."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

#: Blurs below this many pixels change nothing that can be seen.
LEAST_BLUR = 0.1
#: Weights below are left out of a blur: they change nothing, and tiny numbers are slow.
NO_WEIGHT = 1e-6


def blur_matrices(sigmas: Floats, side: int) -> Floats:
    """Return matrices that blur lines by normal distributions; beyond a line lies paper.

    Parameters
    ----------
    sigmas : (N,) ndarray of float32
        Widths of the distributions, pixels.
    side : int
        Pixels of a line.

    Returns
    -------
    (N, side, side) ndarray of float32
        Symmetric; ``matrix @ picture @ matrix`` blurs a picture in both directions.

    Examples
    --------
    >>> line = np.array([0, 0, 1, 0, 0], np.float32)
    >>> (100 * blur_matrices(np.array([0.0, 1.0], np.float32), 5) @ line).round().tolist()
    [[0.0, 0.0, 100.0, 0.0, 0.0], [5.0, 24.0, 40.0, 24.0, 5.0]]
    """
    pixels = np.arange(side, dtype=np.float32)
    squares = (pixels[:, None] - pixels) ** 2
    spread = np.maximum(sigmas, np.float32(LEAST_BLUR))[:, None, None]
    weights = np.exp(squares / (np.float32(-2) * spread**2))
    weights[weights < NO_WEIGHT] = 0
    # The middle row's sum is that of the whole bell; beyond the picture lies paper.
    weights /= weights[:, side // 2].sum(axis=1)[:, None, None]
    return np.asarray(weights, np.float32)
