"""The level view: text along rows, boxes where the ink is."""

import numpy as np
import pytest

from tasks.inspection.level_view import FADED, level_view


def bar_page(top=60, left=40, height=200, width=300):
    pixels = np.full((height, width, 3), 255, np.uint8)
    pixels[top : top + 20, left : left + 100] = (0, 100, 0)
    return pixels


def test_boxes_lie_on_their_ink():
    view = level_view(bar_page(), 0.0, 24.0)
    (box,) = view.boxes([[60.0, 40.0, 80.0, 140.0]])
    assert box.tolist() == [120, 80, 160, 280]
    dark = view.pixels[:, :, 0] < 255 * (1 - FADED / 2)
    rows, cols = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    found = [rows[0], cols[0], rows[-1] + 1, cols[-1] + 1]
    np.testing.assert_allclose(found, box, atol=1.5)


def test_ink_is_faded_in_its_colour():
    view = level_view(bar_page(), 0.0, 48.0)
    expected = 255 - FADED * (255 - np.array([0, 100, 0]))
    np.testing.assert_allclose(view.pixels[70, 90], expected, atol=1)


def test_a_tilted_page_is_turned_level_on_white():
    rows, cols = np.mgrid[:300, :400]
    slope = np.tan(np.deg2rad(8.0))
    pixels = np.full((300, 400, 3), 220, np.uint8)
    pixels[np.abs(rows - 150 - slope * (cols - 200)) < 2] = 0
    view = level_view(pixels, 8.0, 48.0)
    dark = np.flatnonzero((view.pixels[:, :, 0] < 180).any(axis=1))
    assert len(dark) <= 8
    assert (view.pixels[0, 0] == 255).all()


@pytest.mark.parametrize("shape", [(40, 50), (300, 40)])
def test_pages_without_text_keep_their_size(shape):
    assert level_view(np.zeros((*shape, 3), np.uint8), 0.0, 0.0).pixels.shape[:2] == shape


def test_large_pages_are_brought_down(monkeypatch):
    monkeypatch.setattr("tasks.inspection.level_view.WORKING_PIXELS", 40_000)
    view = level_view(np.zeros((250, 1000, 3), np.uint8), 0.0, 0.0)
    assert view.pixels.shape[:2] == (100, 400)


def test_marks_are_drawn_where_asked_and_words_stay_inside():
    view = level_view(np.full((60, 80, 3), 255, np.uint8), 0.0, 0.0)
    canvas = view.canvas()
    canvas.box(np.array([10.0, 20.0, 30.0, 50.0]), outline=(200, 0, 0))
    canvas.line((40.0, 5.0), (40.0, 70.0), (0, 0, 200))
    canvas.text((58.0, 60.0), "A", 14.0, (0, 120, 0))
    drawn = canvas.pixels()
    assert drawn[10, 20].tolist() == drawn[29, 49].tolist() == [200, 0, 0]
    assert (drawn[9] == 255).all() and (drawn[20, 30] == 255).all()
    assert drawn[40, 30].tolist() == [0, 0, 200]
    assert (drawn[45:58, 50:70] != 255).any()
    # What was drawn upon is a copy.
    assert (view.pixels == 255).all()
