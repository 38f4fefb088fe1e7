"""Texts beside a picture never cost the picture, however large they are."""

import io
import struct
import tracemalloc
import zlib
from pathlib import Path

import pytest
from PIL import Image

from schemas.errors import PageRefused
from schemas.settings import LoadSettings
from tasks.sources import png
from tasks.sources.png import checked_png
from tasks.sources.read import read_page

SWOLLEN = zlib.compress(bytes(20_000_000), 9)
TEXTS = {
    "long text": (b"tEXt", b"Comment\0" + b"a" * 2_000_000),
    "swollen text": (b"zTXt", b"Comment\0\0" + SWOLLEN),
    "swollen international text": (b"iTXt", b"XML:com.adobe.xmp\0\1\0en\0name\0" + SWOLLEN),
    "swollen profile": (b"iCCP", b"profile\0\0" + SWOLLEN),
}


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def picture(*, before=b"", after=b""):
    """A grey picture with further chunks before and after its pixels."""
    file = io.BytesIO()
    Image.new("L", (30, 20), 77).save(file, "PNG", dpi=(200, 200))
    data = file.getvalue()
    start, end = data.index(b"IDAT") - 4, data.index(b"IEND") - 4
    return data[:start] + before + data[start:end] + after + data[end:]


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("name", TEXTS)
def test_large_texts_do_not_cost_the_picture(tmp_path, name, where):
    path = tmp_path / "scan.png"
    path.write_bytes(picture(**{where: chunk(*TEXTS[name])}))
    tracemalloc.start()
    page = read_page(path, 0, LoadSettings())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert page.pixels.shape == (20, 30, 3)
    assert (page.pixels == 77).all()
    assert page.dpi == pytest.approx(200, abs=0.1)
    assert peak < 16_000_000


@pytest.mark.parametrize(
    "text",
    [
        (b"tEXt", b"Comment\0short"),
        (b"zTXt", b"Comment\0\0" + zlib.compress(bytes(500_000))),
        (b"zTXt", b"Comment\0\0" + b"no deflate" * 2000),
        (b"zTXt", b"no name" * 2000),
        (b"iTXt", b"Comment\0\0\0\0\0" + b"a" * 5000),
    ],
)
def test_other_files_are_decoded_as_they_are(text):
    file = io.BytesIO(picture(before=chunk(*text)))
    assert checked_png(Path("scan.png"), file) is file
    assert file.tell() == 0


def test_many_small_texts_are_as_good_as_a_large_one():
    data = picture(before=chunk(b"tEXt", b"A\0" + b"a" * 100) * 12_000)
    assert len(checked_png(Path("scan.png"), io.BytesIO(data)).read()) < 1000


def test_very_many_parts_are_refused(monkeypatch):
    monkeypatch.setattr(png, "MAX_CHUNKS", 50)
    with pytest.raises(PageRefused, match="more than 50 parts"):
        checked_png(Path("scan.png"), io.BytesIO(picture(before=chunk(b"IDAT", b"") * 50)))


def test_cut_files_are_left_to_the_decoder():
    data = picture(before=chunk(*TEXTS["long text"]))
    for length in (8, 12, 60, 100_000):
        assert checked_png(Path("scan.png"), io.BytesIO(data[:length])).read() == data[:length]
