"""PDF pages must be drawn whole, at the resolution asked for, within the limits."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schemas.errors import PageError, PageRefused
from schemas.settings import LoadSettings
from tasks.sources.pdf import LEAST_DPI, count_pdf_pages, read_pdf

PATH = Path("scan.pdf")


def read(data, frame=0, **settings):
    return read_pdf(PATH, io.BytesIO(data), frame, LoadSettings(**settings))


@pytest.mark.parametrize("dpi", [72, 300])
def test_drawing_at_a_resolution(pdf, dpi):
    page = read(pdf(), pdf_dpi=dpi)
    assert page.pixels.shape == (dpi, 2 * dpi, 3)
    assert (page.dpi, page.orientation) == (dpi, 1)
    assert (page.pixels[:, : dpi - 1] == (255, 0, 0)).all()
    assert (page.pixels[:, dpi + 1 :] == 255).all()


def test_pages(pdf):
    assert count_pdf_pages(PATH, io.BytesIO(pdf(5)), LoadSettings()) == 5
    read(pdf(5), 4, pdf_dpi=72)
    with pytest.raises(PageError, match="no page 6"):
        read(pdf(5), 5)
    with pytest.raises(PageRefused, match="5 pages") as caught:
        count_pdf_pages(PATH, io.BytesIO(pdf(5)), LoadSettings(max_frames=4))
    assert caught.value.reason == "over-limit"


def test_password(pdf):
    data = pdf(encrypted=True)
    for attempt in (
        lambda: read(data),
        lambda: count_pdf_pages(PATH, io.BytesIO(data), LoadSettings()),
    ):
        with pytest.raises(PageRefused, match="password") as caught:
            attempt()
        assert caught.value.reason == "encrypted"


@pytest.mark.parametrize("metres", [5, 10, 1000])
def test_drawings_over_the_limit(pdf, metres):
    side = round(metres / 0.0254 * 72)
    with pytest.raises(PageRefused) as caught:
        read(pdf(media_box=f"0 0 {side} {side}"))
    assert caught.value.reason == "over-limit"


def test_scan_is_drawn_no_finer_than_it_is():
    pixels = np.random.default_rng(0).integers(0, 256, (60, 80), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PDF", resolution=72, quality=100)
    page = read(file.getvalue())
    assert page.dpi == pytest.approx(72)
    assert page.pixels.shape == (60, 80, 3)
    assert np.abs(page.pixels[:, :, 0].astype(int) - pixels).mean() < 5


def test_fine_scan_is_drawn_as_asked_for():
    file = io.BytesIO()
    Image.new("L", (600, 600), 90).save(file, "PDF", resolution=600)
    page = read(file.getvalue(), pdf_dpi=150)
    assert (page.dpi, page.pixels.shape) == (150, (150, 150, 3))


def test_a_coarse_picture_does_not_make_a_page_of_a_few_pixels():
    file = io.BytesIO()
    Image.new("L", (2, 2), 90).save(file, "PDF", resolution=0.1)
    assert read(file.getvalue(), max_side=10_000).dpi == LEAST_DPI
