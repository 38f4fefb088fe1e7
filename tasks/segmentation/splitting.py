"""Splitting: letters that touch, cut apart where that is plainly right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tasks.segmentation.binarise import BoolImage
from tasks.segmentation.components import Components, LabelImage

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Glyphs narrower than this, in typical widths, are not looked at: an M or W is 1.5 wide.
LEAST_WIDTH = 1.45
#: A part has no less than this of the typical width: the width of an I.
LEAST_PART = 0.3
#: Glyphs whose width differs by this factor (natural logarithm) from the typical cost 1.
WIDTH_SPREAD = 0.4
#: Cost of cutting through one stroke; so an M (1.6 widths) stays whole and TH is cut.
STROKE_COST = 1.5
#: Wide glyphs that a page has anyway, its widest M and W: so many, or this share of all. Only if
#: there are more do letters touch on this page; else a cut costs more.
WIDE_WIDTH = 1.75
WIDE_COUNT = 2
WIDE_SHARE = 0.03
RARE_STROKE_COST = 5.0
#: Strokes beyond which a cut cannot become worse.
MOST_STROKES = 3.0
#: A part is no lower than this share of the whole: the foot of an L is no character, and would be
#: dropped as none.
LEAST_PART_HEIGHT = 0.5
#: Widths of characters relative to their height, if the page shows too few to tell.
USUAL_WIDTH = 0.7
#: Glyphs from which the typical width is learnt.
ENOUGH_GLYPHS = 8
#: Limits, relative to text height, in which the typical width must lie.
WIDTH_RANGE = (0.45, 1.0)


def split_glyphs(labels: LabelImage, glyphs: Components, heights: Floats) -> LabelImage:
    """Cut glyphs that are too wide for one character.

    All ways of cutting a glyph at columns are compared: a part costs the more the less usual its
    width is, a cut the more ink it severs. Dynamic programming finds the cheapest. Doubtful cases
    stay whole.

    Parameters
    ----------
    labels : (H, W) int32 ndarray
        Glyph that each pixel belongs to, from 1; 0 is paper, below 0 other ink.
    glyphs : Components
        Measures of these glyphs.
    heights : (N,) float64 ndarray
        Text height around each glyph, pixels.

    Returns
    -------
    (H, W) int32 ndarray
        The same with the right parts of cut glyphs numbered anew.
    """
    if len(glyphs) == 0:
        return labels
    width = typical_width(glyphs, heights)
    stroke = stroke_width(labels > 0)
    labels = labels.copy()
    number = int(labels.max())
    usual = glyphs.width / (width * heights)
    wide = np.count_nonzero(usual > WIDE_WIDTH)
    touching = wide > max(WIDE_COUNT, WIDE_SHARE * len(glyphs))
    cost = STROKE_COST if touching else RARE_STROKE_COST
    for index in np.flatnonzero(usual > LEAST_WIDTH):
        window = (
            slice(glyphs.top[index], glyphs.bottom[index]),
            slice(glyphs.left[index], glyphs.right[index]),
        )
        own = labels[window] == glyphs.label[index]
        columns = np.arange(own.shape[1])
        cuts = cut_columns(own.sum(axis=0) / stroke, width * heights[index], cost)
        for cut in _leaving_tall_parts(own, cuts):
            number += 1
            labels[window][own & (columns >= cut)] = number
    return labels


def cut_columns(strokes: Floats, width: float, stroke_cost: float) -> list[int]:
    """Choose the columns at which a wide glyph falls into parts of usual width.

    Parameters
    ----------
    strokes : (W,) float64 ndarray
        Ink of each column, in stroke widths.
    width : float
        Usual width of a character, pixels.
    stroke_cost : float
        Cost of severing one stroke.

    Returns
    -------
    list of int
        First columns of the parts but the first, ascending; empty if it stays whole.

    Examples
    --------
    >>> strokes = np.array([3.0] * 10 + [0.5] + [3.0] * 10)
    >>> cut_columns(strokes, 10.0, 1.5)
    [10]
    """
    size = strokes.size
    least = max(1, round(LEAST_PART * width))
    cost = stroke_cost * np.minimum(strokes, MOST_STROKES)
    best = np.full(size + 1, np.inf)
    best[0] = 0.0
    before = np.zeros(size + 1, dtype=np.int64)
    for end in range(least, size + 1):
        starts = np.arange(end - least + 1)
        parts = (np.log((end - starts) / width) / WIDTH_SPREAD) ** 2
        cuts = np.where(starts > 0, cost[np.minimum(starts, size - 1)], 0.0)
        total = best[starts] + parts + cuts
        before[end] = int(np.argmin(total))
        best[end] = float(total[before[end]])
    found = []
    at = int(before[size])
    while at > 0:
        found.append(at)
        at = int(before[at])
    return found[::-1]


def _leaving_tall_parts(own: BoolImage, cuts: Sequence[int]) -> list[int]:
    """Return the cuts of a glyph that leave tall parts on either side."""
    least = LEAST_PART_HEIGHT * own.shape[0]
    kept = [0]
    for cut, end in pairwise([*cuts, own.shape[1]]):
        if min(_height(own[:, kept[-1] : cut]), _height(own[:, cut:end])) >= least:
            kept.append(cut)
    return kept[1:]


def _height(part: BoolImage) -> int:
    """Return how many rows lie from the first that holds ink to the last."""
    rows = np.flatnonzero(part.any(axis=1))
    return int(rows[-1] - rows[0]) + 1 if rows.size else 0


def typical_width(glyphs: Components, heights: Floats) -> float:
    """Return the usual width of a character, in text heights.

    Touching letters are wider, so the median is kept within limits, and asked only of enough
    glyphs.
    """
    if len(glyphs) < ENOUGH_GLYPHS:
        return USUAL_WIDTH
    return float(np.clip(np.median(glyphs.width / heights), *WIDTH_RANGE))


def stroke_width(ink: BoolImage) -> float:
    """Estimate how wide strokes are, pixels: the median length of horizontal runs of ink.

    Examples
    --------
    >>> stroke_width(np.array([[True, True, False, True, True]]))
    2.0
    """
    padded = np.pad(ink, ((0, 0), (1, 1))).astype(np.int8).ravel()
    change = np.diff(padded)
    runs = np.flatnonzero(change < 0) - np.flatnonzero(change > 0)
    return max(1.0, float(np.median(runs))) if runs.size else 1.0
