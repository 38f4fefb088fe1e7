"""Stage segment: a page's work goes by its content, and faults stay with their page."""

import hashlib

import pytest
from PIL import Image, ImageDraw

from schemas.glyphs import Glyphs
from schemas.pages import MeasuredPages
from schemas.settings import LoadSettings, SegmentSettings
from tasks.artifacts import Store, read_table
from tasks.page_work import Fault, UnfinishedPages
from tasks.segment import segment_pages, segmentation_jobs

LOAD, SEGMENT = LoadSettings(), SegmentSettings()


@pytest.fixture
def key(key_of, page_ref, store):
    """A function that tells the key of segmenting one page, some arguments changed."""

    def of(**changes):
        arguments = {"pages": [page_ref("a")], "load": LOAD, "segment": SEGMENT, "store": store}
        return key_of(segment_pages, **arguments | changes)

    return of


def test_key_holds_content_and_settings(key, page_ref):
    keys = {
        key(),
        key(pages=[page_ref("b")]),
        key(pages=[page_ref("a"), page_ref("b")]),
        key(pages=[page_ref("b"), page_ref("a")]),
        key(load=LoadSettings(pdf_dpi=150)),
        key(segment=SegmentSettings(max_skew=5)),
    }
    assert len(keys) == 6


def test_key_holds_neither_paths_nor_pool(key, page_ref, tmp_path):
    moved = page_ref("a", path=tmp_path / "moved" / "renamed.png")
    assert key(pages=[moved], store=Store(url="memory://other"), pool="any") == key()


def test_jobs_are_told_apart_page_by_page(page_ref, store):
    jobs = segmentation_jobs([page_ref(letter) for letter in "aba"], LOAD, SEGMENT, store)
    assert jobs[0].key == jobs[2].key != jobs[1].key


def test_pages_lead_to_measures_and_glyphs_and_faults_stay_with_theirs(
    page_ref, store, pool, tmp_path
):
    drawing = Image.new("L", (200, 100), 255)
    for left in (40, 80, 120):
        ImageDraw.Draw(drawing).rectangle([left, 30, left + 5, 70], fill=0)
    drawing.save(tmp_path / "a", "PNG")
    digest = hashlib.sha256((tmp_path / "a").read_bytes()).hexdigest()
    pages = [page_ref("b"), page_ref("a", digest=digest)]
    with pytest.raises(UnfinishedPages, match="1 of 2 pages") as caught:
        segment_pages.fn(pages, LOAD, SEGMENT, store, pool)
    gone, (measured, glyphs) = caught.value.outcomes
    assert isinstance(gone, Fault)
    assert gone.reason == "vanished"
    assert read_table(measured, MeasuredPages)["status"].to_pylist() == ["read"]
    assert set(read_table(glyphs, Glyphs)["page_id"].to_pylist()) == {"a" * 32}

    # What was done is known under another name too, and then nothing is opened.
    renamed = page_ref("a", path=tmp_path / "renamed")
    (again,) = segment_pages.fn([renamed], LOAD, SEGMENT, store, pool)
    assert again == [measured, glyphs]
