"""Whatever the size, place, contrast and pen of a character, the network sees the same picture."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.preprocess import CANVAS, CHUNK, Preprocessing, normalise_glyphs, stroke_widths

USUAL = Preprocessing()
ONE_PEN = Preprocessing(tolerance=0.0)
NARROWEST, WIDEST = USUAL.stroke - USUAL.tolerance, USUAL.stroke + USUAL.tolerance
BOX = USUAL.side - 2 * USUAL.margin


def pen_drawing(height, width, pen, paths, level=255):
    """Draw line segments, in shares of the sides, with a round pen and soft edges."""
    rows, columns = np.mgrid[:height, :width] + 0.5
    nearest = np.full((height, width), np.inf)
    inset = pen / 2 + 1
    for path in paths:
        points = [(inset + r * (height - 2 * inset), inset + c * (width - 2 * inset))
                  for r, c in path]  # fmt: skip
        for (r0, c0), (r1, c1) in pairwise(points):
            length = max((r1 - r0) ** 2 + (c1 - c0) ** 2, 1e-9)
            along = ((rows - r0) * (r1 - r0) + (columns - c0) * (c1 - c0)) / length
            along = along.clip(0, 1)
            away = np.hypot(rows - r0 - along * (r1 - r0), columns - c0 - along * (c1 - c0))
            nearest = np.minimum(nearest, away)
    return np.round(level * (pen / 2 - nearest + 0.5).clip(0, 1)).astype(np.uint8)


LETTER_N = [[(1, 0), (0, 0), (1, 1), (0, 1)]]
LETTER_T = [[(0, 0), (0, 1)], [(0, 0.5), (1, 0.5)]]


def extent(picture, axis):
    return int((picture > 0.5).any(axis=axis).sum())


def likeness(one, other):
    """Correlation of two pictures."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def slow_blur(picture, sigma):
    """Blur by adding up every pixel's share, written out."""
    side = picture.shape[0]
    result = np.zeros_like(picture, dtype=np.float64)
    for r, c in np.ndindex(picture.shape):
        for i in range(side):
            for j in range(side):
                square = (r - i) ** 2 + (c - j) ** 2
                share = math.exp(-square / (2 * sigma**2)) / (2 * math.pi * sigma**2)
                result[r, c] += share * picture[i, j]
    return result


def test_shape_type_and_range():
    prepared = normalise_glyphs([pen_drawing(40, 30, 4, LETTER_N)] * 3, USUAL)
    assert prepared.shape == (3, 1, 32, 32)
    assert prepared.dtype == np.float32
    assert prepared.min() == 0
    assert prepared.max() == 1


def test_no_glyphs_give_an_empty_batch():
    assert normalise_glyphs([], USUAL).shape == (0, 1, 32, 32)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (1, 1), (7, 3)])
def test_empty_pictures_give_zeros(shape):
    assert not normalise_glyphs([np.zeros(shape, np.uint8)], USUAL).any()


def test_single_pixel_of_ink_becomes_a_mark_in_the_middle():
    prepared = normalise_glyphs([np.full((1, 1), 255, np.uint8)], USUAL)[0, 0]
    assert prepared.max() == 1
    assert prepared[14:18, 14:18].min() > 0.5


@pytest.mark.parametrize("shape", [(60, 3), (600, 30), (20, 1), (300, 2)])
@pytest.mark.parametrize("preparation", [USUAL, ONE_PEN])
def test_upright_bar_stays_a_thin_tall_bar(shape, preparation):
    prepared = normalise_glyphs([np.full(shape, 255, np.uint8)], preparation)[0, 0]
    assert extent(prepared, 1) == pytest.approx(BOX, abs=2)
    tolerance = 0.2 + preparation.tolerance
    assert prepared[16].sum() == pytest.approx(preparation.stroke, abs=tolerance)


@pytest.mark.parametrize("pen", [3, 4, 5, 6, 7, 8])
def test_strokes_of_usual_width_are_left_as_they_are(pen):
    prepared = normalise_glyphs([np.full((60, pen), 255, np.uint8)], USUAL)[0, 0]
    width = pen * BOX / 60
    assert prepared[16].sum() == pytest.approx(max(width, NARROWEST), abs=0.4)


@pytest.mark.parametrize(("pen", "width"), [(2.0, NARROWEST), (5.0, None), (12.0, WIDEST)])
def test_pens_beyond_the_usual_are_brought_to_its_bounds(pen, width):
    prepared = normalise_glyphs([pen_drawing(60, 50, pen, LETTER_N)], USUAL)[0]
    found = stroke_widths(np.pad(prepared, ((0, 0), (2, 2), (2, 2))))[0]
    assert found == pytest.approx(width or pen * BOX / 60, abs=0.6)
    assert extent(prepared[0], 1) == pytest.approx(BOX, abs=2)


def test_lying_bar_is_the_upright_one_turned():
    bar = np.full((60, 4), 200, np.uint8)
    upright, lying = normalise_glyphs([bar, bar.T], USUAL)[:, 0]
    np.testing.assert_allclose(upright, lying.T, atol=1e-5)


@pytest.mark.parametrize("paths", [LETTER_N, LETTER_T])
@pytest.mark.parametrize(
    ("height", "pen"), [(30, 2.0), (30, 3.5), (48, 2.5), (48, 6.0), (150, 3.0), (150, 20.0)]
)
def test_any_pen_and_resolution_looks_like_the_reference(paths, height, pen):
    reference = normalise_glyphs([pen_drawing(70, 56, 7, paths)], ONE_PEN)[0]
    prepared = normalise_glyphs([pen_drawing(height, round(height * 0.8), pen, paths)], ONE_PEN)[0]
    assert likeness(prepared, reference) > 0.9
    assert extent(prepared[0], 1) == pytest.approx(BOX, abs=2)
    width = stroke_widths(np.pad(prepared, ((0, 0), (2, 2), (2, 2))))[0]
    assert width == pytest.approx(ONE_PEN.stroke, abs=0.8)


@pytest.mark.parametrize("level", [40, 90, 200])
def test_faint_ink_is_as_good_as_black(level):
    black, faint = normalise_glyphs(
        [pen_drawing(50, 40, 5, LETTER_T), pen_drawing(50, 40, 5, LETTER_T, level)], USUAL
    )
    np.testing.assert_allclose(faint, black, atol=0.1)


def test_paper_and_grey_fringe_around_the_ink_change_nothing():
    glyph = pen_drawing(50, 40, 5, LETTER_N)
    roomy = np.pad(glyph, ((9, 30), (2, 17)), constant_values=0)
    fringed = np.maximum(roomy, 25)
    plain, moved, grey = normalise_glyphs([glyph, roomy, fringed], USUAL)
    np.testing.assert_array_equal(moved, plain)
    np.testing.assert_allclose(grey, plain, atol=0.1)


def test_lone_pixels_on_the_paper_change_nothing():
    glyph = np.pad(pen_drawing(80, 60, 8, LETTER_N), 20)
    speckled = glyph.copy()
    speckled[[3, 90, 110], [80, 4, 90]] = 255
    clean, dirty = normalise_glyphs([glyph, speckled], USUAL)
    np.testing.assert_allclose(dirty[0, 2:-2, 2:-2], clean[0, 2:-2, 2:-2], atol=0.2)
    assert likeness(clean, dirty) > 0.98


@pytest.mark.parametrize("turned", [False, True])
def test_strokes_one_pixel_wide_are_no_lone_pixels(turned):
    diagonal = np.eye(30, dtype=np.uint8) * 255
    picture = diagonal[::-1] if turned else diagonal
    prepared = normalise_glyphs([np.pad(picture, 4)], USUAL)[0, 0]
    assert extent(prepared, 0) == extent(prepared, 1) == pytest.approx(BOX, abs=2)


def test_aspect_ratio_is_kept():
    prepared = normalise_glyphs([pen_drawing(80, 50, 6, LETTER_N)], USUAL)[0, 0]
    tall, wide = extent(prepared, 1), extent(prepared, 0)
    # Paths, without the pen's width, keep their ratio: (50 - 8) to (80 - 8).
    assert (wide - USUAL.stroke) / (tall - USUAL.stroke) == pytest.approx(42 / 72, abs=0.08)


def test_a_glyph_does_not_depend_on_its_neighbours():
    rng = np.random.default_rng(5)
    glyphs = [
        pen_drawing(int(rng.integers(12, 90)), int(rng.integers(12, 90)), 3, LETTER_N)
        for _ in range(CHUNK + 5)
    ]
    together = normalise_glyphs(glyphs, USUAL)
    alone = np.concatenate([normalise_glyphs([glyph], USUAL) for glyph in glyphs])
    np.testing.assert_array_equal(together, alone)


def test_glyphs_are_not_altered():
    glyph = pen_drawing(50, 40, 5, LETTER_N)
    before = glyph.copy()
    normalise_glyphs([glyph], USUAL)
    np.testing.assert_array_equal(glyph, before)


@settings(deadline=None, max_examples=60)
@given(
    arrays(
        np.uint8, st.tuples(st.integers(1, CANVAS * 2), st.integers(1, CANVAS * 2)), fill=st.just(0)
    )
)
def test_any_picture_gives_finite_values_in_range(picture):
    prepared = normalise_glyphs([picture], USUAL)
    assert np.isfinite(prepared).all()
    assert prepared.min() >= 0
    assert prepared.max() <= 1
    assert bool(prepared.any()) == bool(picture.any())


@pytest.mark.parametrize("width", [2, 3, 5, 8])
def test_stroke_width_of_a_bar_is_exact(width):
    canvas = np.zeros((1, 64, 64), np.float32)
    canvas[0, 5:55, 20 : 20 + width] = 1
    assert stroke_widths(canvas)[0] == pytest.approx(width, rel=0.05)


def test_stroke_width_is_that_of_the_pen_at_any_slant():
    for paths in (LETTER_N, LETTER_T):
        picture = np.pad(pen_drawing(60, 60, 5, paths) / np.float32(255), 2)
        assert stroke_widths(picture[None])[0] == pytest.approx(5, rel=0.15)


def test_redrawing_is_the_blur_and_cut_that_the_notes_describe():
    """A bar so wide that it needs no ridge: slow blur, cut at the level of the wanted width."""
    bar = np.full((64 - 4, 12), 255, np.uint8)
    prepared = normalise_glyphs([bar], USUAL)[0, 0]
    scale = (BOX - WIDEST) / (60 - 12)
    width = 12 * scale
    blur = USUAL.blur + USUAL.changing_blur * (width - WIDEST)
    sigma = math.hypot(blur, math.sqrt(1 / 6))
    columns = np.arange(32) + 0.5 - 16
    covered = (np.minimum(columns + 0.5, width / 2) - np.maximum(columns - 0.5, -width / 2)).clip(0)
    column_profile = slow_blur(np.tile(covered, (32, 1)), blur)[16]
    column_profile /= column_profile.max()
    normal = lambda x: 0.5 + 0.5 * math.erf(x / math.sqrt(2))  # noqa: E731
    half, reach = WIDEST / 2, width / 2
    ridge = normal(reach / sigma) - normal(-reach / sigma)
    level = (normal((half + reach) / sigma) - normal((half - reach) / sigma)) / ridge
    np.testing.assert_array_equal(prepared[16] > 0.5, column_profile > level)


def test_settings_survive_a_round_trip():
    changed = Preprocessing(
        side=28, margin=2.0, stroke=2.5, tolerance=0.3, thicken=1.0, thin=0.5, blur=1.0
    )
    assert Preprocessing.from_dict(changed.to_dict()) == changed
    assert normalise_glyphs([np.full((9, 9), 255, np.uint8)], changed).shape == (1, 1, 28, 28)


def test_older_files_mean_one_width_and_one_blur_for_all_strokes():
    older = {"side": 32, "margin": 3.0, "stroke": 3.3, "thicken": 2.5, "thin": 2.0}
    read = Preprocessing.from_dict(older)
    assert (read.tolerance, read.blur, read.changing_blur) == (0, pytest.approx(0.4 * 3.3), 0)


def test_unknown_setting_is_refused():
    with pytest.raises(TypeError):
        Preprocessing.from_dict({"side": 32, "colour": 1})
