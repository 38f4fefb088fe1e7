"""Degradations of the benchmark: each factor does what it says, and the same each time."""

import io

import numpy as np
import pytest
from degradations import FACTORS, LINES_GAP, REFERENCE_HEIGHT, Condition, Surface
from PIL import Image

from tasks.synthesis.page import CLEAN_STYLE, PageStyle, draw_page

OF_PIXELS = [name for name, factor in FACTORS.items() if factor.degrade]
OF_STYLE = [name for name, factor in FACTORS.items() if factor.restyle]


@pytest.fixture(scope="module")
def pixels():
    style = PageStyle(**{**dict(CLEAN_STYLE), "text_height": REFERENCE_HEIGHT})
    return draw_page(["PAGE 12"], style, np.random.default_rng(0)).pixels


def test_a_factor_is_of_pixels_or_of_style():
    assert sorted(OF_PIXELS + OF_STYLE) == sorted(FACTORS)


def test_the_issue_s_hardest_levels_are_there():
    wanted = {"rotation": -15, "jpeg": 20, "shadow": 0.7, "contrast": 0.15, "touching": 0.3}
    wanted |= {"sizes": 3, "scale": 0.25}
    assert {name: FACTORS[name].hardest for name in wanted} == wanted


@pytest.mark.parametrize("name", OF_PIXELS)
def test_levels_change_pixels_and_repeat(name, pixels):
    before = pixels.copy()
    condition = Condition({name: FACTORS[name].hardest})
    once, again = (condition.degrade(pixels, 5, Surface()) for _ in range(2))
    assert once.tobytes() == again.tobytes()
    assert once.shape != pixels.shape or (once != pixels).any()
    assert (pixels == before).all()


@pytest.mark.parametrize("name", OF_STYLE)
def test_styles_change_in_one_field(name):
    style, changed = PageStyle(), Condition({name: FACTORS[name].middle}).style(PageStyle())
    differing = [
        field
        for field in PageStyle.model_fields
        if getattr(style, field) != getattr(changed, field)
    ]
    assert len(differing) == 1
    assert getattr(changed, differing[0]) == FACTORS[name].middle


def test_styles_stay_within_their_limits():
    with pytest.raises(ValueError, match="touching_rate"):
        Condition({"touching": 1.5}).style(PageStyle())


def test_lengths_grow_with_the_text(pixels):
    large = np.asarray(Image.fromarray(pixels).resize((pixels.shape[1] * 2, pixels.shape[0] * 2)))
    for name in ("blur", "specks"):
        condition = Condition({name: FACTORS[name].middle})
        small = condition.degrade(pixels, 1, Surface()).mean()
        # Seen twice as large the same page has lost as much of its light.
        assert condition.degrade(large, 1, Surface(unit=2.0)).mean() == pytest.approx(small, abs=1)


def test_lines_are_a_gap_apart_and_fall_with_the_text():
    blank = np.full((400, 600, 3), 255, np.uint8)
    ruled = Condition({"lines": 0.8}).degrade(blank, 0, Surface(skew=5.0))
    starts = [np.flatnonzero(np.diff((ruled[:, c, 0] < 200).astype(int)) == 1) for c in (100, 200)]
    gap = LINES_GAP * REFERENCE_HEIGHT / np.cos(np.deg2rad(5.0))
    np.testing.assert_allclose(np.diff(starts[0]), gap, atol=1.5)
    fall = 100 * np.tan(np.deg2rad(5.0))
    assert np.abs(starts[0][:, None] + fall - starts[1][None]).min() < 1.5


def test_jpeg_levels_are_qualities(pixels):
    stored = io.BytesIO()
    Image.fromarray(pixels).save(stored, "JPEG", quality=20)
    degraded = Condition({"jpeg": 20}).degrade(pixels, 0, Surface())
    assert (degraded == np.asarray(Image.open(stored).convert("RGB"))).all()


def test_contrast_is_the_share_that_is_left(pixels):
    left = Condition({"contrast": 0.25}).degrade(pixels, 0, Surface())
    assert np.ptp(left.astype(int)) == pytest.approx(0.25 * np.ptp(pixels.astype(int)), abs=1)


def test_factors_draw_the_same_beside_others(pixels):
    alone = Condition({"specks": 400.0}).degrade(pixels, 3, Surface())
    both = Condition({"contrast": 1.0, "specks": 400.0}).degrade(pixels, 3, Surface())
    assert (alone == both).all()


def test_names_say_what_is_done():
    assert Condition().name == "clean"
    assert Condition({"blur": 2.0, "noise": 0.06}).name == "blur 2 + noise 0.06"
    assert Condition({"wave": 0.2}).needs_drawing and not Condition({"blur": 1}).needs_drawing
