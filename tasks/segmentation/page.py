"""Page: from the picture of a page to its glyphs, all steps in order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.glyphs import Glyphs
from schemas.settings import SegmentSettings
from schemas.validation import arrow_schema, empty_table, validated
from tasks.segmentation.binarise import BoolImage, find_dark, find_ink
from tasks.segmentation.breaks import join_halves
from tasks.segmentation.clearing import Cleared, Slopes, clear_level, clear_overview
from tasks.segmentation.components import Components, LabelImage, boxes_of, label_ink, measure
from tasks.segmentation.edges import has_dark_side
from tasks.segmentation.glyphs import (
    draw_glyph,
    glyph_labels,
    is_character,
    is_dirt,
    is_small_letter,
    is_speck,
)
from tasks.segmentation.illumination import (
    FloatImage,
    absorbance,
    brightness,
    paper_colour,
    reduce_pixels,
)
from tasks.segmentation.level import Frame, draw_level, make_frame, page_boxes
from tasks.segmentation.marks import find_marks, is_mark, join_marks
from tasks.segmentation.merging import local_heights, merge_pieces
from tasks.segmentation.observing import (
    BACKGROUND,
    DARKNESS,
    GLYPHS,
    INK,
    RULINGS,
    Observer,
    unobserved,
)
from tasks.segmentation.size import text_height, text_like
from tasks.segmentation.skew import text_skew
from tasks.segmentation.splitting import split_glyphs, stroke_width
from tasks.segmentation.stacking import part_stacked

ByteImage = npt.NDArray[np.uint8]

#: Pixels of the first look at a page, and of the working picture, at most.
OVERVIEW_PIXELS = 2_000_000
WORKING_PIXELS = 4_000_000
#: Height of text in the working picture, pixels: twice what networks look at.
WORKING_HEIGHT = 48.0
#: Small pictures are magnified at most so many times: beyond, there is nothing to see.
MAX_MAGNIFICATION = 3.0
#: Pixels per working pixel from which the working picture is drawn: finer ones would average out.
OVERSAMPLING = 4
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
#: The overview's patches are guessed; if text is this many times larger or smaller than they
#: suit, the overview is repeated.
PATCH_MISFIT = 2.0
#: If the text of a ruled or cut page proves so many times larger or smaller, the page is drawn
#: again.
HEIGHT_MISFIT = 1.25
#: Pieces about as tall as text tell its skew: from and to this share of its height.
SKEW_HEIGHTS = (0.5, 2.0)
#: Pieces looked at, at most; a page full of hand print has about 2,000.
MAX_PIECES = 5_000


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
    """Ink as seen at one scale: all pieces, those that may be text, and how tall text is.

    And how rulings fall, if there were any; and whether halves of letters were joined.
    """

    absorbance: FloatImage
    labels: LabelImage
    every: Components
    pieces: Components
    height: float
    slopes: Slopes | None
    joined: bool = False


def segment_page(
    pixels: ByteImage,
    page_id: str,
    settings: SegmentSettings,
    observe: Observer = unobserved,
) -> SegmentedPage:
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
    observe : callable, optional
        Is shown the pictures on the way, see `tasks.segmentation.observing`.

    Returns
    -------
    SegmentedPage
        Without glyphs, and with skew and text height 0, where the page is blank.

    Examples
    --------
    >>> blank = segment_page(np.full((60, 80, 3), 255, np.uint8), "0" * 32, SegmentSettings())
    >>> blank.text_height, blank.glyphs.num_rows
    (0.0, 0)
    """
    overview, factor = _overview(pixels, settings, observe)
    typical = overview.height * factor
    if typical < LEAST_HEIGHT:
        return _blank()
    tall = overview.pieces.height / overview.height
    sized = overview.pieces.chosen((tall > SKEW_HEIGHTS[0]) & (tall < SKEW_HEIGHTS[1]))
    skew = text_skew(boxes_of(sized), overview.height, settings.max_skew)
    slopes = overview.slopes.turned(skew) if overview.slopes else None
    look, grey, frame = _level(pixels, typical, skew, slopes, settings, observe)
    seen = look.height / frame.scale
    misfit = not 1 / HEIGHT_MISFIT < seen / typical < HEIGHT_MISFIT
    if (slopes or look.joined) and seen and misfit:
        # What rulings hid from the first look shows now, or that it took halves for letters.
        look, grey, frame = _level(pixels, seen, skew, slopes, settings, observe)
    edges = has_dark_side(look.pieces, look.labels, grey)
    look = replace(look, pieces=look.pieces.chosen(~edges))
    marks = None
    if settings.small_marks:
        look, marks = _parted(look, grey)
    labels, glyphs = _glyphs(look, marks)
    observe(GLYPHS, lambda: np.isin(labels, glyphs.label))
    letters = glyphs.height[is_character(boxes_of(glyphs), look.height)]
    found = float(np.median(letters)) / frame.scale if len(letters) else 0.0
    if found < LEAST_HEIGHT:
        return _blank()
    return SegmentedPage(
        skew,
        found,
        _table(look.absorbance, labels, glyphs, frame, page_id),
    )


def _blank() -> SegmentedPage:
    return SegmentedPage(0.0, 0.0, empty_table(Glyphs))


def _level(
    pixels: ByteImage,
    typical: float,
    skew: float,
    slopes: Slopes | None,
    settings: SegmentSettings,
    observe: Observer,
) -> tuple[_Look, FloatImage, Frame]:
    """Look at the page turned level, its text of the working height; its brightness; its frame."""
    height, width = pixels.shape[:2]
    scale = min(
        WORKING_HEIGHT / typical,
        MAX_MAGNIFICATION,
        math.sqrt(WORKING_PIXELS / (height * width)),
    )
    frame = make_frame(height, width, skew, scale)
    reduced, factor = reduce_pixels(pixels, math.ceil(OVERSAMPLING * height * width * scale**2))
    patch = max(LEAST_PATCH, round(PAPER_PATCH * typical / factor))
    level = draw_level(absorbance(reduced, patch), factor, frame)
    observe(BACKGROUND, lambda: paper_colour(reduced, patch))
    clear = None
    if slopes:
        clear = partial(clear_level, text_height=typical * scale, slopes=slopes)
    look = _look(level, round(INK_PATCH * typical * scale), settings, clear, observe)
    return _unbroken(look), draw_level(brightness(reduced), factor, frame), frame


def _unbroken(look: _Look) -> _Look:
    """Join letters that a level fold or scratch has cut in halves."""
    found = join_halves(look.labels, look.pieces, look.absorbance)
    if found is None:
        return look
    labels, level = found
    every = measure(labels, level)
    pieces = every.chosen(np.isin(every.label, look.pieces.label))
    return _Look(level, labels, every, pieces, text_height(pieces), look.slopes, joined=True)


def _overview(pixels: ByteImage, settings: SegmentSettings, observe: Observer) -> tuple[_Look, int]:
    """Look at the whole page, small; larger if its text is small."""
    reduced, factor = reduce_pixels(pixels, OVERVIEW_PIXELS)
    patch = max(LEAST_PATCH, min(reduced.shape[:2]) // PATCHES_ACROSS)
    observe(BACKGROUND, lambda: paper_colour(reduced, patch))
    clear = partial(clear_overview, largest_skew=settings.max_skew)
    look = _look(absorbance(reduced, patch), round(patch / PAPER_PATCH), settings, clear, observe)
    if factor > 1 and 0.0 < look.height < LEAST_OVERVIEW_HEIGHT:
        finer, finer_factor = reduce_pixels(pixels, WORKING_PIXELS)
        text = look.height * factor / finer_factor
        reduced, factor = finer, finer_factor
    else:
        text = look.height
    suiting = max(LEAST_PATCH, round(PAPER_PATCH * text))
    misfit = not 1 / PATCH_MISFIT < suiting / patch < PATCH_MISFIT
    if look.height and (misfit or text != look.height):
        level = absorbance(reduced, suiting)
        look = _look(level, round(suiting / PAPER_PATCH), settings, clear, observe)
    return look, factor


def _look(
    level: FloatImage,
    patch: int,
    settings: SegmentSettings,
    clear: Callable[[FloatImage, BoolImage, float], Cleared | None] | None,
    observe: Observer,
) -> _Look:
    """Find the pieces of ink that may be text, and how tall text is."""
    patch = max(LEAST_PATCH, patch)
    ink = find_ink(level, patch, settings.sensitivity)
    observe(DARKNESS, lambda: level)
    cleared = None
    if clear and ink.darkness:
        cleared = clear(level, find_dark(ink, patch, settings.sensitivity), ink.darkness)
    if cleared:
        rulings = cleared.rulings
        level = cleared.absorbance
        ink = find_ink(level, patch, settings.sensitivity)
        observe(RULINGS, lambda: rulings)
    observe(INK, lambda: ink.mask)
    labels = label_ink(ink.mask)
    every = measure(labels, level)
    pieces = every.chosen(text_like(every, ink.mask.shape, ink.darkness))
    if len(pieces) > MAX_PIECES:
        pieces = pieces.chosen(np.sort(np.argsort(-pieces.area, kind="stable")[:MAX_PIECES]))
    height = text_height(pieces)
    pieces = pieces.chosen(~is_dirt(pieces, height))
    return _Look(level, labels, every, pieces, height, cleared.slopes if cleared else None)


def _parted(look: _Look, grey: FloatImage) -> tuple[_Look, Components]:
    """Take small marks from the pieces that may be text, and from those that are too small."""
    pen = stroke_width(np.isin(look.labels, look.pieces.label))
    letters, marks = find_marks(look.every, look.pieces, look.height, pen)
    marks = marks.chosen(~has_dark_side(marks, look.labels, grey))
    return replace(look, pieces=letters), marks


def _glyphs(look: _Look, marks: Components | None) -> tuple[LabelImage, Components]:
    """Merge pieces to glyphs, cut those that touch, join small marks, drop what is none."""
    pieces = look.pieces
    pieces = pieces.chosen(~is_speck(pieces, local_heights(boxes_of(pieces), look.height)))
    inked, pieces = part_stacked(look.labels, pieces, look.absorbance, look.height)
    group = merge_pieces(boxes_of(pieces), look.height)
    labels = glyph_labels(inked, pieces, group)
    merged = measure(labels, look.absorbance)
    # A letter of a title is as wide as it is tall itself, whatever stands around it.
    heights = np.maximum(local_heights(boxes_of(merged), look.height), merged.height)
    labels = split_glyphs(labels, merged, heights)
    glyphs = measure(labels, look.absorbance)
    kept = is_character(boxes_of(glyphs), look.height)
    kept |= is_small_letter(glyphs, kept, look.height)
    if marks is not None:
        letters = glyphs.chosen(kept)
        labels = join_marks(labels, inked, marks, letters, look.height)
        glyphs = measure(labels, look.absorbance)
        boxes = boxes_of(glyphs)
        kept = is_character(boxes, look.height)
        kept |= is_mark(boxes, look.height) | is_small_letter(glyphs, kept, look.height)
    glyphs = glyphs.chosen(kept)
    return labels, glyphs.chosen(np.lexsort((glyphs.left, glyphs.top)))


def _table(
    level: FloatImage, labels: LabelImage, glyphs: Components, frame: Frame, page_id: str
) -> pa.Table:
    """Draw the glyphs and write them down."""
    boxes = boxes_of(glyphs)
    on_page = page_boxes(labels, glyphs.label, frame)
    tops, lefts = frame.to_level(boxes[:, 0], boxes[:, 1])
    bottoms, rights = frame.to_level(boxes[:, 2], boxes[:, 3])
    pictures = [
        draw_glyph(level, labels, int(number), box)
        for number, box in zip(glyphs.label, boxes.astype(np.int64), strict=True)
    ]
    count = len(glyphs)
    columns = {
        "page_id": [page_id] * count,
        "glyph": np.arange(count),
        "top": on_page[:, 0],
        "left": on_page[:, 1],
        "bottom": on_page[:, 2],
        "right": on_page[:, 3],
        "page_height": np.full(count, frame.height),
        "page_width": np.full(count, frame.width),
        "level_top": tops,
        "level_left": lefts,
        "level_bottom": bottoms,
        "level_right": rights,
        "ink": glyphs.area / frame.scale**2,
        "height": [picture.shape[0] for picture in pictures],
        "width": [picture.shape[1] for picture in pictures],
        "pixels": [picture.ravel() for picture in pictures],
    }
    schema = arrow_schema(Glyphs)
    arrays = [pa.array(columns[name], type=schema.field(name).type) for name in schema.names]
    return validated(pa.Table.from_arrays(arrays, schema=schema), Glyphs)
