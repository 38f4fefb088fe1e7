"""Pages of TIFF files are counted, and each one opened, without loading the others."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schemas.errors import PageError, PageRefused
from schemas.settings import LoadSettings
from tasks.sources.tiff import count_tiff_pages, tiff_page

PATH = Path("scan.tif")
SETTINGS = LoadSettings()


def saved(pages, **options):
    images = [Image.new("L", (5, 4), shade) for shade in range(pages)]
    file = io.BytesIO()
    images[0].save(file, "TIFF", save_all=True, append_images=images[1:], **options)
    return file.getvalue()


def count(data, limits=SETTINGS):
    return count_tiff_pages(PATH, io.BytesIO(data), limits)


def ring(pages, closing):
    """Write the chain of a TIFF of many pages, the last one followed by a page before it."""
    size = 2 + 12 + 4
    parts = [b"II*\0" + struct.pack("<I", 8)]
    for page in range(pages):
        following = page + 1 if page + 1 < pages else closing
        place = 0 if following is None else 8 + size * following
        parts.append(struct.pack("<HHHIII", 1, 256, 3, 1, 1, place))
    return b"".join(parts)


@pytest.mark.parametrize("options", [{}, {"big_tiff": True}])
def test_pages_are_counted(options):
    assert count(saved(5, **options)) == 5
    assert count(saved(1, **options)) == 1


def test_pages_of_the_other_byte_order():
    data = b"MM\0*" + struct.pack(">I", 8) + struct.pack(">HHHIII", 1, 256, 3, 1, 1, 26)
    assert count(data + struct.pack(">HI", 0, 0)) == 2


def test_too_many_pages():
    assert count(saved(4), LoadSettings(max_frames=4)) == 4
    with pytest.raises(PageRefused, match="more than 3 pages") as caught:
        count(saved(4), LoadSettings(max_frames=3))
    assert caught.value.reason == "over-limit"


def test_a_hundred_thousand_pages_are_refused_after_a_few_looks():
    class Counted(io.BytesIO):
        looks = 0

        def read(self, *size):
            Counted.looks += 1
            return super().read(*size)

    with pytest.raises(PageRefused, match="more than 100 pages"):
        count_tiff_pages(PATH, Counted(ring(100_000, None)), LoadSettings(max_frames=100))
    assert Counted.looks < 300


@pytest.mark.parametrize("closing", [0, 1, 6])
def test_rings_of_pages_end(closing):
    assert count(ring(7, closing)) == 7


def test_a_chain_that_breaks_leaves_one_page_to_fail(tmp_path):
    data = ring(7, None)
    assert count(data[:-3]) == 7
    assert count(data[: 8 + 18 * 3 + 1]) == 4
    assert count(data[: 8 + 18 * 3] + b"\xff\xff" + data[8 + 18 * 3 + 2 :]) == 4


@pytest.mark.parametrize(
    "data",
    [b"", b"II*\0", b"II*\0\0\0\0\0", b"II*\0\xff\xff\xff\x7f", b"II+\0" + bytes(12), b"JUNK"],
)
def test_files_without_a_page(data):
    with pytest.raises(PageError, match="no page") as caught:
        count(data)
    assert caught.value.reason == "damaged"


@pytest.mark.parametrize("options", [{}, {"big_tiff": True}, {"compression": "tiff_lzw"}])
def test_every_page_can_be_the_first(options, tmp_path):
    data = saved(5, **options)
    (tmp_path / "scan.tif").write_bytes(data)
    for frame in range(5):
        with (tmp_path / "scan.tif").open("rb") as on_disk:
            for file in (io.BytesIO(data), on_disk):
                with Image.open(tiff_page(PATH, file, frame)) as image:
                    assert np.asarray(image).tolist() == [[frame] * 5] * 4
    with pytest.raises(PageError, match="no page 6"):
        tiff_page(PATH, io.BytesIO(data), 5)
