"""Inspecting a file: its pictures are written, and what cannot be inspected is said."""

import pytest

from schemas.errors import OutputError, PageError, UsageError
from tasks.inspection.inspect import inspect_page
from tasks.inspection.pictures import PICTURE_FILES


def test_pictures_are_written_and_the_same_again(page_file, reading, drawn, tmp_path):
    page = page_file("page.png")
    done = inspect_page(page, 0, tmp_path / "one", *reading)
    assert done.stages.text == drawn.text
    assert done.files == [tmp_path / "one" / name for name in PICTURE_FILES]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == sorted(PICTURE_FILES)
    inspect_page(page, 0, tmp_path / "two", *reading)
    for name in PICTURE_FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_doubtful_characters_are_counted(page_file, reading, tmp_path):
    done = inspect_page(page_file("page.png"), 0, tmp_path / "out", *reading)
    confidences = done.stages.readings["confidence"].to_pylist()
    assert done.doubtful == sum(confidence < 0.8 for confidence in confidences)


def test_frames_beyond_the_last_are_refused(page_file, reading, tmp_path):
    page = page_file("two.tiff", pages=2)
    with pytest.raises(UsageError, match=r"two\.tiff has 2 pages: frames 0 to 1"):
        inspect_page(page, 2, tmp_path / "out", *reading)
    assert not (tmp_path / "out").exists()


def test_what_is_no_page_is_said(reading, tmp_path):
    with pytest.raises(UsageError):
        inspect_page(tmp_path / "gone.png", 0, tmp_path / "out", *reading)
    with pytest.raises(UsageError, match="folder"):
        inspect_page(tmp_path, 0, tmp_path / "out", *reading)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    with pytest.raises(PageError, match=r"broken\.png"):
        inspect_page(tmp_path / "broken.png", 0, tmp_path / "out", *reading)


def test_a_place_that_cannot_be_written_is_said(page_file, reading, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError):
        inspect_page(page_file("page.png"), 0, tmp_path / "out", *reading)
    assert (tmp_path / "out").read_text() == "a file"
