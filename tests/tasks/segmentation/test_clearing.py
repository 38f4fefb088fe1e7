"""Clearing: ruled, squared and boxed paper comes out bare, and plain paper is left alone."""

import numpy as np
import pytest

from schemas.settings import SegmentSettings
from tasks.segmentation.binarise import find_dark, find_ink
from tasks.segmentation.clearing import Slopes, clear_level, clear_overview
from tasks.segmentation.illumination import absorbance
from tasks.segmentation.page import segment_page
from tasks.synthesis.paper import PaperStyle, rule_paper

HEIGHT = 40
LINES = ["HEALTVE", "CATHOLE"]
SETTINGS = SegmentSettings()


@pytest.fixture
def plain(draw_lines):
    return draw_lines(LINES, height=HEIGHT)


def ruled(pixels, ruling, contrast=0.6, skew=0.0, gap=1.5):
    """Print ruling over a page."""
    style = PaperStyle(ruling=ruling, ruling_gap=gap * HEIGHT, ruling_contrast=contrast)
    page = pixels.astype(np.float32)
    rule_paper(page, style, skew, 0.35)
    return np.clip(np.rint(page), 0, 255).astype(np.uint8)


def boxed(pixels, pen=2):
    """Print a row of closed boxes about each line of letters, a box a letter."""
    page = pixels.copy()
    for line in range(len(LINES)):
        top, bottom = round((2 * line + 1.6) * HEIGHT), round((2 * line + 3.4) * HEIGHT)
        edges = [round((1.75 + 1.1 * k) * HEIGHT) for k in range(len(LINES[0]) + 1)]
        for row in (top, bottom):
            page[row : row + pen, edges[0] : edges[-1] + pen] = 40
        for col in edges:
            page[top : bottom + pen, col : col + pen] = 40
    return page


def looked_at(pixels):
    dark = absorbance(pixels, 13)
    ink = find_ink(dark, HEIGHT, 1.0)
    return dark, find_dark(ink, HEIGHT, 1.0), ink.darkness


def glyph_boxes(pixels):
    glyphs = segment_page(pixels, "0" * 32, SETTINGS).glyphs
    columns = [glyphs[side].to_numpy() for side in ("top", "left", "bottom", "right")]
    boxes = np.stack(columns, axis=1)
    line = boxes[:, 0] // (2 * HEIGHT)
    return boxes[np.lexsort((boxes[:, 1], line))]


def test_plain_paper_is_left_alone(plain):
    assert clear_overview(*looked_at(plain), largest_skew=20.0) is None
    assert clear_level(*looked_at(plain), text_height=HEIGHT, slopes=Slopes()) is None


def test_blank_paper_is_left_alone():
    blank = np.full((120, 200, 3), 230, np.uint8)
    assert clear_overview(*looked_at(blank), largest_skew=20.0) is None


@pytest.mark.parametrize("ruling", ["lines", "squares"])
@pytest.mark.parametrize("skew", [0.0, 4.0])
def test_slopes_are_found(plain, ruling, skew):
    cleared = clear_overview(*looked_at(ruled(plain, ruling, skew=skew)), largest_skew=20.0)
    assert cleared.slopes.across == pytest.approx(skew, abs=0.25)
    if ruling == "squares":
        assert cleared.slopes.upright == pytest.approx(-skew, abs=0.25)


def test_slopes_turn_with_the_page():
    assert Slopes(5.0, -3.0).turned(4.0) == Slopes(1.0, 1.0)


@pytest.mark.parametrize("contrast", [0.3, 0.8])
@pytest.mark.parametrize(("ruling", "gap"), [("lines", 1.5), ("squares", 0.75)])
def test_glyphs_on_ruled_paper_are_those_on_plain_paper(plain, ruling, gap, contrast):
    truth = glyph_boxes(plain)
    found = glyph_boxes(ruled(plain, ruling, contrast, gap=gap))
    assert len(found) == len(truth)
    assert np.abs(found - truth).max() <= 0.1 * HEIGHT


def test_glyphs_in_boxes_are_those_on_plain_paper(plain):
    truth = glyph_boxes(plain)
    found = glyph_boxes(boxed(plain))
    assert len(found) == len(truth)
    assert np.abs(found - truth).max() <= 0.1 * HEIGHT


def test_rulings_are_shown_where_they_were(plain):
    cleared = clear_level(*looked_at(ruled(plain, "lines")), text_height=HEIGHT, slopes=Slopes())
    rows = np.flatnonzero(cleared.rulings.mean(axis=1) > 0.9)
    seen = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    gaps = np.diff([band.mean() for band in seen])
    assert gaps == pytest.approx(1.5 * HEIGHT, abs=1.5)


def test_same_page_same_bytes(plain):
    page = ruled(plain, "squares")
    first, second = (segment_page(page, "0" * 32, SETTINGS).glyphs for _ in range(2))
    assert first.equals(second)


def test_dark_edges_of_the_page_are_no_rulings(plain):
    page = plain.copy()
    page[:4] = page[:, :5] = 30
    assert clear_overview(*looked_at(page), largest_skew=20.0) is None


def test_combs_go_with_their_teeth(plain):
    page = plain.copy()
    foot = round(3.3 * HEIGHT)
    page[foot : foot + 2, round(1.75 * HEIGHT) : round(9.45 * HEIGHT) + 2] = 40
    for k in range(8):
        col = round((1.75 + 1.1 * k) * HEIGHT)
        page[foot - round(0.3 * HEIGHT) : foot, col : col + 2] = 40
    cleared = clear_level(*looked_at(page), text_height=HEIGHT, slopes=Slopes())
    strip = cleared.absorbance[foot - round(0.2 * HEIGHT) : foot + 2]
    assert (strip > 0.2).sum() == 0
