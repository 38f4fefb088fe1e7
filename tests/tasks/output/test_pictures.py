"""Pictures as files: whole, and the same bytes for the same pixels."""

import numpy as np
import pytest
from PIL import Image

from schemas.errors import OutputError
from tasks.output.pictures import write_pictures

PIXELS = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)


def test_pixels_come_back(tmp_path):
    files = write_pictures({"b.png": PIXELS, "a.png": 255 - PIXELS}, tmp_path / "new")
    assert files == [tmp_path / "new" / "b.png", tmp_path / "new" / "a.png"]
    assert (np.asarray(Image.open(files[0])) == PIXELS).all()
    assert Image.open(files[0]).format == "PNG"


def test_the_same_pixels_give_the_same_bytes(tmp_path):
    one, two = (write_pictures({"a.png": PIXELS}, tmp_path / name)[0] for name in ("1", "2"))
    assert one.read_bytes() == two.read_bytes()


def test_a_picture_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    (old,) = write_pictures({"a.png": PIXELS}, tmp_path)
    before = old.read_bytes()

    def fail(self, file, form):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", fail)
    with pytest.raises(OutputError, match=r"a\.png"):
        write_pictures({"a.png": 255 - PIXELS}, tmp_path)
    assert old.read_bytes() == before
    assert list(tmp_path.iterdir()) == [old]
