"""Successions: Markov chains of characters; text that counts up, or repeats one character."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from schemas.alphabet import DIGITS

#: How well a word goes with a model, as the logarithm of the evidence, and what gives the (n, K)
#: posteriors of its characters, which only the word that is read needs.
Judged = tuple[float, Callable[[], np.ndarray]]

#: How often series go on where they could (the rest is any character).
SERIES_PERSISTENCE = 0.97

#: How often a repeated character is repeated once more (the rest is any character).
REPEAT_PERSISTENCE = 0.9


def chain(likelihoods: np.ndarray, transitions: np.ndarray, start: np.ndarray) -> Judged:
    """Weigh a word by a Markov chain: forward and backward sums (Rabiner 1989), scaled.

    Parameters
    ----------
    likelihoods : (n, K) ndarray of float64
        Of each glyph, under each character.
    transitions : (K, K) ndarray of float64
        How probable each character is after each.
    start : (K,) ndarray of float64
        How probable each is at the beginning.

    Returns
    -------
    float
        Logarithm of the evidence.
    callable
        Gives the posterior of each character at each place, (n, K) ndarray of float64.
    """
    n, k = likelihoods.shape
    forward = np.empty((n, k))
    evidence = 0.0
    state = start
    for i in range(n):
        state = (state if i == 0 else state @ transitions) * likelihoods[i]
        scale = state.sum()
        evidence += float(np.log(scale))
        state = forward[i] = state / scale

    def posterior() -> np.ndarray:
        backward = np.ones((n, k))
        for i in range(n - 2, -1, -1):
            backward[i] = transitions @ (likelihoods[i + 1] * backward[i + 1])
            backward[i] /= backward[i].sum()
        joint = forward * backward
        return np.asarray(joint / joint.sum(axis=1, keepdims=True))

    return evidence, posterior


@lru_cache(maxsize=8)
def successions(alphabet: str) -> np.ndarray:
    """Transition probabilities (K, K) of text that counts up.

    Letters and digits are followed by the next one; 9 is followed by 0, and after the last letter
    come the digits, from 1 or from 0, as people print alphabets.
    """
    k = len(alphabet)
    transitions = np.full((k, k), (1 - SERIES_PERSISTENCE) / k)
    for i, character in enumerate(alphabet):
        following = [c for c in _followers(character) if c in alphabet]
        for c in following:
            transitions[i, alphabet.index(c)] += SERIES_PERSISTENCE / len(following)
        if not following:
            transitions[i] += SERIES_PERSISTENCE / k
    transitions.flags.writeable = False
    return transitions


@lru_cache(maxsize=8)
def repetitions(alphabet: str) -> np.ndarray:
    """Transition probabilities (K, K) of text that repeats one character."""
    k = len(alphabet)
    transitions = REPEAT_PERSISTENCE * np.eye(k) + (1 - REPEAT_PERSISTENCE) / k
    transitions.flags.writeable = False
    return transitions


def of_one_form(likelihoods: np.ndarray, twins: np.ndarray) -> np.ndarray:
    """Take the glyphs of a word for one form drawn again and again.

    A hand draws its rings alike, so that many of them together say no more of O or 0 than one does,
    though each says of itself that it is a ring.
    """
    shapes = likelihoods @ (twins > 0)
    return np.asarray(shapes * (likelihoods / shapes) ** (1 / len(likelihoods)))


def _followers(character: str) -> str:
    if character in DIGITS:
        return DIGITS[(DIGITS.index(character) + 1) % len(DIGITS)]
    if character in "Zz":
        return "01"
    return chr(ord(character) + 1)
