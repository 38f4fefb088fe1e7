"""Atoms: rows taken apart and put together again without losing ink or place."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.recognition.atoms import atoms_of, united

HEIGHT = 40


def glyph(number, left, picture, scale=1.0):
    height, width = picture.shape
    level = (0.0, float(left), height / scale, left + width / scale)
    return {
        "glyph": number,
        "height": height,
        "width": width,
        "pixels": picture.ravel().tolist(),
        **dict(zip(("top", "left", "bottom", "right"), (int(side) for side in level), strict=True)),
        **dict(zip(("level_top", "level_left", "level_bottom", "level_right"), level, strict=True)),
    }


def bar(width=6):
    return np.full((HEIGHT, width), 255, np.uint8)


def touching_pair():
    """Two rings of 26 columns, joined by a thin stroke: 60 columns."""
    rows, cols = np.mgrid[:HEIGHT, :26]
    radius = np.hypot((rows - 19.5) / 19.5, (cols - 12.5) / 12.5)
    ring = np.where((radius <= 1) & (radius >= 0.7), 255, 0).astype(np.uint8)
    joined = np.zeros((HEIGHT, 60), np.uint8)
    joined[:, :26] = ring
    joined[:, 34:] = ring
    joined[18:21, 24:36] = 255
    return joined


def test_narrow_glyphs_stay_whole_and_know_how_far_apart_they_are():
    glyphs = [glyph(3, 0, bar()), glyph(1, 8, bar()), glyph(2, 40, bar()), glyph(0, 60, bar())]
    atoms = atoms_of(glyphs, [0, 0, 0, 1], HEIGHT)
    assert [atom.glyph for atom in atoms] == [3, 1, 2, 0]
    joints = [atom.joint for atom in atoms]
    assert joints[0] == joints[3] == -np.inf
    assert joints[1] > joints[2]


def test_the_white_within_broken_letters_is_not_taken_for_that_between_letters():
    lone = [glyph(0, 0, bar()), glyph(1, 10, bar())]
    broken = [glyph(i, 40 * (i // 2) + 10 * (i % 2), bar()) for i in range(10)]
    within = [atom.joint for atom in atoms_of(broken, [i // 2 for i in range(10)], HEIGHT)[1::2]]
    assert within == [atoms_of(lone, [0, 0], HEIGHT)[1].joint] * 5


def test_touching_pair_is_cut_where_it_is_thin():
    atoms = atoms_of([glyph(0, 100, touching_pair())], [0], HEIGHT)
    edges = [atom.level[1] for atom in atoms[1:]]
    assert any(122 <= edge <= 138 for edge in edges)
    assert atoms[0].joint == -np.inf
    assert all(np.isfinite(atom.joint) for atom in atoms[1:])


def test_a_stroke_that_is_severed_stays_with_both_parts():
    crossed = np.zeros((HEIGHT, 60), np.uint8)
    crossed[:, :6] = crossed[:, 54:] = crossed[18:22] = 255
    left, *_, right = atoms_of([glyph(0, 0, crossed)], [0], HEIGHT)
    pairs = pairwise(atoms_of([glyph(0, 0, crossed)], [0], HEIGHT))
    assert all(before.level[3] > after.level[1] for before, after in pairs)
    assert (left.level[1], right.level[3]) == (0, 60)


def test_parts_between_which_no_ink_is_severed_share_none():
    overlapping = np.zeros((HEIGHT, 60), np.uint8)
    overlapping[:18, :35] = overlapping[22:, 25:] = 255
    parts = atoms_of([glyph(0, 0, overlapping)], [0], HEIGHT)
    inks = sum(int((part.picture > 0).sum()) for part in parts)
    whole = [part for part in parts if part.picture.shape[0] == 18]
    assert inks >= int((overlapping > 0).sum())
    assert whole


@given(st.integers(10, 120), st.integers(0, 2**32 - 1))
def test_parts_put_together_are_the_glyph(width, seed):
    picture = (np.random.default_rng(seed).random((HEIGHT, width)) < 0.3).astype(np.uint8) * 255
    picture[0, 0] = picture[-1, -1] = 255
    whole = glyph(0, 7, picture)
    atoms = atoms_of([whole], [0], HEIGHT)
    again = united(atoms)
    assert again.box == (whole["top"], whole["left"], whole["bottom"], whole["right"])
    assert again.level == pytest.approx((0.0, 7.0, HEIGHT, 7.0 + width))
    np.testing.assert_array_equal(again.picture[:HEIGHT, :width], picture)


def test_pieces_of_different_scale_are_put_together_at_one_scale():
    atoms = atoms_of([glyph(0, 0, bar()), glyph(1, 7, bar(12), scale=2.0)], [0, 0], HEIGHT)
    both = united(atoms)
    assert both.level == (0.0, 0.0, 40.0, 13.0)
    assert abs(both.picture.shape[1] - 26) <= 2


def test_slim_and_low_glyphs_may_be_signs_where_there_are_signs():
    glyphs = [glyph(0, 0, bar(14)), glyph(1, 17, bar(6)), glyph(2, 26, bar(14))]
    glyphs.append(glyph(3, 43, bar(14)[:8]))
    strokes = [atom.joint for atom in atoms_of(glyphs, [0] * 4, HEIGHT)]
    signs = [atom.joint for atom in atoms_of(glyphs, [0] * 4, HEIGHT, signs=True)]
    wider = [glyph(0, 0, bar(14)), glyph(1, 17, bar(14))]
    assert all(sign < stroke for sign, stroke in zip(signs[1:], strokes[1:], strict=True))
    assert atoms_of(wider, [0, 0], HEIGHT)[1].joint == (
        atoms_of(wider, [0, 0], HEIGHT, signs=True)[1].joint
    )
