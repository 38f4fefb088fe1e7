"""Cutting: where touching letters are taken apart, and who gets the strokes between them."""

from itertools import pairwise

import numpy as np

from tasks.recognition.atoms import atoms_of
from tasks.recognition.cutting import VIEWS, Cuts

HEIGHT = 40


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


def test_touching_pair_is_cut_where_it_is_thin(glyph):
    atoms = atoms_of([glyph(0, 100, touching_pair())], [0], HEIGHT)
    edges = [atom.level[1] for atom in atoms[1:]]
    assert any(122 <= edge <= 138 for edge in edges)
    assert atoms[0].joint == -np.inf
    assert all(np.isfinite(atom.joint) for atom in atoms[1:])


def test_a_stroke_that_is_severed_stays_with_both_parts(glyph, crossed):
    left, *_, right = parts = atoms_of([glyph(0, 0, crossed)], [0], HEIGHT)
    assert all(before.level[3] > after.level[1] for before, after in pairwise(parts))
    assert (left.level[1], right.level[3]) == (0, 60)


def test_a_severed_stroke_is_more_of_the_one_part_or_of_the_other_in_other_views(glyph, crossed):
    parts = atoms_of([glyph(0, 0, crossed)], [0], HEIGHT)
    assert all(len(part.views) == len(VIEWS) for part in parts)
    ends = [[view.level[3] for view in (part.views[0], part, part.views[1])] for part in parts]
    begins = [[view.level[1] for view in (part.views[0], part, part.views[1])] for part in parts]
    assert all(more >= shared >= fewer for more, shared, fewer in ends + begins)
    assert sum(more > fewer for more, _, fewer in ends + begins) > len(parts)
    assert begins[0] == [0, 0, 0]
    assert ends[-1] == [60, 60, 60]


def test_there_is_one_view_of_a_glyph_that_is_not_cut_or_where_no_other_is_asked_for(
    glyph, crossed
):
    slim = np.full((HEIGHT, 6), 255, np.uint8)
    plain = atoms_of([glyph(0, 0, crossed)], [0], HEIGHT, cuts=Cuts(views=()))
    assert not any(atom.views for atom in [*atoms_of([glyph(0, 0, slim)], [0], HEIGHT), *plain])
    seen = atoms_of([glyph(0, 0, crossed)], [0], HEIGHT)
    assert [part.level for part in plain] == [part.level for part in seen]


def test_parts_between_which_no_ink_is_severed_share_none(glyph):
    overlapping = np.zeros((HEIGHT, 60), np.uint8)
    overlapping[:18, :35] = overlapping[22:, 25:] = 255
    parts = atoms_of([glyph(0, 0, overlapping)], [0], HEIGHT)
    inks = sum(int((part.picture > 0).sum()) for part in parts)
    whole = [part for part in parts if part.picture.shape[0] == 18]
    assert inks >= int((overlapping > 0).sum())
    assert whole
