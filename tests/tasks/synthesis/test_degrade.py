"""Degradations: neutral amounts change nothing, more does more, and seeds repeat."""

import numpy as np
import pytest

from tasks.synthesis.degrade import DEGRADATIONS, enlarged, rescale, rotate, shade_field
from tasks.synthesis.page import CLEAN_STYLE, draw_page

STRONG = {
    "rotation": 8.0,
    "scale": 0.5,
    "blur": 2.0,
    "noise": 0.1,
    "jpeg": 0.95,
    "shadow": 0.7,
    "contrast": 0.7,
    "lines": 0.6,
    "specks": 2000.0,
}


@pytest.fixture(scope="module")
def pixels():
    return draw_page(["STRONG AMOUNT", "12345"], CLEAN_STYLE, np.random.default_rng(0)).pixels


def test_every_factor_is_tested():
    assert set(STRONG) == set(DEGRADATIONS)


@pytest.mark.parametrize("name", STRONG)
def test_neutral_amounts_leave_the_page(name, pixels):
    factor = DEGRADATIONS[name]
    same = factor.apply(pixels, factor.neutral, np.random.default_rng(0))
    assert same.shape == pixels.shape and same.dtype == np.uint8
    bound = 0 if name != "jpeg" else 2.0  # quality 95 is not lossless
    assert np.abs(same.astype(int) - pixels).mean() <= bound


@pytest.mark.parametrize("name", STRONG)
def test_strong_amounts_change_it_the_same_way_each_time(name, pixels):
    before = pixels.copy()
    apply = DEGRADATIONS[name].apply
    once, again = (apply(pixels, STRONG[name], np.random.default_rng(3)) for _ in range(2))
    assert once.tobytes() == again.tobytes()
    assert once.dtype == np.uint8 and once.shape[2] == 3
    assert once.shape != pixels.shape or (once != pixels).mean() > 0.001
    assert (pixels == before).all()


@pytest.mark.parametrize("name", ["blur", "noise", "jpeg", "shadow", "contrast", "lines", "specks"])
def test_more_does_more(name, pixels):
    def harm(amount):
        changed = DEGRADATIONS[name].apply(pixels, amount, np.random.default_rng(3))
        return np.abs(changed.astype(int) - pixels).mean()

    assert 0 < harm(0.3 * STRONG[name]) < harm(STRONG[name])


def test_rotation_makes_lines_fall_to_the_right():
    page = np.full((101, 201, 3), 255, np.uint8)
    page[50] = 0
    turned = rotate(page, 10.0, np.random.default_rng(0))[:, :, 0] < 128
    rows, cols = np.nonzero(turned)
    assert np.degrees(np.arctan(np.polyfit(cols, rows, 1)[0])) == pytest.approx(10.0, abs=0.2)


def test_rescaling_scales_and_refuses_nothing_left(pixels):
    height, width = pixels.shape[:2]
    assert rescale(pixels, 0.5, np.random.default_rng(0)).shape[:2] == (
        round(height / 2),
        round(width / 2),
    )
    with pytest.raises(ValueError, match="factor above 0"):
        rescale(pixels, 0.0, np.random.default_rng(0))


def test_specks_are_as_many_as_asked():
    page = np.full((500, 1000, 3), 255, np.uint8)
    specked = DEGRADATIONS["specks"].apply(page, 200.0, np.random.default_rng(0))
    assert 90 <= (specked < 255).all(axis=2).sum() <= 400


def test_shade_runs_from_light_to_dark_smoothly():
    field = shade_field(60, 80, np.random.default_rng(5))
    assert field.min() < 0.02 and field.max() > 0.98
    assert np.abs(np.diff(field, axis=0)).max() < 0.15


def test_enlarged_fields_keep_their_levels():
    assert np.allclose(enlarged(np.full((4, 4), 0.3, np.float32), 30, 50), 0.3)
