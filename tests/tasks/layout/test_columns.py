"""Columns: read one after the other, and only where they are columns."""

import numpy as np

from tasks.layout.columns import read_columns
from tasks.layout.lines import group_lines


def block(words, left, top=0.0, height=40.0):
    """Boxes for lines of text below each other."""
    boxes = []
    for line, text in enumerate(words):
        for col, character in enumerate(text):
            if character != " ":
                row, at = top + 2 * height * line, left + 0.8 * height * col
                boxes.append((row, at, row + height, at + 0.6 * height))
    return boxes


def read(*blocks):
    boxes = np.array([box for one in blocks for box in one])
    lines = read_columns(group_lines(boxes, 40.0), boxes, 40.0)
    return [line.tolist() for line in lines]


def lengths(found):
    return [len(line) for line in found]


LEFT = ["MAKE ALIST", "OF THINGS", "TO BE DONE", "AT HOME", "TODAY"]
RIGHT = ["REPAIR ROOF", "WASH DISHES", "FEED THE CAT", "GO TO BED", "SLEEP WELL"]


def test_two_columns_are_read_one_after_the_other():
    found = read(block(LEFT, 0.0), block(RIGHT, 500.0))
    assert found == sorted(found)
    assert lengths(found) == [9, 8, 8, 6, 5, 10, 10, 10, 7, 9]


def test_columns_whose_lines_lie_between_each_other():
    found = read(block(LEFT, 0.0), block(RIGHT, 500.0, top=38.0))
    assert found == sorted(found)


def test_lines_above_and_below_stay_there():
    title = block(["A TITLE THAT IS AS WIDE AS THE PAGE"], 0.0, top=-100.0)
    foot = block(["A LINE BELOW THAT IS AS WIDE AGAIN"], 0.0, top=420.0)
    found = read(title, block(LEFT, 0.0), block(RIGHT, 500.0), foot)
    assert found == sorted(found)
    assert len(found) == 12


def test_numbers_before_a_list_stay_with_their_lines():
    assert lengths(read(block("12345", 0.0), block(RIGHT, 200.0))) == [11, 11, 11, 8, 10]


def test_an_alphabet_in_columns_is_read_along_its_rows():
    rows = [block(["A B C D E F".replace(" ", "    ")], 0.0, top=80.0 * row) for row in range(6)]
    assert lengths(read(*rows)) == [6] * 6


def test_one_column_is_left_alone():
    assert lengths(read(block(LEFT, 0.0))) == [9, 8, 8, 6, 5]
    assert read_columns([], np.zeros((0, 4)), 40.0) == []
