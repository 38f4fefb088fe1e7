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
met          one of the words that were read elsewhere on the page beyond doubt, if it goes with
             all that the network sees
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

How common each model is goes by what the page's other rows have at the word's place, too
(`tasks.reading.formats`).

Where an alphabet has both cases, or signs, words and numbers come in several forms, each a model of
its own (`tasks.reading.forms`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from schemas.alphabet import kind_of, shape_of
from tasks.reading.formats import DIGITS, LETTERS, MIXED, SORTS
from tasks.reading.forms import Model, digit_models, is_plain, letter_models, word_models
from tasks.reading.known import Context
from tasks.reading.lexicon import Lexicon
from tasks.reading.numerals import common_length
from tasks.reading.successions import Judged, chain, of_one_form, repetitions, successions

#: Share of a glyph's probability spread over the whole alphabet: even a sure network is sometimes
#: wrong. Small enough that a sure code is not turned into a word one character away.
NETWORK_DOUBT = 0.0003

#: Probability that a network leaves to each character it rules out, since it learned from smoothed
#: labels: it says nothing of them, and words must not make much of it.
BACKGROUND = 0.0001

#: Share of a glyph's probability that is left open between letters and digits of its shape: hands
#: differ in which rings are noughts more than networks can know.
SHAPE_DOUBT = 0.05

#: How likely one of the words that were read elsewhere on the page is, relative to any letters:
#: lists and forms say the same again and again. But other words are a character away from it: what
#: the network rules out gets no more than this.
MET_ODDS, MET_DOUBT = 1.0, 1e-15

#: Sort of the models of words that may be of any.
ANY = "any"


def read_in_context(
    probabilities: np.ndarray, context: Context, place: int | None = None
) -> np.ndarray:
    """Return the posterior probabilities of a word's characters.

    Parameters
    ----------
    probabilities : (n, K) ndarray of float
        What the network makes of each glyph alone; rows sum to 1.
    context : Context
        What is known beforehand.
    place : int or None
        Number of the word in its row; None where that tells nothing.

    Returns
    -------
    (n, K) ndarray of float64
        Rows sum to 1. A word of one glyph comes back unchanged, its shape is all there is, unless
        other rows have words at its place.

    Examples
    --------
    >>> context = Context("O0")
    >>> read_in_context(np.array([[0.6, 0.4]]), context).tolist()
    [[0.6, 0.4]]
    """
    if len(probabilities) <= 1:
        lone = np.asarray(probabilities, dtype=np.float64) * _lone(context, place)
        return np.asarray(lone / lone.sum(axis=1, keepdims=True))
    evidences, posteriors = _weighed(probabilities, context, place)
    weights = np.exp(evidences - evidences.max())
    weights /= weights.sum()
    every = np.stack([posterior() for posterior in posteriors])
    return np.asarray(np.tensordot(weights, every, axes=1))


def judge_word(probabilities: np.ndarray, context: Context, place: int | None = None) -> float:
    r"""Return the logarithm of how well a word's glyphs go with what people print.

    Parameters
    ----------
    probabilities : (n, K) ndarray of float
        What the network makes of each glyph alone.
    context : Context
        What is known beforehand.
    place : int or None
        Number of the word in its row; None where that tells nothing.

    Returns
    -------
    float
        :math:`\log \sum_k \pi_k \sum P_k(c_1 \ldots c_n) \prod_i p_i(c_i)`; for a single
        glyph, of which nothing is known, that of any character.
    """
    if len(probabilities) <= 1:
        fitting = float((np.asarray(probabilities) * _lone(context, place)).sum())
        return float(np.log(fitting / len(context.alphabet)))
    evidences, _ = _weighed(probabilities, context, place)
    return float(np.logaddexp.reduce(evidences))


def _weighed(
    probabilities: np.ndarray, context: Context, place: int | None
) -> tuple[np.ndarray, list[Callable[[], np.ndarray]]]:
    """Return each model's evidence, with its prior, and what gives its posterior."""
    likelihoods = np.asarray(probabilities, dtype=np.float64)
    n, k = likelihoods.shape
    twins = _twins(context.alphabet)
    seen = np.maximum(likelihoods - BACKGROUND, 0.0)
    likelihoods = _of_shapes((1 - NETWORK_DOUBT) * seen + NETWORK_DOUBT / k, twins)
    evidences: list[float] = []
    posteriors: list[Callable[[], np.ndarray]] = []
    models = _models(context, n)
    if n in context.met:
        shown = np.maximum(_of_shapes(seen, twins), MET_DOUBT)
        prior = context.priors.letters * MET_ODDS
        models.append((LETTERS, prior, lambda _: _listed(shown, context.met)))
    factors = _factors(context, place, n)
    for sort, prior, model in models:
        evidence, posterior = model(likelihoods)
        evidences.append(float(np.log(prior * factors.get(sort, 1.0))) + evidence)
        posteriors.append(posterior)
    return np.array(evidences), posteriors


def _of_shapes(likelihoods: np.ndarray, twins: np.ndarray) -> np.ndarray:
    """Leave some of each glyph's likelihood open between letters and digits of its shape."""
    return np.asarray((1 - SHAPE_DOUBT) * likelihoods + SHAPE_DOUBT * likelihoods @ twins)


def _factors(context: Context, place: int | None, n: int) -> dict[str, float]:
    """How many times as likely as elsewhere words of each sort and this length are at a place."""
    if place is None or place not in context.formats.counts:
        return {}
    priors = context.priors
    usual = {
        LETTERS: priors.letters + priors.lexicon + priors.spelled,
        DIGITS: priors.digits * common_length(n),
        MIXED: priors.code,
    }
    total = sum(usual.values())
    return {
        sort: context.formats.factor(place, sort, n, share / total) for sort, share in usual.items()
    }


def _lone(context: Context, place: int | None) -> np.ndarray:
    """How many times as likely as elsewhere each character is, (K,), alone at a place."""
    factors = _factors(context, place, 1)
    sorts = (SORTS.get(kind_of(character), MIXED) for character in context.alphabet)
    return np.array([factors.get(sort, 1.0) for sort in sorts])


def _models(context: Context, n: int) -> list[tuple[str, float, Model]]:
    """The models that can say anything about a word of n glyphs: sorts, priors and models."""
    kinds = np.array([kind_of(character) for character in context.alphabet])
    letters = kinds == "letter"
    series, repeats = successions(context.alphabet), repetitions(context.alphabet)
    twins = _twins(context.alphabet)
    even, start = np.full(len(kinds), 1 / len(kinds)), _around(context)
    priors = context.priors
    models: list[tuple[str, float, Model]] = [
        (MIXED, priors.code, lambda p: _independent(p, np.ones(len(kinds), dtype=bool))),
        (ANY, priors.series, lambda p: chain(p, series, even)),
        (ANY, priors.repeats, lambda p: chain(of_one_form(p, twins), repeats, start)),
    ]
    if not is_plain(context.alphabet):
        return models + _of_many_forms(context, n)
    if letters.any():
        models.append((LETTERS, priors.letters, lambda p: _independent(p, letters)))
    models += [
        (DIGITS, priors.digits * share, model) for share, model in digit_models(context.alphabet, n)
    ]
    if context.spelling is not None:
        models.append((LETTERS, priors.spelled, context.spelling.judge))
    if n in context.lexicon:
        models.append((LETTERS, priors.lexicon, lambda p: _listed(p, context.lexicon)))
    return models


def _of_many_forms(context: Context, n: int) -> list[tuple[str, float, Model]]:
    """The models of words and numbers, where these are written in more than one way."""

    def listed(likelihoods: np.ndarray) -> Judged:
        return _listed(likelihoods, context.lexicon)

    priors = context.priors
    words = dict.fromkeys(context.lexicon, listed)
    spelled = dict.fromkeys(range(1, n + 1), context.spelling.judge) if context.spelling else {}
    return [
        (sort, prior * share, model)
        for sort, prior, models in (
            (LETTERS, priors.letters, letter_models(context.alphabet, n)),
            (DIGITS, priors.digits, digit_models(context.alphabet, n)),
            (LETTERS, priors.lexicon, word_models(context.alphabet, n, words)),
            (LETTERS, priors.spelled, word_models(context.alphabet, n, spelled)),
        )
        for share, model in models
    ]


def _independent(likelihoods: np.ndarray, allowed: np.ndarray) -> Judged:
    """Every place of its own, all allowed characters equally likely."""
    kept = np.where(allowed, likelihoods, 0.0)
    sums = kept.sum(axis=1)
    return float(np.log(sums / allowed.sum()).sum()), lambda: kept / sums[:, None]


def _listed(likelihoods: np.ndarray, lexicon: Lexicon) -> Judged:
    """One of the known words of this length."""
    n, k = likelihoods.shape
    words = lexicon[n]
    # Place by place: gathering all places at once takes four times as long.
    logs = np.log(likelihoods)
    scores = words.log_priors + sum(logs[i][words.characters[:, i]] for i in range(n))
    top = scores.max()
    weights = np.exp(scores - top)
    total = weights.sum()

    def posterior() -> np.ndarray:
        sums = [np.bincount(words.characters[:, i], weights, k) for i in range(n)]
        return np.asarray(np.stack(sums) / total)

    return float(top + np.log(total)), posterior


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
