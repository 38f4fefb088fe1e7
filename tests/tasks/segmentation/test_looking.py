"""Looking: a page as a whole tells what a closer look needs; fingers at its border are spared."""

from __future__ import annotations

import numpy as np
import pytest

from schemas.settings import SegmentSettings
from tasks.segmentation.looking import WORKING_HEIGHT, Seen, look_level, look_over
from tasks.segmentation.observing import unobserved
from tasks.synthesis.forms import FormStyle
from tasks.synthesis.page import PageStyle, draw_page
from tasks.synthesis.writer import draw_writer

SETTINGS = SegmentSettings()
TEXT = ["THECAT", "LOVEHAT", "HALO"]
#: Letters are drawn around lines of their height, so that they are a pen taller.
PEN = 4


def with_fingers(pixels, thickness=40, length=60):
    """Hold a page at all four sides."""
    page = pixels.copy()
    height, width = page.shape[:2]
    rows, cols = np.mgrid[:height, :width]
    for inwards, along, middle in (
        (cols, rows, height / 2),
        (width - 1 - cols, rows, height / 3),
        (rows, cols, width / 2),
        (height - 1 - rows, cols, width / 3),
    ):
        tip = np.maximum(inwards - length + thickness / 2, 0)
        page[np.hypot(tip, along - middle) < thickness / 2] = (150, 105, 85)
    return page


@pytest.mark.parametrize("height", [16.0, 40.0, 120.0])
def test_the_whole_page_tells_how_tall_text_is(draw_lines, height):
    overview = look_over(draw_lines(TEXT, height=height), SETTINGS, unobserved)
    assert overview.text_height == pytest.approx(height + PEN, rel=0.1)
    assert overview.fingers is None


@pytest.mark.parametrize(("hand", "skew"), [(1, 0.0), (3, -0.7)])
def test_text_is_seen_on_a_large_sheet_with_squares_as_dark_as_ink(hand, skew):
    # Skewed, the sheet is of parts whose squares do not meet.
    writer = draw_writer(f"w{hand}", np.random.default_rng(9100 + hand))
    form = FormStyle(kind="squares", contrast=1.0)
    style = PageStyle(text_height=40, writer=writer, form=form, skew=skew)
    lines = [
        "NAME WAGNER",
        "HELENA KOCH",
        "STREET 56",
        "NORTHFIELD",
        "BORN 28 3 1937",
        "CARD 418305",
    ]
    page = draw_page(lines, style, np.random.default_rng(100 + hand)).pixels
    overview = look_over(np.tile(page, (3, 2, 1)), SETTINGS, unobserved)
    assert overview.text_height == pytest.approx(46, rel=0.3)


@pytest.mark.parametrize("height", [24.0, 60.0])
def test_the_closer_look_has_text_of_one_size(draw_lines, height):
    pixels = draw_lines(TEXT, height=height, skew=5.0)
    seen = Seen(text_height=height + PEN, skew=5.0, slopes=None, fingers=None)
    look, grey, frame = look_level(pixels, seen, SETTINGS, unobserved)
    assert look.height == pytest.approx(WORKING_HEIGHT, rel=0.1)
    assert grey.shape == look.absorbance.shape == frame.shape


def test_fingers_are_seen_and_leave_no_ink(draw_lines):
    plain = draw_lines(TEXT, margin=2.5)
    held = with_fingers(plain)
    overview = look_over(held, SETTINGS, unobserved)
    assert overview.fingers is not None
    assert overview.fingers[(held != plain).any(axis=2)].mean() > 0.99
    assert len(overview.look.pieces) == len(look_over(plain, SETTINGS, unobserved).look.pieces)
    seen = Seen(overview.text_height, 0.0, None, overview.fingers)
    look, _, _ = look_level(held, seen, SETTINGS, unobserved)
    assert len(look.pieces) == sum(map(len, TEXT))
