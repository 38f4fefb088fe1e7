"""Segmentation of a page as work: what is kept goes by content, what may pass is never kept."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from schemas.errors import PassingFault
from schemas.glyphs import Glyphs
from schemas.pages import MeasuredPages, unread_measures
from schemas.references import PageRef
from schemas.settings import LoadSettings, SegmentSettings
from schemas.validation import table_of
from tasks.artifacts import read_table
from tasks.segmentation.work import segment_one
from tasks.sources.read import read_page

PAGE = "a" * 32


@pytest.fixture
def segment(store):
    """A function that segments a file and returns its measures and its glyphs."""

    def run(path: Path, frame=0, digest=None, load=LoadSettings()):  # noqa: B008 - frozen
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
        page = PageRef(page_id=PAGE, path=path, digest=digest or content, frame=frame)
        measured, glyphs = segment_one(page, load, SegmentSettings(), store)
        (measures,) = read_table(measured, MeasuredPages).to_pylist()
        return measures, read_table(glyphs, Glyphs)

    return run


def test_a_page_is_measured_and_its_glyphs_found(segment, draw_lines, tmp_path):
    pixels = draw_lines(["THECAT"])
    Image.fromarray(pixels).save(tmp_path / "page.png", dpi=(150, 150))
    measures, glyphs = segment(tmp_path / "page.png")
    assert (measures["page_id"], measures["status"], measures["reason"]) == (PAGE, "read", "")
    assert (measures["height"], measures["width"]) == pixels.shape[:2]
    assert measures["dpi"] == pytest.approx(150, abs=0.1)
    assert 30 < measures["text_height"] < 60
    assert glyphs.num_rows == 6


def test_measures_are_those_of_the_upright_page(segment, draw_lines, tmp_path):
    upright = Image.fromarray(draw_lines(["THECAT"]))
    exif = Image.Exif()
    exif[0x0112] = 6  # shown a quarter turned clockwise
    upright.rotate(90, expand=True).save(tmp_path / "page.png", exif=exif)
    measures, glyphs = segment(tmp_path / "page.png")
    assert measures["orientation"] == 6
    assert (measures["width"], measures["height"]) == upright.size
    assert glyphs.num_rows == 6


def test_a_page_without_ink_is_blank(segment, tmp_path):
    Image.new("L", (300, 200), 255).save(tmp_path / "page.png")
    measures, glyphs = segment(tmp_path / "page.png")
    assert (measures["status"], glyphs.num_rows) == ("blank", 0)


def test_frames_of_a_document_are_told_apart(segment, draw_lines, tmp_path):
    blank, written = Image.new("RGB", (400, 200), "white"), Image.fromarray(draw_lines(["HALO"]))
    blank.save(tmp_path / "two.tif", save_all=True, append_images=[written])
    found = [segment(tmp_path / "two.tif", frame)[1].num_rows for frame in (0, 1)]
    assert found == [0, 4]


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"", "failed", "empty-file"),
        (b"Dear Sir", "refused", "unsupported-format"),
        (b"\x89PNG\r\n\x1a\n and then nothing", "failed", "damaged"),
    ],
)
def test_bytes_at_fault_are_an_outcome_that_holds_under_any_name(
    segment, tmp_path, content, status, reason
):
    outcomes = []
    for name in ("e", "scan.png"):
        (tmp_path / name).write_bytes(content)
        measures, glyphs = segment(tmp_path / name)
        assert (measures["status"], measures["reason"]) == (status, reason)
        assert measures["message"].startswith("the file ")
        assert glyphs.num_rows == 0
        outcomes.append(measures)
    assert outcomes[0] == outcomes[1]


def test_limits_refuse_a_page(segment, tmp_path):
    Image.new("L", (300, 200), 255).save(tmp_path / "page.png")
    measures, _ = segment(tmp_path / "page.png", load=LoadSettings(max_pixels=100))
    assert (measures["status"], measures["reason"]) == ("refused", "over-limit")


@pytest.mark.parametrize("digest", [None, "f" * 64])
def test_a_page_that_is_gone_or_changed_is_a_passing_fault(segment, tmp_path, digest):
    if digest:
        Image.new("L", (300, 200), 255).save(tmp_path / "page.png")
    with pytest.raises(PassingFault, match=r"page\.png") as caught:
        segment(tmp_path / "page.png", digest=digest)
    assert caught.value.reason == "vanished"


@pytest.mark.parametrize("happening", ["grows", "vanishes", "is replaced"])
@pytest.mark.parametrize("damaged", [True, False])
def test_a_page_that_changes_while_it_is_read_is_a_passing_fault(
    segment, tmp_path, monkeypatch, happening, damaged
):
    path = tmp_path / "page.png"
    Image.new("L", (300, 200), 255).save(path)
    if damaged:
        path.write_bytes(path.read_bytes()[:-30])

    def read_meanwhile(*arguments):
        try:
            return read_page(*arguments)
        finally:
            content = path.read_bytes()
            path.unlink()
            if happening != "vanishes":
                path.write_bytes(content + (b"more" if happening == "grows" else b""))

    monkeypatch.setattr("tasks.segmentation.work.read_page", read_meanwhile)
    (tmp_path / "held").hardlink_to(path)  # so that the new file is not given the old one's place
    with pytest.raises(PassingFault, match=r"page\.png") as caught:
        segment(path)
    assert caught.value.reason == "vanished"


@pytest.mark.parametrize("size", [(1, 1), (30_000, 1), (1, 30_000), (2, 2), (30_000, 2)])
@pytest.mark.parametrize("shade", [0, 255])
def test_pages_that_are_no_pages_are_blank(segment, tmp_path, size, shade):
    image = Image.new("L", size, 255)
    image.putpixel((size[0] // 2, size[1] // 2), shade)
    image.save(tmp_path / "page.png")
    measures, _ = segment(tmp_path / "page.png")
    assert measures["status"] in ("blank", "read")
    assert (measures["width"], measures["height"]) == size


def test_nothing_is_known_of_an_unread_page_but_why():
    page = {"page_id": PAGE, **unread_measures("refused", "encrypted", "m")}
    assert table_of(MeasuredPages, [page])["height"].to_pylist() == [0]
