"""Stage find: each content once, in order, and everything found is reported."""

import pytest
from PIL import Image

from schemas.errors import OutputError, UsageError
from schemas.settings import LoadSettings
from tasks.find import distinct_pages, find_pages
from tasks.output.transcription import write_transcription
from tasks.progress import Step, watched_by

A, B = "a" * 32, "b" * 32


def test_pages_and_failures_are_found_and_reported(tmp_path):
    Image.new("L", (5, 5)).save(tmp_path / "one.png")
    (tmp_path / "two.png").touch()
    steps = []
    with watched_by(steps.append):
        found = find_pages.fn([tmp_path], LoadSettings())
    assert found.pages["source"].to_pylist() == ["one.png"]
    assert found.failures["source"].to_pylist() == ["two.png"]
    assert steps == [Step("found", 1, "computed"), Step("found", 1, "failed")]


def test_input_that_is_not_there_ends_the_run(tmp_path):
    with pytest.raises(UsageError, match="gone"):
        find_pages.fn([tmp_path / "gone"], LoadSettings())


def test_what_an_earlier_run_wrote_is_no_page(outcomes, tmp_path):
    Image.new("L", (5, 5)).save(tmp_path / "one.png")
    before = find_pages.fn([tmp_path], LoadSettings(), tmp_path)
    (page,) = distinct_pages(before)
    # By its first bytes, a text of these letters is a picture.
    write_transcription(before, {page.page_id: outcomes.read(page.page_id, "RIFF")}, tmp_path)
    text = tmp_path / "text/one.png.txt"
    text.write_text("RIFFABCDWEBP\n")
    (tmp_path / "text/mine.txt").write_text("RIFFABCDWEBP\n")
    after = find_pages.fn([tmp_path], LoadSettings(), tmp_path)
    assert after.pages["source"].to_pylist() == ["one.png", "text/mine.txt"]
    # Where the output goes elsewhere, everything in the input is input.
    elsewhere = find_pages.fn([tmp_path], LoadSettings(), tmp_path / "out")
    assert elsewhere.pages.num_rows == 3


def test_no_page_is_overwritten(outcomes, tmp_path):
    (tmp_path / "text").mkdir()
    for name in ("one.png", "text/one.png.txt"):
        Image.new("L", (5, 5)).save(tmp_path / name, "PNG")
    with pytest.raises(OutputError, match=r"one\.png\.txt would be overwritten"):
        find_pages.fn([tmp_path], LoadSettings(), tmp_path)
    assert find_pages.fn([tmp_path], LoadSettings(), tmp_path / "out").pages.num_rows == 2


def test_each_content_comes_once_under_its_first_name(found):
    folder = found(("b.png", 0, B), ("a.tif", 0, A), ("a.tif", 1, B), ("copy.png", 0, A))
    pages = distinct_pages(folder)
    assert [(page.page_id, page.path.name, page.frame) for page in pages] == [
        (B, "b.png", 0),
        (A, "a.tif", 0),
    ]
    assert {page.digest for page in pages} == {"d" * 64}
    assert distinct_pages(found(failures=("empty.png",))) == []
