r"""Context: what stands around a glyph settles what its shape leaves open (O or 0, I or 1).

A word of n glyphs is read with a mixture of models of what people print. Given the length n,
each model k has a prior :math:`\pi_k` and says how probable every string of n characters is:

============ ==========================================================================
letters      every letter of its own, all equally likely
spelled      letters that follow one another as in the known words
digits       every digit of its own, the first by Benford's law, or a year
code         letters and digits mixed, all equally likely
series       characters that count up (``ABCD``, ``1234``), with a chance of a break
repeats      one character again and again (``AAAA``, ``0000``), with a chance of a break
lexicon      one of the known words, as likely as it is frequent
met          one of the words that were read elsewhere on the page beyond doubt
============ ==========================================================================

The network's calibrated probabilities :math:`p_i(c)` under equal priors are proportional to the
likelihoods of the glyphs' pictures. A small share of each is left open between letters and digits
of one shape, and another between all characters. So the posterior of character c at place i is

.. math:: P_i(c) = \sum_k P(k \mid x)\, P_{ik}(c), \qquad
          P(k \mid x) \propto \pi_k \sum_{c_1 \ldots c_n} P_k(c_1 \ldots c_n) \prod_i p_i(c_i),

which is exact for each of these models: the first three factor over places, series and repeats are
hidden Markov chains (forward and backward sums; repeats are of one form, whose glyphs together say
of O or 0 what one of them does), and the lexicon is a sum over its words. Taking
the most probable character at each place makes the expected number of wrong characters least.

Where an alphabet has both cases, or signs, words and numbers come in several forms, each a model of
its own (`tasks.reading.forms`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from schemas.alphabet import kind_of, shape_of
from tasks.reading.forms import Model, digit_models, is_plain, letter_models, word_models
from tasks.reading.lexicon import Lexicon, build_lexicon
from tasks.reading.spelling import Spelling, spelling_of
from tasks.reading.successions import chain, of_one_form, repetitions, successions

#: Share of a glyph's probability spread over the whole alphabet: even a sure network is sometimes
#: wrong. Small enough that a sure code is not turned into a word one character away.
NETWORK_DOUBT = 0.0003

#: Probability that a network leaves to each character it rules out, since it learned from smoothed
#: labels: it says nothing of them, and words must not make much of it.
BACKGROUND = 0.0001

#: Share of a glyph's probability that is left open between letters and digits of its shape: hands
#: differ in which rings are noughts more than networks can know.
SHAPE_DOUBT = 0.05

#: How much likelier a word that was read elsewhere on the page is than any letters; so far from
#: certain that a sure character is not overruled (see `NETWORK_DOUBT`). And how likely all of them
#: are at most, relative to any letters.
MET_ODDS, MOST_MET = 5_000.0, 1.0


@dataclass(frozen=True)
class ContextPriors:
    """How common each kind of word is, before its glyphs are looked at."""

    letters: float = 0.06
    digits: float = 0.20
    code: float = 0.05
    series: float = 0.01
    repeats: float = 0.002
    lexicon: float = 0.60
    spelled: float = 0.10


@dataclass(frozen=True)
class Context:
    """What is known of the text beforehand.

    Attributes
    ----------
    alphabet : str
        The K characters that the network tells apart.
    lexicon : mapping of int to Words
        Known words by length; empty for none.
    priors : ContextPriors
        Weights of the models.
    kinds : mapping of str to float
        How often each kind of character is met around a word (`schemas.alphabet.KINDS`), where
        that is known: it settles whether a repeated ring is an O or a 0.
    met : mapping of int to Words
        Words that were read elsewhere on the page, by length (`tasks.reading.met`).
    spelling : Spelling or None
        How words are spelled, where some are known.
    """

    alphabet: str
    lexicon: Lexicon = field(default_factory=dict)
    priors: ContextPriors = ContextPriors()
    kinds: Mapping[str, float] = field(default_factory=dict)
    met: Lexicon = field(default_factory=dict)
    spelling: Spelling | None = None


def context_of(alphabet: str, frequencies: Mapping[str, float]) -> Context:
    """Return what is known beforehand where some words are likely to be met.

    Parameters
    ----------
    alphabet : str
        The characters that the network tells apart.
    frequencies : mapping of str to float
        How often each word is met, in any unit; empty for no words at all.
    """
    lexicon = build_lexicon(frequencies, alphabet)
    return Context(alphabet, lexicon, spelling=spelling_of(lexicon, alphabet))


def read_in_context(probabilities: np.ndarray, context: Context) -> np.ndarray:
    """Return the posterior probabilities of a word's characters.

    Parameters
    ----------
    probabilities : (n, K) ndarray of float
        What the network makes of each glyph alone; rows sum to 1.
    context : Context
        What is known beforehand.

    Returns
    -------
    (n, K) ndarray of float64
        Rows sum to 1. A word of one glyph comes back unchanged: its shape is all there is.

    Examples
    --------
    >>> context = Context("O0")
    >>> read_in_context(np.array([[0.6, 0.4]]), context).tolist()
    [[0.6, 0.4]]
    """
    if len(probabilities) <= 1:
        return np.asarray(probabilities, dtype=np.float64)
    evidences, marginals = _weighed(probabilities, context)
    weights = np.exp(evidences - evidences.max())
    weights /= weights.sum()
    return np.asarray(np.tensordot(weights, np.stack(marginals), axes=1))


def judge_word(probabilities: np.ndarray, context: Context) -> float:
    r"""Return the logarithm of how well a word's glyphs go with what people print.

    Parameters
    ----------
    probabilities : (n, K) ndarray of float
        What the network makes of each glyph alone.
    context : Context
        What is known beforehand.

    Returns
    -------
    float
        :math:`\log \sum_k \pi_k \sum P_k(c_1 \ldots c_n) \prod_i p_i(c_i)`; for a single
        glyph, of which nothing is known, that of any character.
    """
    if len(probabilities) <= 1:
        return -float(np.log(len(context.alphabet)))
    evidences, _ = _weighed(probabilities, context)
    return float(np.logaddexp.reduce(evidences))


def _weighed(probabilities: np.ndarray, context: Context) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return each model's evidence, with its prior, and its posterior."""
    likelihoods = np.asarray(probabilities, dtype=np.float64)
    n, k = likelihoods.shape
    likelihoods = np.maximum(likelihoods - BACKGROUND, 0.0)
    likelihoods = (1 - NETWORK_DOUBT) * likelihoods + NETWORK_DOUBT / k
    twins = _twins(context.alphabet)
    likelihoods = (1 - SHAPE_DOUBT) * likelihoods + SHAPE_DOUBT * likelihoods @ twins
    evidences: list[float] = []
    marginals: list[np.ndarray] = []
    for prior, model in _models(context, n):
        evidence, marginal = model(likelihoods)
        evidences.append(float(np.log(prior)) + evidence)
        marginals.append(marginal)
    return np.array(evidences), marginals


def _models(context: Context, n: int) -> list[tuple[float, Model]]:
    """The models that can say anything about a word of n glyphs, with their priors."""
    kinds = np.array([kind_of(character) for character in context.alphabet])
    letters = kinds == "letter"
    series, repeats = successions(context.alphabet), repetitions(context.alphabet)
    twins = _twins(context.alphabet)
    even, start = np.full(len(kinds), 1 / len(kinds)), _around(context)
    priors = context.priors
    models: list[tuple[float, Model]] = [
        (priors.code, lambda p: _independent(p, np.ones(len(kinds), dtype=bool))),
        (priors.series, lambda p: chain(p, series, even)),
        (priors.repeats, lambda p: chain(of_one_form(p, twins), repeats, start)),
    ]
    if n in context.met:
        odds = min(MET_ODDS * letters.sum() ** -float(n), MOST_MET)
        models.append((priors.letters * odds, lambda p: _listed(p, context.met)))
    if not is_plain(context.alphabet):
        return models + _of_many_forms(context, n)
    if letters.any():
        models.append((priors.letters, lambda p: _independent(p, letters)))
    models += [(priors.digits * share, model) for share, model in digit_models(context.alphabet, n)]
    if context.spelling is not None:
        models.append((priors.spelled, context.spelling.judge))
    if n in context.lexicon:
        models.append((priors.lexicon, lambda p: _listed(p, context.lexicon)))
    return models


def _of_many_forms(context: Context, n: int) -> list[tuple[float, Model]]:
    """The models of words and numbers, where these are written in more than one way."""

    def listed(likelihoods: np.ndarray) -> tuple[float, np.ndarray]:
        return _listed(likelihoods, context.lexicon)

    priors = context.priors
    words = dict.fromkeys(context.lexicon, listed)
    spelled = dict.fromkeys(range(1, n + 1), context.spelling.judge) if context.spelling else {}
    return [
        (prior * share, model)
        for prior, models in (
            (priors.letters, letter_models(context.alphabet, n)),
            (priors.digits, digit_models(context.alphabet, n)),
            (priors.lexicon, word_models(context.alphabet, n, words)),
            (priors.spelled, word_models(context.alphabet, n, spelled)),
        )
        for share, model in models
    ]


def _independent(likelihoods: np.ndarray, allowed: np.ndarray) -> tuple[float, np.ndarray]:
    """Every place of its own, all allowed characters equally likely."""
    kept = np.where(allowed, likelihoods, 0.0)
    sums = kept.sum(axis=1)
    return float(np.log(sums / allowed.sum()).sum()), kept / sums[:, None]


def _listed(likelihoods: np.ndarray, lexicon: Lexicon) -> tuple[float, np.ndarray]:
    """One of the known words of this length."""
    n, k = likelihoods.shape
    words = lexicon[n]
    scores = words.log_priors + np.log(likelihoods)[np.arange(n), words.characters].sum(axis=1)
    top = scores.max()
    weights = np.exp(scores - top)
    total = weights.sum()
    marginal = np.zeros((n, k))
    for i in range(n):
        marginal[i] = np.bincount(words.characters[:, i], weights=weights, minlength=k)
    return float(top + np.log(total)), marginal / total


@lru_cache(maxsize=8)
def _twins(alphabet: str) -> np.ndarray:
    """Say which characters are one form as letter and digit: (K, K), rows sum to 1."""
    shapes = np.array([shape_of(character) for character in alphabet])
    kinds = np.array([kind_of(character) for character in alphabet])
    alike = shapes[:, None] == shapes
    mixed = (alike & (kinds[:, None] != kinds)).any(axis=1)
    twins = np.where(mixed, alike, np.eye(len(shapes)))
    twins /= twins.sum(axis=1, keepdims=True)
    twins.flags.writeable = False
    return twins


def _around(context: Context) -> np.ndarray:
    """How likely each character is, (K,), by the kinds that are met around."""
    kinds = [kind_of(character) for character in context.alphabet]
    shares = {kind: context.kinds.get(kind, kinds.count(kind) / len(kinds)) for kind in set(kinds)}
    likely = np.array([shares[kind] / kinds.count(kind) for kind in kinds])
    return np.asarray(likely / likely.sum())
