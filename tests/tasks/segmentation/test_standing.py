"""Standing: pieces stand on the lines that run past them."""

import numpy as np

from tasks.segmentation.standing import baselines_within, plain_lines

HEIGHT = 20.0
UPPER = np.array([[0.0, 30.0 * i, 20.0, 30.0 * i + 15] for i in range(4)])
LOWER = UPPER + np.array([40.0, 0.0, 40.0, 0.0])


def test_letters_of_two_lines_stand_on_both():
    stacked = np.array([0.0, 120.0, 60.0, 135.0])
    assert baselines_within(stacked, [UPPER, LOWER], HEIGHT) == [20.0, 60.0]


def test_a_tall_letter_of_one_line_stands_on_it_alone():
    tall = np.array([-15.0, 120.0, 20.0, 135.0])
    assert baselines_within(tall, [UPPER, LOWER], HEIGHT) == [20.0]


def test_lines_are_told_by_letters_as_tall_as_text():
    boxes = np.concatenate([UPPER, LOWER, [[0.0, 150.0, 60.0, 165.0]]])
    lines = plain_lines(boxes, np.full(len(boxes), HEIGHT), HEIGHT)
    assert sorted(len(line) for line in lines) == [4, 4]


def lines_at(*baselines: float) -> list[np.ndarray]:
    """Lines of four letters each, as tall as text."""
    return [UPPER + np.array([at - 20.0, 0.0, at - 20.0, 0.0]) for at in baselines]


def test_where_lines_lie_evenly_one_without_plain_letters_is_known():
    """All letters of the line at 140 touch those of the next."""
    lines = lines_at(20.0, 60.0, 100.0, 180.0)
    stacked = np.array([118.0, 120.0, 180.0, 135.0])
    assert baselines_within(stacked, lines, HEIGHT) == [140.0, 180.0]


def test_where_lines_lie_evenly_the_last_one_need_not_be_plain():
    lines = lines_at(20.0, 60.0, 100.0)
    stacked = np.array([80.0, 120.0, 141.0, 135.0])
    assert baselines_within(stacked, lines, HEIGHT) == [100.0, 140.0]


def test_a_tall_letter_that_reaches_an_untold_baseline_is_none_of_its_line():
    """Above the first line there might be another one, but for half a letter."""
    lines = lines_at(20.0, 60.0, 100.0)
    tall = np.array([-29.0, 120.0, 20.0, 135.0])
    assert baselines_within(tall, lines, HEIGHT) == [20.0]


def test_uneven_lines_tell_of_no_others():
    lines = lines_at(20.0, 60.0, 130.0, 210.0)
    stacked = np.array([148.0, 120.0, 210.0, 135.0])
    assert baselines_within(stacked, lines, HEIGHT) == [210.0]
