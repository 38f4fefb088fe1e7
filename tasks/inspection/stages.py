"""Stages: a page read from pixels to text in one go and in memory, all that was found kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from model.recogniser import Recogniser
from schemas.settings import TranscribeSettings
from tasks.layout.rows import cluster_rows
from tasks.reading.known import Context
from tasks.reading.read import read_spans, transcribe
from tasks.recognition.scored import score_spans
from tasks.segmentation.observing import unobserved
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
    seen : dict of str to ndarray
        Segmentation's pictures on the way, by the names in `tasks.segmentation.observing`; empty
        unless they were asked for.
    """

    segmented: SegmentedPage
    rows: pa.Table
    spans: pa.Table
    readings: pa.Table
    text: str
    seen: dict[str, npt.NDArray[Any]]


def read_stages(
    pixels: npt.NDArray[np.uint8],
    recogniser: Recogniser,
    context: Context,
    settings: TranscribeSettings,
    *,
    watched: bool = False,
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
    watched : bool
        Whether the pictures on the way are kept.

    Returns
    -------
    Stages
        What each stage found.
    """
    seen: dict[str, npt.NDArray[Any]] = {}

    def keep(stage: str, picture: Callable[[], npt.NDArray[Any]]) -> None:
        seen[stage] = picture()

    observe = keep if watched else unobserved
    segmented = segment_page(pixels, NO_PAGE_ID, settings.segment, observe)
    rows = cluster_rows(segmented.glyphs, settings.rows)
    network = recogniser.probabilities
    spans = score_spans(segmented.glyphs, rows, network, recogniser.alphabet)
    readings = read_spans(spans, rows, context)
    text: str = transcribe(NO_PAGE_ID, readings)["text"][0].as_py()
    return Stages(segmented, rows, spans, readings, text, seen)
