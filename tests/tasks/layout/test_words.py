"""Words: white is judged by its own row and page."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.layout.words import SUREST, TIGHT_ODDS, row_partings, word_limit, words_of


def words(*whites, word_gap=1.0):
    found = row_partings([np.array(white, dtype=float) for white in whites], word_gap)
    return [np.bincount(words_of(partings)).tolist() for partings in found]


def test_tight_words():
    assert words([0.2, 0.1, 0.9, 0.15, 0.2, 0.8, 0.1]) == [[3, 3, 2]]


def test_spaced_lettering_with_wider_words():
    assert words([0.6, 0.7, 1.8, 0.5, 0.7, 0.6, 1.6, 0.6]) == [[3, 4, 2]]


def test_an_alphabet_in_columns_is_single_letters():
    rows = [[0.7, 0.5, 0.9, 1.0, 1.1], [1.2, 0.9, 1.1, 1.3], [1.5, 0.9, 1.0, 0.7]]
    assert words(*rows) == [[1] * 6, [1] * 5, [1] * 5]


def test_an_alphabet_in_a_row_is_one_word():
    rows = [[0.57, 0.44, 0.64, 0.66], [0.7, 0.87, 0.49, 0.9]]
    assert words(*rows) == [[5], [5]]


def test_a_row_of_one_word_is_judged_by_its_page():
    rows = [[0.5, 0.6, 1.6, 0.5], [0.6, 0.5, 0.7, 0.55, 0.6], [0.5, 1.7, 0.6]]
    assert words(*rows) == [[3, 2], [6], [2, 2]]


def test_white_between_columns_does_not_make_one_word_of_two():
    rows = [[0.2, 0.1, 1.0, 0.15, 4.0, 0.2, 0.9, 0.1], [0.1, 0.2, 3.5, 0.2, 1.1, 0.1]]
    assert words(*rows) == [[3, 2, 2, 2], [3, 2, 2]]
    assert words(*([*row, 5.0, 0.2] for row in rows)) == [[3, 2, 2, 2, 2], [3, 2, 2, 2]]


def test_columns_of_single_words_are_not_parted_any_further():
    rows = [[0.2, 0.1, 0.3, 4.0, 0.2, 0.15], [0.1, 0.25, 3.5, 0.2, 0.3]]
    assert words(*rows) == [[4, 3], [3, 3]]


def test_overlapping_letters_belong_together():
    assert words([-0.2, -0.1, 1.0, 0.0, 0.1]) == [[3, 3]]


def test_a_wide_gap_of_a_lone_pair_parts_words():
    assert words([0.1, 0.2], [1.6]) == [[3], [1, 1]]


@pytest.mark.parametrize(("word_gap", "count"), [(0.4, 5), (1.0, 2), (3.0, 1)])
def test_the_setting_moves_the_limit(word_gap, count):
    assert len(words([0.3, 0.45, 1.0, 0.2, 0.4], word_gap=word_gap)[0]) == count


def test_white_of_tight_lettering_is_left_open():
    # Words closer than two kinds of white are clearly apart: the words themselves have to tell.
    letters, words = [0.15, 0.2, 0.1], [0.4, 0.45]
    row = np.array([*letters, words[0], *letters, words[1], *letters])
    odds = row_partings([row, row], 1.0)[0][1:]
    assert (odds[row > 0.3] == TIGHT_ODDS).all()
    assert (odds[row < 0.3] < -5).all()


def test_one_glyph_is_one_word():
    assert words([]) == [[1]]
    assert row_partings([], 1.0) == []


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.floats(-0.5, 4.0), max_size=12), max_size=6))
def test_words_are_numbered_without_gaps(whites):
    found = row_partings([np.array(white) for white in whites], 1.0)
    for white, partings in zip(whites, found, strict=True):
        numbers = words_of(partings)
        assert numbers.size == partings.size == len(white) + 1
        assert np.abs(partings).max() <= SUREST
        assert numbers[0] == 0
        assert set(np.diff(numbers).tolist()) <= {0, 1}


def test_limit_lies_between_the_kinds():
    white = np.array([0.1, 0.2, 0.15, 1.0, 1.2])
    assert 0.2 < word_limit(white, np.ones(5)) < 1.0
    assert word_limit(np.full(5, 0.4), np.ones(5)) is None
    assert word_limit(np.array([2.0]), np.ones(1)) is None
