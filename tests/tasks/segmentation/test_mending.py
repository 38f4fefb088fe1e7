"""Mending: rulings go, strokes that cross them, touch them or lie on them stay."""

import numpy as np
import pytest

from tasks.segmentation.following import Ruling
from tasks.segmentation.mending import band, take_out

SHAPE = (80, 200)
DARKNESS = 0.6


def ruling(row=40.0, thickness=3.0, length=200):
    return Ruling(0, np.full(length, row), thickness, 0.0)


def ruled(level, row=40, shape=SHAPE):
    """Draw a ruling three rows thick on clean paper."""
    dark = np.zeros(shape, np.float32)
    dark[row - 1 : row + 2] = level
    return dark


def with_ink(dark, *strokes):
    """Draw strokes of full ink: pairs of slices."""
    for rows, cols in strokes:
        dark[rows, cols] = np.maximum(dark[rows, cols], DARKNESS)
    return dark


@pytest.mark.parametrize("level", [0.1, 0.3, 0.6])
def test_a_ruling_alone_goes(level):
    cleared = take_out(ruled(level), [ruling()], [], DARKNESS)
    assert not cleared.any()


@pytest.mark.parametrize("level", [0.1, 0.3, 0.6])
def test_a_stroke_that_crosses_stays_whole(level):
    page = with_ink(ruled(level), (slice(20, 60), slice(100, 105)))
    cleared = take_out(page, [ruling()], [], DARKNESS)
    assert (cleared[20:60, 101:104] == np.float32(DARKNESS)).all()
    assert not cleared[39:42, :98].any()
    assert not cleared[39:42, 107:].any()


@pytest.mark.parametrize("level", [0.3, 0.6])
def test_a_stroke_that_slants_across_stays_whole(level):
    page = ruled(level)
    for row in range(20, 60):
        with_ink(page, (slice(row, row + 1), slice(80 + row // 2, 85 + row // 2)))
    cleared = take_out(page, [ruling()], [], DARKNESS)
    assert all(cleared[row, 81 + row // 2 : 84 + row // 2].all() for row in range(20, 60))


def test_a_bar_on_a_paler_ruling_stays():
    page = with_ink(ruled(0.25), (slice(39, 42), slice(60, 90)))
    cleared = take_out(page, [ruling()], [], DARKNESS)
    assert (cleared[39:42, 62:88] > 0.5).all()
    assert not cleared[39:42, :58].any()


def test_a_foot_that_stands_over_a_dark_ruling_stays():
    page = with_ink(ruled(0.6), (slice(36, 40), slice(60, 90)))
    cleared = take_out(page, [ruling()], [], DARKNESS)
    assert (cleared[36:39, 60:90] > 0.5).all()


def test_squares_go_and_leave_no_knots():
    page = np.maximum(ruled(0.3), ruled(0.3, row=100, shape=SHAPE[::-1]).T)
    upright = Ruling(0, np.full(SHAPE[0], 100.0), 3.0, 0.0)
    assert not take_out(page, [ruling()], [upright], DARKNESS).any()


def test_the_page_itself_is_left_alone():
    page = ruled(0.3)
    before = page.copy()
    take_out(page, [ruling()], [], DARKNESS)
    np.testing.assert_array_equal(page, before)


def test_what_lies_off_rulings_is_never_changed():
    page = np.random.default_rng(0).random(SHAPE).astype(np.float32)
    cleared = take_out(page, [ruling()], [], DARKNESS)
    np.testing.assert_array_equal(cleared[:35], page[:35])
    np.testing.assert_array_equal(cleared[46:], page[46:])


def test_rulings_at_the_edge_of_the_page():
    dark = np.zeros(SHAPE, np.float32)
    dark[0] = dark[-1] = 0.4
    edges = [ruling(0.0, 1.0), ruling(79.0, 1.0)]
    assert not take_out(dark, edges, [], DARKNESS).any()


def test_band_covers_a_ruling_and_no_more():
    covered = band(SHAPE, [ruling(40.0, 3.0, 50)])
    assert covered[39:42, :50].all()
    assert not covered[:, 50:].any()
    assert not covered[:38].any()
    assert not covered[43:].any()
