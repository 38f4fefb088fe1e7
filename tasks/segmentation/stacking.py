"""Stacking: letters of two lines that touch, one below the other, cut apart between the lines.

A tall letter or a long tail reaches into the next line and touches what stands there. Left whole,
the two are taller than any letter and would be lost to both lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tasks.layout.lines import group_lines
from tasks.segmentation.components import Components, LabelImage, boxes_of, measure
from tasks.segmentation.illumination import FloatImage
from tasks.segmentation.merging import local_heights
from tasks.segmentation.seams import best_seams

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Pieces taller than this, in text heights around them, may be letters of two lines.
TALL = 1.6
#: Pieces from and to this height, in text heights around them, tell where lines run.
PLAIN = (0.5, 1.6)
#: A line runs past a piece if so many of its letters stand within this reach, in text heights;
#: the nearest few tell its baseline there.
LEAST_LETTERS, REACH, NEAREST = 2, 5.0, 4
#: A letter rises so far above the baseline on which it stands, in text heights, at least ...
LEAST_RISE = 0.25
#: ... the one below it reaches down to its own baseline, give or take this ...
FOOT = 0.4
#: ... which lies at least so much lower.
LEAST_DISTANCE = 0.7
#: They are cut from so far above the upper baseline to so far above the lower one.
ABOVE_UPPER, ABOVE_LOWER = 0.25, 0.4


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
    tall = (boxes[:, 2] - boxes[:, 0]) / heights
    plain = boxes[(tall > PLAIN[0]) & (tall < PLAIN[1])]
    stacked = np.flatnonzero(tall > TALL)
    if not stacked.size or not len(plain):
        return labels, pieces
    lines = [plain[line] for line in group_lines(plain, text_height)]
    cut = labels.copy()
    numbers = []
    for index in stacked:
        height = float(heights[index])
        lowest = int(pieces.label[index])
        for upper, lower in pairwise(baselines_within(boxes[index], lines, height)):
            number = int(cut.max()) + 1
            rows = (
                max(round(upper - ABOVE_UPPER * height), int(pieces.top[index])),
                min(round(lower - ABOVE_LOWER * height), int(pieces.bottom[index])),
            )
            sides = (int(pieces.left[index]), int(pieces.right[index]))
            if _cut_between(cut, lowest, rows, sides, number):
                numbers.append(number)
                lowest = number
    if not numbers:
        return labels, pieces
    every = measure(cut, absorbance)
    return cut, every.chosen(np.isin(every.label, [*pieces.label.tolist(), *numbers]))


def baselines_within(box: Floats, lines: Sequence[Floats], height: float) -> list[float]:
    """Return the baselines that letters stacked in a box stand on, from top to bottom.

    Parameters
    ----------
    box : (4,) float64 ndarray
        Top, left, bottom, right.
    lines : sequence of (N, 4) float64 ndarray
        Boxes of each line's letters.
    height : float
        Height of text around the box.

    Returns
    -------
    list of float
        Empty where one letter stands there, be it a tall one.
    """
    found: list[float] = []
    for line in lines:
        away = np.maximum(line[:, 1] - box[3], box[1] - line[:, 3])
        near = np.argsort(away, kind="stable")[:NEAREST]
        near = near[away[near] < REACH * height]
        if near.size < LEAST_LETTERS:
            continue
        baseline = float(np.median(line[near, 2]))
        if box[0] + LEAST_RISE * height < baseline < box[2] + FOOT * height:
            found.append(baseline)
    found.sort()
    stands = bool(found) and abs(found[-1] - box[2]) < FOOT * height
    apart = all(lower - upper >= LEAST_DISTANCE * height for upper, lower in pairwise(found))
    return found if stands and apart else []


def _cut_between(
    labels: LabelImage, label: int, rows: tuple[int, int], sides: tuple[int, int], number: int
) -> bool:
    """Number what of a piece lies below the best seam between two rows anew, in place."""
    window = (slice(*rows), slice(*sides))
    own = labels[window] == label
    if not own.any():
        return False
    between = np.where(own, 255, 0).astype(np.uint8)
    height = float(rows[1] - rows[0])
    seams = best_seams(np.ascontiguousarray(between.T), height, 0.0, 0.0, 1)
    if not seams:
        return False
    begins = rows[0] + seams[0].columns
    below = labels[rows[0] :, window[1]]
    lower = (below == label) & (np.arange(rows[0], len(labels))[:, None] >= begins)
    below[lower] = number
    return True
