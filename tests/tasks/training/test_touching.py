"""Touching characters are cut by the reader's own code, and told right from wrong by their ink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.datasets.samples import pictures
from tasks.synthesis.glyph import draw_samples
from tasks.training import touching
from tasks.training.noncharacters import INK
from tasks.training.touching import CutPieces, draw_cut_pieces, put_touching

BAR = np.full((20, 4), 255, np.uint8)


def drawn(seed: int = 0, count: int = 30) -> CutPieces:
    samples = draw_samples(40, "AEHKMORST", np.random.default_rng(1))
    return draw_cut_pieces(
        pictures(samples), ["a"] * 40, np.full(40, 1 / 40), count, np.random.default_rng(seed)
    )


def test_both_right_and_wrong_pieces_come_out():
    pieces = drawn()
    assert len(pieces.characters) == len(pieces.origins) > 10
    assert len(pieces.noncharacters) > 10
    assert all(p.dtype == np.uint8 and (p > INK).any() for p in pieces.characters)


def test_a_right_piece_has_about_the_ink_of_its_character():
    samples = pictures(draw_samples(40, "AEHKMORST", np.random.default_rng(1)))
    for piece, origin in zip(drawn().characters, drawn().origins, strict=True):
        own = samples[origin] > INK
        rows = np.flatnonzero(own.any(axis=1))
        scale = piece.shape[0] / (rows[-1] - rows[0] + 1)
        assert 0.4 < (piece > INK).sum() / (own.sum() * scale**2) < 2.2


def test_any_character_of_a_group_may_give_a_piece():
    ring, bar = np.zeros((48, 40), np.uint8), np.full((48, 6), 255, np.uint8)
    ring[:6] = ring[-6:] = ring[:, :6] = ring[:, -6:] = 255
    pieces = draw_cut_pieces([ring, bar], ["a", "a"], np.full(2, 0.5), 20, np.random.default_rng(0))
    assert len(pieces.characters) <= 20
    assert set(pieces.origins) == {0, 1}


def test_no_more_right_pieces_than_asked_for():
    assert len(drawn(count=25).characters) == 25


def test_neighbours_are_of_one_source_and_drawn_as_often_as_their_weights_say():
    ring = np.zeros((48, 40), np.uint8)
    ring[:6] = ring[-6:] = ring[:, :6] = ring[:, -6:] = 255
    weights = np.array([0.6, 0.4, 0.0])
    pieces = draw_cut_pieces(
        [ring, ring, ring], ["a", "b", "a"], weights, 60, np.random.default_rng(0)
    )
    assert set(pieces.origins) == {0, 1}
    assert np.mean(np.array(pieces.origins) == 0) == pytest.approx(0.6, abs=0.2)


def test_same_seed_same_pieces():
    first, second = drawn(7, 10), drawn(7, 10)
    assert first.origins == second.origins
    for one, other in zip(first.characters, second.characters, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_join_with_most_of_two_characters_is_a_wrong_piece_however_large_one_is():
    large, small = np.zeros((48, 48), np.uint8), np.full((48, 6), 255, np.uint8)
    large[:6] = large[-6:] = large[:, :6] = large[:, -6:] = 255
    wrong = [pieces_of(large, small, seed) for seed in range(6)]
    widths = [piece.shape[1] / piece.shape[0] for pieces in wrong for piece in pieces]
    assert max(widths) > 1.0


def pieces_of(first: np.ndarray, second: np.ndarray, seed: int) -> list[np.ndarray]:
    weights = np.array([0.5, 0.5])
    rng = np.random.default_rng(seed)
    return draw_cut_pieces([first, second], ["a", "a"], weights, 10, rng).noncharacters


def test_pieces_are_drawn_in_every_view_of_them(monkeypatch: pytest.MonkeyPatch):
    ring = np.zeros((48, 40), np.uint8)
    ring[:6] = ring[-6:] = ring[:, :6] = ring[:, -6:] = 255

    def different_widths() -> int:
        pieces = draw_cut_pieces([ring], ["a"], np.ones(1), 60, np.random.default_rng(0))
        assert len(pieces.characters) > 40
        return len({round(piece.shape[1] / piece.shape[0], 2) for piece in pieces.characters})

    in_all_views = different_widths()
    monkeypatch.setattr(touching, "CUTS", replace(touching.CUTS, views=()))
    assert in_all_views > different_widths()


def test_wrong_pieces_are_as_narrow_as_characters_where_there_are_such():
    wide = [piece.shape[1] > 1.6 * piece.shape[0] for piece in drawn(count=60).noncharacters]
    assert np.mean(wide) < 0.1


def test_bars_that_cannot_be_cut_are_one_wrong_piece():
    pieces = draw_cut_pieces([BAR], ["a"], np.ones(1), 5, np.random.default_rng(0))
    assert not pieces.characters
    assert len(pieces.noncharacters) == 5


@given(st.integers(0, 3))
def test_put_so_that_strokes_overlap_as_far_as_asked(overlap):
    left = np.zeros((6, 8), np.uint8)
    left[2, :5] = left[4, :7] = 255
    right = np.zeros((6, 8), np.uint8)
    right[2, 1:] = right[4, 4:] = 255
    start = put_touching(left, right, overlap=overlap)
    nearest = max(5 - (start + 1), 7 - (start + 4))
    assert nearest == overlap
