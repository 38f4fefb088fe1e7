"""Formats: a make that a place has is likelier there, and others are less so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reading.formats import DIGITS, LETTERS, LONG, MIXED, Formats, make_of

FOUR_DIGITS = Formats({1: {(DIGITS, 4): 6}})


def test_where_rows_have_four_digits_four_digits_are_expected():
    likely = FOUR_DIGITS.factor(1, DIGITS, 4, 0.3)
    assert likely > 3
    assert FOUR_DIGITS.factor(1, DIGITS, 3, 0.3) < likely / 4
    assert FOUR_DIGITS.factor(1, LETTERS, 2, 0.6) < 0.5
    assert FOUR_DIGITS.factor(1, MIXED, 4, 0.05) < 0.5


def test_other_places_are_left_alone():
    assert FOUR_DIGITS.factor(0, LETTERS, 2, 0.6) == pytest.approx(1)
    assert Formats().factor(1, DIGITS, 4, 0.3) == pytest.approx(1)


def test_lengths_that_vary_tell_little_of_others():
    """Quantities of one to three digits: the next one may have any of these, or four."""
    varied = Formats({3: {(DIGITS, 1): 2, (DIGITS, 2): 2, (DIGITS, 3): 2}})
    assert 0.4 < varied.factor(3, DIGITS, 4, 0.3) / varied.factor(3, DIGITS, 2, 0.3) < 1
    assert FOUR_DIGITS.factor(1, DIGITS, 3, 0.3) / FOUR_DIGITS.factor(1, DIGITS, 4, 0.3) < 0.1


def test_names_differ_in_length():
    names = Formats({0: {(LETTERS, LONG): 5}})
    factors = {names.factor(0, LETTERS, length, 0.7) for length in range(LONG, 12)}
    assert len(factors) == 1
    assert make_of(LETTERS, 11) == make_of(LETTERS, LONG) != make_of(DIGITS, 11)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([LETTERS, DIGITS, MIXED]), st.integers(1, LONG)),
        st.integers(1, 30),
        max_size=6,
    ),
    st.floats(0.05, 0.9),
    st.integers(1, 9),
)
def test_what_is_known_beforehand_rules_nothing_out(counts, usual, length):
    factor = Formats({0: counts}).factor(0, DIGITS, length, usual)
    assert 0 < factor < 1 / (0.1 * usual) + 1e-9


@given(st.integers(0, 20), st.integers(0, 20))
def test_the_more_rows_have_it_the_likelier(fewer, more):
    fewer, more = sorted((fewer, more))
    factors = [
        Formats({0: {(DIGITS, 4): count, (LETTERS, 2): 3}}).factor(0, DIGITS, 4, 0.3)
        for count in (fewer, more)
    ]
    assert factors[0] <= factors[1] + 1e-12
