"""Posts: told from stems of letters by standing at even steps from end to end of a line."""

import numpy as np
import pytest

from tasks.segmentation.following import Ruling
from tasks.segmentation.posts import PostSize, find_posts

SIZE = PostSize(length=6.0, tallest=60, step=14.0)
FOOT, START, STEP, COUNT = 60, 20, 32, 12
STOP = START + STEP * COUNT + 2


def comb(height=14, lines=1, without=(), slope=0.0):
    """Draw combs below each other; posts `without` are left out of the first."""
    dark = np.zeros((FOOT * (lines + 1), STOP + 40), dtype=bool)
    found = []
    for line in range(lines):
        foot = FOOT * (line + 1)
        dark[foot : foot + 2, START:STOP] = True
        for number in range(COUNT + 1):
            if line or number not in without:
                for up in range(height):
                    col = START + STEP * number - round(slope * up)
                    dark[foot - up, col : col + 2] = True
        found.append(Ruling(START, np.full(STOP - START, foot + 0.5), 2.0, 0.0))
    return dark, found


def cols(posts):
    return [float(one.middle[-1]) for one in posts.standing]


@pytest.mark.parametrize("height", [9, 14, 45])
def test_posts_stand_at_even_steps(height):
    dark, lines = comb(height)
    (found,) = find_posts(dark, lines, 0.0, SIZE)
    expected = START + 0.5 + STEP * np.arange(COUNT + 1)
    assert cols(found) == pytest.approx(expected.tolist(), abs=1.0)
    assert found.length == pytest.approx(height, abs=3)


def test_posts_may_lean():
    dark, lines = comb(30, slope=0.1)
    (found,) = find_posts(dark, lines, float(np.degrees(np.arctan(0.1))), SIZE)
    leaning = found.standing[3].middle
    assert leaning[-1] - leaning[0] == pytest.approx(0.1 * 30, abs=1.0)


def test_posts_that_letters_hide_are_found_too():
    dark, lines = comb()
    for number in (3, 5, 6):
        col = START + STEP * number
        dark[FOOT - 30 : FOOT - 8, col - 8 : col + 8] = True
        dark[FOOT - 20 : FOOT, col - 8 : col + 8] = True
    (found,) = find_posts(dark, lines, 0.0, SIZE)
    assert len(found.standing) == COUNT + 1


@pytest.mark.parametrize("apart", [6, 8, 11])
def test_sides_of_boxes_that_stand_apart_are_found(apart):
    dark, (line,) = comb(30, without=range(COUNT + 1))
    lefts = START + STEP * np.arange(COUNT)
    expected = np.sort(np.concatenate([lefts, lefts + STEP - apart]))
    stop = int(expected[-1]) + 2
    for col in expected.tolist():
        dark[FOOT - 30 : FOOT, col : col + 2] = True
    dark[:, stop:] = False
    short = Ruling(START, line.middle[: stop - START], 2.0, 0.0)
    (found,) = find_posts(dark, [short], 0.0, SIZE)
    assert cols(found) == pytest.approx((expected + 0.5).tolist(), abs=1.0)
    assert found.pace.apart == pytest.approx(apart, abs=1)


@pytest.mark.parametrize("hidden", [START, START + STEP * COUNT])
def test_a_letter_may_hide_the_post_at_an_end(hidden):
    dark, lines = comb(without=(0, COUNT))
    other = 2 * START + STEP * COUNT - hidden
    dark[FOOT - 14 : FOOT, other : other + 2] = True
    dark[FOOT - 30 : FOOT, hidden - 9 : hidden + 9] = True
    (found,) = find_posts(dark, lines, 0.0, SIZE)
    assert len(found.standing) == COUNT + 1


def test_a_line_with_many_posts_hidden_has_the_steps_of_the_others():
    dark, lines = comb(lines=2, without=(1, 3, 5, 7, 9))
    one, other = find_posts(dark, lines, 0.0, SIZE)
    assert len(one.standing) == len(other.standing) == COUNT + 1


def test_uneven_stems_are_no_posts():
    dark, lines = comb(without=range(COUNT + 1))
    rng = np.random.default_rng(3)
    for col in (START, STOP - 2, *rng.integers(START, STOP - 2, 9).tolist()):
        dark[FOOT - 30 : FOOT, col : col + 2] = True
    assert find_posts(dark, lines, 0.0, SIZE) == []


def test_a_line_without_posts_at_its_ends_has_none():
    dark, lines = comb(without=(0, COUNT))
    assert find_posts(dark, lines, 0.0, SIZE) == []


def test_stems_that_stand_among_posts_are_told():
    dark, lines = comb(45)
    (found,) = find_posts(dark, lines, 0.0, SIZE)
    stem = Ruling(FOOT - 40, np.full(38, 130.0), 2.0, 0.0)
    longer = Ruling(0, np.full(2 * FOOT, 130.0), 2.0, 0.0)
    assert found.hold(stem)
    assert not found.hold(longer)
