"""Kinds around a word are counted on what is sure; open words are those of open shapes alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, kind_of
from tasks.reading.kinds import SURE, holds_open_word, kind_shares, open_shapes

ALPHABET = ALPHABETS["capitals-digits"]


def test_shapes_are_open_between_kinds_only():
    assert open_shapes(ALPHABET) == set("IO01")
    assert open_shapes(ALPHABETS["full"]) == set("IOlo01")
    assert not open_shapes(ALPHABETS["capitals"])


@pytest.mark.parametrize(
    ("characters", "words", "expected"),
    [
        ("OOO", [0, 0, 0], True),
        ("O0A", [0, 0, 1], True),
        ("OOA", [0, 0, 0], False),
        ("OAI", [0, 1, 2], False),
        ("", [], False),
    ],
)
def test_a_row_holds_an_open_word(characters, words, expected):
    assert holds_open_word(characters, words, ALPHABET) is expected


@given(st.lists(st.tuples(st.sampled_from(ALPHABET), st.floats(0, 1))))
def test_shares_count_what_is_sure_and_not_open(read):
    characters = "".join(character for character, _ in read)
    shares = kind_shares(characters, np.array([sure for _, sure in read]), ALPHABET)
    counted = [kind_of(c) for c, sure in read if sure >= SURE and c not in "IO01"]
    assert set(shares) == {"letter", "digit"}
    assert shares["letter"] == pytest.approx((counted.count("letter") + 1) / (len(counted) + 2))
    assert sum(shares.values()) == pytest.approx(1)
