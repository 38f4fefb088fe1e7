"""Numbers begin with a 1 more often than with a 9, may be years, and are short."""

from itertools import product

import numpy as np
import pytest

from schemas.alphabet import ALPHABETS
from tasks.reading.context import read_in_context
from tasks.reading.known import context_of
from tasks.reading.numerals import COMMON_LENGTHS, LONG, digit_shares, numeral_shares

ALPHABET = ALPHABETS["capitals-digits"]
DIGITS = "0123456789"


def probability(number: str, alphabet: str = DIGITS) -> float:
    """How likely a number is, among all numbers of its length."""
    sorts = numeral_shares(alphabet, len(number))
    places = [alphabet.index(digit) for digit in number]
    whole = sum(share for share, _ in sorts)
    return sum(share * np.prod(own[range(len(number)), places]) for share, own in sorts) / whole


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_all_numbers_of_a_length_are_one_distribution(n):
    total = sum(probability("".join(digits)) for digits in product(DIGITS, repeat=n))
    assert total == pytest.approx(1)


def test_the_smaller_the_leading_digit_the_likelier_but_for_the_nought():
    leading = [probability(f"{digit}5") for digit in "123456789"]
    assert leading == sorted(leading, reverse=True)
    assert 2 < leading[0] / leading[-1] < 4
    assert probability("05") == pytest.approx(0.01)


def test_later_digits_are_all_alike():
    assert len({round(probability(f"3{digit}7"), 9) for digit in DIGITS}) == 1


def test_years_are_likelier_than_other_numbers_of_four_digits():
    assert probability("1949") > 5 * probability("7949")
    assert probability("2019") > 5 * probability("3019")
    assert probability("2016") > 3 * probability("2076")
    assert probability("19491") == pytest.approx(probability("15491"))


@pytest.mark.parametrize(("n", "common"), [*COMMON_LENGTHS.items(), (9, LONG), (30, LONG)])
def test_shares_say_how_common_a_length_is(n, common):
    assert sum(share for share, _ in numeral_shares(ALPHABET, n)) == pytest.approx(common)


def test_digits_are_common_by_themselves_and_the_1_the_most():
    shares = dict(zip(ALPHABET, digit_shares(ALPHABET), strict=True))
    assert sum(shares.values()) == pytest.approx(1)
    assert not any(shares[letter] for letter in "ABIO")
    assert max(shares, key=shares.__getitem__) == "1"
    assert digit_shares("AB") == (0.0, 0.0)


def test_no_digits_no_numbers_and_of_some_digits_no_other_ones():
    assert numeral_shares("ABC", 4) == ()
    ((_, shares),) = numeral_shares("A07", 4)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert not shares[:, 0].any()


def test_a_doubtful_year_is_read_as_one_and_a_plain_number_as_it_stands():
    def read(*likely: dict[str, float]) -> str:
        glyphs = np.full((len(likely), len(ALPHABET)), 1e-4)
        for glyph, own in zip(glyphs, likely, strict=True):
            for character, share in own.items():
                glyph[ALPHABET.index(character)] = share
        settled = read_in_context(
            glyphs / glyphs.sum(axis=1, keepdims=True), context_of(ALPHABET, {})
        )
        return "".join(ALPHABET[i] for i in settled.argmax(axis=1))

    plain = [{character: 0.99} for character in "7949"]
    assert read({"7": 0.8, "1": 0.19}, *plain[1:]) == "1949"
    assert read(*plain) == "7949"
