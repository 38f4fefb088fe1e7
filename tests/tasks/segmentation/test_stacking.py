"""Stacking: letters of two lines that touch come apart, tall letters and tails stay whole."""

import numpy as np

from tasks.segmentation.components import label_ink, measure
from tasks.segmentation.stacking import baselines_within, part_stacked

HEIGHT, PITCH = 40, 60
#: Baselines of the two lines.
UPPER, LOWER = 60, 130


def frame(mask, top, left, bottom, width=24):
    """Draw a frame with a pen 4 wide, a letter."""
    mask[top:bottom, left : left + width] = True
    mask[top + 4 : bottom - 4, left + 4 : left + width - 4] = False


def page(*extra, baselines=(UPPER, LOWER)):
    """Lines of seven letters, but for the fourth place, with further frames there."""
    mask = np.zeros((200, 460), dtype=bool)
    for number in range(7):
        if number != 3:
            for baseline in baselines:
                frame(mask, baseline - HEIGHT, 20 + PITCH * number, baseline)
    for top, bottom in extra:
        frame(mask, top, 20 + PITCH * 3, bottom)
    labels = label_ink(mask)
    absorbance = mask.astype(np.float32)
    return labels, measure(labels, absorbance), absorbance


def test_stacked_letters_are_cut_between_the_lines():
    # The lower letter is taller than its line is apart, and runs into the upper one's foot.
    labels, pieces, absorbance = page((UPPER - HEIGHT, UPPER), (UPPER - 2, LOWER))
    assert len(pieces) == 13
    parted, found = part_stacked(labels, pieces, absorbance, HEIGHT)
    assert len(found) == 14
    assert ((parted > 0) == (labels > 0)).all()
    lower = found.chosen(found.label > labels.max())
    assert UPPER - 10 <= lower.top[0] <= UPPER + 10
    assert lower.bottom[0] == LOWER
    upper = found.chosen(found.label == parted[UPPER - HEIGHT, 20 + PITCH * 3])
    assert UPPER - 10 <= upper.bottom[0] <= UPPER + 10


def test_letters_of_three_lines_are_cut_twice():
    lowest = LOWER + 60
    labels, pieces, absorbance = page(
        *[(UPPER - HEIGHT, UPPER), (UPPER - 2, LOWER), (LOWER - 2, lowest)],
        baselines=(UPPER, LOWER, lowest),
    )
    assert len(pieces) == 19
    parted, found = part_stacked(labels, pieces, absorbance, HEIGHT)
    assert len(found) == 21
    assert ((parted > 0) == (labels > 0)).all()


def test_one_tall_letter_stays_whole():
    for top, bottom in ((UPPER + 2, LOWER), (UPPER - HEIGHT, UPPER + 28)):
        labels, pieces, absorbance = page((top, bottom))
        parted, found = part_stacked(labels, pieces, absorbance, HEIGHT)
        assert parted is labels
        assert found is pieces


def test_plain_pages_are_left_as_they_are():
    labels, pieces, absorbance = page()
    parted, found = part_stacked(labels, pieces, absorbance, HEIGHT)
    assert parted is labels
    assert found is pieces
    none = pieces.chosen(np.zeros(len(pieces), dtype=bool))
    assert part_stacked(labels, none, absorbance, HEIGHT) == (labels, none)


def test_baselines_count_where_letters_stand_on_them():
    line = np.array([(20.0, 60.0 * i, 60.0, 60.0 * i + 24) for i in range(4)])
    below = np.add(line, (70, 0, 70, 0))
    stacked = np.array([20.0, 300.0, 128.0, 330.0])
    assert baselines_within(stacked, [line, below], 40.0) == [60.0, 130.0]
    assert baselines_within(stacked, [line[:1], below], 40.0) == [130.0]
    assert baselines_within(np.add(stacked, (0, 900, 0, 900)), [line, below], 40.0) == []
    # Ends where no line stands, as a tail or a brace does.
    assert baselines_within(np.array([20.0, 300.0, 95.0, 330.0]), [line, below], 40.0) == []


def test_where_many_letters_are_stacked_they_are_no_tall_text():
    """Text is no taller for it, and a line without a letter for itself is known by its place."""
    mask = np.zeros((400, 640), dtype=bool)
    for number in range(7):
        for baseline in (60, 120, 180):
            frame(mask, baseline - HEIGHT, 20 + PITCH * number, baseline)
        for top, baseline in ((206, 242), (240, 300)):
            frame(mask, top, 20 + PITCH * number, baseline)
    for number in range(7, 10):
        frame(mask, 300 - HEIGHT, 20 + PITCH * number, 300)
    labels = label_ink(mask)
    absorbance = mask.astype(np.float32)
    pieces = measure(labels, absorbance)
    assert len(pieces) == 31
    _, found = part_stacked(labels, pieces, absorbance, HEIGHT)
    # The others are too far from letters of the lower line.
    assert len(found) == 33
