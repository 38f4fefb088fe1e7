"""Illumination: paper becomes 0, ink stands out in whatever colour it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tasks.segmentation.illumination as illumination
from tasks.segmentation.illumination import (
    absorbance,
    channel_weights,
    paper_colour,
    patch_percentile,
    reduce_pixels,
    spread_patches,
)


def page_with_bar(paper, ink, shape=(120, 160)):
    pixels = np.empty((*shape, 3), dtype=np.float64)
    pixels[:] = paper
    pixels[60:64, 40:120] = ink
    pixels += np.random.default_rng(0).normal(0, 2, pixels.shape)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def test_shade_gradient_vanishes():
    pixels = page_with_bar((230, 230, 230), (60, 60, 60)).astype(np.float64)
    pixels *= np.linspace(1.0, 0.35, 160)[None, :, None]
    dark = absorbance(pixels.astype(np.uint8), 12)
    paper = np.delete(dark, np.s_[55:70], axis=0)
    assert abs(np.median(paper)) < 0.03
    assert np.percentile(np.abs(paper), 95) < 0.09
    bar = dark[61:63, 45:115]
    assert bar.min() > 0.5
    assert np.ptp(bar.mean(axis=0)[[5, -5]]) < 0.1


@pytest.mark.parametrize("ink", [(150, 170, 222), (222, 150, 160), (150, 150, 150)])
def test_coloured_faint_ink_keeps_contrast(ink):
    dark = absorbance(page_with_bar((225, 225, 225), ink), 12)
    noise = dark[:50].std()
    assert dark[61:63, 45:115].mean() > 12 * noise


def test_weights_prefer_the_channel_in_which_ink_is_dark():
    rng = np.random.default_rng(1)
    channels = [rng.normal(0, 0.01, (80, 80)).astype(np.float32) for _ in range(3)]
    channels[0][40:42] += 0.4
    weights = channel_weights(channels)
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] > 0.6
    assert (weights > 0.1).all()


def test_weights_of_blank_channels_are_even():
    assert channel_weights([np.zeros((5, 5), np.float32)] * 3) == pytest.approx([1 / 3] * 3)


def test_black_page_has_no_contrast():
    pixels = np.random.default_rng(0).integers(0, 4, (60, 60, 3), dtype=np.uint8)
    assert np.abs(absorbance(pixels, 8)).max() < 0.15


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 1600))
def test_reduction_keeps_within_the_limit(height, width, limit):
    pixels = np.full((height, width, 3), 77, dtype=np.uint8)
    reduced, factor = reduce_pixels(pixels, limit)
    assert reduced.shape == (-(-height // factor), -(-width // factor), 3)
    assert reduced.shape[0] * reduced.shape[1] <= limit
    assert (reduced == 77).all()
    if factor > 1:
        assert -(-height // (factor - 1)) * -(-width // (factor - 1)) > limit


def test_reduction_in_strips_is_that_of_the_whole(monkeypatch):
    pixels = np.random.default_rng(0).integers(0, 255, (101, 57, 3), dtype=np.uint8)
    whole, _ = reduce_pixels(pixels, 600)
    monkeypatch.setattr(illumination, "STRIP_PIXELS", 1000)
    strips, factor = reduce_pixels(pixels, 600)
    assert factor == 4
    assert (strips == whole).all()
    assert whole[0, 0, 0] == round(pixels[:4, :4, 0].mean())


def test_percentiles_of_patches_agree_with_plain_ones():
    image = np.random.default_rng(2).integers(0, 255, (24, 36)).astype(np.uint8)
    got = patch_percentile(image, 6, 50.0)
    for row in range(4):
        for col in range(6):
            block = np.sort(image[6 * row : 6 * row + 6, 6 * col : 6 * col + 6].ravel())
            assert got[row, col] == block[round(0.5 * 35)]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 12))
def test_patches_of_any_size_cover_the_picture(height, width, patch):
    grid = patch_percentile(np.full((height, width), 9.0, np.float32), patch, 70.0)
    assert grid.shape == (-(-height // patch), -(-width // patch))
    assert spread_patches(grid, patch, (height, width)) == pytest.approx(
        np.full((height, width), 9.0)
    )


def test_paper_has_its_colour_where_ink_covers_it():
    paper = paper_colour(page_with_bar((230, 200, 170), (20, 20, 90)), 12)
    assert paper.dtype == np.uint8 and paper.shape == (120, 160, 3)
    np.testing.assert_allclose(paper[62, 80], (230, 200, 170), atol=6)
    assert np.abs(paper.astype(int) - (230, 200, 170)).max() < 15
