"""Images of characters: decoded whatever their mode, ink 255 whatever their polarity."""

import io

import numpy as np
import pytest
from PIL import Image

from schemas.errors import DatasetError
from tasks.datasets import image as module
from tasks.datasets.image import decode_image, ink_on_paper, read_image, without_specks

BAR = np.zeros((12, 10), np.uint8)
BAR[2:10, 4:6] = 255


def encoded(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "WEBP"])
def test_lossless_formats_come_back_exactly(kind):
    options = {"lossless": True} if kind == "WEBP" else {}
    content = encoded(Image.fromarray(BAR), kind, **options)
    np.testing.assert_array_equal(decode_image(content, "x"), BAR)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK"])
def test_every_mode_is_brought_to_grey(mode):
    kind = "TIFF" if mode == "CMYK" else "PNG"
    content = encoded(Image.fromarray(BAR).convert(mode), kind)
    np.testing.assert_allclose(decode_image(content, "x").astype(int), BAR, atol=1)


def test_deep_images_are_brought_to_8_bits():
    deep = Image.fromarray(BAR.astype(np.uint16) * 257)
    np.testing.assert_array_equal(decode_image(encoded(deep), "x"), BAR)


def test_transparent_pixels_are_white_paper():
    clear = np.zeros((6, 6, 4), np.uint8)
    clear[2:4, 2:4, 3] = 255
    decoded = decode_image(encoded(Image.fromarray(clear)), "x")
    assert decoded[0, 0] == 255
    assert decoded[3, 3] == 0


def test_damaged_image_is_named():
    with pytest.raises(DatasetError, match=r"a\.png: cannot be decoded"):
        decode_image(b"not an image", "a.png")
    with pytest.raises(DatasetError, match=r"a\.png: cannot be decoded"):
        decode_image(encoded(Image.fromarray(BAR))[:60], "a.png")


def test_huge_image_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(module, "MOST_PIXELS", 100)
    with pytest.raises(DatasetError, match="10 x 12 pixels are too many"):
        decode_image(encoded(Image.fromarray(BAR)), "x")


def test_missing_file_is_named(tmp_path):
    with pytest.raises(DatasetError, match="gone: cannot be read"):
        read_image(tmp_path / "gone.png", "gone")


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (0, 255), (240, 60), (20, 130), (128, 90)])
def test_polarity_and_grey_paper(paper, ink):
    drawn = np.where(BAR > 0, ink, paper).astype(np.uint8)
    np.testing.assert_array_equal(ink_on_paper([drawn])[0], BAR)


def test_undecided_border_follows_the_others():
    tight = np.zeros((6, 6), np.uint8)  # ink fills it: black on white as the others
    turned = ink_on_paper([255 - BAR, tight, 255 - BAR, BAR])
    assert (turned[1] == 255).all()
    np.testing.assert_array_equal(turned[3], BAR)
    turned = ink_on_paper([BAR, 255 - tight, BAR])
    assert (turned[1] == 255).all()


def test_paper_noise_is_brought_to_nothing():
    noisy = np.random.default_rng(0).integers(225, 246, (20, 20)).astype(np.uint8)
    noisy[4:16, 9:12] = 30
    turned = ink_on_paper([noisy])[0]
    assert turned[4:16, 9:12].min() == 255
    assert np.median(turned[:, :8]) < 8


def test_images_are_not_altered():
    before = BAR.copy()
    ink_on_paper([BAR])
    np.testing.assert_array_equal(BAR, before)


def test_specks_go_and_dots_stay():
    letter = np.zeros((40, 30), np.uint8)
    letter[10:38, 12:18] = 255
    dotted = letter.copy()
    dotted[2:6, 13:17] = 255
    np.testing.assert_array_equal(without_specks(dotted), dotted)
    dusty = letter.copy()
    dusty[3, 3], dusty[3, 4] = 255, 30
    np.testing.assert_array_equal(without_specks(dusty), letter)


def test_speck_beside_a_letter_leaves_the_letter_whole():
    letter = np.zeros((40, 30), np.uint8)
    letter[10:38, 12:18] = 255
    dusty = letter.copy()
    dusty[20, 20] = 255
    np.testing.assert_array_equal(without_specks(dusty), letter)
