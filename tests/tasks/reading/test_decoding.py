"""Decoding: what context settles, what it leaves alone, and what a pattern makes of a row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, CAPITALS, DIGITS
from tasks.reading.decoding import decode_row, settle, units
from tasks.reading.known import Context
from tasks.reading.lexicon import build_lexicon, language_words
from tasks.reading.patterns import parse_pattern

ALPHABET = ALPHABETS["capitals-digits"]
#: Characters that hand print does not tell apart.
TWINS = dict(zip("O0I1S5Z2B8G6", "0O1I5S2Z8B6G", strict=True))


@pytest.fixture(scope="module")
def english():
    return Context(ALPHABET, build_lexicon(language_words("en"), ALPHABET))


def said(decoded):
    """The text of a decoded row."""
    characters = [ALPHABET[i] for i in decoded.probabilities.argmax(axis=1)]
    words = sorted(set(decoded.words))
    pairs = list(zip(decoded.words, characters, strict=True))
    return " ".join("".join(c for own, c in pairs if own == word) for word in words)


def read(lattice, context, pattern=None):
    decoded = decode_row(
        lattice,
        lattice.probabilities,
        context,
        parse_pattern(pattern, ALPHABET) if pattern else None,
    )
    return said(decoded), decoded


def test_numbers_stay_numbers(written, english):
    for text in ("COMPLETED 2 THINGS", "1907", "10 BOXES", "BOX 10", "ROOM 4 A", "100 KG", "2026"):
        assert read(written(text), english)[0] == text


def test_codes_are_not_corrected_into_words(written, english):
    for text in ("B0X4Z", "CARD 4183 B0X4Z", "QX7 JKV", "QWIXOT"):
        assert read(written(text), english)[0] == text


@settings(deadline=None, max_examples=60)
@given(st.text(DIGITS, min_size=4, max_size=9), st.floats(0.05, 0.6))
def test_letters_seen_in_numbers_are_digits(written, english, text, doubt):
    seen = {
        i: {digit: 0.99 - doubt, TWINS[digit]: doubt}
        for i, digit in enumerate(text[1:-1], 1)
        if digit in TWINS
    }
    assert read(written(text, seen), english)[0] == text


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(("BOXES", "LIST", "SIZES", "BOTTLE", "GOOD", "SIGN")), st.floats(0.05, 0.8))
def test_digits_seen_in_words_are_letters(written, english, word, doubt):
    seen = {
        i: {letter: 0.99 - doubt, TWINS[letter]: doubt}
        for i, letter in enumerate(word[1:], 1)
        if letter in TWINS
    }
    text, decoded = read(written(word, seen), english)
    assert text == word
    assert decoded.probabilities.max(axis=1).min() > 0.5


def test_one_lattice_says_what_the_words_make_likely(written):
    # L and O, or a D written in two strokes.
    joined = {(1, 3): ({"D": 0.85}, 1.0)}
    seen = {1: {"L": 0.9}, 2: {"O": 0.9}}
    for words, expected in ((["ALOE"], "ALOE"), (["ADE"], "ADE")):
        context = Context(ALPHABET, build_lexicon(dict.fromkeys(words, 1.0), ALPHABET))
        assert read(written("ALOE", seen, joined), context)[0] == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("digits", "1058"),
        ("letters", "IOSB"),
        ("0-9A-F", "1058"),
        ("9A9A", "1O5B"),
        ("any", "1058"),
    ],
)
def test_a_pattern_chooses_among_what_it_allows(written, pattern, expected):
    seen = {
        0: {"I": 0.7, "1": 0.25},
        1: {"0": 0.7, "O": 0.25},
        2: {"S": 0.7, "5": 0.25},
        3: {"B": 0.7, "8": 0.25},
    }
    text, decoded = read(written("I0SB", seen), Context(ALPHABET), pattern)
    assert text == expected
    assert decoded.fits.all()


@pytest.mark.parametrize("text", ["AB12345", "AB123", "A", "AB 12 345 67"])
def test_a_row_that_cannot_be_as_its_template_is_read_freely_and_does_not_fit(written, text):
    decoded = read(written(text), Context(ALPHABET), "AA9999")
    assert decoded[0] == text
    assert not decoded[1].fits.any()


def test_blanks_of_a_template_are_those_of_the_text(written):
    for pattern, expected in (
        ("AA 9999", "AB 1234"),
        ("AA9999", "AB1234"),
        ("A A99 99", "A B12 34"),
    ):
        for text in ("AB1234", "AB 1234", "AB12 34"):
            assert read(written(text), Context(ALPHABET), pattern)[0] == expected


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from(("digits", "letters", "0-9A-F", "X{1,}", "[XY]")))
def test_nothing_is_read_that_a_pattern_forbids(written, seed, pattern):
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list(CAPITALS + DIGITS), size=rng.integers(1, 8)))
    lattice = written(text, sure=float(rng.uniform(0.1, 0.99)))
    _, decoded = read(lattice, Context(ALPHABET), pattern)
    allowed = parse_pattern(pattern, ALPHABET).allowed
    assert (decoded.probabilities[:, ~allowed] == 0).all()
    assert (decoded.probabilities.sum(axis=1) <= 1 + 1e-9).all()
    np.testing.assert_array_equal(decoded.fits, decoded.probabilities.sum(axis=1) >= 0.5)


def test_rows_sum_to_one(written, english):
    settled = settle(written("TWO 2 TWOS").probabilities, [0, 0, 0, 1, 2, 2, 2, 2], english)
    np.testing.assert_allclose(settled.sum(axis=1), 1)


@given(st.lists(st.integers(1, 4), max_size=12))
def test_units_cover_all_positions_once(lengths):
    words = [number for number, length in enumerate(lengths) for _ in range(length)]
    covered = [i for first, last in units(words) for i in range(first, last)]
    assert covered == list(range(len(words)))


def test_spaced_letters_are_one_unit_but_pairs_are_not():
    assert list(units([0, 1, 2, 3, 3])) == [(0, 3), (3, 5)]
    assert list(units([0, 1, 2, 2])) == [(0, 1), (1, 2), (2, 4)]
