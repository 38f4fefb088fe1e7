"""Page: from the picture of a page to its glyphs, all steps in order."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.glyphs import Glyphs
from schemas.settings import SegmentSettings
from schemas.validation import arrow_schema, empty_table, validated
from tasks.segmentation.binarise import find_ink
from tasks.segmentation.components import Components, LabelImage, label_ink, measure
from tasks.segmentation.glyphs import draw_glyph, is_character, is_speck
from tasks.segmentation.illumination import FloatImage, absorbance, reduce_pixels
from tasks.segmentation.level import Frame, draw_level, make_frame
from tasks.segmentation.merging import local_heights, merge_pieces, united_boxes
from tasks.segmentation.size import text_height, text_like
from tasks.segmentation.skew import text_skew

ByteImage = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Pixels of the first look at a page, and of the working picture, at most.
OVERVIEW_PIXELS = 2_000_000
WORKING_PIXELS = 4_000_000
#: Height of text in the working picture, pixels: twice what networks look at.
WORKING_HEIGHT = 48.0
#: Small pictures are magnified at most so many times: beyond, there is nothing to see.
MAX_MAGNIFICATION = 3.0
#: Text lower than this, in pixels of the overview, is looked at again at a finer scale.
LEAST_OVERVIEW_HEIGHT = 12.0
#: Text lower than this, in page pixels, cannot be read by anyone; it is grain.
LEAST_HEIGHT = 6.0
#: Patches in which paper is measured at the first look, along the shorter side ...
PATCHES_ACROSS = 40
#: ... and their least side; then their side in text heights: wider than any stroke.
LEAST_PATCH = 8
PAPER_PATCH = 1 / 3
#: Side of the patches in which noise and darkness are measured, in text heights.
INK_PATCH = 1.0
#: Glyphs kept of a page, at most; a page full of hand print has about 2,000.
MAX_GLYPHS = 5_000
#: The overview's patches are guessed; if text is this many times larger or smaller than they
#: suit, the overview is repeated.
PATCH_MISFIT = 2.0


@dataclass(frozen=True)
class SegmentedPage:
    """What segmentation found on a page.

    Attributes
    ----------
    skew : float
        Degrees by which text lines fall to the right.
    text_height : float
        Typical height of a glyph, page pixels; 0 without text.
    glyphs : pyarrow.Table
        Of schema `schemas.glyphs.Glyphs`.
    """

    skew: float
    text_height: float
    glyphs: pa.Table


@dataclass(frozen=True)
class _Look:
    """Ink as seen at one scale."""

    absorbance: FloatImage
    labels: LabelImage
    pieces: Components
    height: float


def segment_page(pixels: ByteImage, page_id: str, settings: SegmentSettings) -> SegmentedPage:
    """Find the glyphs of a page.

    The page is looked at small to learn how tall its text is and how it is skewed; then it is
    turned level and scaled so that text has a fixed height, and the glyphs are cut out there.
    Time and memory therefore depend little on the size of the page.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 ndarray
        The page, upright, RGB.
    page_id : str
        Stable id of the page, goes into the table.
    settings : SegmentSettings
        Largest skew and sensitivity.

    Returns
    -------
    SegmentedPage
        Without glyphs, and with skew and text height 0, where the page is blank.
    """
    height, width = pixels.shape[:2]
    overview, factor = _overview(pixels, settings)
    if overview.height == 0.0:
        return SegmentedPage(0.0, 0.0, empty_table(Glyphs))
    skew = text_skew(_boxes(_sized(overview)), overview.height, settings.max_skew)
    typical = overview.height * factor
    if typical < LEAST_HEIGHT:
        return SegmentedPage(0.0, 0.0, empty_table(Glyphs))
    scale = min(
        WORKING_HEIGHT / typical,
        MAX_MAGNIFICATION,
        math.sqrt(WORKING_PIXELS / (height * width)),
    )
    frame = make_frame(height, width, skew, scale)
    reduced, factor = reduce_pixels(pixels, max(1, round(4 * height * width * scale**2)))
    patch = max(LEAST_PATCH, round(PAPER_PATCH * typical / factor))
    level = draw_level(absorbance(reduced, patch), factor, frame)
    look = _look(level, round(INK_PATCH * typical * scale), settings)
    return _cut_out(look, frame, page_id)


def _overview(pixels: ByteImage, settings: SegmentSettings) -> tuple[_Look, int]:
    """Look at the whole page, small; larger if its text is small."""
    reduced, factor = reduce_pixels(pixels, OVERVIEW_PIXELS)
    patch = max(LEAST_PATCH, min(reduced.shape[:2]) // PATCHES_ACROSS)
    look = _look(absorbance(reduced, patch), round(patch / PAPER_PATCH), settings)
    if factor > 1 and 0.0 < look.height < LEAST_OVERVIEW_HEIGHT:
        reduced, factor = reduce_pixels(pixels, WORKING_PIXELS)
    suiting = max(LEAST_PATCH, round(PAPER_PATCH * look.height))
    if look.height and not 1 / PATCH_MISFIT < suiting / patch < PATCH_MISFIT:
        look = _look(absorbance(reduced, suiting), round(suiting / PAPER_PATCH), settings)
    return look, factor


def _look(level: FloatImage, patch: int, settings: SegmentSettings) -> _Look:
    """Find the pieces of ink that may be text, and how tall text is."""
    ink = find_ink(level, max(LEAST_PATCH, patch), settings.sensitivity)
    labels = label_ink(ink.mask)
    pieces = measure(labels, level)
    pieces = pieces.chosen(text_like(pieces, ink.mask.shape, ink.darkness))
    return _Look(level, labels, pieces, text_height(pieces))


def _sized(look: _Look) -> Components:
    """Return the pieces that are about as tall as text."""
    height = look.pieces.height
    return look.pieces.chosen((height > look.height / 2) & (height < 2 * look.height))


def _boxes(pieces: Components) -> Floats:
    return np.stack([pieces.top, pieces.left, pieces.bottom, pieces.right], axis=1).astype(
        np.float64
    )


def _cut_out(look: _Look, frame: Frame, page_id: str) -> SegmentedPage:
    """Merge pieces to glyphs, drop what is none, and draw the rest."""
    pieces = look.pieces
    pieces = pieces.chosen(~is_speck(pieces, local_heights(_boxes(pieces), look.height)))
    if len(pieces) > MAX_GLYPHS:
        pieces = pieces.chosen(np.sort(np.argsort(-pieces.area, kind="stable")[:MAX_GLYPHS]))
    group = merge_pieces(_boxes(pieces), look.height)
    united = united_boxes(_boxes(pieces), group)
    kept = np.flatnonzero(is_character(united, look.height))
    if not kept.size:
        return SegmentedPage(0.0, 0.0, empty_table(Glyphs))
    kept = kept[np.lexsort((united[kept, 1], united[kept, 0]))]
    page_boxes = _page_boxes(look.labels, pieces, group, frame)
    rows = []
    for number, index in enumerate(kept):
        own = frozenset(pieces.label[group == index].tolist())
        box = tuple(int(side) for side in united[index])
        picture = draw_glyph(look.absorbance, look.labels, own, box)
        level_top, level_left = frame.to_level(united[index, 0], united[index, 1])
        level_bottom, level_right = frame.to_level(united[index, 2], united[index, 3])
        top, left, bottom, right = page_boxes[index]
        rows.append(
            {
                "page_id": page_id,
                "glyph": number,
                "top": int(top),
                "left": int(left),
                "bottom": int(bottom),
                "right": int(right),
                "page_height": frame.height,
                "page_width": frame.width,
                "level_top": float(level_top),
                "level_left": float(level_left),
                "level_bottom": float(level_bottom),
                "level_right": float(level_right),
                "ink": float(pieces.area[group == index].sum()) / frame.scale**2,
                "height": picture.shape[0],
                "width": picture.shape[1],
                "pixels": picture.ravel(),
            }
        )
    table = pa.Table.from_pylist(rows, schema=arrow_schema(Glyphs))
    typical = float(np.median(united[kept, 2] - united[kept, 0])) / frame.scale
    return SegmentedPage(frame.skew, typical, validated(table, Glyphs))


def _page_boxes(labels: LabelImage, pieces: Components, group: Ints, frame: Frame) -> Ints:
    """Return the box of each group's ink in page pixels, inside the page and not empty."""
    group_of = np.full(int(labels.max()) + 1, -1, dtype=np.int64)
    group_of[pieces.label] = group
    at_rows, at_cols = np.nonzero(labels)
    owner = group_of[labels[at_rows, at_cols]]
    at_rows, at_cols, owner = (values[owner >= 0] for values in (at_rows, at_cols, owner))
    row, col = frame.to_page(at_rows.astype(np.float64) + 0.5, at_cols.astype(np.float64) + 0.5)
    # A working pixel covers half a pixel's side, in page pixels, all around its middle.
    half = 0.5 / frame.scale
    count = int(group.max()) + 1
    boxes = np.empty((count, 4))
    boxes[:, :2], boxes[:, 2:] = np.inf, -np.inf
    np.minimum.at(boxes[:, 0], owner, row - half)
    np.minimum.at(boxes[:, 1], owner, col - half)
    np.maximum.at(boxes[:, 2], owner, row + half)
    np.maximum.at(boxes[:, 3], owner, col + half)
    limits = np.array([frame.height, frame.width])
    first = np.clip(np.floor(boxes[:, :2]), 0, limits - 1)
    last = np.clip(np.ceil(boxes[:, 2:]), first + 1, limits)
    return np.concatenate([first, last], axis=1).astype(np.int64)
