"""A hand's plain characters tell what its doubtful ones are; nothing but pairs is moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tasks.reading.decoding import DecodedRow
from tasks.reading.hand import MOST_ODDS, Hand, hand_of, page_odds, weigh_hand

ALPHABET = "17S5Oo"


def shape(**probable: float) -> np.ndarray:
    """What the network makes of a shape; what is left is shared by all characters."""
    own = np.array([probable.get(f"_{character}", 0.0) for character in ALPHABET])
    return own + (1 - own.sum()) / len(ALPHABET)


def plain(**counts: int) -> np.ndarray:
    return np.array([counts.get(f"_{character}", 0) for character in ALPHABET])


def hand(doubtful: int = 1, **counts: int) -> Hand:
    """A page with so many plain characters, and shapes in doubt between 1 and 7."""
    pairs = np.zeros((len(ALPHABET), len(ALPHABET)), np.intp)
    pairs[0, 1] = pairs[1, 0] = doubtful
    return Hand(plain(**counts), pairs)


FLAGGED = shape(_1=0.3, _7=0.67)


def weighed(one: np.ndarray, known: Hand) -> np.ndarray:
    return weigh_hand(one[None], page_odds(known, ALPHABET), ALPHABET)[0]


def test_beside_plain_sevens_a_doubtful_one_is_a_one():
    result = weighed(FLAGGED, hand(_7=4))
    assert ALPHABET[int(result.argmax())] == "1"
    assert result.sum() == pytest.approx(1)


def test_beside_plain_ones_a_doubtful_one_is_a_seven():
    assert weighed(FLAGGED, hand(_1=4))[1] > FLAGGED[1] + 0.1


def test_with_as_many_plain_ones_little_is_told():
    assert abs(page_odds(hand(_1=3, _7=3), ALPHABET)[0, 1]) < 0.5


def test_among_many_digits_without_a_one_the_doubtful_are_ones():
    """There is a single plain seven to go by, but numbers without a 1 are rare."""
    without = page_odds(hand(doubtful=6, _7=1, _5=30), ALPHABET)[0, 1]
    with_ones = page_odds(hand(doubtful=6, _7=1, _1=6, _5=30), ALPHABET)[0, 1]
    assert without > 1 > with_ones


def test_of_a_hand_of_which_nothing_is_known_little_is_told():
    nothing = hand(doubtful=0)
    np.testing.assert_allclose(weighed(FLAGGED, nothing), FLAGGED, atol=0.15)


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
    np.testing.assert_array_equal(weighed(known, hand(_7=9, _S=9, _O=9)), known)


def decoded(*read: np.ndarray) -> DecodedRow:
    """A row whose n-th character is the n-th span of its lattice but one."""
    probabilities = np.array(read).reshape(-1, len(ALPHABET))
    spans = [position + 1 for position in range(len(read))]
    return DecodedRow(spans, [0] * len(read), probabilities, np.ones(len(read), dtype=bool))


def test_counted_is_what_network_and_context_agree_on_beyond_doubt():
    seven, one = shape(_7=0.99), shape(_1=0.97)
    alone = np.stack([seven, seven, seven, shape(_7=0.9), one])
    row = decoded(seven, one, seven, one)
    found = hand_of([row, decoded()], [alone, alone], ALPHABET)
    np.testing.assert_array_equal(found.plain, plain(_7=1, _1=1))


def test_counted_are_pairs_in_doubt_of_the_characters_that_were_read():
    alone = np.stack([FLAGGED, FLAGGED, shape(_1=0.6, _7=0.38), shape(_S=0.6, _5=0.39)])
    found = hand_of([decoded(FLAGGED, FLAGGED, FLAGGED)], [alone], ALPHABET)
    assert found.doubtful[0, 1] == found.doubtful[1, 0] == 2
    assert found.doubtful.sum() == 4


def hands() -> st.SearchStrategy[Hand]:
    size = len(ALPHABET)
    counts = arrays(np.intp, size, elements=st.integers(0, 200))
    pairs = arrays(np.intp, (size, size), elements=st.integers(0, 40))
    return st.builds(
        lambda own, upper: Hand(own, np.triu(upper, 1) + np.triu(upper, 1).T), counts, pairs
    )


@given(hands())
def test_odds_of_a_pair_are_those_of_its_converse(found):
    odds = page_odds(found, ALPHABET)
    np.testing.assert_allclose(odds, -odds.T, atol=1e-9)
    assert np.abs(odds).max() <= MOST_ODDS


@given(st.integers(0, 2**31), hands())
def test_sums_stay_and_so_does_what_is_not_in_doubt(seed, found):
    rng = np.random.default_rng(seed)
    before = rng.dirichlet(np.full(len(ALPHABET), 0.2), size=8)
    after = weigh_hand(before, page_odds(found, ALPHABET), ALPHABET)
    np.testing.assert_allclose(after.sum(axis=1), 1)
    changed = (before != after).sum(axis=1)
    assert (changed <= 2).all()


def test_nothing_to_weigh():
    empty = np.empty((0, len(ALPHABET)))
    assert weigh_hand(empty, page_odds(hand(), ALPHABET), ALPHABET) is empty
