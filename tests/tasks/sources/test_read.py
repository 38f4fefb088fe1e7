"""Whatever the file: a page, or one of the errors that the run knows."""

import errno
import io
import os
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from schemas.errors import PageError, PageRefused, PassingFault
from schemas.pages import REASONS
from schemas.settings import LoadSettings
from tasks.sources.read import read_page

SMALL = LoadSettings(max_pixels=1_000_000, max_side=4_000, pdf_dpi=72)
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "PDF")


def saved(pixels, form, **options):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form, **options)
    return file.getvalue()


def fault_of(path, frame=0, limits=SMALL):
    with pytest.raises(PageError) as caught:
        read_page(path, frame, limits)
    assert caught.value.reason in REASONS
    assert path.name in caught.value.message
    return caught.value


@pytest.mark.parametrize("form", FORMATS)
def test_content_counts_not_the_name(tmp_path, noise, form):
    path = tmp_path / "scan.txt"
    path.write_bytes(saved(noise, form))
    assert read_page(path, 0, SMALL).pixels.shape == (*noise.shape, 3)


@pytest.mark.parametrize("form", FORMATS)
def test_truncated_anywhere(tmp_path, noise, form):
    data = saved(noise, form)
    path = tmp_path / "scan"
    for part in (0.3, 0.6, 0.9):
        path.write_bytes(data[: int(part * len(data))])
        fault = fault_of(path)
        assert (type(fault), fault.reason) == (PageError, "damaged")


@pytest.mark.parametrize("content", [b"", b"Dear Sir", b"\x89PNG"])
def test_files_that_are_no_pictures(tmp_path, content):
    path = tmp_path / "scan.png"
    path.write_bytes(content)
    fault = fault_of(path)
    assert fault.reason == ("unsupported-format" if content else "empty-file")
    assert isinstance(fault, PageRefused) == bool(content)


def test_foreign_formats_are_named(tmp_path):
    path = tmp_path / "photo.heic"
    path.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(100))
    fault = fault_of(path)
    assert (fault.status, fault.reason) == ("refused", "unsupported-format")
    assert "heic" in fault.message


def test_bomb(tmp_path, bomb_png):
    path = tmp_path / "bomb.png"
    path.write_bytes(bomb_png(50_000, 50_000))
    fault = fault_of(path, limits=LoadSettings())
    assert (fault.status, fault.reason) == ("refused", "over-limit")


def test_no_such_file_or_no_file(tmp_path):
    fault = fault_of(tmp_path / "gone.png")
    assert (type(fault), fault.reason) == (PassingFault, "vanished")
    assert fault_of(tmp_path).reason == "unsupported-format"


def test_no_permission_is_worth_another_try(tmp_path, noise, monkeypatch):
    path = tmp_path / "scan.png"
    path.write_bytes(saved(noise, "PNG"))

    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    fault = fault_of(path)
    assert (type(fault), fault.reason) == (PassingFault, "unreadable")


def test_encrypted_pdf(tmp_path, pdf):
    path = tmp_path / "locked.pdf"
    path.write_bytes(pdf(encrypted=True))
    assert fault_of(path).reason == "encrypted"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "GIF", "PDF"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(draw=st.data())
def test_flipped_bits_never_get_out(tmp_path, noise, capfd, form, draw):
    data = bytearray(saved(noise[:40, :40], form))
    places = st.lists(st.integers(0, min(len(data), 400) * 8 - 1), min_size=1, max_size=8)
    for place in draw.draw(places):
        data[place // 8] ^= 1 << place % 8
    path = tmp_path / "scan"
    path.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            page = read_page(path, 0, SMALL)
        except PageError as fault:
            assert fault.reason in REASONS
            assert type(fault) is not PassingFault
        else:
            assert page.pixels.dtype == np.uint8
            assert page.pixels.shape[2] == 3
    assert capfd.readouterr().err == ""
