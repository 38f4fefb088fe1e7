"""Level: positions map there and back, pictures are turned without a shift."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.segmentation.level import draw_level, make_frame, page_boxes


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), st.floats(-45, 45), st.floats(0.1, 3))
def test_the_whole_page_lies_in_the_working_picture(height, width, skew, scale):
    frame = make_frame(height, width, skew, scale)
    rows, cols = np.meshgrid([0.0, frame.shape[0]], [0.0, frame.shape[1]])
    row, col = frame.to_page(rows.ravel(), cols.ravel())
    # The page's corners lie within the hull of the picture's, to a working pixel's rounding.
    for corner in [(0, 0), (0, width), (height, 0), (height, width)]:
        back = level_of(frame, *corner)
        assert -1.01 / scale <= back[0] - frame.top <= (frame.shape[0] + 1.01) / scale
        assert -1.01 / scale <= back[1] - frame.left <= (frame.shape[1] + 1.01) / scale
    middle = frame.to_page(
        np.array((height / 2 - frame.top) * scale), np.array((width / 2 - frame.left) * scale)
    )
    assert np.allclose(middle, (height / 2, width / 2), atol=1e-6)
    assert row.size == col.size == 4


def level_of(frame, row, col):
    """The definition in the schema: turned about the page's centre by minus the skew."""
    angle = np.radians(frame.skew)
    down, right = row - frame.height / 2, col - frame.width / 2
    return (
        np.cos(angle) * down - np.sin(angle) * right + frame.height / 2,
        np.sin(angle) * down + np.cos(angle) * right + frame.width / 2,
    )


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 100), st.floats(0, 100), st.floats(-45, 45))
def test_page_and_level_positions_belong_together(row, col, skew):
    frame = make_frame(80, 120, skew, 0.7)
    page = frame.to_page(np.array(row), np.array(col))
    level = frame.to_level(np.array(row), np.array(col))
    assert np.allclose(level_of(frame, *page), level, atol=1e-6)


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("factor", [1, 2])
@pytest.mark.parametrize("skew", [0.0, 10.0, -30.0])
def test_a_blob_is_drawn_where_the_frame_says(scale, factor, skew):
    frame = make_frame(80, 120, skew, scale)
    image = np.zeros((80 // factor, 120 // factor), np.float32)
    at = (20 // factor, 80 // factor)
    image[at[0] : at[0] + 4, at[1] : at[1] + 4] = 1.0
    drawn = draw_level(image, factor, frame)
    assert drawn.shape == frame.shape
    rows, cols = np.nonzero(drawn > 0)
    weight = drawn[rows, cols]
    row, col = frame.to_page(
        np.average(rows + 0.5, weights=weight), np.average(cols + 0.5, weights=weight)
    )
    assert row == pytest.approx(factor * (at[0] + 2), abs=0.3)
    assert col == pytest.approx(factor * (at[1] + 2), abs=0.3)


def test_page_boxes_are_inside_and_not_empty():
    frame = make_frame(80, 120, 17.0, 0.8)
    labels = np.zeros(frame.shape, np.int32)
    labels[:3, :3], labels[-3:, -3:], labels[40:50, 50:60] = 1, 2, 5
    boxes = page_boxes(labels, np.array([5, 1, 2]), frame)
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= [80, 120]).all()
    assert (boxes[:, :2] < boxes[:, 2:]).all()


def test_page_boxes_of_an_unturned_page_are_exact():
    frame = make_frame(80, 120, 0.0, 0.5)
    labels = np.zeros(frame.shape, np.int32)
    labels[5:10, 20:22] = 1
    assert page_boxes(labels, np.array([1]), frame).tolist() == [[10, 40, 20, 44]]
