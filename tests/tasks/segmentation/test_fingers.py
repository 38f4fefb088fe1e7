"""Fingers at the border of a page are no text; strokes at the border are."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.segmentation.components import label_ink, measure
from tasks.segmentation.fingers import find_fingers, without

TEXT_HEIGHT = 20.0


def found_in(ink):
    labels = label_ink(ink)
    return find_fingers(labels, measure(labels, ink.astype(np.float32)), TEXT_HEIGHT)


def finger(row=50, length=30, thickness=16, shape=(100, 140)):
    """A finger that reaches in from the left."""
    rows, cols = np.mgrid[: shape[0], : shape[1]]
    radius = thickness / 2
    return np.hypot(np.maximum(cols - length + radius, 0), rows - row) < radius


@pytest.mark.parametrize("turns", range(4))
def test_a_finger_is_found_at_each_side(turns):
    ink = np.rot90(finger(), turns).copy()
    fingers = found_in(ink)
    assert fingers is not None
    assert not (ink & ~fingers).any()
    assert fingers.sum() < 1.6 * ink.sum()


def test_strokes_at_the_border_and_blots_within_the_page_are_no_fingers():
    strokes = np.zeros((100, 140), dtype=bool)
    strokes[40:60, :4] = strokes[40:44, :14] = True
    assert found_in(strokes) is None
    assert found_in(np.roll(finger(), 40, axis=1)) is None


def test_a_letter_that_a_finger_touches_stays():
    ink = finger()
    ink[40:60, 36:39] = ink[49:51, 28:38] = True
    fingers = found_in(ink)
    assert fingers is not None
    assert not fingers[40:60, 36:39].any()


def test_a_finger_whose_root_passes_for_paper_is_found_up_to_the_border():
    ink = finger(length=34)
    ink[:, :5] = False
    fingers = found_in(ink)
    assert fingers is not None
    assert fingers[48:52, :34].all()


def test_shadows_and_hands_over_much_of_the_page_are_left_to_others():
    ink = np.zeros((500, 140), dtype=bool)
    ink[:400, :40] = True
    assert found_in(ink) is None


def test_paper_is_put_where_fingers_are_at_any_scale():
    level = np.ones((200, 280), dtype=np.float32)
    plain = without(level, finger())
    assert plain.dtype == np.float32
    np.testing.assert_array_equal(plain[::2, ::2] == 0, finger())
