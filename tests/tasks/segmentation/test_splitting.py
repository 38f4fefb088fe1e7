"""Splitting: touching letters come apart, wide letters stay whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.segmentation.components import label_ink, measure
from tasks.segmentation.splitting import cut_columns, split_glyphs, stroke_width, typical_width


def page(count, pairs):
    """Boxes of letters (frames 24 wide, 40 high, pen 4), some joined by a bar to the next."""
    mask = np.zeros((60, 40 * count + 20), dtype=bool)
    for number in range(count):
        left = 10 + 40 * number
        mask[10:50, left : left + 24] = True
        mask[14:46, left + 4 : left + 20] = False
        if number in pairs:
            mask[28:32, left + 24 : left + 40] = True
    labels = label_ink(mask)
    return labels, measure(labels, mask.astype(np.float32))


def test_touching_letters_are_cut_between_the_letters():
    labels, glyphs = page(12, {1, 4, 7})
    assert len(glyphs) == 9
    split = split_glyphs(labels, glyphs, np.full(9, 40.0))
    found = measure(split, np.ones(split.shape, np.float32))
    assert len(found) == 12
    cuts = sorted(found.left)[2::3]
    assert ((split > 0) == (labels > 0)).all()
    assert all((cut - 10) % 40 >= 24 or (cut - 10) % 40 <= 8 for cut in cuts)


def test_the_foot_of_a_letter_is_not_cut_off():
    labels, glyphs = page(20, {1, 4, 7, 9})
    foot = 10 + 40 * 9 + 24
    labels[10:46, foot : foot + 40][labels[10:46, foot : foot + 40] > 0] = 0
    labels[46:50, foot : foot + 40] = labels[48, 10 + 40 * 9]
    glyphs = measure(labels, np.ones(labels.shape, np.float32))
    split = split_glyphs(labels, glyphs, np.full(len(glyphs), 40.0))
    assert len(np.unique(split[:, foot - 24 : foot + 40])) == 2
    assert len(measure(split, np.ones(split.shape, np.float32))) == len(glyphs) + 3


def test_a_lone_wide_glyph_stays_whole():
    labels, glyphs = page(12, {4})
    assert (split_glyphs(labels, glyphs, np.full(11, 40.0)) == labels).all()


def test_other_ink_is_left_alone():
    labels, glyphs = page(12, {1, 4, 7})
    labels[labels == glyphs.label[0]] = -1
    split = split_glyphs(labels, glyphs.chosen(np.arange(1, 9)), np.full(8, 40.0))
    assert ((split == -1) == (labels == -1)).all()


def slow_cuts(strokes, width, stroke_cost):
    """Try every set of cuts."""
    from itertools import combinations

    from tasks.segmentation.splitting import LEAST_PART, MOST_STROKES, WIDTH_SPREAD

    least = max(1, round(LEAST_PART * width))
    best = (np.inf, [])
    for count in range(4):
        for cuts in combinations(range(1, strokes.size), count):
            ends = [0, *cuts, strokes.size]
            parts = np.diff(ends)
            if (parts < least).any():
                continue
            total = ((np.log(parts / width) / WIDTH_SPREAD) ** 2).sum()
            total += stroke_cost * np.minimum(strokes[list(cuts)], MOST_STROKES).sum()
            best = min(best, (total, list(cuts)))
    return best[0], best[1]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(6, 18))
def test_dynamic_programming_finds_the_cheapest_cuts(seed, size):
    strokes = np.random.default_rng(seed).uniform(0, 4, size)
    cuts = cut_columns(strokes, 6.0, 1.5)
    total, expected = slow_cuts(strokes, 6.0, 1.5)
    assert cuts == expected or total < np.inf
    if len(expected) < 3:
        assert cuts == expected


def test_stroke_width_is_the_pens():
    labels, _ = page(6, set())
    assert stroke_width(labels > 0) == pytest.approx(4.0)
    assert stroke_width(np.zeros((3, 3), bool)) == 1.0


def test_typical_width_is_learnt_from_enough_glyphs():
    _, glyphs = page(12, set())
    assert typical_width(glyphs, np.full(12, 40.0)) == pytest.approx(0.6)
    few = glyphs.chosen(np.arange(3))
    assert typical_width(few, np.full(3, 40.0)) == pytest.approx(0.7)


def test_no_glyphs_no_cuts():
    labels, glyphs = page(2, set())
    none = glyphs.chosen(np.zeros(2, bool))
    assert split_glyphs(labels, none, np.zeros(0)) is labels
