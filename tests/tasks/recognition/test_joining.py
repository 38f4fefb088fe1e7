"""Joining: parts put together again without losing ink or place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.recognition.atoms import atoms_of
from tasks.recognition.joining import drawn_together, united

HEIGHT = 40


@given(st.integers(10, 120), st.integers(0, 2**32 - 1))
def test_parts_put_together_are_the_glyph(glyph, width, seed):
    picture = (np.random.default_rng(seed).random((HEIGHT, width)) < 0.3).astype(np.uint8) * 255
    picture[0, 0] = picture[-1, -1] = 255
    whole = glyph(0, 7, picture)
    atoms = atoms_of([whole], [0], HEIGHT)
    again = united(atoms)
    assert again.box == (whole["top"], whole["left"], whole["bottom"], whole["right"])
    assert again.level == pytest.approx((0.0, 7.0, HEIGHT, 7.0 + width))
    np.testing.assert_array_equal(again.picture[:HEIGHT, :width], picture)


def test_pieces_of_different_scale_are_put_together_at_one_scale(glyph):
    atoms = atoms_of(
        [
            glyph(0, 0, np.full((HEIGHT, 6), 255, np.uint8)),
            glyph(1, 7, np.full((HEIGHT, 12), 255, np.uint8), scale=2.0),
        ],
        [0, 0],
        HEIGHT,
    )
    both = united(atoms)
    assert both.level == (0.0, 0.0, 40.0, 13.0)
    assert abs(both.picture.shape[1] - 26) <= 2


def test_views_are_put_together_as_the_pieces_are(glyph, crossed):
    atoms = atoms_of([glyph(0, 0, crossed)], [0], HEIGHT)
    whole = united(atoms)
    assert all(view.level == whole.level for view in whole.views)
    first = united(atoms[:2])
    assert [view.level[3] > first.level[3] for view in first.views] == [True, False]
    for at, view in enumerate(first.views):
        assert view.level == united([atom.views[at] for atom in atoms[:2]]).level


def test_pieces_drawn_together_are_the_united_ones_without_views(glyph, crossed):
    atoms = atoms_of([glyph(0, 0, crossed)], [0], HEIGHT)[:2]
    plain, whole = drawn_together(atoms), united(atoms)
    np.testing.assert_array_equal(plain.picture, whole.picture)
    assert (plain.box, plain.level, plain.joint) == (whole.box, whole.level, whole.joint)
    assert whole.views
    assert not plain.views
