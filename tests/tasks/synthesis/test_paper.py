"""Paper: colour, ruling, light and desk are where the style puts them."""

import numpy as np
import pytest
from scipy.ndimage import label

from tasks.synthesis.paper import (
    PaperStyle,
    cover_border,
    draw_paper,
    light_field,
    rule_paper,
)

BARE = PaperStyle(colour=(240, 230, 220), texture=0.0, shade=0.0, ruling_contrast=1.0)


def drawn(style, skew=0.0, height=200, width=300):
    return draw_paper(height, width, style, skew, np.random.default_rng(0))


def test_bare_paper_has_its_colour():
    assert (drawn(BARE) == [240, 230, 220]).all()


def test_texture_is_as_strong_as_asked():
    weak, strong = (
        drawn(BARE.model_copy(update={"texture": amount})).std(axis=(0, 1)).mean()
        for amount in (0.01, 0.05)
    )
    assert 0 < weak < strong
    assert strong == pytest.approx(5 * weak, rel=0.01)


@pytest.mark.parametrize("skew", [0.0, 10.0])
def test_lines_are_ruled_a_gap_apart(skew):
    style = BARE.model_copy(update={"ruling": "lines", "ruling_gap": 40.0})
    dark = drawn(style, skew)[:, :, 0] < 200
    rows = np.flatnonzero(np.diff(dark[:, 150].astype(int)) == 1)
    np.testing.assert_allclose(np.diff(rows), 40.0 / np.cos(np.deg2rad(skew)), atol=1.5)
    at_left = np.flatnonzero(np.diff(dark[:, 100].astype(int)) == 1)
    fall = 50 * np.tan(np.deg2rad(skew))
    assert np.abs(at_left[:, None] + fall - rows[None]).min() < 1.5


def test_ruling_lies_where_its_offset_says():
    style = BARE.model_copy(update={"ruling": "lines", "ruling_gap": 40.0})
    rows = []
    for offset in (0.0, 0.25):
        page = np.full((200, 60, 3), 255, np.float32)
        rule_paper(page, style, 0.0, offset)
        rows.append(np.flatnonzero(np.diff((page[:, 0, 0] < 200).astype(int)) == 1))
    assert len(rows[0]) in (4, 5)
    # A quarter of a gap further up.
    assert set((rows[0] - 10) % 40) == set(rows[1] % 40)


def test_squares_close_cells():
    style = BARE.model_copy(update={"ruling": "squares", "ruling_gap": 50.0})
    cells = label(drawn(style)[:, :, 0] > 230)[1]
    assert 20 <= cells <= 35


def test_a_margin_line_is_red():
    line = drawn(BARE.model_copy(update={"margin_line": True}))[100, 30]
    assert line[0] > 1.5 * line[1]


def test_light_falls_off_as_far_as_asked():
    light = light_field(120, 90, BARE.model_copy(update={"shade": 0.6}), np.random.default_rng(1))
    assert light.shape == (120, 90)
    assert light.min() == pytest.approx(0.4, abs=0.02)
    assert light.max() == pytest.approx(1.0, abs=0.02)
    assert (light_field(5, 5, BARE, np.random.default_rng(0)) == 1).all()


def test_desk_surrounds_the_sheet():
    page = drawn(BARE)
    cover_border(page, BARE.model_copy(update={"border": 0.1}), 0.0)
    assert (page[:19] < 100).all() and (page[:, :19] < 100).all()
    assert (page[22:-22, 22:-22] > 200).all()
