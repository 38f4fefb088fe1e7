"""Marks: dots, commas, hyphens and apostrophes, kept where an alphabet has signs.

Elsewhere they are left out as dirt, for no capital looks like them. Here a small piece of ink is
told from dirt by the pen: a dot is as wide and as dark as a stroke. Some marks belong to what
stands below or above them: the dots of i, j, ?, ! and :.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tasks.segmentation.components import Components, LabelImage, boxes_of
from tasks.segmentation.merging import local_heights

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Marks are lower than this, in text heights: a comma of a hand that prints small letters.
HIGHEST = 0.45
#: Dots and commas are narrower than this, a small + than that, hyphens than that, in text heights.
NARROW, PLUS, WIDEST = 0.4, 0.6, 1.0
#: A hyphen is lower than this share of its width.
FLAT = 0.5
#: A mark is at least so long, and has so much ink, in widths and squared widths of the page's pen.
LEAST_LENGTH, LEAST_INK = 0.6, 0.4
#: Marks are at least so dark, relative to the page's letters.
LEAST_DARKNESS = 0.6
#: White between a letter and its dot above, and its dot below, in text heights ...
GAP_ABOVE, GAP_BELOW = 0.5, 0.4
#: ... between the dots of a colon ...
GAP_COLON = 0.75
#: ... and how far boxes may run into each other there.
OVERLAP = 0.06
#: Dots stray so far left and right of what they belong to, in text heights: hands lean right.
STRAY, STRAY_RIGHT = 0.12, 0.3
#: What has its dot above it is narrower than this, in text heights; else the dot is an apostrophe,
#: unless it stands over the middle.
STEM = 0.4
#: Part of a glyph's width about its middle.
MIDDLE = 0.5


def find_marks(
    every: Components, letters: Components, text_height: float, pen: float
) -> tuple[Components, Components]:
    """Part a page's pieces of ink into letters and small marks.

    Parameters
    ----------
    every : Components
        All pieces of ink.
    letters : Components
        Those that are large and shaped enough to be letters or strokes of them.
    text_height : float
        Typical height on the page.
    pen : float
        Width of strokes, pixels.

    Returns
    -------
    Components
        The letters without the dots and commas among them.
    Components
        The marks; hyphens that may be strokes of letters are left with these.
    """
    if not len(letters):
        return letters, every.chosen(np.zeros(len(every), dtype=np.bool_))
    heights = local_heights(boxes_of(every), text_height)
    inked = (
        (np.maximum(every.height, every.width) >= LEAST_LENGTH * pen)
        & (every.area >= LEAST_INK * pen**2)
        & (every.darkness >= LEAST_DARKNESS * np.median(letters.darkness))
    )
    dots = inked & (every.height < HIGHEST * heights) & (every.width < NARROW * heights)
    hyphens = inked & is_mark(boxes_of(every), text_height) & ~np.isin(every.label, letters.label)
    left = letters.chosen(~np.isin(letters.label, every.label[dots]))
    return left, every.chosen(dots | hyphens)


def is_mark(boxes: Floats, text_height: float) -> Bools:
    """Say which boxes have the size of a mark.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right.
    text_height : float
        Typical height on the page.
    """
    heights = local_heights(boxes, text_height)
    height, width = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    widest = np.where(height < FLAT * width, WIDEST, PLUS) * heights
    marks: Bools = (height < HIGHEST * heights) & (width < widest)
    return marks


def owners(marks: Floats, glyphs: Floats, heights: Floats) -> Ints:
    """Find the glyph that each mark is the dot of.

    Parameters
    ----------
    marks : (M, 4) float64 ndarray
        Boxes of the marks.
    glyphs : (N, 4) float64 ndarray
        Boxes of what they may belong to.
    heights : (M,) float64 ndarray
        Text height around each mark.

    Returns
    -------
    (M,) int64 ndarray
        Index of a glyph, the nearest if there are several; -1 for marks that stand alone.
    """
    if not len(glyphs):
        return np.full(len(marks), -1, dtype=np.int64)
    height = heights[:, None]
    top, left, bottom, right = (marks[:, side, None] for side in range(4))
    own_top, own_left, own_bottom, own_right = glyphs.T
    width = own_right - own_left
    middle = (left + right) / 2
    aside = np.abs(middle - (own_left + own_right) / 2)
    central = aside <= MIDDLE / 2 * width
    near = (middle >= own_left - STRAY * height) & (middle <= own_right + STRAY * height)
    leaning = (middle >= own_left - STRAY * height) & (middle <= own_right + STRAY_RIGHT * height)
    slim = (width <= STEM * height) & leaning
    above, below = own_top - bottom, top - own_bottom
    dotted = (slim | central) & (above >= -OVERLAP * height) & (above <= GAP_ABOVE * height)
    # What ends above the foot of a small mark stands above the row's: a letter has no dot there.
    ended = near & (below >= -OVERLAP * height) & (below <= GAP_BELOW * height)
    inside = (
        central & (top >= own_top - OVERLAP * height) & (bottom <= own_bottom + OVERLAP * height)
    )
    away = np.where(dotted, above + aside, np.where(ended, below + aside, np.inf))
    away = np.where(inside, 0.0, away)
    nearest = away.argmin(axis=1)
    alone = ~np.isfinite(away[np.arange(len(marks)), nearest])
    return np.where(alone, -1, nearest).astype(np.int64)


def colons(marks: Floats, heights: Floats) -> Ints:
    """Group the marks that stand alone: two dots above each other are one.

    Parameters
    ----------
    marks : (M, 4) float64 ndarray
        Boxes.
    heights : (M,) float64 ndarray
        Text height around each.

    Returns
    -------
    (M,) int64 ndarray
        Number of each mark's group, from 0.
    """
    group = np.arange(len(marks), dtype=np.int64)
    height, width = marks[:, 2] - marks[:, 0], marks[:, 3] - marks[:, 1]
    dot = (height < NARROW * heights) & (width < NARROW * heights)
    middle = (marks[:, 1] + marks[:, 3]) / 2
    for upper in np.argsort(marks[:, 0], kind="stable"):
        gap = marks[:, 0] - marks[upper, 2]
        beneath = (
            dot
            & (gap > 0)
            & (gap <= GAP_COLON * heights[upper])
            & (np.abs(middle - middle[upper]) <= 2 * STRAY * heights[upper])
            & (group == np.arange(len(marks)))
        )
        if dot[upper] and group[upper] == upper and beneath.any():
            lower = int(np.argmin(np.where(beneath, gap, np.inf)))
            group[lower] = upper
    return np.unique(group, return_inverse=True)[1].astype(np.int64).reshape(-1)


def join_marks(
    labels: LabelImage,
    pieces: LabelImage,
    marks: Components,
    glyphs: Components,
    text_height: float,
) -> LabelImage:
    """Number the pixels of marks: as the glyph whose dot each is, or as glyphs of their own.

    Parameters
    ----------
    labels : (H, W) int32 ndarray
        Glyph that each pixel belongs to, from 1; 0 is paper, below 0 other ink.
    pieces : (H, W) int32 ndarray
        Piece of ink that each pixel belongs to.
    marks : Components
        The pieces that are marks.
    glyphs : Components
        The glyphs so far.
    text_height : float
        Typical height on the page.

    Returns
    -------
    (H, W) int32 ndarray
        As `labels`.
    """
    if not len(marks):
        return labels
    boxes, around = boxes_of(marks), boxes_of(glyphs)
    heights = local_heights(np.concatenate([around, boxes]), text_height)[len(around) :]
    owner = owners(boxes, around, heights)
    alone = owner < 0
    number = np.empty(len(marks), dtype=np.int64)
    number[~alone] = glyphs.label[owner[~alone]]
    number[alone] = int(labels.max()) + 1 + colons(boxes[alone], heights[alone])
    of_piece = np.zeros(int(pieces.max()) + 1, dtype=np.int32)
    of_piece[marks.label] = number
    joined: LabelImage = np.where(of_piece[pieces] > 0, of_piece[pieces], labels)
    return joined
