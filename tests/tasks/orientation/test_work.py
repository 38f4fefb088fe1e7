"""A page that lies is found to lie, turned and segmented again; one that stands is left alone."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from PIL import Image

from data import DEFAULT_MODEL
from model.storage import load_recogniser, model_digest
from schemas.glyphs import Glyphs
from schemas.pages import MeasuredPages
from schemas.references import ModelRef, PageRef
from schemas.settings import LoadSettings, SegmentSettings
from tasks.artifacts import read_table
from tasks.orientation.work import orient_one
from tasks.segmentation.work import segment_one
from tasks.synthesis.page import PageStyle, draw_page
from tasks.synthesis.writer import draw_writer


@pytest.fixture(scope="module")
def page():
    rng = np.random.default_rng(5)
    style = PageStyle(writer=draw_writer("plain", rng))
    return draw_page(["PLEASE BRING", "FRESH BREAD", "AND RED WINE"], style, rng).pixels


@pytest.fixture
def orient(store, tmp_path):
    """A function that segments and orients a picture; returns artifacts before and after."""

    def run(pixels):
        path = tmp_path / "page.png"
        Image.fromarray(pixels).save(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        ref = PageRef(page_id="a" * 32, path=path, digest=digest, frame=0)
        model = ModelRef(
            path=DEFAULT_MODEL,
            digest=model_digest(DEFAULT_MODEL),
            alphabet=load_recogniser(DEFAULT_MODEL).alphabet,
        )
        load, segment = LoadSettings(), SegmentSettings()
        measured, glyphs = segment_one(ref, load, segment, store)
        return [measured, glyphs], orient_one(ref, (measured, glyphs), model, load, segment, store)

    return run


def test_a_page_that_stands_keeps_its_artifacts(orient, page):
    before, after = orient(page)
    assert after == before


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_page_that_lies_is_turned(orient, page, quarters):
    lying = np.ascontiguousarray(np.rot90(page, quarters))
    _, (measured, glyphs) = orient(lying)
    (measures,) = read_table(measured, MeasuredPages).to_pylist()
    assert measures["turn"] == 90 * quarters
    assert (measures["height"], measures["width"]) == page.shape[:2]
    assert abs(read_table(glyphs, Glyphs).num_rows - 31) <= 3
