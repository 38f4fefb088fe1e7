"""Size: the height of text, whatever else lies on the page."""

import numpy as np
import pytest

from tasks.segmentation.components import label_ink, measure
from tasks.segmentation.size import text_height, text_like, touches_border


def pieces_of(boxes, shape=(400, 600)):
    mask = np.zeros(shape, dtype=bool)
    for top, left, height, width in boxes:
        mask[top : top + height, left : left + width] = True
    return measure(label_ink(mask), mask.astype(np.float32))


def test_specks_and_a_title_do_not_move_the_height():
    letters = [(100 + 50 * row, 20 + 30 * col, 20, 12) for row in range(4) for col in range(12)]
    title = [(20, 100 + 60 * col, 45, 30) for col in range(4)]
    specks = [(320 + 8 * row, 10 + 10 * col, 2, 2) for row in range(5) for col in range(30)]
    assert text_height(pieces_of(letters + title + specks)) == 20


def test_no_pieces_have_no_height():
    assert text_height(pieces_of([])) == 0.0


@pytest.mark.parametrize(
    "box",
    [
        pytest.param((0, 0, 60, 600), id="dark edge at the top"),
        pytest.param((0, 0, 400, 60), id="dark edge at the left"),
        pytest.param((200, 50, 3, 400), id="rule"),
        pytest.param((20, 100, 340, 8), id="fold"),
        pytest.param((100, 100, 2, 3), id="speck"),
    ],
)
def test_what_is_no_text(box):
    assert not text_like(pieces_of([box]), (400, 600), 1.0).any()


@pytest.mark.parametrize("box", [(100, 100, 30, 20), (100, 100, 30, 3), (100, 575, 30, 25)])
def test_what_may_be_text(box):
    assert text_like(pieces_of([box]), (400, 600), 1.0).all()


def of_two_inks(first, second):
    """A darker piece of text and one that is four times as pale."""
    ink = np.zeros((400, 600), dtype=np.float32)
    for darkness, (top, left, height, width) in ((0.8, first), (0.2, second)):
        ink[top : top + height, left : left + width] = darkness
    return measure(label_ink(ink > 0), ink)


def test_pieces_much_paler_than_the_text_are_dirt():
    pieces = of_two_inks((100, 100, 30, 20), (200, 100, 30, 20))
    assert text_like(pieces, (400, 600), 0.8).tolist() == [True, False]


def test_faint_writing_in_a_dark_frame_is_text():
    pieces = of_two_inks((0, 0, 60, 600), (200, 100, 30, 20))
    assert text_like(pieces, (400, 600), 0.8).tolist() == [False, True]


def test_border_is_touched_on_every_side():
    pieces = pieces_of([(0, 9, 5, 5), (9, 0, 5, 5), (395, 50, 5, 5), (50, 595, 5, 5), (9, 9, 5, 5)])
    assert touches_border(pieces, (400, 600)).sum() == 4


def test_size_is_that_of_writing_where_dirt_is_more():
    rng = np.random.default_rng(0)
    mask = np.zeros((600, 900), bool)
    for top, left in ((top, left) for top in (60, 200, 340) for left in range(60, 840, 80)):
        mask[top : top + 60, left : left + 4] = mask[top : top + 60, left + 36 : left + 40] = True
        mask[top + 28 : top + 32, left : left + 40] = True
    for top, left in rng.integers(0, 590, (900, 2)):
        mask[top : top + rng.integers(4, 8), left : left + rng.integers(4, 8)] = True
    pieces = measure(label_ink(mask), mask.astype(np.float32))
    assert 55 < text_height(pieces) < 70


def test_solid_pieces_count_where_there_is_nothing_else():
    mask = np.zeros((100, 400), bool)
    for left in range(10, 380, 40):
        mask[40:60, left : left + 20] = True
    assert text_height(measure(label_ink(mask), mask.astype(np.float32))) == 20
