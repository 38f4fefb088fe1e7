"""Spacing: white has the last word where it is clear, and words have it where it is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS
from tasks.reading.known import Context
from tasks.reading.lexicon import build_lexicon
from tasks.reading.spacing import DOUBT, choose_words

ALPHABET = ALPHABETS["capitals-digits"]
WORDS = ("BOX", "NORTH", "ROOM", "BLANK", "QTY", "LETTERS", "LET", "THE", "FOX", "SISTER")
ENGLISH = Context(ALPHABET, build_lexicon(dict.fromkeys(WORDS, 1.0), ALPHABET))
NO_WORDS = Context(ALPHABET)


def spaced(lattice, context=ENGLISH):
    paths = choose_words(lattice, lattice.probabilities, context)
    return " ".join(
        "".join(ALPHABET[int(lattice.probabilities[span].argmax())] for span in path)
        for path in paths
    )


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("BOX43NORTH", {3: -1.0, 5: -1.5}, "BOX 43 NORTH"),
        ("BLANKQTY", {5: -1.5}, "BLANK QTY"),
        ("THE FOX", {3: 1.0}, "THE FOX"),
        ("LETTERS", {3: 1.0, 6: -1.0}, "LETTERS"),
        ("LET TERS", {3: 1.0}, "LETTERS"),
        ("SIS TER", {3: 1.0, 4: -1.0}, "SISTER"),
    ],
)
def test_doubtful_white_is_settled_by_the_words(written, text, at, expected):
    assert spaced(written(text, partings=at)) == expected


@pytest.mark.parametrize("text", ["LET TERS", "BOX43NORTH", "T HE FOX"])
def test_clear_white_has_the_last_word(written, text):
    assert spaced(written(text)) == text


@pytest.mark.parametrize("text", ["QUEBEC", "VAZQUEZ", "B12", "Q7X2"])
def test_unknown_words_and_codes_are_not_parted_by_narrow_white(written, text):
    narrow = dict.fromkeys(range(1, len(text)), -1.5)
    assert spaced(written(text, partings=narrow), NO_WORDS) == text


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-2 * DOUBT, 2 * DOUBT), min_size=1, max_size=9), st.integers(0, 99))
def test_every_atom_is_in_one_word(written, odds, seed):
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list(ALPHABET), size=len(odds) + 1))
    lattice = written(text, partings=dict(enumerate(odds, 1)))
    paths = choose_words(lattice, lattice.probabilities, ENGLISH)
    assert [int(lattice.first[span]) for path in paths for span in path] == list(range(len(text)))
    begins = {int(lattice.first[path[0]]) for path in paths}
    for atom, parting in enumerate(odds, 1):
        if abs(parting) >= DOUBT:
            assert (atom in begins) == (parting > 0)
