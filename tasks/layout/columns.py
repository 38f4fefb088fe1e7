"""Columns: text set in two or more columns is read column by column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: White between columns is at least this wide, in text heights: wider than between words.
GUTTER = 2.5
#: Lines that stand on each side of a gutter, at least: fewer may leave white by chance.
LEAST_LINES = 4
#: Glyphs that such lines have, typically: numbers before a list and amounts behind it have fewer,
#: and belong to their lines.
LEAST_GLYPHS = 6
#: Places within a text height at which a gutter is looked for.
CANDIDATES = 4


def read_columns(lines: Sequence[Ints], boxes: Floats, scale: float) -> list[Ints]:
    """Put lines in reading order, parting those that run across columns.

    Parameters
    ----------
    lines : sequence of int64 ndarray
        Indices of the boxes of each line, from left to right; lines from top to bottom.
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right of each box.
    scale : float
        Typical text height.

    Returns
    -------
    list of int64 ndarray
        The same lines from top to bottom; where there are columns, the lines above them, those of
        the columns from left to right, and those below. A line across a gutter becomes two.
    """
    found = _gutter(lines, boxes, scale)
    if found is None:
        return list(lines)
    at, first, stop = found
    left, right = [], []
    for line in lines[first:stop]:
        before = boxes[line, 3] <= at
        left += [line[before]] if before.any() else []
        right += [line[~before]] if not before.all() else []
    return [
        *read_columns(lines[:first], boxes, scale),
        *read_columns(left, boxes, scale),
        *read_columns(right, boxes, scale),
        *read_columns(lines[stop:], boxes, scale),
    ]


def _gutter(lines: Sequence[Ints], boxes: Floats, scale: float) -> tuple[float, int, int] | None:
    """Find the column of a gutter and the lines, first and one past the last, that it parts."""
    if len(lines) < LEAST_LINES:
        return None
    half = GUTTER * scale / 2
    step = scale / CANDIDATES
    ends = np.concatenate([boxes[line, 3] for line in lines]) + half
    best: tuple[int, float, int, int] | None = None
    for at in step * np.unique(np.ceil(ends / step)):
        clear, before, behind = _sides(lines, boxes, float(at), half)
        for first, stop in _runs(clear):
            sides = (before[first:stop], behind[first:stop])
            if all(_is_column(side) for side in sides) and (best is None or stop - first > best[0]):
                best = (stop - first, float(at), first, stop)
    return None if best is None else best[1:]


def _sides(
    lines: Sequence[Ints], boxes: Floats, at: float, half: float
) -> tuple[npt.NDArray[np.bool_], Ints, Ints]:
    """Say which lines leave a gutter white, and count their glyphs on either side."""
    clear = np.array(
        [not ((boxes[line, 3] > at - half) & (boxes[line, 1] < at + half)).any() for line in lines]
    )
    before = np.array([np.count_nonzero(boxes[line, 3] <= at) for line in lines])
    behind = np.array([np.count_nonzero(boxes[line, 1] >= at) for line in lines])
    return clear, before, behind


def _is_column(glyphs: Ints) -> bool:
    """Say whether the lines on one side of a gutter, by their glyphs, are a column of text."""
    there = glyphs[glyphs > 0]
    return there.size >= LEAST_LINES and float(np.median(there)) >= LEAST_GLYPHS


def _runs(clear: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and one past the last of each run of true values."""
    found = ndimage.find_objects(ndimage.label(clear)[0])
    return [(int(run.start), int(run.stop)) for (run,) in found]
