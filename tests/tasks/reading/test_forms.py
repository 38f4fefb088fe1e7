"""Forms of words must be exact, too: against all strings written out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS
from tasks.reading.context import judge_word, read_in_context
from tasks.reading.forms import CASES, EDGES, SIGNS_IN_WORDS, is_plain, letter_models, word_models
from tasks.reading.known import Context
from tasks.reading.lexicon import build_lexicon

TINY = "ABab-"
FULL = ALPHABETS["full"]


def listed_exactly(word, n):
    """A model that knows one word."""

    def model(likelihoods):
        places = [TINY.index(character) for character in word]
        marginal = np.zeros_like(likelihoods)
        marginal[np.arange(len(word)), places] = 1.0
        return float(np.log(likelihoods[np.arange(len(word)), places]).sum()), lambda: marginal

    return {n: model}


def letters_by_definition(text):
    """How probable a string is among words of any letters."""
    total = 0.0
    for case, share in CASES.items():
        probability = share
        for i, character in enumerate(text):
            capital = case == "capitals" or (case == "first" and i == 0)
            fits = character != "-" and character.isupper() == capital
            probability *= SIGNS_IN_WORDS if character == "-" else (1 - SIGNS_IN_WORDS) * fits / 2
        total += probability
    return total


def words_by_definition(text, word):
    """How probable a string is as a known word."""
    total = 0.0
    for (before, behind), often in EDGES.items():
        core = text[before : len(text) - behind]
        edges = text[:before] + text[len(text) - behind :]
        if before + behind >= len(text) or set(edges) - {"-"}:
            continue
        forms = {"small": word, "first": word.capitalize(), "capitals": word.upper()}
        total += often * sum(CASES[case] for case, form in forms.items() if form == core)
    return total


@pytest.mark.parametrize("n", [2, 3])
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_models_equal_their_definition_string_by_string(n, seed):
    likelihoods = np.random.default_rng(seed).dirichlet(np.full(len(TINY), 0.8), size=n)
    likelihoods = 0.9 * likelihoods + 0.1 / len(TINY)
    for models, define in (
        (letter_models(TINY, n), letters_by_definition),
        (
            word_models(TINY, n, listed_exactly("ab", 2)),
            lambda text: words_by_definition(text, "ab"),
        ),
    ):
        evidence = 0.0
        marginal = np.zeros((n, len(TINY)))
        for share, model in models:
            log, own = model(likelihoods)
            evidence += share * np.exp(log)
            marginal += share * np.exp(log) * own()
        expected = np.zeros((n, len(TINY)))
        for places in product(range(len(TINY)), repeat=n):
            text = "".join(TINY[place] for place in places)
            probability = define(text) * likelihoods[np.arange(n), places].prod()
            expected[np.arange(n), places] += probability
        assert evidence == pytest.approx(expected[0].sum(), rel=1e-9)
        np.testing.assert_allclose(marginal, expected, atol=1e-12)


def probabilities(*glyphs):
    """What a network gives, each glyph named by what it may be."""
    rows = np.full((len(glyphs), len(FULL)), 1e-4)
    for row, named in zip(rows, glyphs, strict=True):
        for character in named:
            row[FULL.index(character)] = 1.0
    return rows / rows.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("glyphs", "expected"),
    [
        (["cC", "oO0", "sS", "t"], "cost"),
        (["cC", "oO0", "sS", "T"], "COST"),
        (["C", "oO0", "sS", "t"], "Cost"),
        (["cC", "oO0", "sS", "t", ",'"], "cost,"),
        (["(", "cC", "oO0", "sS", "t", ")"], "(cost)"),
        (["1", "2", "oO0", ",", "5", "oO0"], "120,50"),
        (["l1I", "i", "s", "t"], "list"),
    ],
)
def test_words_are_read_in_the_form_they_are_written_in(glyphs, expected):
    context = Context(FULL, build_lexicon({"cost": 2, "list": 1, "ab": 1}, FULL))
    posterior = read_in_context(probabilities(*glyphs), context)
    read = "".join(FULL[i] for i in posterior.argmax(axis=1)).replace("'", ",")
    assert read == expected
    np.testing.assert_allclose(posterior.sum(axis=1), 1.0)


def test_a_word_with_its_sign_is_judged_better_than_one_misread():
    context = Context(FULL, build_lexicon({"cost": 1, "costa": 1}, FULL))
    right = judge_word(probabilities("c", "o", "s", "t", "."), context)
    assert right > judge_word(probabilities("c", "o", "s", "x", "."), context)
    assert np.isfinite(judge_word(probabilities(".", ","), context))


def test_alphabets_of_one_form_are_told_from_others():
    assert [is_plain(ALPHABETS[name]) for name in ("capitals-digits", "capitals", "digits")] == [
        True,
        True,
        True,
    ]
    assert not is_plain(FULL)
