"""Spelling: which letters follow one another in words, known or not.

Names and rare words are in no list, but they are spelled like words: after a Q stands a U, and
hardly a K after a J. A Markov chain of letters, learned from the known words, says how probable
any string is (Shannon 1951).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.alphabet import kind_of
from tasks.reading.lexicon import Lexicon
from tasks.reading.successions import Judged, chain

Floats = npt.NDArray[np.float64]

#: Times that each letter is taken to begin a word, and to follow each other, beyond what is known.
UNSEEN = 1.0


@dataclass(frozen=True)
class Spelling:
    """How words begin and go on.

    Attributes
    ----------
    start : (K,) ndarray of float64
        How probable each character is at the beginning; none but letters are.
    transitions : (K, K) ndarray of float64
        How probable each is after each letter; rows of letters sum to 1, others are zero.
    """

    start: Floats
    transitions: Floats

    def judge(self, likelihoods: np.ndarray) -> Judged:
        """Return the evidence of a word's (n, K) likelihoods, and what gives their posteriors."""
        return chain(likelihoods, self.transitions, self.start)


def spelling_of(lexicon: Lexicon, alphabet: str) -> Spelling | None:
    """Learn how words are spelled; None if there are none, or no letters.

    Each word counts once: frequent words are known, and others are like the many rare ones.

    Parameters
    ----------
    lexicon : mapping of int to Words
        Known words by length.
    alphabet : str
        All characters that there are.

    Examples
    --------
    >>> from tasks.reading.lexicon import build_lexicon
    >>> spelling = spelling_of(build_lexicon({"ABA": 1, "AB": 1}, "AB1"), "AB1")
    >>> spelling.start.tolist()
    [0.75, 0.25, 0.0]
    >>> spelling.transitions.round(2).tolist()
    [[0.25, 0.75, 0.0], [0.67, 0.33, 0.0], [0.0, 0.0, 0.0]]
    """
    letters = np.array([kind_of(character) == "letter" for character in alphabet])
    if not lexicon or not letters.any():
        return None
    k = len(alphabet)
    start, transitions = np.full(k, UNSEEN), np.full((k, k), UNSEEN)
    for words in lexicon.values():
        places = words.characters
        start += np.bincount(places[:, 0], minlength=k)
        pairs = (places[:, :-1] * k + places[:, 1:]).ravel()
        transitions += np.bincount(pairs, minlength=k * k).reshape(k, k)
    start, transitions = start * letters, transitions * letters[:, None] * letters
    sums = np.maximum(transitions.sum(axis=1, keepdims=True), UNSEEN)
    return Spelling(start / start.sum(), transitions / sums)
