"""Skew: found to a third of a degree, and not invented."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.segmentation.skew import text_skew


def turned(boxes, degrees):
    """Turn boxes' middles about the origin; their sizes stay."""
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    y, x = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    tall, wide = (boxes[:, 2] - boxes[:, 0]) / 2, (boxes[:, 3] - boxes[:, 1]) / 2
    x, y = cosine * x - sine * y, sine * x + cosine * y
    return np.stack([y - tall, x - wide, y + tall, x + wide], axis=1)


def text(lines=5, letters=14, jitter=0.05, seed=0, pitch=0.9):
    rng = np.random.default_rng(seed)
    boxes = []
    for row in range(lines):
        for col in range(letters):
            if rng.random() < 0.15:
                continue
            top = 40 * (2 * row + rng.normal(0, jitter))
            bottom = 40 * (2 * row + 1 + rng.normal(0, jitter))
            left = 40 * (pitch * col + rng.uniform(0, 0.1))
            boxes.append((top, left, bottom, left + 40 * rng.uniform(0.3, 0.7)))
    return np.array(boxes)


@settings(max_examples=25, deadline=None)
@given(st.floats(-19.5, 19.5), st.integers(0, 5))
def test_skew_is_found(degrees, seed):
    assert text_skew(turned(text(seed=seed), degrees), 40.0, 20.0) == pytest.approx(
        degrees, abs=0.3
    )


@pytest.mark.parametrize("seed", range(5))
def test_straight_short_text_is_straight(seed):
    boxes = text(lines=1, letters=5, jitter=0.1, seed=seed)
    assert abs(text_skew(boxes, 40.0, 20.0)) < 2.0


def test_letters_in_columns_are_not_read_along_diagonals():
    boxes = text(lines=4, letters=9, pitch=1.6)
    assert abs(text_skew(boxes, 40.0, 45.0)) < 0.5


def test_scale_does_not_matter():
    boxes = turned(text(), 4.0)
    assert text_skew(5 * boxes, 200.0, 20.0) == pytest.approx(
        text_skew(boxes, 40.0, 20.0), abs=0.01
    )


def test_skew_keeps_within_its_limit():
    assert abs(text_skew(turned(text(), 12.0), 40.0, 5.0)) <= 5.0


def test_nothing_has_no_skew():
    assert text_skew(np.zeros((0, 4)), 40.0, 20.0) == 0.0
    assert text_skew(np.array([[0.0, 0.0, 40.0, 20.0]]), 40.0, 20.0) == 0.0
    assert text_skew(text(), 40.0, 0.0) == 0.0
