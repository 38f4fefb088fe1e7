"""Breaks: halves of letters that a fold has cut come together, lines close to each other do not."""

import numpy as np
import pytest

from tasks.segmentation.breaks import join_halves
from tasks.segmentation.components import label_ink, measure

HEIGHT, WIDTH, PEN = 40, 26, 5


def row_of_letters(kinds="HNOAHNOA"):
    """Ink of letters that are stems, a ring, and stems that lean."""
    page = np.zeros((HEIGHT + 40, 60 + 40 * len(kinds)), dtype=bool)
    rows = np.arange(HEIGHT)
    for number, kind in enumerate(kinds):
        letter = np.zeros((HEIGHT, WIDTH), dtype=bool)
        letter[:, :PEN] = letter[:, -PEN:] = kind in "HON"
        letter[:PEN] |= kind in "OA"
        letter[-PEN:] |= kind == "O"
        letter[10 : 10 + PEN] |= kind == "H"
        if kind == "N":
            for col in range(PEN):
                letter[rows, rows * (WIDTH - PEN) // HEIGHT + col] = True
        if kind == "A":
            for col in range(PEN):
                letter[rows, (HEIGHT - rows) // 4 + col] = True
                letter[rows, WIDTH - PEN - (HEIGHT - rows) // 4 + col] = True
        left = 30 + 40 * number
        page[20 : 20 + HEIGHT, left : left + WIDTH] = letter
    return page


def joined(ink):
    labels = label_ink(ink)
    darkness = ink.astype(np.float32)
    found = join_halves(labels, measure(labels, darkness), darkness)
    return found if found is None else (measure(*found), found[1])


@pytest.mark.parametrize("white", [1, 2, 3])
@pytest.mark.parametrize("fall", [0.0, 0.01])
def test_halves_of_letters_come_together(white, fall):
    whole = row_of_letters()
    cut = whole.copy()
    at = np.round(36 + fall * np.arange(whole.shape[1])).astype(int)
    for more in range(white):
        cut[at + more, np.arange(whole.shape[1])] = False
    pieces, darkness = joined(cut)
    expected = measure(label_ink(whole), whole.astype(np.float32))
    assert len(pieces) == len(expected) < len(measure(label_ink(cut), darkness))
    assert sorted(pieces.left) == sorted(expected.left)
    # Nearly all ink that was taken is there again, and no other.
    lost, regained = whole & ~cut, darkness.astype(bool) & ~cut
    assert (lost & regained).sum() > 0.6 * lost.sum()
    assert not (regained & ~whole).sum() > 0.3 * lost.sum()


@pytest.mark.parametrize("white", [2, 5, 12])
def test_lines_of_the_same_letters_close_to_each_other_stay_two(white):
    line = row_of_letters()[20 : 20 + HEIGHT]
    between = np.zeros((white, line.shape[1]), dtype=bool)
    assert joined(np.pad(np.concatenate([line, between, line]), 20)) is None


def test_feet_and_heads_of_wide_letters_are_no_halves_where_letters_elsewhere_are_as_tall():
    line = np.repeat(row_of_letters()[20 : 20 + HEIGHT], 2, axis=1)
    close, wide = (np.zeros((rows, line.shape[1]), dtype=bool) for rows in (3, 50))
    two_lines = [line, close, line]
    assert joined(np.pad(np.concatenate(two_lines), 20)) is not None
    assert joined(np.pad(np.concatenate([*two_lines, wide, line, wide, line]), 20)) is None


def test_a_stroke_cut_in_one_letter_is_no_break():
    ink = row_of_letters()
    ink[36:38, 30 : 30 + WIDTH] = False
    assert joined(ink) is None


def test_a_page_without_ink_has_no_break():
    assert joined(np.zeros((50, 50), dtype=bool)) is None
