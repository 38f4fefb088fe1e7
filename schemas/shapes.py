"""Shapes: how sure a network is of what a glyph looks like, where characters share a shape."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.alphabet import shape_of

Floats = NDArray[np.floating[Any]]


def shape_confidence(probabilities: Floats, alphabet: str) -> Floats:
    """Return the probability of each glyph's likeliest shape.

    A ring is an O or a 0, each half as probable, and yet a ring beyond doubt.

    Parameters
    ----------
    probabilities : numpy.ndarray
        (N, K), of characters.
    alphabet : str
        The K characters.

    Returns
    -------
    numpy.ndarray
        (N,), within 0..1.

    Examples
    --------
    >>> shape_confidence(np.array([[0.5, 0.375, 0.125]]), "O0A").tolist()
    [0.875]
    """
    if not len(probabilities):
        return np.empty(0, probabilities.dtype)
    sums: Floats = probabilities @ _membership(alphabet).astype(probabilities.dtype)
    best: Floats = np.minimum(sums.max(axis=1), 1)
    return best


@lru_cache(maxsize=8)
def _membership(alphabet: str) -> NDArray[np.float64]:
    """Return (K, shapes) ones where a character has a shape, else zeros."""
    shapes = [shape_of(character) for character in alphabet]
    matrix = np.array([[float(own == shape) for shape in dict.fromkeys(shapes)] for own in shapes])
    matrix.flags.writeable = False
    return matrix
