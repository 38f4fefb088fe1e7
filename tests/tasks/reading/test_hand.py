"""A hand's plain characters tell what its doubtful ones are; nothing but pairs is moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reading.decoding import DecodedRow
from tasks.reading.hand import openness, plainly_written, weigh_hand

ALPHABET = "17S5Oo"
NOTHING = np.zeros(len(ALPHABET), np.intp)


def shape(**probable: float) -> np.ndarray:
    """What the network makes of a shape; what is left is shared by all characters."""
    own = np.array([probable.get(f"_{character}", 0.0) for character in ALPHABET])
    return own + (1 - own.sum()) / len(ALPHABET)


def plain(**counts: int) -> np.ndarray:
    return np.array([counts.get(f"_{character}", 0) for character in ALPHABET])


FLAGGED = shape(_1=0.3, _7=0.67)


def weighed(one: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return weigh_hand(one[None], counts, ALPHABET)[0]


def test_beside_plain_sevens_a_doubtful_one_is_a_one():
    result = weighed(FLAGGED, plain(_7=4))
    assert ALPHABET[int(result.argmax())] == "1"
    assert result.sum() == pytest.approx(1)


def test_with_as_many_plain_ones_nothing_is_told():
    np.testing.assert_allclose(weighed(FLAGGED, plain(_1=3, _7=3)), FLAGGED)


def test_of_a_hand_of_which_nothing_is_known_nothing_is_told():
    np.testing.assert_allclose(weighed(FLAGGED, NOTHING), FLAGGED)


@pytest.mark.parametrize(
    "known",
    [
        shape(_7=0.96, _1=0.03),  # plain itself
        shape(_1=0.4, _7=0.4),  # perhaps something else altogether
        shape(_S=0.6, _5=0.39),  # two kinds
        shape(_O=0.6, _o=0.39),  # one shape
    ],
    ids=["plain", "open", "kinds", "ring"],
)
def test_other_shapes_are_left_alone(known):
    np.testing.assert_array_equal(weighed(known, plain(_7=9, _S=9, _O=9)), known)


def decoded(*read: np.ndarray) -> DecodedRow:
    """A row whose n-th character is the n-th span of its lattice but one."""
    probabilities = np.array(read).reshape(-1, len(ALPHABET))
    spans = [position + 1 for position in range(len(read))]
    return DecodedRow(spans, [0] * len(read), probabilities, np.ones(len(read), dtype=bool))


def test_counted_is_what_network_and_context_agree_on_beyond_doubt():
    seven, one = shape(_7=0.99), shape(_1=0.97)
    alone = np.stack([seven, seven, seven, shape(_7=0.9), one])
    row = decoded(seven, one, seven, one)
    counts = plainly_written([row, decoded()], [alone, alone], len(ALPHABET))
    np.testing.assert_array_equal(counts, plain(_7=1, _1=1))


@given(st.lists(st.integers(0, 500), min_size=2, max_size=2).map(sorted))
def test_the_more_plain_the_less_open(counts):
    few, many = openness(np.array(counts))
    assert 0 < many <= few + 1e-12 <= 1 + 1e-9


@given(st.integers(0, 2**31))
def test_sums_stay_and_so_does_what_is_not_in_doubt(seed):
    rng = np.random.default_rng(seed)
    before = rng.dirichlet(np.full(len(ALPHABET), 0.2), size=8)
    after = weigh_hand(before, rng.integers(0, 9, len(ALPHABET)), ALPHABET)
    np.testing.assert_allclose(after.sum(axis=1), 1)
    changed = (before != after).sum(axis=1)
    assert (changed <= 2).all()


def test_nothing_to_weigh():
    empty = np.empty((0, len(ALPHABET)))
    assert weigh_hand(empty, NOTHING, ALPHABET) is empty
