"""What tests of this folder share: tables to write, and a disk that is soon full."""

import subprocess

import pytest

from schemas.pages import Pages
from schemas.readings import Readings
from schemas.rows import Rows
from schemas.validation import table_of

IDS = {"a": "a" * 32, "b": "b" * 32, "c": "c" * 32}
BOX = {"top": 1, "left": 2, "bottom": 30, "right": 40}


def _page(source, page="a", frame=0, status="read", reason="", message=""):
    return {
        "source": source, "frame": frame, "page_id": IDS[page], "digest": "", "format": "png",
        "size": 1, "height": 100, "width": 80, "dpi": 0.0, "orientation": 1, "turn": 0, "skew": 0.0,
        "text_height": 20.0, "status": status, "reason": reason, "message": message,
    }  # fmt: skip


def _reading(page, row, position, word, character, confidence):
    return {
        "page_id": IDS[page], "row": row, "word": word, "position": position, "glyph": position,
        "character": character, "confidence": confidence, "isolated": character,
        "changed": False, "rejected": False, "text": character,
        "alternatives": [character, "Q"], "probabilities": [confidence, (1 - confidence) / 2],
        "remainder": (1 - confidence) / 2, **BOX,
    }  # fmt: skip


def _row(page, row):
    return {
        "page_id": IDS[page], "row": row, "baseline": 30.0, "slope": 0.0, "text_height": 20.0,
        "glyphs": [0], "words": [0], "partings": [20.0], **BOX,
    }  # fmt: skip


@pytest.fixture
def pages():
    """A function that makes tables of pages: source, page, frame, status, reason, message."""
    return lambda *rows: table_of(Pages, [_page(*row) for row in rows])


@pytest.fixture
def readings():
    """Page b, then page a; rows and positions out of order."""
    return table_of(
        Readings,
        [
            _reading("b", 0, 0, 0, "Z", 0.25),
            _reading("a", 1, 0, 0, "9", 1.0),
            _reading("a", 0, 2, 1, "C", 0.75),
            _reading("a", 0, 0, 0, "A", 1.0),
            _reading("a", 0, 1, 0, "B", 0.5),
        ],
    )


@pytest.fixture
def rows():
    """Rows 0 and 1 of page a, row 0 of page b and row 0 of page c, out of order."""
    return table_of(Rows, [_row("a", 1), _row("c", 0), _row("b", 0), _row("a", 0)])


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a file system of 96 KiB; the test is skipped where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
