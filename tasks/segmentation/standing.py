"""Standing: on which lines of text pieces of ink stand, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tasks.layout.lines import group_lines

Floats = npt.NDArray[np.float64]

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
#: Baselines less apart are of one line that was found in two pieces, in text heights.
SAME_LINE = 0.2


def plain_lines(boxes: Floats, heights: Floats, text_height: float) -> list[Floats]:
    """Gather pieces about as tall as text to lines.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right of each piece.
    heights : (N,) float64 ndarray
        Height of text around each.
    text_height : float
        Typical height on the page.

    Returns
    -------
    list of (M, 4) float64 ndarray
        Boxes of each line, from left to right.
    """
    tall = (boxes[:, 2] - boxes[:, 0]) / heights
    plain = boxes[(tall > PLAIN[0]) & (tall < PLAIN[1])]
    return [plain[line] for line in group_lines(plain, text_height)]


def foot_nearby(box: Floats, letters: Floats, height: float, least: int) -> float | None:
    """Return where the few letters stand that are nearest to the left or right of a box.

    Parameters
    ----------
    box : (4,) float64 ndarray
        Top, left, bottom, right.
    letters : (N, 4) float64 ndarray
        Boxes of letters.
    height : float
        Height of text around the box.
    least : int
        Letters within reach without which nothing is told.

    Returns
    -------
    float or None
        The median of their bottoms.
    """
    away = np.maximum(letters[:, 1] - box[3], box[1] - letters[:, 3])
    near = np.argsort(away, kind="stable")[:NEAREST]
    near = near[away[near] < REACH * height]
    return float(np.median(letters[near, 2])) if near.size >= least else None


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
        baseline = foot_nearby(box, line, height, LEAST_LETTERS)
        if (
            baseline is not None
            and box[0] + LEAST_RISE * height < baseline < box[2] + FOOT * height
        ):
            found.append(baseline)
    found.sort()
    stands = bool(found) and abs(found[-1] - box[2]) < FOOT * height
    found = [
        baseline
        for at, baseline in enumerate(found)
        if at == 0 or baseline - found[at - 1] > SAME_LINE * height
    ]
    apart = all(lower - upper >= LEAST_DISTANCE * height for upper, lower in pairwise(found))
    return found if stands and apart else []
