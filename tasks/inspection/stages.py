"""Stages: a page read from pixels to text in one go and in memory, all that was found kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from model.recogniser import Recogniser
from schemas.alphabet import holds_signs
from schemas.settings import TranscribeSettings
from tasks.layout.rows import cluster_rows
from tasks.reading.context import Context
from tasks.reading.read import read_spans, transcribe
from tasks.recognition.scored import score_spans
from tasks.segmentation.page import SegmentedPage, segment_page

#: A page that goes through no store needs no id of its own.
NO_PAGE_ID = "0" * 32


@dataclass(frozen=True)
class Stages:
    """What the stages found on a page.

    Attributes
    ----------
    segmented : SegmentedPage
        Skew, text height and glyphs.
    rows : pyarrow.Table
        Of schema `schemas.rows.Rows`.
    spans : pyarrow.Table
        Of schema `schemas.spans.Spans`.
    readings : pyarrow.Table
        Of schema `schemas.readings.Readings`.
    text : str
        The transcript.
    """

    segmented: SegmentedPage
    rows: pa.Table
    spans: pa.Table
    readings: pa.Table
    text: str


def read_stages(
    pixels: npt.NDArray[np.uint8],
    recogniser: Recogniser,
    context: Context,
    settings: TranscribeSettings,
) -> Stages:
    """Read a page as `scrivano transcribe` does, without flow, store and workers.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 ndarray
        The page, upright, RGB.
    recogniser : Recogniser
        The model to read with.
    context : Context
        Its alphabet and what is known of the text.
    settings : TranscribeSettings
        Settings of all stages, settled for the alphabet
        (`schemas.settings.TranscribeSettings.for_alphabet`).

    Returns
    -------
    Stages
        What each stage found.
    """
    segmented = segment_page(pixels, NO_PAGE_ID, settings.segment)
    rows = cluster_rows(segmented.glyphs, settings.rows)
    signs = holds_signs(recogniser.alphabet)
    spans = score_spans(segmented.glyphs, rows, recogniser.probabilities, signs=signs)
    readings = read_spans(spans, rows, context)
    text: str = transcribe(NO_PAGE_ID, readings)["text"][0].as_py()
    return Stages(segmented, rows, spans, readings, text)
