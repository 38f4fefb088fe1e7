"""Marks: which row a small mark stands in, once the rows of letters are known.

Dots and commas say little of where a row runs, and stand at its foot or above its middle; so rows
are found without them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tasks.layout.baselines import Baseline

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Marks are lower than this, in text heights.
HIGHEST = 0.45
#: A mark's middle lies between these heights above the baseline, in text heights, which are those
#: of small letters on many pages: commas hang down, apostrophes stand above small letters.
LOWEST_MIDDLE, HIGHEST_MIDDLE = -0.45, 1.6
#: Where a mark most likely stands: halfway up.
LIKELY_MIDDLE = 0.5
#: Glyphs of a line that may be a stray part of another.
LONELY = 2
#: White before a row's first or behind its last letter in which its marks stand, in text heights.
REACH = 1.5


def small_boxes(boxes: Floats) -> Bools:
    """Say which boxes of a page are too low to tell where rows run.

    Half of all height stands in boxes at least as tall as what they are compared with, so that
    many dots do not pull it down.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right.

    Examples
    --------
    >>> small_boxes(np.array([[0.0, 0, 9, 5], [0, 6, 10, 9], [8, 9, 10, 11]])).tolist()
    [False, False, True]
    """
    heights = boxes[:, 2] - boxes[:, 0]
    ascending = np.sort(heights)
    share = np.cumsum(ascending)
    typical = ascending[int(np.searchsorted(share, share[-1] / 2))]
    small: Bools = heights < HIGHEST * typical
    return small


def lonely_lines(lines: Sequence[Ints]) -> list[bool]:
    """Say which lines are so short that they may belong to another one, with its marks.

    A large comma, or a ? whose dot is missing, stands too low or too high to be taken for the next
    of a row of small letters.
    """
    longest = max((len(line) for line in lines), default=0)
    return [len(line) <= LONELY < longest for line in lines]


def rows_of_marks(
    marks: Floats, lines: Sequence[Floats], baselines: Sequence[Baseline], heights: Sequence[float]
) -> Ints:
    """Find the row that each mark stands in.

    Parameters
    ----------
    marks : (M, 4) float64 ndarray
        Boxes of the marks.
    lines : sequence of (N, 4) float64 ndarray
        Boxes of each row's letters.
    baselines : sequence of Baseline
        What each row stands on, its height given at the row's left.
    heights : sequence of float
        Text height of each row.

    Returns
    -------
    (M,) int64 ndarray
        Number of a row; -1 for marks in none, which are dirt.
    """
    found = np.full(len(marks), -1, dtype=np.int64)
    best = np.full(len(marks), np.inf)
    x, y = (marks[:, 1] + marks[:, 3]) / 2, (marks[:, 0] + marks[:, 2]) / 2
    for number, (boxes, baseline, height) in enumerate(zip(lines, baselines, heights, strict=True)):
        left, right = float(boxes[:, 1].min()), float(boxes[:, 3].max())
        risen = (baseline.height + baseline.slope * (x - left) - y) / height
        away = np.abs(risen - LIKELY_MIDDLE)
        near = (x > left - REACH * height) & (x < right + REACH * height)
        fits = near & (risen > LOWEST_MIDDLE) & (risen < HIGHEST_MIDDLE) & (away < best)
        found[fits], best[fits] = number, away[fits]
    return found
