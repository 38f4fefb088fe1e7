"""Shapes: confidence is that of the likeliest group of characters of one shape."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, shape_of
from schemas.shapes import shape_confidence


@given(st.sampled_from(sorted(ALPHABETS)), st.integers(0, 2**32 - 1), st.integers(0, 5))
def test_confidence_is_the_greatest_sum_over_a_shape(name, seed, count):
    alphabet = ALPHABETS[name]
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(len(alphabet), 0.2), count)
    expected = [
        max(
            sum(p for p, c in zip(row, alphabet, strict=True) if shape_of(c) == shape)
            for shape in map(shape_of, alphabet)
        )
        for row in probabilities
    ]
    np.testing.assert_allclose(shape_confidence(probabilities, alphabet), expected, atol=1e-12)


def test_rounding_makes_no_confidence_above_1():
    probabilities = np.array([[0.5000001, 0.5000001]], np.float32)
    assert shape_confidence(probabilities, "O0").tolist() == [1.0]
