"""Variants of samples: as strong as the settings say, and the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from model.augment import (
    CHUNK,
    augment,
    cut_strokes,
    smooth_fields,
    warp,
)
from model.preprocess import stroke_widths
from schemas.settings import AugmentSettings

NOTHING = AugmentSettings(**dict.fromkeys(AugmentSettings.model_fields, 0))
SIDE = 32


def only(**strengths):
    return NOTHING.model_copy(update=strengths)


def bars(count):
    batch = np.zeros((count, 1, SIDE, SIDE), np.float32)
    batch[:, 0, 5:27, 14:18] = 1
    return batch


def moments(pictures):
    """Centres and covariances of ink, (N, 2) and (N, 2, 2), rows first."""
    mass = pictures.sum(axis=(1, 2))
    places = np.stack(np.mgrid[: pictures.shape[1], : pictures.shape[2]]).astype(float)
    centres = np.einsum("nij,aij->na", pictures, places) / mass[:, None]
    apart = places[None] - centres[:, :, None, None]
    spread = np.einsum("nij,naij,nbij->nab", pictures, apart, apart) / mass[:, None, None]
    return centres, spread


def test_nothing_asked_for_changes_nothing():
    batch = np.random.default_rng(0).random((5, 1, SIDE, SIDE), dtype=np.float32)
    np.testing.assert_array_equal(augment(batch, NOTHING, np.random.default_rng(1)), batch)


def test_no_samples_give_no_variants():
    empty = np.zeros((0, 1, SIDE, SIDE), np.float32)
    assert augment(empty, AugmentSettings(), np.random.default_rng(0)).shape == empty.shape


@settings(deadline=None, max_examples=25)
@given(
    count=st.integers(1, CHUNK + 3),
    side=st.integers(8, 40),
    seed=st.integers(0, 2**32),
    strength=st.floats(0, 4),
)
def test_variants_keep_shape_type_range_and_seed(count, side, seed, strength):
    usual = AugmentSettings()
    strong = AugmentSettings(**{k: v * strength for k, v in usual.model_dump().items()})
    batch = np.random.default_rng(seed).random((count, 1, side, side), dtype=np.float32)
    before = batch.copy()
    one = augment(batch, strong, np.random.default_rng(seed))
    again = augment(batch, strong, np.random.default_rng(seed))
    np.testing.assert_array_equal(one, again)
    np.testing.assert_array_equal(batch, before)
    assert one.shape == batch.shape
    assert one.dtype == np.float32
    assert np.isfinite(one).all()
    assert one.min() >= 0
    assert one.max() <= 1


def test_another_seed_gives_other_variants():
    batch = bars(4)
    one = augment(batch, AugmentSettings(), np.random.default_rng(0))
    other = augment(batch, AugmentSettings(), np.random.default_rng(1))
    assert all(np.abs(a - b).max() > 0.1 for a, b in zip(one, other, strict=True))
    assert np.abs(one[0] - one[1]).max() > 0.1


@pytest.mark.parametrize("side", [9, 32])
def test_warp_agrees_with_scipy(side):
    rng = np.random.default_rng(2)
    pictures = rng.random((3, side, side), dtype=np.float32)
    rows, columns = rng.uniform(-3, side + 2, (2, 3, side, side)).astype(np.float32)
    expected = [
        ndimage.map_coordinates(picture, [r, c], order=1, mode="grid-constant")
        for picture, r, c in zip(pictures, rows, columns, strict=True)
    ]
    np.testing.assert_allclose(warp(pictures, rows, columns), expected, atol=1e-5)


def test_warp_by_whole_pixels_is_exact():
    picture = np.random.default_rng(3).random((1, 8, 8), dtype=np.float32)
    rows, columns = np.broadcast_arrays(
        np.arange(8, dtype=np.float32)[:, None], np.arange(8, dtype=np.float32)
    )
    np.testing.assert_array_equal(warp(picture, rows[None], columns[None]), picture)
    moved = warp(picture, rows[None] + 2, columns[None])
    np.testing.assert_array_equal(moved[0, :6], picture[0, 2:])
    assert not moved[0, 6:].any()


def test_rotation_has_the_spread_asked_for():
    batch = bars(400)
    _, spread = moments(augment(batch, only(rotation=7), np.random.default_rng(4))[:, 0])
    angles = np.degrees(
        0.5 * np.arctan2(2 * spread[:, 0, 1], spread[:, 0, 0] - spread[:, 1, 1])
    )  # fmt: skip
    assert angles.std() == pytest.approx(7, rel=0.1)
    assert abs(angles.mean()) < 1


def test_shear_moves_columns_by_rows():
    _, spread = moments(augment(bars(400), only(shear=0.2), np.random.default_rng(5))[:, 0])
    assert (spread[:, 0, 1] / spread[:, 0, 0]).std() == pytest.approx(0.2, rel=0.1)


def test_axes_are_scaled_each_of_its_own():
    batch = bars(400)
    _, before = moments(batch[:1, 0])
    _, spread = moments(augment(batch, only(scale=0.1), np.random.default_rng(6))[:, 0])
    tall, wide = (np.sqrt(spread[:, i, i] / before[0, i, i]) for i in (0, 1))
    assert tall.std() == pytest.approx(0.1, rel=0.15)
    assert abs(np.corrcoef(tall, wide)[0, 1]) < 0.15


def test_shift_is_relative_to_the_side():
    centres, _ = moments(augment(bars(400), only(shift=0.04), np.random.default_rng(7))[:, 0])
    assert centres.std(axis=0) == pytest.approx(0.04 * SIDE, rel=0.12)
    assert np.abs(centres.mean(axis=0) - 15.5).max() < 0.2


def test_smooth_fields_have_unit_variance_and_are_smooth():
    fields = smooth_fields(400, SIDE, np.random.default_rng(8))
    assert fields.shape == (400, SIDE, SIDE)
    assert fields.std(axis=0) == pytest.approx(1, rel=0.2)
    assert fields.std() == pytest.approx(1, rel=0.03)
    flat = fields.reshape(400, -1)
    beside = np.corrcoef(flat[:, 15 * SIDE + 15], flat[:, 15 * SIDE + 16])[0, 1]
    afar = np.corrcoef(flat[:, 2 * SIDE + 2], flat[:, 29 * SIDE + 29])[0, 1]
    assert beside > 0.95
    assert abs(afar) < 0.2


def test_elastic_bends_a_bar_that_stays_one_bar():
    variants = augment(bars(50), only(elastic=0.03), np.random.default_rng(9))[:, 0]
    assert np.abs(variants - bars(1)[:, 0]).max(axis=(1, 2)).min() > 0.3
    pieces = [ndimage.label(variant > 0.5)[1] for variant in variants]
    assert np.mean(np.array(pieces) == 1) > 0.95


def test_strokes_cut_below_the_middle_grow_thicker():
    pictures = bars(3)[:, 0]
    widths = stroke_widths(cut_strokes(pictures, np.float32([0.3, 0.5, 0.6])))
    before = stroke_widths(pictures)[0]
    assert widths[0] > before + 0.7
    assert widths[1] == pytest.approx(before, abs=0.4)
    assert widths[2] < before - 0.2


def test_thickness_is_the_chance_of_a_change():
    batch = bars(600)
    variants = augment(batch, only(thickness=0.3), np.random.default_rng(10))
    changed = np.abs(variants - batch).max(axis=(1, 2, 3)) > 0
    assert changed.mean() == pytest.approx(0.3, abs=0.06)


def test_noise_has_the_strength_asked_for():
    grey = np.full((300, 1, SIDE, SIDE), 0.5, np.float32)
    variants = augment(grey, only(noise=0.05), np.random.default_rng(12))
    assert (variants - grey).std() == pytest.approx(0.05, rel=0.1)
    strengths = (variants - grey).std(axis=(1, 2, 3))
    assert strengths.max() > 3 * np.median(strengths) / 2
