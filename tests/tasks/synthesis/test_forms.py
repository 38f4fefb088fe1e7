"""Forms: lines run under the text, squares close cells, every character has its box or tooth."""

import functools

import numpy as np
import pytest
from scipy.ndimage import label

from tasks.synthesis.forms import FormStyle, print_segments
from tasks.synthesis.page import CLEAN_STYLE, draw_page

RNG = functools.partial(np.random.default_rng, 0)
TEXT = ["THE CAT", "LOVE"]


def difference(kind, **changes):
    """Draw a page with and without a form: the plain page, and where the form shows."""
    form = FormStyle(kind=kind, colour=(90, 90, 90), **changes)
    pages = [
        draw_page(TEXT, CLEAN_STYLE.model_copy(update={"form": given}), RNG())
        for given in (None, form)
    ]
    assert pages[0].boxes == pages[1].boxes
    return pages[0], (pages[0].pixels != pages[1].pixels).any(axis=2)


def test_lines_run_on_the_baselines_under_the_ink():
    page, printed = difference("lines", thickness=3.0)
    rows = np.flatnonzero(printed.mean(axis=1) > 0.5)
    for line in range(2):
        bottom = np.median([box.bottom for box in page.boxes if box.line == line])
        assert np.abs(rows - bottom).min() <= 4
    assert (page.pixels[printed] > 128).any()
    assert not printed[page.pixels[..., 0] == 0].any()


def test_lines_fall_with_the_text():
    style = {"form": FormStyle(), "skew": 10.0, "height": 300, "width": 500}
    page = draw_page([""], CLEAN_STYLE.model_copy(update=style), RNG())
    at_left, at_right = (np.flatnonzero(page.pixels[:, col, 0] < 128) for col in (20, 120))
    at_left = at_left[at_left < 250]
    fall = 100 * np.tan(np.deg2rad(10))
    assert np.abs(at_left[:, None] + fall - at_right).min(axis=1).max() < 2


def test_squares_close_cells():
    bare = CLEAN_STYLE.model_copy(update={"form": FormStyle(kind="squares", squares=2)})
    page = draw_page([""], bare.model_copy(update={"height": 450, "width": 600}), RNG())
    cells = label(page.pixels[..., 0] > 128)[1]
    assert cells == pytest.approx((450 / 45.6 + 1) * (600 / 45.6 + 1), rel=0.15)


def test_each_character_has_its_box():
    page, printed = difference("boxes")
    cells, _ = label(~printed)
    middles = [
        cells[(box.top + box.bottom) // 2, (box.left + box.right) // 2] for box in page.boxes
    ]
    assert len(set(middles)) == len(page.boxes)
    assert cells[0, 0] not in middles


def test_a_comb_has_a_tooth_more_than_characters():
    page, printed = difference("combs")
    assert label(printed)[1] == 3
    word = printed[: printed.shape[0] // 2, : max(b.right for b in page.boxes[:3]) + 12]
    top = np.flatnonzero(word.any(axis=1))[0] + 4
    assert label(word[top])[1] == 4


def test_segments_have_their_thickness_any_way():
    style = FormStyle(thickness=3.0, colour=(0, 0, 0))
    for ends in ([(5.0, 2.0), (9.0, 40.0)], [(2.0, 5.0), (40.0, 9.0)]):
        paper = np.full((44, 44, 3), 255.0, np.float32)
        print_segments(paper, np.array([ends]), style)
        ink = 1 - paper[..., 0].sum(axis=None) / paper[..., 0].size / 255
        assert ink * 44 * 44 == pytest.approx(3.0 * np.hypot(4, 38), rel=0.12)
        outside = FormStyle(thickness=3.0)
        print_segments(paper, np.array([ends]) + 500.0, outside)
