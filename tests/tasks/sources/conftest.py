"""Files that the tests of this folder make: small pictures and PDFs by hand."""

import os
import shutil
import struct
import tempfile
import zlib
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest


def _pdf(pages=1, *, media_box="0 0 144 72", encrypted=False, content=b"1 0 0 rg 0 0 72 72 re f"):
    """Write a PDF whose left half is red."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        # A user password that is not the empty one: /U fits no key.
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"11" * 32
        + b"> /U <"
        + b"22" * 32
        + b"> >>",
    ]
    for number in range(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{media_box}] "
            f"/Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    text = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(text)
    text += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    text += b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b"/Encrypt 3 0 R /ID [<3333> <3333>]" if encrypted else b""
    text += b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, lock)
    return text + b"startxref\n%d\n%%%%EOF\n" % start


def _bomb_png(height, width):
    """Write the head of a PNG that promises many pixels and holds hardly any."""

    def chunk(kind, body):
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.fixture(scope="session")
def pdf():
    """A function that writes PDFs: pages, media_box, encrypted, content -> bytes."""
    return _pdf


@pytest.fixture(scope="session")
def bomb_png():
    """A function that writes PNGs which promise too much: height, width -> bytes."""
    return _bomb_png


@pytest.fixture(scope="session")
def grey():
    """A picture (6, 9) of which no turn or mirroring looks like another."""
    return np.arange(0, 54 * 4, 4, np.uint8).reshape(6, 9)


@pytest.fixture(scope="session")
def noise():
    """A picture (120, 160) that no codec makes small."""
    return np.random.default_rng(0).integers(0, 256, (120, 160), np.uint8)


@pytest.fixture
def ordinary_user():
    """A folder, and a block in which this process has the rights of its owner, never of root."""
    # Not below pytest's own folder, which only root may enter.
    folder = Path(tempfile.mkdtemp())
    stranger = 65534
    is_root = os.geteuid() == 0

    @contextmanager
    def granted():
        if is_root:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, stranger, stranger)
            os.seteuid(stranger)
        try:
            yield
        finally:
            if is_root:
                os.seteuid(0)

    yield folder, granted
    for path in folder.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(folder)
