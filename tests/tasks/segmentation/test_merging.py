"""Merging: strokes of one letter come together, letters stay apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.segmentation.merging import local_heights, merge_pieces, united_boxes

LINE = [(0.0, 36.0 * col, 40.0, 36.0 * col + 24.0) for col in range(8)]


def groups(boxes, height=40.0):
    number = merge_pieces(np.array(boxes, dtype=float), height)
    return [tuple(np.flatnonzero(number == one)) for one in range(number.max() + 1)]


def test_letters_stay_apart():
    assert len(groups(LINE)) == len(LINE)


def test_lines_stay_apart():
    below = [(top + 52, left, bottom + 52, right) for top, left, bottom, right in LINE]
    assert len(groups(LINE + below)) == 2 * len(LINE)


def test_three_bars_are_one_letter():
    bars = [(0, 300, 5, 324), (18, 301, 23, 320), (35, 300, 40, 325)]
    assert (8, 9, 10) in groups([*LINE, *bars])


def test_a_bar_joins_its_stem():
    assert (8, 9) in groups([*LINE, (0, 300, 5, 326), (11, 311, 40, 316)])


@pytest.mark.parametrize(("white", "letters"), [(1, 1), (10, 2)], ids=["close", "apart"])
def test_a_stem_joins_what_it_bears_though_the_hand_leans_if_they_are_close(white, letters):
    fork, stem = (0, 306, 24, 326), (24 + white, 301, 40, 309)
    assert len(groups([*LINE, fork, stem])) == len(LINE) + letters


def test_a_fork_on_its_stem_is_one_letter_though_larger_than_the_others_if_they_are_close():
    fork, stem = (-24, 306, 10, 334), (10, 312, 40, 322)
    assert len(groups([*LINE, fork, stem])) == len(LINE) + 1
    apart = (14, 312, 44, 322)
    assert len(groups([*LINE, fork, apart])) == len(LINE) + 2


def test_a_stem_joins_its_bow_where_letters_stand_wide():
    wide = [(0.0, 60.0 * col, 40.0, 60.0 * col + 24.0) for col in range(6)]
    stem_and_bow = [(0, 360, 40, 364), (1, 368, 40, 386)]
    assert (6, 7) in groups([*wide, *stem_and_bow])


def test_narrow_letters_side_by_side_stay_apart_where_letters_stand_close():
    close = [(0.0, 28.0 * col, 40.0, 28.0 * col + 24.0) for col in range(6)]
    assert len(groups([*close, (0, 172, 40, 176), (0, 180, 40, 200)])) == 8


def test_a_dot_between_two_lines_joins_at_most_one():
    number = merge_pieces(np.array([*LINE, (44.0, 8.0, 48.0, 12.0)]), 40.0)
    assert np.bincount(number).max() <= 2


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-500, 500), st.floats(0.2, 5.0))
def test_place_and_scale_do_not_matter(seed, shift, scale):
    rng = np.random.default_rng(seed)
    corner = rng.uniform(0, 300, (15, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(3, 50, (15, 2))], axis=1)
    expected = merge_pieces(boxes, 40.0)
    assert (merge_pieces((boxes + shift) * scale, 40.0 * scale) == expected).all()


def test_united_boxes_hold_their_pieces():
    boxes = np.array([[0.0, 5.0, 3.0, 9.0], [2.0, 1.0, 8.0, 6.0], [50.0, 50.0, 60.0, 60.0]])
    united = united_boxes(boxes, np.array([0, 0, 1]))
    assert united.tolist() == [[0, 1, 8, 9], [50, 50, 60, 60]]


def test_text_is_locally_as_tall_as_its_neighbours():
    title = [(0.0, 120.0 * col, 100.0, 120.0 * col + 60.0) for col in range(14)]
    body = [(900.0, 36.0 * col, 940.0, 36.0 * col + 24.0) for col in range(14)]
    local = local_heights(np.array(title + body), 40.0)
    assert local[0] == pytest.approx(100.0)
    assert local[-1] == pytest.approx(40.0)


@pytest.mark.parametrize("count", [0, 1])
def test_few_pieces_are_no_trouble(count):
    boxes = np.array(LINE[:count]).reshape(-1, 4)
    assert merge_pieces(boxes, 40.0).tolist() == [0] * count
    assert len(united_boxes(boxes, np.zeros(count, dtype=np.int64))) == count


def test_small_letters_above_tall_ones_of_the_next_line_stay_apart():
    line = np.array([(20.0, 60.0 * i, 60.0, 60.0 * i + 30) for i in range(6)])
    below = np.add(line, (70, 0, 70, 0))
    # The third letter of the first line is small, the one below it reaches up to its foot.
    line[2, 0], below[2, 0] = 44.0, 62.0
    group = merge_pieces(np.concatenate([line, below]), 40.0)
    assert len(set(group.tolist())) == 12
