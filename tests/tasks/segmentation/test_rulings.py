"""Rulings: lines are found whatever crosses them; letters are none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.segmentation.following import Ruling
from tasks.segmentation.rulings import RulingSize, find_candidates, ruling_angle

LONG = RulingSize(run=40, length=100.0, thickness=6.0, aspect=12.0)


def page(angle=0.0, thickness=2.0, shape=(160, 300), gap=40, first=20):
    """Draw rulings that fall to the right by an angle; returns what is dark."""
    row, col = np.mgrid[: shape[0], : shape[1]]
    away = row - np.tan(np.radians(angle)) * col
    dark = np.zeros(shape, dtype=np.bool_)
    for at in range(first, shape[0] - 10, gap):
        dark |= np.abs(away - at) <= thickness / 2
    return dark


def found_in(dark, angle=0.0, size=LONG, gap=1):
    return find_candidates(dark, angle, gap, [size])[0].followed()


def test_lines_are_found_where_they_are():
    found = found_in(page(first=20, gap=40))
    assert [one.middle.mean() for one in found] == pytest.approx([20.0, 60.0, 100.0, 140.0])
    assert all((one.start, one.stop) == (0, 300) for one in found)


@settings(max_examples=25, deadline=None)
@given(st.floats(-12.0, 12.0), st.integers(1, 4))
def test_lines_at_an_angle_are_found_where_they_are(angle, thickness):
    dark = page(angle, thickness, shape=(220, 240), first=100, gap=400)
    found = found_in(dark, angle)
    assert len(found) == 1
    line = found[0]
    truth = 100 + np.tan(np.radians(angle)) * np.arange(line.start, line.stop)
    assert np.abs(line.middle - truth).max() < 1.5
    assert line.thickness <= thickness + 2


def test_letters_on_a_line_do_not_break_it_or_pull_it_aside():
    dark = page(first=60, gap=400)
    for left in range(30, 270, 25):
        dark[35:60, left : left + 4] = True
        dark[58:62, left : left + 12] = True
    (line,) = found_in(dark)
    assert np.abs(line.middle - 60).max() <= 1.0


def test_small_gaps_are_bridged_and_large_ones_are_not():
    dark = page(first=60, gap=400)
    dark[:, 150:153] = False
    assert len(found_in(dark, gap=4)) == 1
    dark[:, 140:165] = False
    assert len(found_in(dark, gap=4)) == 2


@pytest.mark.parametrize(
    "size",
    [
        RulingSize(run=40, length=100.0, thickness=6.0, aspect=12.0),
        RulingSize(run=40, length=40.0, thickness=2.0, aspect=1.0),
    ],
)
def test_bars_of_letters_are_no_rulings(size):
    dark = np.zeros((80, 300), dtype=np.bool_)
    dark[20:25, 30:90] = True
    dark[50:55, 130:190] = True
    assert found_in(dark, size=size) == []


def test_sizes_are_told_apart():
    dark = np.zeros((80, 300), dtype=np.bool_)
    dark[20:22, 10:290] = True
    dark[50:52, 100:150] = True
    side = RulingSize(run=30, length=30.0, thickness=4.0, aspect=5.0)
    long, both = (some.followed() for some in find_candidates(dark, 0.0, 1, [LONG, side]))
    assert [one.middle.size for one in long] == [280]
    assert [one.middle.size for one in both] == [280, 50]


def test_what_bends_is_no_side():
    row, col = np.mgrid[:80, :120]
    dark = np.abs(row - 40 - 6 * np.sin(col / 120 * np.pi)) <= 1
    straight = RulingSize(run=20, length=40.0, thickness=4.0, aspect=5.0, bend=1.0)
    assert found_in(dark, size=straight) == []


def test_nothing_dark_holds_no_rulings():
    assert found_in(np.zeros((20, 30), dtype=np.bool_)) == []


@pytest.mark.parametrize("angle", [-11.0, -3.3, 0.0, 0.7, 8.0])
def test_angle_is_found(angle):
    assert ruling_angle(page(angle, shape=(300, 400)), 12.0, 22.0) == pytest.approx(angle, abs=0.2)


def test_angle_of_nothing_is_zero():
    assert ruling_angle(np.zeros((20, 30), dtype=np.bool_), 12.0, 22.0) == 0.0


def test_rulings_are_compared_by_identity():
    one, other = (Ruling(0, np.zeros(4), 1.0, 0.0) for _ in range(2))
    assert one == one
    assert one != other
