"""Non-characters are made of ink of their letters, and of neighbours from one source."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.training.noncharacters import HEIGHT, beside, draw_noncharacters

BAR = np.full((20, 4), 255, np.uint8)
BLOCK = np.full((10, 10), 255, np.uint8)


def test_as_many_as_asked_for_and_none_empty():
    drawn = draw_noncharacters([BAR, BLOCK], ["a", "a"], 50, np.random.default_rng(0))
    assert len(drawn) == 50
    assert all(picture.any() and picture.dtype == np.uint8 for picture in drawn)
    assert all(picture.shape[0] <= HEIGHT * 1.25 for picture in drawn)


def test_same_seed_same_pictures():
    first, second = (
        draw_noncharacters([BAR, BLOCK], ["a", "a"], 10, np.random.default_rng(4)) for _ in "12"
    )
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_neighbours_come_from_one_source():
    grey = np.full((10, 10), 100, np.uint8)
    for picture in draw_noncharacters([BLOCK, grey], ["a", "b"], 60, np.random.default_rng(1)):
        assert not {100, 255} <= set(np.unique(picture).tolist())


def test_empty_pictures_do_no_harm():
    empty = np.zeros((5, 5), np.uint8)
    assert len(draw_noncharacters([empty], ["a"], 5, np.random.default_rng(2))) == 5


@given(st.integers(-30, 30))
def test_beside_keeps_all_ink(gap):
    put = beside(BAR, BLOCK, gap=gap)
    assert put.shape[0] == 20
    assert put.shape[1] == max(4, max(0, 4 + gap) + 10)
    assert (put > 0).sum() >= max(BAR.size, BLOCK.size)
