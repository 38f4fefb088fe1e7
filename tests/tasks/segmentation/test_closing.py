"""Closing: sides of boxes and teeth of combs end where they should; strokes of letters do not."""

from __future__ import annotations

import numpy as np

from tasks.segmentation.closing import closed, find_combs, others_than
from tasks.segmentation.following import Ruling

PEN = 2.0


def side(start, stop, at):
    return Ruling(start, np.full(stop - start, float(at)), PEN, 0.0)


def box_row():
    """Three boxes in a row: upper and lower side, and four upright ones."""
    lines = [side(10, 101, 20), side(10, 101, 60)]
    return lines, [side(20, 61, col) for col in (10, 40, 70, 100)]


def test_the_sides_of_boxes_are_kept():
    lines, upright = box_row()
    assert closed(lines, upright, []) == (lines, upright)


def test_a_stem_that_reaches_only_one_side_is_left_out():
    lines, upright = box_row()
    stem = side(30, 61, 55)
    assert closed(lines, [*upright, stem], []) == (lines, upright)


def test_lines_without_corners_are_no_boxes():
    lines, upright = box_row()
    assert closed(lines, upright[1:3], []) == ([], [])


def test_what_lies_on_a_longer_ruling_is_left_out():
    long = side(0, 200, 20)
    apart = side(30, 60, 40)
    assert others_than([side(50, 80, 21), apart], [long]) == [apart]


def test_a_comb_has_teeth_of_one_length_and_one_at_either_end():
    line = side(10, 131, 60)
    teeth = [side(45, 61, col) for col in (10, 40, 70, 100, 130)]
    stem = side(25, 61, 55)
    assert find_combs([line], [*teeth, stem], 30.0) == ([line], teeth)
    assert find_combs([line], teeth[1:], 30.0) == ([], [])
