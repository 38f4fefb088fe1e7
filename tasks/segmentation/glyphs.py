"""Glyphs: which merged pieces of ink are characters, and the picture of each."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PIL import Image

from tasks.segmentation.components import Components, LabelImage, boxes_of
from tasks.segmentation.illumination import FloatImage
from tasks.segmentation.merging import local_heights
from tasks.segmentation.standing import foot_nearby

ByteImage = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Pieces smaller than this both ways, in text heights, are specks even before merging.
SPECK = 0.1
#: Where pieces smaller than this both ways, in text heights of the page, are more than so many
#: times as many as larger ones, the page is strewn with dirt ...
GRAIN, GRAIN_RATIO = 0.16, 1.0
#: ... of which what is smaller than this is made, two or three grains that touch.
DIRT = 0.25
#: What is as small as dirt is text if something stands beside it, no further than so many times its
#: own height.
COMPANY = 4.0
#: Merged pieces lower than this, in text heights, are dots, commas, hyphens: no characters.
LEAST_HEIGHT = 0.4
#: Letters much smaller than those around them are at least so high and so wide, in text heights:
#: a comma is narrower. They fill no more than this share of their box: a blot fills more.
SMALL_HEIGHT, SMALL_WIDTH, SMALL_FILL = 0.27, 0.18, 0.7
#: They stand where the characters nearby do, give or take this, in text heights: a comma hangs
#: below.
FOOT = 0.1
#: Merged pieces taller or wider than this, in text heights, are drawings, rules and shadows.
TALLEST = 3.0
WIDEST = 12.0
#: Longest side of a picture, pixels.
MAX_SIDE = 96
#: Percentile of a glyph's own darkness that becomes full ink.
FULL_INK_PERCENTILE = 75.0
#: Share of that darkness that is still paper: softens no stroke, hides the grain.
PAPER_SHARE = 0.12
#: Absorbance that no ink falls below.
LEAST_INK = 1e-3
#: Pixels by which a glyph's soft edge reaches beyond its mask.
SOFT_EDGE = 2


def is_speck(pieces: Components, heights: Floats) -> npt.NDArray[np.bool_]:
    """Say which pieces are too small even for a part of a character.

    Parameters
    ----------
    pieces : Components
        Pieces of ink.
    heights : (N,) float64 ndarray
        Text height around each.
    """
    small: npt.NDArray[np.bool_] = np.maximum(pieces.height, pieces.width) < SPECK * heights
    return small


def is_dirt(pieces: Components, text_height: float) -> npt.NDArray[np.bool_]:
    """Say which pieces are grains that a page is strewn with; none if there are but a few.

    Parameters
    ----------
    pieces : Components
        Pieces of ink.
    text_height : float
        Typical height on the page.
    """
    size = np.maximum(pieces.height, pieces.width)
    grains = np.count_nonzero(size < GRAIN * text_height)
    if grains <= GRAIN_RATIO * (len(pieces) - grains):
        return np.zeros(len(pieces), dtype=np.bool_)
    dirt: npt.NDArray[np.bool_] = size < DIRT * text_height
    return dirt


def is_character(
    boxes: Floats, text_height: float, largest: Floats | None = None
) -> npt.NDArray[np.bool_]:
    """Say which merged pieces have the size of a character.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right.
    text_height : float
        Typical height on the page.
    largest : (N,) float64 ndarray or None
        Longest side of any of the pieces that each is made of (`largest_pieces`); None: each is one
        piece.
    """
    height, width = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    local = local_heights(boxes, text_height)
    fitting: npt.NDArray[np.bool_] = (
        (height >= LEAST_HEIGHT * local) & (height <= TALLEST * local) & (width <= WIDEST * local)
    )
    if largest is None:
        largest = np.maximum(height, width)
    return fitting & ~_is_lone_grain(boxes, fitting, largest, text_height)


def largest_pieces(
    labels: LabelImage, glyphs: Components, inked: LabelImage, pieces: Components
) -> Floats:
    """Return the longest side of any of the pieces that each glyph is made of, (N,) float64.

    Parameters
    ----------
    labels, inked : (H, W) ndarray of int32
        Glyph and piece that each pixel is of; 0 for none.
    glyphs, pieces : Components
        All that are asked about, and what they are made of.
    """
    sides = np.zeros(int(inked.max(initial=0)) + 1)
    sides[pieces.label] = np.maximum(pieces.height, pieces.width)
    largest = np.zeros(int(labels.max(initial=0)) + 1)
    ink = labels > 0
    np.maximum.at(largest, labels[ink], sides[inked[ink]])
    return largest[glyphs.label]


def _is_lone_grain(
    boxes: Floats, fitting: npt.NDArray[np.bool_], largest: Floats, text_height: float
) -> npt.NDArray[np.bool_]:
    """Say what is of pieces as small as dirt and stands beside no other: text has neighbours.

    Where grains lie thick, what is around them does not tell them from tiny text, and some lie
    above each other like the parts of a broken stroke.
    """
    height = boxes[:, 2] - boxes[:, 0]
    lone = fitting & (largest < DIRT * text_height)
    others = boxes[fitting]
    for at in np.flatnonzero(lone):
        top, left, bottom, right = boxes[at]
        level = (others[:, 0] < bottom) & (others[:, 2] > top)
        white = np.maximum(others[:, 1] - right, left - others[:, 3])
        beside = level & (white < COMPANY * height[at])
        # It is beside itself, too.
        lone[at] = np.count_nonzero(beside) < 2
    return lone


def is_small_letter(
    glyphs: Components, characters: npt.NDArray[np.bool_], text_height: float
) -> npt.NDArray[np.bool_]:
    """Say which merged pieces, too small for a character, look and stand like letters all the same.

    Parameters
    ----------
    glyphs : Components
        Merged pieces.
    characters : (N,) bool ndarray
        Which of them are characters.
    text_height : float
        Typical height on the page.
    """
    boxes = boxes_of(glyphs)
    local = local_heights(boxes, text_height)
    small: npt.NDArray[np.bool_] = (
        (glyphs.height >= SMALL_HEIGHT * local)
        & (glyphs.height < LEAST_HEIGHT * local)
        & (glyphs.width >= SMALL_WIDTH * local)
        & (glyphs.width <= local)
        & (glyphs.area <= SMALL_FILL * glyphs.height * glyphs.width)
    )
    for index in np.flatnonzero(small):
        small[index] = _stands(boxes[index], boxes[characters], float(local[index]))
    return small


def _stands(box: Floats, characters: Floats, height: float) -> bool:
    """Say whether a box ends where the characters beside it do."""
    beside = characters[(characters[:, 0] < box[2]) & (characters[:, 2] > box[0])]
    foot = foot_nearby(box, beside, height, 1)
    return foot is not None and bool(abs(foot - box[2]) < FOOT * height)


def glyph_labels(labels: LabelImage, pieces: Components, group: Ints) -> LabelImage:
    """Number pixels by glyph instead of by piece.

    Parameters
    ----------
    labels : (H, W) int32 ndarray
        Piece that each pixel belongs to, from 1; 0 is paper.
    pieces : Components
        The pieces that belong to glyphs.
    group : (N,) int64 ndarray
        Glyph of each of these pieces, from 0.

    Returns
    -------
    (H, W) int32 ndarray
        Glyph from 1; 0 is paper, -1 ink that belongs to no glyph.
    """
    number = np.full(int(labels.max()) + 1, -1, dtype=np.int32)
    number[0] = 0
    number[pieces.label] = group + 1
    renumbered: LabelImage = number[labels]
    return renumbered


def draw_glyph(absorbance: FloatImage, labels: LabelImage, number: int, box: Ints) -> ByteImage:
    """Draw one glyph, soft-edged, without its neighbours.

    Parameters
    ----------
    absorbance : (H, W) float32 ndarray
        Darkness of each pixel of the working picture.
    labels : (H, W) int32 ndarray
        Glyph that each pixel belongs to; 0 is paper.
    number : int
        The glyph to draw.
    box : (4,) int64 ndarray
        Its top, left, bottom, right in the working picture.

    Returns
    -------
    (h, w) uint8 ndarray
        255 ink on 0 paper, no side longer than `MAX_SIDE`.
    """
    top, left = max(int(box[0]) - SOFT_EDGE, 0), max(int(box[1]) - SOFT_EDGE, 0)
    window = (slice(top, int(box[2]) + SOFT_EDGE), slice(left, int(box[3]) + SOFT_EDGE))
    part = labels[window]
    own = part == number
    darkness = absorbance[window]
    full = max(float(np.percentile(darkness[own], FULL_INK_PERCENTILE)), LEAST_INK)
    low = PAPER_SHARE * full
    soft = np.clip((darkness - low) / (full - low), 0.0, 1.0)
    soft[~_widened(own) | ((part != 0) & ~own)] = 0.0
    picture = np.rint(255.0 * soft).astype(np.uint8)
    inner = (slice(box[0] - top, box[2] - top), slice(box[1] - left, box[3] - left))
    return _fitted(picture[inner])


def _widened(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    for _ in range(SOFT_EDGE):
        grown = mask.copy()
        grown[1:] |= mask[:-1]
        grown[:-1] |= mask[1:]
        grown[:, 1:] |= mask[:, :-1]
        grown[:, :-1] |= mask[:, 1:]
        mask = grown
    return mask


def _fitted(picture: ByteImage) -> ByteImage:
    """Shrink a picture, averaging, until no side is longer than the limit."""
    longest = max(picture.shape)
    if longest <= MAX_SIDE:
        return picture
    shrink = MAX_SIDE / longest
    size = (
        max(1, math.floor(picture.shape[1] * shrink)),
        max(1, math.floor(picture.shape[0] * shrink)),
    )
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX), dtype=np.uint8)
