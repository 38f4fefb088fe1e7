"""Shares: found from exact answers as they were drawn, and never less likely than before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from model.shares import SETTLED, estimate_shares, weigh_by_shares

CLASSES = 4
SPREAD = 0.5
answers = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.just(CLASSES)),
    elements=st.floats(0.001, 1),
).map(lambda drawn: drawn / drawn.sum(axis=1, keepdims=True))


def surprise(probabilities: np.ndarray, shares: np.ndarray) -> float:
    return -float(np.log(probabilities @ shares).mean())


@given(answers)
def test_estimated_shares_are_likelier_than_any_near_them(probabilities):
    shares = estimate_shares(probabilities)
    assert shares.sum() == pytest.approx(1)
    least = surprise(probabilities, shares)
    for toward in np.eye(CLASSES):
        # Rounds end where they have all but settled, so a little may be left.
        nearby = 0.99 * shares + 0.01 * toward
        assert surprise(probabilities, nearby) >= least - CLASSES * np.sqrt(SETTLED)


@given(answers)
def test_settled_shares_are_the_mean_of_what_they_make_of_the_answers(probabilities):
    shares = estimate_shares(probabilities)
    mean = weigh_by_shares(probabilities, shares).mean(axis=0)
    np.testing.assert_allclose(mean, shares, atol=1e-4)


@pytest.mark.parametrize(
    ("shares", "gain"),
    [([0.7, 0.1, 0.1, 0.1], 0.02), ([0.25] * 4, -0.01), ([0.0, 0.0, 0.5, 0.5], 0.05)],
)
def test_shares_of_exact_answers_are_found(shares, gain):
    rng = np.random.default_rng(0)
    truth = rng.choice(CLASSES, 4000, p=shares)
    # Normal about the corner of its class: then the answers below are exact.
    seen = np.eye(CLASSES)[truth] + rng.normal(0, SPREAD, (len(truth), CLASSES))
    likelihood = np.exp(-((seen[:, None] - np.eye(CLASSES)) ** 2).sum(axis=2) / (2 * SPREAD**2))
    probabilities = likelihood / likelihood.sum(axis=1, keepdims=True)
    found = estimate_shares(probabilities)
    np.testing.assert_allclose(found, shares, atol=0.03)
    plain = (probabilities.argmax(axis=1) == truth).mean()
    weighed = (weigh_by_shares(probabilities, found).argmax(axis=1) == truth).mean()
    assert weighed >= plain + gain


def test_a_row_of_answers_that_no_share_allows_stays_a_distribution():
    found = estimate_shares(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    np.testing.assert_allclose(found, [2 / 3, 1 / 3])
    weighed = weigh_by_shares(np.array([[0.0, 1.0]]), estimate_shares(np.array([[1.0, 0.0]])))
    np.testing.assert_allclose(weighed, [[0, 1]])


@pytest.mark.parametrize("shape", [(0, 3), (3,)])
def test_no_answers_have_no_shares(shape):
    with pytest.raises(ValueError, match="rows of answers"):
        estimate_shares(np.ones(shape))
