"""Successions: chains are sums over all strings; what counts up or repeats is likely."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS
from tasks.reading.successions import chain, of_one_form, repetitions, successions

ALPHABET = ALPHABETS["capitals-digits"]


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_a_chain_is_the_sum_over_all_strings(seed, n):
    rng = np.random.default_rng(seed)
    start, transitions = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(3), size=3)
    likelihoods = rng.uniform(0.01, 1.0, size=(n, 3))
    expected, total = np.zeros((n, 3)), 0.0
    for string in product(range(3), repeat=n):
        own = start[string[0]] * np.prod([transitions[a, b] for a, b in pairwise(string)])
        own *= np.prod([likelihoods[i, c] for i, c in enumerate(string)])
        total += own
        expected[np.arange(n), string] += own
    evidence, posterior = chain(likelihoods, transitions, start)
    assert evidence == pytest.approx(np.log(total))
    np.testing.assert_allclose(posterior(), expected / total, atol=1e-12)


@pytest.mark.parametrize("transitions", [successions(ALPHABET), repetitions(ALPHABET)])
def test_rows_sum_to_one(transitions):
    np.testing.assert_allclose(transitions.sum(axis=1), 1.0)


@pytest.mark.parametrize(("before", "after"), ["AB", "XY", "YZ", "Z1", "Z0", "78", "90"])
def test_letters_and_digits_count_up(before, after):
    row = successions(ALPHABET)[ALPHABET.index(before)]
    assert row[ALPHABET.index(after)] > 0.4


def test_a_character_is_followed_by_itself():
    assert (repetitions(ALPHABET).diagonal() > 0.9).all()


def test_many_glyphs_of_one_form_say_no_more_than_one():
    twins = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    likelihoods = np.tile([0.2, 0.7, 0.1], (6, 1))
    together = of_one_form(likelihoods, twins).prod(axis=0)
    assert together[1] / together[0] == pytest.approx(0.7 / 0.2)
