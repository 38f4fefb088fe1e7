"""Pixels must come out right whatever a picture's mode, depth and orientation."""

import io
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from schemas.errors import PageError, PageRefused
from schemas.settings import LoadSettings
from tasks.sources.raster import read_raster

PATH = Path("scan")
SETTINGS = LoadSettings()


def read(data, form, frame=0, limits=SETTINGS):
    return read_raster(PATH, io.BytesIO(data), form, frame, limits)


def saved(image, form, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def grey_of(page):
    assert page.pixels.dtype == np.uint8
    assert (page.pixels == page.pixels[:, :, :1]).all()
    return page.pixels[:, :, 0]


# What each EXIF orientation asks for, by the standard's words, on (rows, columns).
UPRIGHT = {
    1: lambda pixels: pixels,
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.T,
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: pixels[::-1, ::-1].T,
    8: lambda pixels: np.rot90(pixels),
}


@pytest.mark.parametrize("form", ["png", "tiff", "webp", "jpeg"])
@pytest.mark.parametrize("orientation", list(UPRIGHT))
def test_orientation_is_undone(grey, form, orientation):
    exif = Image.Exif()
    exif[274] = orientation
    large = np.kron(grey, np.ones((8, 8), np.uint8))  # blocks, so that JPEG does not blur
    options = {"webp": {"lossless": True}, "jpeg": {"quality": 100}}.get(form, {})
    page = read(saved(Image.fromarray(large), form, exif=exif, **options), form)
    expected = UPRIGHT[orientation](large)
    assert page.orientation == orientation
    assert page.pixels.shape == (*expected.shape, 3)
    assert np.abs(page.pixels[:, :, 0].astype(int) - expected).max() <= 2


def test_orientation_of_a_later_frame(grey):
    first, second = Image.fromarray(grey), Image.fromarray(grey)
    exif = Image.Exif()
    exif[274] = 6
    second.encoderinfo = {"exif": exif}
    page = read(saved(first, "TIFF", save_all=True, append_images=[second]), "tiff", 1)
    assert page.orientation == 6
    assert np.array_equal(grey_of(page), np.rot90(grey, -1))


@pytest.mark.parametrize("value", [0, 9, 77])
def test_orientations_that_do_not_exist_are_none(grey, value):
    exif = Image.Exif()
    exif[274] = value
    page = read(saved(Image.fromarray(grey), "PNG", exif=exif), "png")
    assert page.orientation == 1
    assert np.array_equal(grey_of(page), grey)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_broken_exif_does_not_lose_the_page(grey):
    data = saved(Image.fromarray(grey), "PNG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")
    assert np.array_equal(grey_of(read(data, "png")), grey)


@pytest.mark.parametrize("form", ["PNG", "TIFF", "BMP", "GIF"])
def test_grey(grey, form):
    assert np.array_equal(grey_of(read(saved(Image.fromarray(grey), form), form.lower())), grey)


@pytest.mark.parametrize("form", ["PNG", "TIFF", "BMP"])
def test_one_bit(grey, form):
    image = Image.fromarray(grey > 100)
    assert image.mode == "1"
    expected = np.where(grey > 100, 255, 0)
    assert np.array_equal(grey_of(read(saved(image, form), form.lower())), expected)


def test_fax(grey):
    image = Image.fromarray(grey > 100)
    page = read(saved(image, "TIFF", compression="group4"), "tiff")
    assert np.array_equal(grey_of(page), np.where(grey > 100, 255, 0))


@pytest.mark.parametrize("order", ["<u2", ">u2"])
@pytest.mark.parametrize(
    ("scale", "form"), [(257, "TIFF"), (257, "PNG"), (16, "TIFF"), (4, "TIFF")]
)
def test_sixteen_bit_whatever_is_used_of_them(grey, order, scale, form):
    # 255 itself is there: it makes the brightest value the scale's own.
    wide = np.where(grey == grey.max(), 255, grey).astype(np.uint16) * scale
    top = {257: 65535, 16: 4095, 4: 1023}[scale]
    image = Image.fromarray(wide.astype(order))
    found = grey_of(read(saved(image, form), form.lower()))
    assert np.abs(found - wide * (255 / top)).max() <= 0.5


def test_sixteen_bit_with_white_at_zero(grey):
    data = saved(Image.fromarray(65535 - grey.astype(np.uint16) * 257), "TIFF", tiffinfo={262: 0})
    assert np.array_equal(grey_of(read(data, "tiff")), grey)


@pytest.mark.parametrize("factor", [1 / 255, 1.0, 257.0])
def test_floats(grey, factor):
    whole = np.where(grey == grey.max(), 255, grey)
    image = Image.fromarray((whole * factor).astype(np.float32))
    assert image.mode == "F"
    assert np.array_equal(grey_of(read(saved(image, "TIFF"), "tiff")), whole)


def test_whole_numbers_of_32_bit(grey):
    image = Image.fromarray(grey.astype(np.int32) * 257)
    assert image.mode == "I"
    found = grey_of(read(saved(image, "TIFF"), "tiff"))
    assert np.abs(found.astype(int) - grey).max() <= 1


def test_palette(grey):
    image = Image.fromarray(grey).convert("P")
    image.putpalette([value for n in range(256) for value in (n, 255 - n, 7)])
    pixels = read(saved(image, "PNG"), "png").pixels
    assert np.array_equal(pixels, np.stack([grey, 255 - grey, np.full_like(grey, 7)], axis=2))


def test_transparent_colour_of_a_palette_is_paper(grey):
    image = Image.fromarray((grey > 100).astype(np.uint8)).convert("P")
    image.putpalette([0, 0, 0, 10, 20, 30])
    pixels = read(saved(image, "PNG", transparency=0), "png").pixels
    assert (pixels[grey <= 100] == 255).all()
    assert (pixels[grey > 100] == (10, 20, 30)).all()


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
def test_alpha_lies_on_white(mode, form):
    image = Image.new(mode, (4, 3), {"RGBA": (0, 0, 0, 0), "LA": (0, 0)}[mode])
    image.putpixel((1, 2), {"RGBA": (0, 0, 0, 255), "LA": (0, 255)}[mode])
    image.putpixel((2, 2), {"RGBA": (0, 0, 0, 128), "LA": (0, 128)}[mode])
    options = {"lossless": True, "exact": True} if form == "WEBP" else {}
    found = grey_of(read(saved(image, form, **options), form.lower()))
    expected = np.full((3, 4), 255)
    expected[2, 1:3] = 0, 127
    assert np.array_equal(found, expected)


@pytest.mark.parametrize("form", ["TIFF", "JPEG"])
def test_cmyk(form):
    image = Image.new("CMYK", (16, 16), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 8, 16))
    pixels = read(saved(image, form), form.lower()).pixels
    assert pixels[:, :7].max() < 10
    assert pixels[:, 9:].min() > 245


@pytest.mark.parametrize(("mode", "white"), [("YCbCr", (255, 128, 128)), ("LAB", (255, 128, 128))])
def test_colour_spaces(mode, white):
    image = Image.new(mode, (4, 3), white)
    assert read(saved(image, "TIFF"), "tiff").pixels.min() > 250


def test_pages_of_a_tiff(grey):
    images = [Image.fromarray(grey + n) for n in range(4)]
    data = saved(images[0], "TIFF", save_all=True, append_images=images[1:])
    for frame in (3, 0, 2):
        assert np.array_equal(grey_of(read(data, "tiff", frame)), grey + frame)
    with pytest.raises(PageError, match="no page 5") as caught:
        read(data, "tiff", 4)
    assert caught.value.reason == "damaged"


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_moving_pictures_are_their_first(grey, form):
    first, second = Image.fromarray(grey), Image.fromarray(255 - grey)
    options = {"lossless": True} if form == "WEBP" else {}
    data = saved(first, form, save_all=True, append_images=[second], **options)
    assert np.array_equal(grey_of(read(data, form.lower())), grey)
    with pytest.raises(PageError, match="no page 2"):
        read(data, form.lower(), 1)


def test_limits_are_ours_and_hold_before_decoding(bomb_png, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    page = read(saved(Image.new("L", (100, 100), 7), "PNG"), "png")
    assert page.pixels.shape == (100, 100, 3)
    monkeypatch.undo()

    def decode(*_):
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    with pytest.raises(PageRefused, match="50000 x 50000"):
        read(bomb_png(50_000, 50_000), "png")
    with pytest.raises(PageRefused, match="side"):
        read(bomb_png(1, 50_001), "png")
    assert Image.MAX_IMAGE_PIXELS is not None


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("form", ["TIFF", "WEBP", "GIF", "PNG"])
def test_limits_are_those_of_the_settings_alone(form, monkeypatch):
    data = saved(Image.new("L", (200, 100), 200), form)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert read(data, form.lower(), limits=LoadSettings(max_pixels=20_000)).pixels.min() > 190
    with pytest.raises((PageRefused, Image.DecompressionBombError)):
        read(data, form.lower(), limits=LoadSettings(max_pixels=19_998))
    assert Image.MAX_IMAGE_PIXELS == 1000


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ((300, 300), 300),
        ((204, 196), 200),
        ((204, 98), 0),
        ((1, 1), 0),
        ((0, 0), 0),
        ((1e6, 1e6), 0),
    ],
)
@pytest.mark.parametrize("form", ["TIFF", "PNG"])
def test_dpi_if_sane(grey, stated, expected, form):
    page = read(saved(Image.fromarray(grey), form, dpi=stated), form.lower())
    assert page.dpi == pytest.approx(expected, abs=0.1)


def test_dpi_unknown(grey):
    assert read(saved(Image.fromarray(grey), "PNG"), "png").dpi == 0


def test_libtiff_keeps_quiet(capfd):
    data = bytearray(
        saved(Image.effect_noise((300, 300), 50).convert("1"), "TIFF", compression="group4")
    )
    data[200:260] = b"\x55" * 60
    with suppress(OSError):
        read(bytes(data), "tiff")
    captured = capfd.readouterr()
    assert captured.err == captured.out == ""


def test_read_pixels_are_the_reader_s_own(grey):
    page = read(saved(Image.fromarray(grey), "PNG"), "png")
    page.pixels[0, 0] = 1
    assert page.pixels.flags.c_contiguous


@settings(max_examples=10, deadline=None)
@given(orientation=st.integers(2, 8))
def test_agrees_with_pillow_on_orientation(orientation):
    image = Image.fromarray(np.arange(12, dtype=np.uint8).reshape(3, 4))
    exif = Image.Exif()
    exif[274] = orientation
    data = saved(image, "PNG", exif=exif)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert np.array_equal(read(data, "png").pixels[:, :, 0], np.asarray(expected))
