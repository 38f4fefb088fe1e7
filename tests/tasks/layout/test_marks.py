"""Small marks find their rows; rows are found without them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.layout.baselines import Baseline
from tasks.layout.marks import lonely_lines, rows_of_marks, small_boxes

ROWS = [np.array([(100.0, 20.0, 140.0, 300.0)]), np.array([(180.0, 20.0, 220.0, 200.0)])]
BASELINES = [Baseline(140.0, 0.0), Baseline(220.0, 0.0)]


def row_at(row, col, baselines=BASELINES):
    mark = np.array([(row - 2.0, col - 2.0, row + 2.0, col + 2.0)])
    return int(rows_of_marks(mark, ROWS, baselines, [40.0, 40.0])[0])


@pytest.mark.parametrize(
    ("row", "col", "expected"),
    [
        (138, 305, 0),  # a full stop
        (146, 150, 0),  # a comma
        (102, 150, 0),  # an apostrophe
        (120, 10, 0),  # a hyphen before the row
        (182, 150, 1),
        (215, 230, 1),
        (215, 400, -1),  # far behind the row
        (50, 100, -1),  # above all rows
        (300, 100, -1),
    ],
)
def test_marks_stand_in_the_row_whose_height_they_are_at(row, col, expected):
    assert row_at(row, col) == expected


def test_rows_may_slope():
    falling = [Baseline(140.0, 0.2), Baseline(220.0, 0.2)]
    assert row_at(170, 240, falling) == 0
    assert row_at(170, 240) == 1


@given(st.floats(0.1, 20), st.integers(0, 60))
def test_many_dots_are_small_at_any_scale(scale, dots):
    letters = [(0.0, 30.0 * i, 40.0, 30.0 * i + 20) for i in range(8)]
    marks = [(36.0, 300.0 + 10 * i, 40.0, 304.0 + 10 * i) for i in range(dots)]
    small = small_boxes(scale * np.array(letters + marks))
    assert small.tolist() == [False] * 8 + [True] * dots


def test_short_lines_are_lonely_beside_longer_ones_only():
    short, long = np.arange(2), np.arange(5)
    assert lonely_lines([short, long]) == [True, False]
    assert lonely_lines([short, short]) == [False, False]
    assert lonely_lines([]) == []
