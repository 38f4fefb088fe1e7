"""Page: drawn and photographed pages give their glyphs; hopeless ones give none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from schemas.glyphs import Glyphs
from schemas.settings import RowSettings, SegmentSettings
from schemas.validation import validated
from tasks.layout.rows import cluster_rows
from tasks.segmentation.page import segment_page

PAGE = "0123456789abcdef" * 2
TEXT = ["THECAT", "LOVE", "HALO"]


def segment(pixels, **changes):
    return segment_page(pixels, PAGE, SegmentSettings(**changes))


def counts(pixels):
    rows = cluster_rows(segment(pixels).glyphs, RowSettings())
    return [len(glyphs) for glyphs in rows["glyphs"].to_pylist()]


def test_every_letter_is_a_glyph(draw_lines):
    page = segment(draw_lines(TEXT))
    assert page.glyphs.num_rows == 14
    assert page.text_height == pytest.approx(44, abs=3)
    assert page.skew == pytest.approx(0.0, abs=0.3)
    table = validated(page.glyphs, Glyphs)
    assert table["glyph"].to_pylist() == list(range(14))
    assert set(table["page_id"].to_pylist()) == {PAGE}


def test_boxes_fit_the_ink(draw_lines):
    pixels = draw_lines(["LE"], noise=0.0)
    glyphs = segment(pixels).glyphs.to_pylist()
    rows, cols = np.nonzero(pixels[..., 0] < 140)
    assert min(glyph["top"] for glyph in glyphs) == pytest.approx(rows.min(), abs=2.5)
    assert max(glyph["bottom"] for glyph in glyphs) == pytest.approx(rows.max() + 1, abs=2.5)
    assert min(glyph["left"] for glyph in glyphs) == pytest.approx(cols.min(), abs=2.5)
    assert max(glyph["right"] for glyph in glyphs) == pytest.approx(cols.max() + 1, abs=2.5)
    assert sum(glyph["ink"] for glyph in glyphs) == pytest.approx(rows.size, rel=0.3)


def test_pictures_are_ink_on_paper_at_the_working_size(draw_lines):
    for glyph in segment(draw_lines(TEXT, height=90.0, pen=9)).glyphs.to_pylist():
        picture = np.array(glyph["pixels"]).reshape(glyph["height"], glyph["width"])
        assert 40 <= glyph["height"] <= 60
        assert picture.max() == 255
        assert 0.08 < (picture > 128).mean() < 0.75


@pytest.mark.parametrize("skew", [-18.0, -7.0, 2.0, 12.0])
def test_skew_is_found_and_undone(draw_lines, skew):
    page = segment(draw_lines(["THECATLOVEHALO"] * 3, skew=skew))
    assert page.skew == pytest.approx(skew, abs=0.3)
    assert page.glyphs.num_rows == 42
    tops = page.glyphs["level_top"].to_numpy()
    assert len(np.unique(np.round((tops - tops.min()) / 80))) == 3
    assert np.ptp(tops[np.argsort(tops)][:14]) < 12


@pytest.mark.parametrize("height", [14.0, 25.0, 120.0])
def test_size_does_not_matter(draw_lines, height):
    assert counts(draw_lines(TEXT, height=height, pen=max(2, round(height / 10)))) == [6, 4, 4]


def test_shade_does_not_matter(draw_lines):
    pixels = draw_lines(TEXT).astype(np.float64)
    light = np.linspace(1.0, 0.3, pixels.shape[1])[None, :, None]
    assert counts((pixels * light).astype(np.uint8)) == [6, 4, 4]


@pytest.mark.parametrize("ink", [(160, 175, 222), (222, 160, 165), (180, 180, 180)])
def test_faint_ink_is_found(draw_lines, ink):
    assert counts(draw_lines(TEXT, ink=ink)) == [6, 4, 4]


def test_broken_letters_are_whole(draw_lines):
    line = ["A", "=E", "H", "=T", "O", "=D", "L"]
    assert counts(draw_lines([line, line], pitch=1.4)) == [7, 7]


@pytest.mark.parametrize("ratio", [4, 5])
def test_a_big_title_and_the_small_text_below_it_are_found(draw_lines, ratio):
    body = draw_lines(["ACEHLOTVACEHLOTVACEH"] * 4, height=40.0)
    title = draw_lines(["HATE"], height=40.0 * ratio, pen=4 * ratio, margin=0.3)
    sides = ((0, 0), (0, max(0, body.shape[1] - title.shape[1])), (0, 0))
    page = np.concatenate([np.pad(title, sides, mode="edge")[:, : body.shape[1]], body])
    assert segment(page).glyphs.num_rows == 4 + 4 * 20


def test_letters_cut_by_folds_are_whole(draw_lines):
    lines = ["ACEHLOTVHA", "HALOCHALET", "OCHLEHHACO"]
    page = draw_lines(lines)
    for line in range(len(lines)):
        fold = round((2 + 2 * line + 0.35) * 40)
        page[fold : fold + 3] = (225, 222, 215)
    assert counts(page) == [10, 10, 10]


def test_specks_dots_and_lines_are_dropped(draw_lines):
    pixels = draw_lines(TEXT)
    ink = (50, 50, 60)
    for row, col in np.random.default_rng(3).integers(5, 200, (40, 2)):
        pixels[row : row + 2, col : col + 2] = ink
    pixels[112:118, 340:346] = ink
    pixels[300:303, 20:380] = ink
    assert sum(counts(pixels)) == 14


def test_dark_surroundings_are_dropped(draw_lines):
    pixels = draw_lines(TEXT)
    dark = np.full((pixels.shape[0] + 80, pixels.shape[1] + 90, 3), 45, dtype=np.uint8)
    dark[50 : 50 + pixels.shape[0], 30 : 30 + pixels.shape[1]] = pixels
    assert counts(dark) == [6, 4, 4]


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (7, 90), (60, 80), (400, 300)])
@pytest.mark.parametrize("kind", ["black", "grey", "white", "noise", "grain"])
def test_hopeless_pages_have_no_glyphs(shape, kind):
    rng = np.random.default_rng(0)
    pixels = {
        "black": lambda: np.zeros((*shape, 3)),
        "grey": lambda: np.full((*shape, 3), 128),
        "white": lambda: np.full((*shape, 3), 255),
        "noise": lambda: rng.integers(0, 256, (*shape, 3)),
        "grain": lambda: rng.normal(200, 8, (*shape, 3)).clip(0, 255),
    }[kind]()
    page = segment(pixels.astype(np.uint8))
    assert (page.skew, page.text_height, page.glyphs.num_rows) == (0.0, 0.0, 0)
    assert cluster_rows(page.glyphs, RowSettings()).num_rows == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1))
def test_any_scribble_gives_a_valid_table(height, width, seed):
    rng = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), 230, dtype=np.uint8)
    for _ in range(6):
        top, left = rng.integers(0, height), rng.integers(0, width)
        pixels[top : top + rng.integers(1, 30), left : left + rng.integers(1, 30)] = rng.integers(
            255
        )
    page = segment(pixels)
    validated(page.glyphs, Glyphs)
    rows = cluster_rows(page.glyphs, RowSettings())
    members = [glyph for glyphs in rows["glyphs"].to_pylist() for glyph in glyphs]
    assert len(members) == len(set(members))


def test_the_same_page_gives_the_same_table(draw_lines):
    pixels = draw_lines(TEXT)
    assert segment(pixels).glyphs.equals(segment(pixels.copy()).glyphs)


def test_skew_beyond_the_limit_is_not_looked_for(draw_lines):
    assert abs(segment(draw_lines(["THECATLOVE"] * 3, skew=15.0), max_skew=5.0).skew) <= 5.0


@pytest.mark.shared
@pytest.mark.parametrize("name", ["01_list", "02_letters", "03_stars", "04_faint_ink"])
def test_photographed_pages_give_every_character_in_its_word(shared_data, name):
    with Image.open(shared_data / "pages" / f"{name}.jpg") as image:
        pixels = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    truth = (shared_data / "pages" / f"{name}.txt").read_text().replace(".", "").splitlines()
    rows = cluster_rows(segment(pixels).glyphs, RowSettings())
    found = [np.bincount(words).tolist() for words in rows["words"].to_pylist()]
    assert found == [[len(word) for word in line.split()] for line in truth]
