"""Page: from the picture of a page to its glyphs, all steps in order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.glyphs import Glyphs
from schemas.settings import SegmentSettings
from schemas.validation import arrow_schema, empty_table, validated
from tasks.segmentation.components import Components, LabelImage, boxes_of, measure
from tasks.segmentation.edges import has_dark_side
from tasks.segmentation.glyphs import (
    draw_glyph,
    glyph_labels,
    is_character,
    is_small_letter,
    is_speck,
    largest_pieces,
)
from tasks.segmentation.illumination import FloatImage
from tasks.segmentation.level import Frame, page_boxes
from tasks.segmentation.looking import Look, Overview, Seen, look_level, look_over
from tasks.segmentation.marks import find_marks, is_mark, join_marks
from tasks.segmentation.merging import local_heights, merge_pieces
from tasks.segmentation.observing import GLYPHS, Observer, unobserved
from tasks.segmentation.skew import text_skew
from tasks.segmentation.splitting import split_glyphs, stroke_width
from tasks.segmentation.stacking import part_stacked

ByteImage = npt.NDArray[np.uint8]

#: Text lower than this, in page pixels, cannot be read by anyone; it is grain.
LEAST_HEIGHT = 6.0
#: If the text of a ruled or cut page proves so many times larger or smaller, the page is drawn
#: again.
HEIGHT_MISFIT = 1.25
#: Pieces about as tall as text tell its skew: from and to this share of its height.
SKEW_HEIGHTS = (0.5, 2.0)


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
    overview = look_over(pixels, settings, observe)
    if overview.text_height < LEAST_HEIGHT:
        return _blank()
    seen = _seen(overview, settings)
    look, grey, frame = look_level(pixels, seen, settings, observe)
    typical = look.height / frame.scale
    misfit = not 1 / HEIGHT_MISFIT < typical / seen.text_height < HEIGHT_MISFIT
    if (seen.slopes or look.joined) and typical and misfit:
        # What rulings hid from the first look shows now, or that it took halves for letters.
        closer = replace(seen, text_height=typical)
        look, grey, frame = look_level(pixels, closer, settings, observe)
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
        seen.skew,
        found,
        _table(look.absorbance, labels, glyphs, frame, page_id),
    )


def _seen(overview: Overview, settings: SegmentSettings) -> Seen:
    """Gather what the overview tells, and how the page is skewed."""
    look = overview.look
    tall = look.pieces.height / look.height
    sized = look.pieces.chosen((tall > SKEW_HEIGHTS[0]) & (tall < SKEW_HEIGHTS[1]))
    skew = text_skew(boxes_of(sized), look.height, settings.max_skew)
    slopes = look.slopes.turned(skew) if look.slopes else None
    return Seen(overview.text_height, skew, slopes, overview.fingers)


def _blank() -> SegmentedPage:
    return SegmentedPage(0.0, 0.0, empty_table(Glyphs))


def _parted(look: Look, grey: FloatImage) -> tuple[Look, Components]:
    """Take small marks from the pieces that may be text, and from those that are too small."""
    pen = stroke_width(np.isin(look.labels, look.pieces.label))
    letters, marks = find_marks(look.every, look.pieces, look.height, pen)
    marks = marks.chosen(~has_dark_side(marks, look.labels, grey))
    return replace(look, pieces=letters), marks


def _glyphs(look: Look, marks: Components | None) -> tuple[LabelImage, Components]:
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
    largest = largest_pieces(labels, glyphs, inked, pieces)
    kept = is_character(boxes_of(glyphs), look.height, largest)
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
