"""Templates: a way is found wherever there is one, and it is a template's."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS
from tasks.reading.known import Context
from tasks.reading.patterns import parse_pattern
from tasks.reading.templates import PATTERN_DOUBT, doubted, fit_template

ALPHABET = ALPHABETS["capitals-digits"]
CONTEXT = Context(ALPHABET)


def fitted(lattice, pattern):
    template = parse_pattern(pattern, ALPHABET).template
    return fit_template(lattice, lattice.probabilities, template, CONTEXT)


def said(lattice, fit):
    allowed = np.where(fit.allowed, lattice.probabilities[fit.spans], 0)
    return "".join(ALPHABET[i] for i in allowed.argmax(axis=1))


#: Parts of templates, with the same as a regular expression.
PARTS = {
    "A": "[A-Z]",
    "9": "[0-9]",
    "9{0,2}": "[0-9]{0,2}",
    "A{1,}": "[A-Z]{1,}",
    "X{0,}": "[A-Z0-9]{0,}",
    "[A-C]{1}": "[A-C]",
}


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.sampled_from(sorted(PARTS)), min_size=1, max_size=4),
    st.text("AB12", min_size=1, max_size=5),
    st.sets(st.integers(0, 4), max_size=3),
)
def test_there_is_a_way_exactly_where_there_is_one(written, parts, text, joints):
    pairs = {(i, i + 2): ({"X": 0.4}, 0.0) for i in joints if i + 2 <= len(text)}
    lattice = written(text, None, pairs)
    expected = re.compile("".join(PARTS[part] for part in parts))
    # Any span can be anything, however unlikely: what counts is how many there can be.
    lengths = range(len(text) - max_apart(pairs), len(text) + 1)
    tokens = ("A", "1")
    possible = any(
        expected.fullmatch("".join(word))
        for length in lengths
        if length
        for word in words_of(tokens, length)
    )
    fit = fitted(lattice, "".join(parts))
    assert (fit is not None) == possible
    if fit is None:
        return
    assert expected.fullmatch(said(lattice, fit))
    atoms = [(int(lattice.first[span]), int(lattice.last[span])) for span in fit.spans]
    assert [atoms[0][0], *(last for _, last in atoms)] == [
        *(first for first, _ in atoms),
        len(text),
    ]


def max_apart(pairs):
    """How many of some pairs of neighbours can be joined at once."""
    joined, end = 0, 0
    for first, last in sorted(pairs):
        if first >= end:
            joined, end = joined + 1, last
    return joined


def words_of(tokens, length):
    return [[tokens[(number >> i) & 1] for i in range(length)] for number in range(2**length)]


def test_the_better_of_two_ways_is_taken(written):
    joined = {(0, 2): ({"H": 0.9}, 2.0), (2, 4): ({"K": 0.2}, 2.0)}
    lattice = written("IIIC", {0: {"1": 0.5}, 1: {"1": 0.5}}, joined)
    assert said(lattice, fitted(lattice, "AAA")) == "HIC"


def test_words_are_those_of_the_template(written):
    assert fitted(written("AB12"), "A A 99").words == [0, 1, 2, 2]
    assert fitted(written("AB12"), "9{0,3} A{2} 99").words == [0, 0, 1, 1]


def test_gaps_tell_where_one_field_ends(written):
    for text, words in (("1 23", [0, 1, 1]), ("12 3", [0, 0, 1])):
        assert fitted(written(text), "9{1,} 9{1,}").words == words


def test_a_mark_without_name_is_passed_over_where_it_may_be_one(written):
    slashed = written("12I34")
    assert said(slashed, fitted(slashed, "99/99")) == "1234"
    assert said(slashed, fitted(slashed, "99A99")) == "12I34"
    # A dash is low: what is as tall as a digit is none.
    assert fitted(slashed, "99-99") is None
    levels = slashed.levels.copy()
    levels[2, [0, 2]] = 9.0, 12.0
    dashed = replace(slashed, levels=levels)
    assert said(dashed, fitted(dashed, "99-99")) == "1234"
    assert said(written("1234"), fitted(written("1234"), "99-99")) == "1234"


def test_a_row_of_marks_alone_says_nothing(written):
    template = parse_pattern("9{0,1}/", ALPHABET).template
    lattice = written("I")
    assert fit_template(lattice, lattice.probabilities, template[1:], CONTEXT) is None


def test_what_a_pattern_does_not_allow_is_unlikely_not_impossible():
    weighed = doubted(np.array([[0.5, 0.5]]), np.array([True, False]))
    np.testing.assert_allclose(weighed, [[0.5, 0.5 * PATTERN_DOUBT]])


@pytest.mark.parametrize("pattern", ["9{0,2}", "9{2}", "99", "X9"])
def test_equal_templates_read_the_same(written, pattern):
    lattice = written("42", {0: {"Q": 0.5, "4": 0.3}})
    assert said(lattice, fitted(lattice, pattern))[1] == "2"
    assert fitted(lattice, pattern).spans == [0, 1]
    assert all(a < b for a, b in pairwise(fitted(lattice, pattern).spans))
