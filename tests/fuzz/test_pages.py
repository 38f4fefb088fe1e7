"""Whatever is done to a picture or a PDF: a page, or an error of Scrivano's, in time and memory."""

import io
import itertools
import re
import struct
import zlib

import numpy as np
import pytest
from PIL import Image


def picture(side=24, mode="L"):
    """A picture of a stroke on paper, with some grain."""
    grain = np.random.default_rng(0).integers(200, 256, (side, side), np.uint8)
    grain[side // 4 : side // 2, 2 : side - 2] = 20
    return Image.fromarray(grain).convert(mode)


def saved(image, form, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def jpegs():
    exif = Image.Exif()
    exif[274], exif[270] = 6, "made for a test"
    yield saved(picture(), "JPEG", dpi=(300, 300))
    yield saved(picture(mode="RGB"), "JPEG", progressive=True, exif=exif)
    yield saved(picture(mode="CMYK"), "JPEG", comment="words", restart_marker_blocks=1)


def pngs():
    yield saved(picture(), "PNG", dpi=(300, 300))
    yield saved(picture(mode="RGBA"), "PNG", exif=Image.Exif())
    yield saved(picture().quantize(16), "PNG", transparency=3)
    yield saved(Image.fromarray(np.full((9, 9), 40_000, np.uint16)), "PNG")
    start, header, *rest = png_split(saved(picture(mode="1"), "PNG"))
    texts = [b"tEXtComment\0words", b"zTXtComment\0\0" + zlib.compress(b"words")]
    yield png_joined([start, header, *texts, *rest])


def tiffs():
    pages = [picture(mode=mode) for mode in ("1", "L", "RGB", "CMYK")]
    yield saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    for compression in ("group4", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        yield saved(pages[0 if compression == "group4" else 1], "TIFF", compression=compression)
    yield saved(picture(mode="F"), "TIFF")
    yield saved(pages[1], "TIFF", big_tiff=True)


def pdfs():
    yield saved(picture(mode="RGB"), "PDF", resolution=72)
    yield saved(picture(mode="1"), "PDF", save_all=True, append_images=[picture()])
    yield drawn_pdf(b"1 0 0 rg 0 0 72 72 re f 0 0 m 40 40 l S", b"")
    yield drawn_pdf(zlib.compress(b"q 2 0 0 2 9 9 cm 0 0 9 9 re f Q"), b"/Filter /FlateDecode")


def drawn_pdf(content, entries):
    stream = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 80] /Contents 4 0 R /Rotate 90 >>",
        stream,
    ]
    text, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(text)
    text += b"xref\n0 5\n0000000000 65535 f \n" + table
    return text + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def bmps():
    yield saved(picture(mode="RGB"), "BMP")
    yield saved(picture(mode="1"), "BMP")


def gifs():
    frames = [picture(), picture().rotate(90)]
    yield saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def webps():
    frames = [picture(mode="RGB"), picture(mode="RGB").rotate(90)]
    yield saved(frames[0], "WEBP", quality=60)
    yield saved(picture(mode="RGBA"), "WEBP", lossless=True)
    yield saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def png_split(data):
    """Split into chunks, kind and content: lengths and checks are made anew by `png_joined`."""
    parts, place = [data[:8]], 8
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        parts.append(data[place + 4 : place + 8 + length])
        place += 12 + length
    return parts


def png_joined(parts):
    chunks = [
        struct.pack(">I", max(0, len(part) - 4)) + part + struct.pack(">I", zlib.crc32(part))
        for part in parts[1:]
    ]
    return b"".join([*parts[:1], *chunks])


def jpeg_split(data):
    """Split before each marker."""
    return re.split(rb"(?=\xff[\xc0-\xfe])", data)


def tiff_split(data):
    """Split off the directories' entries, twelve bytes each, of the first page."""
    order = "little" if data[:2] == b"II" else "big"
    start = int.from_bytes(data[4:8], order) + 2
    entries = int.from_bytes(data[start - 2 : start], order) % 100
    ends = [start + 12 * entry for entry in range(entries + 1)]
    middle = [data[a:b] for a, b in itertools.pairwise(ends)]
    return [
        data[:4],
        data[4:8],
        data[8:start],
        *middle,
        data[ends[-1] : ends[-1] + 4],
        data[ends[-1] + 4 :],
    ]


def pdf_split(data):
    """Split into words and what stands between them."""
    return re.split(rb"(\s+)", data)


def riff_split(data):
    parts, place = [data[:12]], 12
    while place + 8 <= len(data):
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        parts.append(data[place : place + 8 + length + length % 2])
        place += 8 + length + length % 2
    return parts


FORMS = {
    "jpeg": (jpegs, {"split": jpeg_split, "magic": 3}, 110),
    "png": (pngs, {"split": png_split, "join": png_joined, "magic": 8}, 110),
    "tiff": (tiffs, {"split": tiff_split, "magic": 4}, 120),
    "pdf": (pdfs, {"split": pdf_split, "magic": 5}, 80),
    "webp": (webps, {"split": riff_split, "magic": 12}, 50),
    "bmp": (bmps, {"magic": 2}, 30),
    "gif": (gifs, {"magic": 6}, 30),
}


@pytest.mark.parametrize("form", FORMS)
def test_mutated_pages(cell, explore, mutated, form):
    seeds, parts, cases = FORMS[form]
    name = "page.pdf" if form == "pdf" else "page.png"
    valid = list(seeds())
    for seed in valid:
        assert cell("pages", {name: seed}) == "read"
    explore(mutated(valid, **parts), lambda case: cell("pages", {name: case}), cases)
