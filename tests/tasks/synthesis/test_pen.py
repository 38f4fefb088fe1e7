"""Pens: ink lies where the stroke is, as wide as asked."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.synthesis.pen import cut_ink, ink_strokes


def slow_ink(strokes, width, shape, finer=8):
    """Cover of every pixel, counted on a fine grid by distance to the stroke's segments."""
    row, col = np.mgrid[0 : shape[0] * finer, 0 : shape[1] * finer]
    at = np.stack([(row + 0.5) / finer - 0.5, (col + 0.5) / finer - 0.5], axis=-1)
    near = np.full(row.shape, np.inf)
    for stroke in strokes:
        for start, end in pairwise(stroke):
            along = end - start
            share = np.clip(((at - start) @ along) / max(along @ along, 1e-12), 0, 1)
            near = np.minimum(
                near, np.hypot(*np.moveaxis(at - start - share[..., None] * along, -1, 0))
            )
    inside = (near <= width / 2).reshape(shape[0], finer, shape[1], finer)
    return 255 * inside.mean(axis=(1, 3))


@settings(max_examples=15, deadline=None)
@given(
    points=st.lists(st.tuples(st.floats(8, 32), st.floats(8, 32)), min_size=2, max_size=4),
    width=st.floats(1.5, 9.0),
)
def test_ink_is_what_lies_within_half_a_pen_of_the_stroke(points, width):
    stroke = np.array(points)
    ink = ink_strokes([stroke], width)
    page = np.zeros((40, 40))
    page[ink.top : ink.bottom, ink.left : ink.right] = ink.pixels
    expected = slow_ink([stroke], width, (40, 40))
    difference = np.abs(page - expected)
    assert difference.mean() < 5.0  # mean over the page, grey levels
    assert (difference[expected == 255] < 90).all()
    assert (difference[expected == 0] < 110).all()


def test_the_patch_is_cut_to_its_ink():
    ink = ink_strokes([np.array([[5.0, 7.0], [5.0, 30.0]])], 3.0)
    assert ink.pixels.dtype == np.uint8
    for edge in (ink.pixels[0], ink.pixels[-1], ink.pixels[:, 0], ink.pixels[:, -1]):
        assert edge.any()


def test_thin_pens_still_draw():
    ink = ink_strokes([np.array([[5.0, 5.0], [25.0, 5.0]])], 0.01)
    assert (ink.pixels[1:-1].sum(axis=1) > 150).all()


def test_pressure_changes_the_width_along_the_stroke():
    stroke = [np.array([[0.0, 0.0], [0.0, 200.0]])]
    rng = np.random.default_rng(0)
    even = ink_strokes(stroke, 8.0).pixels.astype(float).sum(axis=0)[10:-10]
    uneven = ink_strokes(stroke, 8.0, 0.5, rng).pixels.astype(float).sum(axis=0)[10:-10]
    assert np.ptp(even) < 0.05 * even.mean()
    assert np.ptp(uneven) > 0.2 * uneven.mean()


@given(st.integers(0, 5), st.integers(0, 5), st.integers(1, 4), st.integers(1, 4))
def test_cut_ink_finds_a_box(top, left, height, width):
    picture = np.zeros((12, 12), np.uint8)
    picture[top : top + height, left : left + width] = 9
    ink = cut_ink(picture, 100, 200)
    assert (ink.top, ink.left) == (100 + top, 200 + left)
    assert (ink.bottom, ink.right) == (100 + top + height, 200 + left + width)


def test_cut_ink_leaves_empty_pictures():
    assert cut_ink(np.zeros((3, 4), np.uint8)).pixels.shape == (3, 4)
