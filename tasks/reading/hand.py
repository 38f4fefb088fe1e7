"""The hand: a shape that is doubtful alone is rather none that its hand writes plainly elsewhere.

One hand's 1 with a flag is another's 7, and a network that has seen both is in doubt. A clerk looks
at the page: where this hand's sevens are sevens beyond doubt, what might be a 7 or a 1 is rather a
1. Characters of one page are of one style, and tell of each other (Sarkar and Nagy 2005, Style
consistent classification of isolated patterns).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from schemas.alphabet import kind_of, shape_of
from tasks.reading.decoding import DecodedRow

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.intp]

#: A character is written plainly if the network alone is so sure of it.
PLAIN = 0.96
#: A shape is in doubt between two characters if both together are so probable.
PAIR = 0.9
#: What is known of hands beforehand weighs as much as so many characters written plainly; and so
#: many times a page has a character that it nowhere has plainly.
BEFOREHAND, USUAL = 0.25, 3.0


def plainly_written(
    rows: Sequence[DecodedRow], alone: Sequence[npt.NDArray[np.floating[Any]]], characters: int
) -> Counts:
    """Count how often a page's rows have each character beyond doubt.

    Parameters
    ----------
    rows : sequence of DecodedRow
        Rows of the page.
    alone : sequence of (N, K) ndarray of float
        For each of them what the network alone makes of the spans of its lattice.
    characters : int
        Number K of characters of the alphabet.

    Returns
    -------
    (K,) ndarray of intp
    """
    counts = np.zeros(characters, np.intp)
    for row, probabilities in zip(rows, alone, strict=True):
        own = probabilities[row.spans]
        best = own.argmax(axis=1)
        plain = (own.max(axis=1) >= PLAIN) & (row.probabilities.argmax(axis=1) == best)
        counts += np.bincount(best[plain], minlength=characters)
    return counts


def openness(plain: Counts) -> Floats:
    """Return how many doubtful ones of each character a page is expected to have.

    Relative to a character that it nowhere has plainly. The more of them are plain, the fewer of
    the others are left open: the mean of a beta distribution after so many characters none of which
    was. But a page has the more others the more plain ones it has.

    Examples
    --------
    >>> openness(np.array([0, 1, 2, 7, 100])).round(2).tolist()
    [1.0, 0.27, 0.19, 0.11, 0.09]
    """
    return np.asarray(BEFOREHAND / (BEFOREHAND + plain) * (USUAL + plain) / USUAL)


def weigh_hand(
    probabilities: npt.NDArray[np.floating[Any]], plain: Counts, alphabet: str
) -> npt.NDArray[np.floating[Any]]:
    """Weigh shapes in doubt between two characters with how often either is written plainly.

    Parameters
    ----------
    probabilities : (N, K) ndarray of float
        How probable each character is for each shape.
    plain : (K,) ndarray of intp
        How often the page's hand writes each character plainly.
    alphabet : str
        The K characters. Pairs of two kinds, and of one shape, are left to context: a page of
        letters has no plain digits, and yet no digits either.

    Returns
    -------
    (N, K) ndarray of float
        Pairs keep their sum.
    """
    if len(alphabet) < 2 or not len(probabilities):
        return probabilities
    kinds = np.array([kind_of(character) for character in alphabet])
    shapes = np.array([shape_of(character) for character in alphabet])
    pairs = np.argpartition(-probabilities, 1, axis=1)[:, :2]
    own = np.take_along_axis(probabilities, pairs, axis=1)
    first, second = pairs.T
    doubtful = (
        (own.max(axis=1) < PLAIN)
        & (own.sum(axis=1) >= PAIR)
        & (kinds[first] == kinds[second])
        & (shapes[first] != shapes[second])
    )
    if not doubtful.any():
        return probabilities
    pairs, own = pairs[doubtful], own[doubtful]
    weighed = own * openness(plain)[pairs]
    weighed *= (own.sum(axis=1) / weighed.sum(axis=1))[:, None]
    result = probabilities.copy()
    result[np.flatnonzero(doubtful)[:, None], pairs] = weighed
    return result
