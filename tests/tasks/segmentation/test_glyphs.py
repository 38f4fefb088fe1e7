"""Glyphs: pictures hold the glyph's own ink and nothing else."""

import numpy as np
import pytest

from tasks.segmentation.components import boxes_of, label_ink, measure
from tasks.segmentation.glyphs import (
    MAX_SIDE,
    draw_glyph,
    glyph_labels,
    is_character,
    is_dirt,
    is_small_letter,
    is_speck,
    largest_pieces,
)


def scene(shape=(80, 120)):
    dark = np.zeros(shape, np.float32)
    dark[10:50, 20:26] = 0.6
    dark[10:50, 29:35] = 0.6
    dark[9, 20:26] = dark[50, 20:26] = 0.3
    return dark


def test_what_is_as_small_as_dirt_needs_company():
    # In a corner where grains are all there is around, they tell how tall text is there.
    grains = [
        [10.0 + 60 * i, 30.0 + 50 * (i % 3), 18.0 + 60 * i, 38.0 + 50 * (i % 3)] for i in range(12)
    ]
    text = [[900.0, 40.0 * i, 940.0, 40.0 * i + 28] for i in range(20)]
    tiny = [[700.0, 400.0 + 12 * i, 708.0, 406.0 + 12 * i] for i in range(12)]
    found = is_character(np.array(grains + text + tiny), 40.0)
    assert not found[:12].any()
    assert found[12:].all()


def test_grains_above_each_other_are_no_stroke_unless_they_stand_in_a_line():
    dark = np.zeros((200, 300), np.float32)
    dark[20:24, 250:254] = dark[44:48, 250:254] = 0.8  # far from the text
    dark[100:104, 30:34] = dark[124:128, 30:34] = 0.8  # beside it
    dark[20:60, 120:124] = 0.8  # a stroke that stands alone
    for left in range(50, 200, 30):
        dark[95:135, left : left + 16] = 0.8
    pieces = measure(label_ink(dark > 0.5), dark)
    inked = label_ink(dark > 0.5)
    far = (pieces.left == 250).nonzero()[0]
    beside = (pieces.left == 30).nonzero()[0]
    group = np.arange(len(pieces))
    group[far[1]], group[beside[1]] = group[far[0]], group[beside[0]]
    labels = glyph_labels(inked, pieces, np.unique(group, return_inverse=True)[1])
    glyphs = measure(labels, dark)
    largest = largest_pieces(labels, glyphs, inked, pieces)
    kept = is_character(boxes_of(glyphs), 40.0, largest)
    assert largest[glyphs.left == 250].tolist() == [4.0]
    assert largest[glyphs.left == 120].tolist() == [40.0]
    assert glyphs.left[~kept].tolist() == [250]


def test_neighbours_do_not_intrude_and_edges_are_soft():
    dark = scene()
    labels = label_ink(dark > 0.5)
    picture = draw_glyph(dark, labels, 1, np.array([9, 18, 51, 33]))
    assert picture.dtype == np.uint8
    assert picture.shape == (42, 15)
    assert (picture[1:41, 2:8] == 255).all()
    assert not picture[:, 10:].any()
    assert 60 < picture[0, 4] < 200


def test_ink_that_is_no_glyph_does_not_intrude():
    dark = scene()
    labels = label_ink(dark > 0.5)
    labels[labels == 2] = -1
    assert not draw_glyph(dark, labels, 1, np.array([9, 18, 51, 33]))[:, 10:].any()


def test_faint_ink_is_drawn_as_strong_as_dark_ink():
    dark = scene()
    labels = label_ink(dark > 0.5)
    box = np.array([10, 20, 50, 26])
    strong = draw_glyph(dark, labels, 1, box)
    faint = draw_glyph(dark * 0.3, labels, 1, box)
    assert np.abs(strong.astype(int) - faint).max() <= 1


@pytest.mark.parametrize("size", [(300, 40), (40, 300), (97, 97)])
def test_large_glyphs_are_shrunk(size):
    labels = np.ones(size, np.int32)
    picture = draw_glyph(np.ones(size, np.float32), labels, 1, np.array([0, 0, *size]))
    assert max(picture.shape) == MAX_SIDE
    assert picture.shape[0] / picture.shape[1] == pytest.approx(size[0] / size[1], rel=0.1)
    assert picture.min() > 250


def test_pieces_are_renumbered_by_glyph():
    labels = label_ink(np.array([[1, 0, 1, 0, 1, 0, 1]], dtype=bool))
    pieces = measure(labels, np.ones(labels.shape, np.float32)).chosen(np.array([0, 2, 3]))
    assert glyph_labels(labels, pieces, np.array([1, 0, 1])).tolist() == [[2, 0, -1, 0, 1, 0, 2]]


def boxes(*sizes):
    """A line of letters 40 high, and further boxes of the given heights and widths."""
    found = [(100.0, 36.0 * col, 140.0, 36.0 * col + 24.0) for col in range(15)]
    for number, (height, width) in enumerate(sizes):
        left = 36.0 * (15 + number)
        found.append((140.0 - height, left, 140.0, left + width))
    return np.array(found)


def test_letters_are_characters_and_signs_are_not():
    kinds = is_character(boxes((6, 6), (5, 20), (40, 4), (130, 30), (22, 20)), 40.0)
    assert kinds[:15].all()
    assert kinds[15:].tolist() == [False, False, True, False, True]


def test_specks_are_small_both_ways():
    mask = np.zeros((60, 60), bool)
    mask[5:7, 5:7] = mask[20:22, 10:40] = mask[30:50, 30:32] = True
    pieces = measure(label_ink(mask), mask.astype(np.float32))
    assert len(boxes_of(pieces)) == 3
    assert is_speck(pieces, np.full(3, 40.0)).tolist() == [True, False, False]


def pieces_of(*sides):
    """Square pieces of these sides."""
    labels = np.zeros((40, 40 * len(sides)), np.int32)
    for number, side in enumerate(sides):
        labels[:side, 40 * number : 40 * number + side] = number + 1
    return measure(labels, np.ones(labels.shape, np.float32))


def test_a_page_strewn_with_grains_loses_them_and_what_they_form():
    assert is_dirt(pieces_of(3, 30, 4, 8, 4), 30.0).tolist() == [True, False, True, False, True]
    assert is_dirt(pieces_of(3, 30, 4, 7, 4), 30.0).tolist() == [True, False, True, True, True]


def test_a_few_grains_may_be_parts_of_letters():
    assert not is_dirt(pieces_of(3, 30, 4, 28), 30.0).any()


def test_small_letters_are_told_from_commas_and_blots():
    mask = np.zeros((70, 460), bool)
    for number in range(8):
        mask[10:50, 10 + 36 * number : 34 + 36 * number] = True
    small, comma, blot, dash, hanging = (
        (36, 14, 14, 320),
        (36, 14, 5, 350),
        (36, 14, 14, 370),
        (45, 5, 20, 400),
        (42, 14, 14, 430),
    )
    for top, height, width, left in (small, comma, blot, dash, hanging):
        mask[top : top + height, left : left + width] = True
    mask[39:47, 323:331] = mask[45:53, 433:441] = False
    pieces = measure(label_ink(mask), mask.astype(np.float32))
    characters = is_character(boxes_of(pieces), 40.0)
    found = is_small_letter(pieces, characters, 40.0)
    assert pieces.left[found].tolist() == [320]
