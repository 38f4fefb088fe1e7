"""Forms: how words are written where an alphabet has both cases, or signs.

A word of letters is written small, with a capital first, or in capitals; what is written before
and behind it, or within a number, are signs. A model says how probable strings of one form are;
here the glyphs' likelihoods are turned to that form, such a model is asked, and its answer is
turned back. All sums stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from schemas.alphabet import kind_of
from tasks.reading.numerals import Shares, numeral_shares
from tasks.reading.successions import Judged

#: From the (n, K) likelihoods of a word to how well it goes with the model.
Model = Callable[[np.ndarray], Judged]
Mask = npt.NDArray[np.bool_]

#: How common words are that are written small, with a capital first, and in capitals.
CASES = {"small": 0.6, "first": 0.25, "capitals": 0.15}
#: Share of signs within words of letters, and within numbers, which have points and dashes.
SIGNS_IN_WORDS, SIGNS_IN_NUMBERS = 0.03, 0.1
#: How common words are with so many signs before and behind them.
EDGES = {(0, 0): 0.78, (0, 1): 0.14, (1, 0): 0.02, (1, 1): 0.02, (0, 2): 0.03, (1, 2): 0.01}
#: A place whose glyph is less likely a sign than this is not tried as one before or behind a word.
LEAST_SIGN = 0.01


@dataclass(frozen=True)
class Kinds:
    """Which characters of an alphabet are what, (K,) each; and where the other case of each is."""

    letters: Mask
    small: Mask
    signs: Mask
    other_case: npt.NDArray[np.intp]


@cache
def kinds_of(alphabet: str) -> Kinds:
    """Look through an alphabet."""
    kinds = np.array([kind_of(character) for character in alphabet])
    places = {character: place for place, character in enumerate(alphabet)}
    other = [places.get(character.swapcase(), place) for character, place in places.items()]
    return Kinds(
        letters=kinds == "letter",
        small=np.array([character.islower() for character in alphabet]),
        signs=kinds == "sign",
        other_case=np.array(other, dtype=np.intp),
    )


def is_plain(alphabet: str) -> bool:
    """Say whether words have one form only: neither two cases nor signs.

    Examples
    --------
    >>> is_plain("ABC12"), is_plain("ABCabc"), is_plain("ABC-")
    (True, False, False)
    """
    kinds = kinds_of(alphabet)
    return not (_has_cases(kinds) or kinds.signs.any())


def letter_models(alphabet: str, n: int) -> list[tuple[float, Model]]:
    """Words of any letters, in each case, with a sign here and there: shares and models."""
    kinds = kinds_of(alphabet)
    if not kinds.letters.any():
        return []
    if not _has_cases(kinds):
        return [(1.0, _any_of(_even(np.tile(kinds.letters, (n, 1))), kinds.signs, SIGNS_IN_WORDS))]
    capitals = kinds.letters & ~kinds.small
    models = []
    for case, share in CASES.items():
        allowed = np.tile(capitals if case == "capitals" else kinds.small, (n, 1))
        if case == "first":
            allowed[0] = capitals
        models.append((share, _any_of(_even(allowed), kinds.signs, SIGNS_IN_WORDS)))
    return models


def digit_models(alphabet: str, n: int) -> list[tuple[float, Model]]:
    """Numbers, with a sign here and there: shares and models."""
    signs = kinds_of(alphabet).signs
    return [
        (share, _any_of(digits, signs, SIGNS_IN_NUMBERS))
        for share, digits in numeral_shares(alphabet, n)
    ]


def word_models(alphabet: str, n: int, listed: Mapping[int, Model]) -> list[tuple[float, Model]]:
    """Known words in each case, with signs before and behind them.

    Parameters
    ----------
    alphabet : str
        The K characters.
    n : int
        Glyphs of the word, signs among them.
    listed : mapping of int to Model
        Models of the known words as they are listed, by length.

    Returns
    -------
    list of (float, Model)
        Shares and models; the shares of what is too long or too short for any known word are
        missing.
    """
    kinds = kinds_of(alphabet)
    edges = EDGES if kinds.signs.any() else {(0, 0): 1.0}
    cases = CASES if _has_cases(kinds) else {"small": 1.0}
    return [
        (often * share, _edged(_cased(listed[length], case, kinds), before, behind, kinds.signs))
        for (before, behind), often in edges.items()
        if (length := n - before - behind) in listed
        for case, share in cases.items()
    ]


def _has_cases(kinds: Kinds) -> bool:
    return bool(kinds.small.any() and (kinds.letters & ~kinds.small).any())


def _even(allowed: Mask) -> Shares:
    """Make all characters that are allowed at a place equally likely."""
    return np.asarray(allowed / allowed.sum(axis=1, keepdims=True))


def _any_of(shares: Shares, signs: Mask, sign_share: float) -> Model:
    """Every place of its own: a sign with some probability, else characters by their shares."""
    if signs.any():
        shares = (1 - sign_share) * shares + sign_share * signs / signs.sum()

    def model(likelihoods: np.ndarray) -> Judged:
        joint = likelihoods * shares
        sums = joint.sum(axis=1)
        return float(np.log(sums).sum()), lambda: joint / sums[:, None]

    return model


def _cased(model: Model, case: str, kinds: Kinds) -> Model:
    """Ask a model of small words about words in another case."""
    if case == "small":
        return model
    turned = slice(0, 1) if case == "first" else slice(None)

    def asked(likelihoods: np.ndarray) -> Judged:
        evidence, posterior = model(_turned(likelihoods, turned, kinds.other_case))
        return evidence, lambda: _turned(posterior(), turned, kinds.other_case)

    return asked


def _turned(rows: np.ndarray, which: slice, other_case: npt.NDArray[np.intp]) -> np.ndarray:
    turned = rows.copy()
    turned[which] = rows[which][:, other_case]
    return turned


def _edged(model: Model, before: int, behind: int, signs: Mask) -> Model:
    """Ask a model about what stands between signs."""
    if not before + behind:
        return model

    def asked(likelihoods: np.ndarray) -> Judged:
        n = len(likelihoods)
        edge = np.r_[:before, n - behind : n]
        found = np.where(signs, likelihoods[edge], 0.0)
        sums = found.sum(axis=1)
        if (sums < LEAST_SIGN).any():
            return -np.inf, lambda: np.zeros_like(likelihoods)
        evidence, between = model(likelihoods[before : n - behind])

        def posterior() -> np.ndarray:
            joint = np.zeros_like(likelihoods)
            joint[before : n - behind] = between()
            joint[edge] = found / sums[:, None]
            return joint

        return evidence + float(np.log(sums / signs.sum()).sum()), posterior

    return asked
