"""Mosaics: tiles lie where they belong, and the confusion matrix holds the counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.study.mosaics import (
    GAP,
    characters_mosaic,
    confusion_mosaic,
    confusion_shares,
    tiled,
    weights_mosaic,
)
from tasks.study.numbers import number
from tasks.study.reference import weight_rows


@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 4), st.integers(1, 4))
def test_tiles_lie_row_by_row(count, wide, height, width):
    shown = tiled([np.full((height, width), float(n)) for n in range(count)], wide, outside=-1.0)
    rows = -(-count // wide)
    assert shown.shape == (rows * (height + GAP) - GAP, wide * (width + GAP) - GAP)
    for n in range(count):
        top, left = n // wide * (height + GAP), n % wide * (width + GAP)
        assert (shown[top : top + height, left : left + width] == n).all()
    assert (shown == -1).sum() == shown.size - count * height * width


def test_shares_are_of_what_was_shown(numbers_of):
    rows = [
        number("confusion", "A", "A", 3),
        number("confusion", "A", "B", 1),
        number("confusion", "B", "B", 2),
    ]
    assert confusion_shares(numbers_of(rows), "AB").tolist() == [[0.75, 0.25], [0, 1]]


def test_what_was_never_shown_divides_nothing_by_0(numbers_of):
    rows = [number("confusion", "A", "7", 1)]
    shares = confusion_shares(numbers_of(rows), "A7")
    assert shares.tolist() == [[0, 1], [0, 0]]
    assert confusion_mosaic(numbers_of(rows)).startswith("data:image/svg+xml")


@pytest.mark.parametrize("weights", [np.zeros((3, 1024)), np.eye(70, 1024)])
def test_weights_of_any_size_and_number_are_shown(numbers_of, weights):
    rows = [*weight_rows("before", weights), *weight_rows("after", 2 * weights)]
    assert weights_mosaic(numbers_of(rows), "before", "after").startswith("data:image/svg+xml")


def test_characters_are_those_there_are(letters):
    every, some = (characters_mosaic(letters, alphabet) for alphabet in ("ACEHLOTX", "ACQ"))
    assert every.startswith("data:image/svg+xml")
    assert len(some) < len(every)
