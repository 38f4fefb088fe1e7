"""Stacking: letters of two lines that touch, one below the other, cut apart between the lines.

A tall letter or a long tail reaches into the next line and touches what stands there. Left whole,
the two are taller than any letter and would be lost to both lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tasks.segmentation.components import Components, LabelImage, boxes_of, measure
from tasks.segmentation.illumination import FloatImage
from tasks.segmentation.merging import local_heights
from tasks.segmentation.seams import Seam, best_seams
from tasks.segmentation.standing import baselines_within, plain_lines
from tasks.segmentation.titles import title_rows

#: Pieces taller than this, in text heights around them, may be letters of two lines.
TALL = 1.6
#: They are cut from so far above the upper baseline to so far above the lower one.
ABOVE_UPPER, ABOVE_LOWER = 0.25, 0.4
#: Most often it is the lower one that rises too far: they are cut this near the upper baseline, in
#: text heights, unless elsewhere so many strokes less are severed.
NEAR_UPPER, STROKES_LESS = 0.3, 1.0


def part_stacked(
    labels: LabelImage, pieces: Components, absorbance: FloatImage, text_height: float
) -> tuple[LabelImage, Components]:
    """Cut pieces that reach from above one line's baseline to that of the next.

    Parameters
    ----------
    labels : (H, W) int32 ndarray
        Piece that each pixel belongs to, from 1; 0 is paper.
    pieces : Components
        Those that may be text.
    absorbance : (H, W) float32 ndarray
        Darkness of each pixel.
    text_height : float
        Typical height on the page.

    Returns
    -------
    (H, W) int32 ndarray
        The same with the lower parts of cut pieces numbered anew.
    Components
        The pieces with these.
    """
    boxes = boxes_of(pieces)
    heights = local_heights(boxes, text_height)
    # Where several pieces are of two lines, they make all letters around seem as tall.
    titles = title_rows(boxes, text_height) > 0
    heights = np.where(titles, heights, np.minimum(heights, text_height))
    stacked = np.flatnonzero(boxes[:, 2] - boxes[:, 0] > TALL * heights)
    if not stacked.size:
        return labels, pieces
    lines = plain_lines(boxes, heights, text_height)
    cut = labels.copy()
    numbers = []
    for index in stacked:
        height = float(heights[index])
        lowest = int(pieces.label[index])
        for upper, lower in pairwise(baselines_within(boxes[index], lines, height)):
            number = int(cut.max()) + 1
            top, bottom = int(pieces.top[index]), int(pieces.bottom[index])
            first = max(round(upper - ABOVE_UPPER * height), top)
            ends = (round(upper + NEAR_UPPER * height), round(lower - ABOVE_LOWER * height))
            sides = (int(pieces.left[index]), int(pieces.right[index]))
            seam = _best_of(
                [_seam(cut, lowest, (first, min(end, bottom)), sides, height) for end in ends]
            )
            if seam is not None:
                below = cut[first:, sides[0] : sides[1]]
                rows = np.arange(len(below))[:, None]
                below[(below == lowest) & (rows >= seam.columns)] = number
                numbers.append(number)
                lowest = number
    if not numbers:
        return labels, pieces
    every = measure(cut, absorbance)
    return cut, every.chosen(np.isin(every.label, [*pieces.label.tolist(), *numbers]))


def _seam(
    labels: LabelImage, label: int, rows: tuple[int, int], sides: tuple[int, int], height: float
) -> Seam | None:
    """Find the best seam from side to side of a piece between two rows."""
    own = labels[slice(*rows), slice(*sides)] == label
    if not own.any():
        return None
    between = np.where(own, 255, 0).astype(np.uint8)
    seams = best_seams(np.ascontiguousarray(between.T), height, 0.0, 0.0, 1)
    return seams[0] if seams else None


def _best_of(seams: Sequence[Seam | None]) -> Seam | None:
    """Choose the seam near the upper baseline or, if it severs far less, the one anywhere."""
    near, anywhere = seams
    if near is None or anywhere is None:
        return near or anywhere
    return near if near.strokes <= anywhere.strokes + STROKES_LESS else anywhere
