"""Edges: strokes have paper on both sides, edges on one."""

import numpy as np
import pytest

from tasks.segmentation.components import label_ink, measure
from tasks.segmentation.edges import has_dark_side


def judged(brightness, mask):
    labels = label_ink(mask)
    pieces = measure(labels, mask.astype(np.float32))
    return has_dark_side(pieces, labels, brightness.astype(np.float32)).tolist()


def sheet():
    """White paper with a desk at the left; a fragment of the desk's edge, a stem and an O."""
    brightness = np.full((80, 160), 220.0)
    brightness[:, :40] = 60.0
    mask = np.zeros((80, 160), dtype=bool)
    mask[20:60, 36:42] = True
    mask[20:60, 70:75] = True
    mask[20:60, 100:130] = True
    mask[25:55, 105:125] = False
    brightness[mask] = 70.0
    return brightness, mask


def test_the_edge_of_a_sheet_is_told_from_strokes():
    assert judged(*sheet()) == [True, False, False]


@pytest.mark.parametrize("light", [0.2, 0.6])
def test_dim_light_does_not_matter(light):
    brightness, mask = sheet()
    assert judged(light * brightness, mask) == [True, False, False]


def test_a_letter_beside_another_is_no_edge():
    brightness, mask = sheet()
    mask[20:60, 79:84] = True
    brightness[20:60, 79:84] = 70.0
    assert judged(brightness, mask) == [True, False, False, False]


def test_the_border_of_a_hard_shadow_is_an_edge():
    brightness = np.full((80, 160), 220.0)
    brightness[:50] = 140.0
    mask = np.zeros((80, 160), dtype=bool)
    mask[46:51, 30:60] = True
    assert judged(brightness, mask) == [True]


def test_a_piece_that_fills_the_picture_is_left_alone():
    assert judged(np.full((4, 4), 9.0), np.ones((4, 4), dtype=bool)) == [False]
