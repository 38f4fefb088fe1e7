"""A JPEG keeps no decoder busy for long, and loses no picture to what stands beside it."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schemas.errors import PageError, PageRefused
from schemas.settings import LoadSettings
from tasks.sources.jpeg import MAX_SCANS, MAX_SEGMENTS, checked_jpeg
from tasks.sources.read import read_page

PATH = Path("scan.jpg")
EXIF = Image.Exif()
EXIF[274] = 6


def saved(noise, **options):
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "JPEG", **options)
    return file.getvalue()


def segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def after_start(data, extra):
    return data[:2] + extra + data[2:]


def with_scans(data, count):
    """Repeat the last pass over a picture."""
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * count + data[-2:]


def check(data):
    return checked_jpeg(PATH, io.BytesIO(data))


def pixels_of(tmp_path, data):
    path = tmp_path / "scan.jpg"
    path.write_bytes(data)
    return read_page(path, 0, LoadSettings()).pixels


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"exif": EXIF, "dpi": (300, 300)}])
def test_ordinary_files_are_decoded_as_they_are(noise, options):
    data = saved(noise, **options)
    assert check(data).read() == data


@pytest.mark.parametrize(
    "extra",
    [
        segment(0xE1, b"Exif\0\0" + b"A" * 65_000) * 200,
        segment(0xE2, b"ICC_PROFILE\0" + b"A" * 65_000) * 40,
        segment(0xFE, b"A" * 65_000) * 40,
        b"\xff" * 3_000_000,
        b"\0" * 3_000_000,
    ],
    ids=["exif", "profile", "comment", "fill", "rubbish"],
)
def test_metadata_without_end_does_not_cost_the_picture(tmp_path, noise, extra):
    # With other metadata first, for files that begin with rubbish are no pictures.
    plain = saved(noise, dpi=(200, 200), exif=EXIF)
    at = plain.index(b"\xff\xdb")
    data = plain[:at] + extra + plain[at:]
    assert len(check(data).read()) <= len(plain)
    assert np.array_equal(pixels_of(tmp_path, data), pixels_of(tmp_path, plain))
    assert pixels_of(tmp_path, data).shape == (160, 120, 3)


def test_what_decides_the_colours_is_kept(tmp_path, noise):
    image = Image.fromarray(noise).convert("CMYK")
    file = io.BytesIO()
    image.save(file, "JPEG")
    plain = file.getvalue()
    assert b"Adobe" in plain
    data = after_start(plain, segment(0xFE, b"A" * 65_000) * 40)
    assert np.array_equal(pixels_of(tmp_path, data), pixels_of(tmp_path, plain))


def test_segments_without_end_are_refused(noise):
    data = after_start(saved(noise), segment(0xE5, b"") * (MAX_SEGMENTS + 1))
    with pytest.raises(PageRefused, match="segments") as caught:
        check(data)
    assert caught.value.reason == "over-limit"


@pytest.mark.parametrize("progressive", [True, False])
def test_passes_without_end_are_refused(noise, progressive):
    data = saved(noise, progressive=progressive)
    once = data.count(b"\xff\xda")
    check(with_scans(data, MAX_SCANS - once + 1))
    with pytest.raises(PageRefused, match=f"more than {MAX_SCANS} passes"):
        check(with_scans(data, MAX_SCANS - once + 2))


def test_what_follows_the_picture_is_no_part_of_it(noise):
    check(saved(noise, progressive=True) + b"\xff\xda" * 1000)
    check(saved(noise) + b"\xff\xda" * 1000)


def test_signs_within_segments_between_passes_are_none(noise):
    data = saved(noise, progressive=True)
    at = data.rindex(b"\xff\xda")
    check(data[:at] + segment(0xFE, b"\xff\xda" * 1000) + data[at:])


@pytest.mark.parametrize("form", [0xC0, 0xC2])
def test_a_few_bytes_are_no_large_picture(form):
    data = bytearray(saved(np.full((16, 16), 200, np.uint8), progressive=form == 0xC2))
    size_at = data.index(bytes([0xFF, form])) + 5
    data[size_at : size_at + 4] = struct.pack(">HH", 14_000, 14_000)
    with pytest.raises(PageError, match="fewer bytes") as caught:
        check(bytes(data))
    assert caught.value.reason == "damaged"


def test_the_smallest_of_large_pictures_are_pictures():
    check(saved(np.full((2000, 2000), 255, np.uint8), quality=1, optimize=True))
    check(saved(np.full((2000, 2000), 255, np.uint8), quality=1, progressive=True))


@pytest.mark.parametrize("length", [2, 3, 4, 20, 150])
def test_files_cut_before_their_picture(noise, length):
    with pytest.raises(PageError, match="no picture") as caught:
        check(saved(noise)[:length])
    assert caught.value.reason == "damaged"


def test_pictures_without_pixels(noise):
    data = saved(noise)
    with pytest.raises(PageError, match="no picture"):
        check(data[: data.index(b"\xff\xda")] + b"\xff\xd9")
