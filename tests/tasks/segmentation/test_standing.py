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
