r"""The hand: what a page's plain characters, and those it lacks, say of its doubtful ones.

One hand's 1 with a flag is another's 7, and a network that has seen both is in doubt. A clerk looks
at the page: where this hand's sevens are sevens beyond doubt, or where among forty digits there is
no 1, what might be a 7 or a 1 is rather a 1. Characters of one page are of one style, and tell of
each other (Sarkar and Nagy 2005, Style consistent classification of isolated patterns).

Of a character that is expected :math:`m` times among so many of its kind, p plain and d doubtful
ones are as likely as

.. math:: \mathrm{NB}(p + d;\, m, r)\; \mathrm{BB}(p;\, p + d,\, \alpha, \alpha),

for pages differ in how often they have it (a negative binomial), and hands in which share of it
they write plainly (a beta-binomial; with a small :math:`\alpha` nearly all or hardly any). Shapes
in doubt between two characters are weighed with how likely all of these are the one and none the
other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, gammaln

from schemas.alphabet import kind_of, shape_of
from tasks.reading.decoding import DecodedRow
from tasks.reading.numerals import digit_shares

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.intp]
Probabilities = npt.NDArray[np.floating[Any]]

#: A character is written plainly if the network alone is so sure of it.
PLAIN = 0.96
#: A shape is in doubt between two characters if both together are so probable.
PAIR = 0.9
#: How alike pages are in how often they have a character (the r of the negative binomial), and how
#: alike hands are in which share of it they write plainly (the alpha of the beta-binomial).
PAGES_ALIKE, HANDS_ALIKE = 2.0, 0.25
#: Most that a page says of a doubtful shape (natural logarithm of odds).
MOST_ODDS = 4.0


@dataclass(frozen=True)
class Hand:
    """How often a page's rows have characters plainly, and in doubt.

    Attributes
    ----------
    plain : (K,) ndarray of intp
        Characters beyond doubt.
    doubtful : (K, K) ndarray of intp
        Shapes in doubt between two characters of one kind; symmetric, 0 on the diagonal.
    """

    plain: Counts
    doubtful: Counts


def hand_of(rows: Sequence[DecodedRow], alone: Sequence[Probabilities], alphabet: str) -> Hand:
    """Count what a page has plainly and in doubt.

    Parameters
    ----------
    rows : sequence of DecodedRow
        Rows of the page.
    alone : sequence of (N, K) ndarray of float
        For each of them what the network alone makes of the spans of its lattice.
    alphabet : str
        The K characters.
    """
    size = len(alphabet)
    plain, doubtful = np.zeros(size, np.intp), np.zeros((size, size), np.intp)
    for row, probabilities in zip(rows, alone, strict=True):
        own = probabilities[row.spans]
        best = own.argmax(axis=1)
        sure = (own.max(axis=1) >= PLAIN) & (row.probabilities.argmax(axis=1) == best)
        plain += np.bincount(best[sure], minlength=size)
        open_, pairs = _in_doubt(own, alphabet)
        np.add.at(doubtful, tuple(pairs[open_].T), 1)
    return Hand(plain, doubtful + doubtful.T)


def page_odds(hand: Hand, alphabet: str) -> Floats:
    """Return what a page says of shapes in doubt between two characters.

    Parameters
    ----------
    hand : Hand
        What the page has plainly and in doubt.
    alphabet : str
        The K characters.

    Returns
    -------
    (K, K) ndarray of float64
        Natural logarithm of the odds that these shapes are the first character, not the second;
        antisymmetric.

    Examples
    --------
    Four plain sevens, and one shape that may be a 7 or a 1:

    >>> hand = Hand(np.array([0, 4]), np.array([[0, 1], [1, 0]]))
    >>> bool(page_odds(hand, "17")[0, 1] > 1)
    True
    """
    kinds = np.array([kind_of(character) for character in alphabet])
    found = hand.plain + hand.doubtful.sum(axis=1) / 2
    digits = digit_shares(alphabet)
    expected = np.array(
        [
            found[kinds == kind].sum() * (share if kind == "digit" else 1 / (kinds == kind).sum())
            for kind, share in zip(kinds, digits, strict=True)
        ]
    )
    expected = np.maximum(expected, 1 / len(alphabet))[:, None]
    plain, doubtful = hand.plain[:, None], np.maximum(hand.doubtful, 1)
    gained = _likelihood(plain, doubtful, expected) - _likelihood(plain, 0 * doubtful, expected)
    return np.clip(gained - gained.T, -MOST_ODDS, MOST_ODDS)


def _likelihood(plain: Counts, doubtful: Counts, expected: Floats) -> Floats:
    """How likely so many are plain and so many doubtful, natural logarithm."""
    count, pages, hands = plain + doubtful, PAGES_ALIKE, HANDS_ALIKE
    often = gammaln(count + pages) - gammaln(pages) - gammaln(count + 1)
    often += pages * np.log(pages / (pages + expected))
    often += count * np.log(expected / (pages + expected))
    share = gammaln(count + 1) - gammaln(plain + 1) - gammaln(doubtful + 1)
    share += betaln(plain + hands, doubtful + hands) - betaln(hands, hands)
    return np.asarray(often + share)


def weigh_hand(probabilities: Probabilities, odds: Floats, alphabet: str) -> Probabilities:
    """Weigh shapes in doubt between two characters with what the page says of them.

    Parameters
    ----------
    probabilities : (N, K) ndarray of float
        How probable each character is for each shape.
    odds : (K, K) ndarray of float64
        What the page says of each pair of characters (`page_odds`).
    alphabet : str
        The K characters. Pairs of two kinds, and of one shape, are left to context: a page of
        letters has no plain digits, and yet no digits either.

    Returns
    -------
    (N, K) ndarray of float
        Pairs keep their sum.
    """
    doubtful, pairs = _in_doubt(probabilities, alphabet)
    if not doubtful.any():
        return probabilities
    pairs = pairs[doubtful]
    own = np.take_along_axis(probabilities[doubtful], pairs, axis=1)
    told = odds[tuple(pairs.T)]
    weighed = own * np.exp(np.stack([told, -told], axis=1) / 2)
    weighed *= (own.sum(axis=1) / weighed.sum(axis=1))[:, None]
    result = probabilities.copy()
    result[np.flatnonzero(doubtful)[:, None], pairs] = weighed
    return result


def _in_doubt(probabilities: Probabilities, alphabet: str) -> tuple[npt.NDArray[np.bool_], Counts]:
    """Say which shapes are in doubt between two characters of a kind, and the two of each."""
    if len(alphabet) < 2 or not len(probabilities):
        return np.zeros(len(probabilities), dtype=bool), np.zeros((len(probabilities), 2), np.intp)
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
    return doubtful, pairs
