"""Seams: between letters that lean, reach over each other and touch, without crossing."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.segmentation.seams import best_seams, pen_width

HEIGHT = 48


def leaning_pair(slant, join=False):
    """Two bars 5 wide and 14 apart, leaning; in one row they may be joined."""
    picture = np.zeros((HEIGHT, 60), np.uint8)
    for row in range(HEIGHT):
        left = 15 + round(slant * (HEIGHT / 2 - row))
        picture[row, left : left + 5] = picture[row, left + 14 : left + 19] = 255
        if join and 22 <= row < 26:
            picture[row, left : left + 19] = 255
    return picture


@pytest.mark.parametrize("slant", [-0.3, 0.0, 0.3, 0.5])
@pytest.mark.parametrize("join", [False, True])
def test_leaning_bars_are_parted_between_each_other(slant, join):
    picture = leaning_pair(slant, join)
    bars = leaning_pair(slant)
    middles = 24 + np.rint(slant * (23.5 - np.arange(HEIGHT)))
    columns = np.arange(60)
    sliced = [
        ((columns < seam.columns[:, None]) != (columns < middles[:, None])) & (bars > 0)
        for seam in best_seams(picture, HEIGHT, 0.0, 0.12, 3)
    ]
    # No row of a bar is sliced, but where both are joined.
    assert min(rows.any(axis=1).sum() for rows in sliced) <= 4


def test_strokes_are_severed_where_they_meet_rather_than_amid():
    picture = np.zeros((HEIGHT, 44), np.uint8)
    picture[:, :5] = 255
    picture[22:27] = 255
    picture[22:27, 40:] = 255
    (seam,) = best_seams(picture, HEIGHT, 0.0, 0.05, 1)
    assert seam.columns[24] <= 10
    assert seam.strokes < 1


@given(st.integers(2, 70), st.integers(10, 100), st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_seams_do_not_cross_and_leave_ink_between(width, height, seed, most):
    picture = (np.random.default_rng(seed).random((height, width)) < 0.4).astype(np.uint8) * 255
    seams = best_seams(picture, HEIGHT, 0.0, 0.12, most)
    assert len(seams) <= most
    edges = [np.zeros(height, int), *(s.columns for s in seams), np.full(height, width)]
    columns = np.arange(width)
    for left, right in pairwise(edges):
        assert (left <= right).all()
        if seams:
            assert (picture > 0)[(columns >= left[:, None]) & (columns < right[:, None])].any()
    assert seams == [] or all(s.columns.min() >= 0 and s.columns.max() <= width for s in seams)
    assert all(seam.strokes >= 0 for seam in seams)


def test_same_picture_same_seams():
    picture = leaning_pair(0.2, join=True)
    one, other = (best_seams(picture, HEIGHT, 0.0, 0.12, 4) for _ in range(2))
    for first, second in zip(one, other, strict=True):
        np.testing.assert_array_equal(first.columns, second.columns)


def test_pen_is_measured_across_strokes():
    picture = np.zeros((20, 30), np.uint8)
    picture[8:11] = 255
    assert pen_width(picture) == pen_width(picture.T) == 3
