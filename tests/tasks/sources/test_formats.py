"""A file's format is told by its bytes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tasks.sources.formats import (
    FOREIGN_FORMATS,
    READABLE_FORMATS,
    promises_page,
    sniff_format,
)


@pytest.mark.parametrize(
    ("writer", "form"),
    [(form.upper(), form) for form in READABLE_FORMATS] + [("AVIF", "avif"), ("JPEG2000", "jp2")],
)
def test_files_that_pillow_writes(writer, form):
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, writer)
    assert sniff_format(file.getvalue()[:1024]) == form


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b"MM\x00*....", "tiff"),
        (b"II+\x00....", "tiff"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"\x00\x00\x00\x18ftypmp42", ""),
        (b"\xef\xbb\xbf%PDF-1.7", "pdf"),
        (b"\n%PDF-1.7", "pdf"),
        (b"BMW drivers, read this first!", ""),
        (b"see %PDF-1.4", ""),
        (b"", ""),
        (b"\x89PN", ""),
    ],
)
def test_heads_by_hand(head, form):
    assert sniff_format(head) == form


def test_rubbish_before_a_pdf_is_searched_only_under_its_name():
    head = b"@PJL SET RESOLUTION\r\n%PDF-1.4"
    assert sniff_format(head, "scan.PDF") == "pdf"
    assert sniff_format(head, "scan.log") == ""


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "a.b.TiF", "a.heic", "Scan.PDF"])
def test_names_that_promise_a_page(name):
    assert promises_page(name)


@pytest.mark.parametrize("name", ["a.txt", "jpg", ".png", "a.png.txt", "a", ""])
def test_names_that_promise_none(name):
    assert not promises_page(name)


@given(head=st.binary(max_size=40))
def test_any_bytes_get_a_known_answer(head):
    assert sniff_format(head) in ("", *READABLE_FORMATS, *FOREIGN_FORMATS)
