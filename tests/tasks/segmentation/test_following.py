"""Paths: a ruling is followed along its bends, and in parts where it jumps."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.segmentation.following import follow

WIDTH, THICKNESS = 1000, 3


def drawn(middle):
    """Draw a ruling whose middle is given for every column."""
    rows = np.arange(round(float(middle.max())) + 10)[:, None]
    return np.abs(rows - np.rint(middle)) <= THICKNESS // 2


@pytest.mark.parametrize("jump", [2.0, -3.0])
@pytest.mark.parametrize("climb", [0.0, 0.012])
def test_a_ruling_that_jumps_is_followed_on_both_sides(jump, climb):
    cols = np.arange(WIDTH)
    middle = 20 + climb * cols + np.where(cols < 480, 0.0, jump)
    parts = follow(drawn(middle), 0, 100.0)
    assert [part.start for part in parts] == [0, pytest.approx(480, abs=24)]
    for part in parts:
        off = np.abs(part.middle - middle[part.start : part.start + part.middle.size])
        assert np.percentile(off, 95) < 1.0


def test_a_bent_ruling_is_followed_as_a_whole():
    middle = 30 + 15 * np.sin(np.arange(WIDTH) / WIDTH * np.pi)
    (path,) = follow(drawn(middle), 0, 100.0)
    assert np.abs(path.middle - middle).max() < 1.5


def test_what_lies_on_a_ruling_for_a_word_does_not_cut_it():
    middle = np.full(WIDTH, 20.0)
    own = drawn(middle)
    own[15:20, 400:440] = True
    (path,) = follow(own, 0, 100.0)
    assert np.abs(path.middle - 20).max() < 1.0


def test_parts_shorter_than_a_ruling_are_not_cut_off():
    middle = 20 + np.where(np.arange(WIDTH) < 150, 0.0, 3.0)
    assert len(follow(drawn(middle), 0, 200.0)) == 1
