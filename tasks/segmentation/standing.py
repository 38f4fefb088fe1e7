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
#: Lines lie evenly if so many steps from one to the next are alike, and all are whole numbers of
#: steps, give or take this share; steps so many times the least are of several.
LEAST_STEPS, UNEVEN, MISSING = 2, 0.2, 1.5
#: A letter rises so far above a baseline that only even steps tell, in text heights: a tall letter
#: of the line below reaches there.
UNTOLD_RISE = 0.5


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
    near = [foot_nearby(box, line, height, LEAST_LETTERS) for line in lines]
    told = _different(sorted(foot for foot in near if foot is not None), SAME_LINE * height)
    lowest = box[2] + FOOT * height
    found = [foot for foot in told if box[0] + LEAST_RISE * height < foot < lowest]
    found += [foot for foot in _untold(told) if box[0] + UNTOLD_RISE * height < foot < lowest]
    found.sort()
    stands = bool(found) and abs(found[-1] - box[2]) < FOOT * height
    apart = all(lower - upper >= LEAST_DISTANCE * height for upper, lower in pairwise(found))
    return found if stands and apart else []


def _different(baselines: Sequence[float], least: float) -> list[float]:
    """Take the first of those that lie nearly at one height."""
    return [
        baseline
        for at, baseline in enumerate(baselines)
        if at == 0 or baseline - baselines[at - 1] > least
    ]


def _untold(told: Sequence[float]) -> list[float]:
    """Return where baselines lie that no letters tell, if lines lie evenly.

    Of a line whose letters touch those of the next one, none is plain.
    """
    steps = np.diff(told)
    if steps.size < LEAST_STEPS:
        return []
    pitch = float(np.median(steps[steps < MISSING * steps.min()]))
    lines = np.round(steps / pitch)
    even = np.abs(steps - lines * pitch) < UNEVEN * pitch
    if np.count_nonzero(even & (lines == 1)) < LEAST_STEPS or not even.all():
        return []
    between = [
        upper + step * number / count
        for upper, step, count in zip(told[:-1], steps.tolist(), lines.tolist(), strict=True)
        for number in range(1, int(count))
    ]
    return [told[0] - pitch, *between, told[-1] + pitch]
