"""Lines: which boxes stand in one line of text."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: A box joins a line if its middle lies within this share of a text height of where the line
#: should pass: lines of capitals lie at least 1.2 heights apart, and half of that is the limit.
JOIN_REACH = 0.55
#: Glyphs at the end of a line from which its course is foretold: about a word.
RECENT_GLYPHS = 5
#: Prior strength against slopes, in squared text heights: a few glyphs say little about slope.
SLOPE_PRIOR = 40.0
#: Steeper lines than this do not occur once the page's skew is undone.
STEEPEST_SLOPE = 0.15
#: Pieces of lines join where their middles differ by less than this share of a text height.
MERGE_REACH = 0.5
#: Pieces of lines may run side by side for so many text heights and still be one line.
MERGE_OVERLAP = 0.3


@dataclass
class _Line:
    """A line under construction, from left to right."""

    members: list[int] = field(default_factory=list)
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)

    def add(self, index: int, x: float, y: float, height: float) -> None:
        """Append a box at the right."""
        self.members.append(index)
        self.x.append(x)
        self.y.append(y)
        self.heights.append(height)

    def foretell(self, x: float) -> float:
        """Say at which height the line's middle should pass at column x."""
        return foretell(np.array(self.x), np.array(self.y), self.height(), x)

    def height(self) -> float:
        """Return the typical height of the boxes."""
        return float(np.median(self.heights))


def group_lines(boxes: Floats, scale: float) -> list[Ints]:
    """Gather boxes to lines of text.

    The boxes are taken from left to right; each joins the line whose course it continues best, or
    begins a new one. The course is foretold from the last glyphs and a slope held back by a prior,
    so that lines may bend, climb and step. Pieces that continue each other are then joined.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right of each box.
    scale : float
        Typical text height, in the unit of the boxes.

    Returns
    -------
    list of int64 ndarray
        Indices of the boxes of each line, from left to right; lines from top to bottom.
    """
    if not len(boxes):
        return []
    y = (boxes[:, 0] + boxes[:, 2]) / 2
    x = (boxes[:, 1] + boxes[:, 3]) / 2
    height = boxes[:, 2] - boxes[:, 0]
    lines: list[_Line] = []
    for index in np.lexsort((y, x)):
        best, distance = None, np.inf
        for line in lines:
            reach = JOIN_REACH * max(min(line.height(), 2 * scale), min(height[index], 2 * scale))
            away = abs(line.foretell(x[index]) - y[index])
            if away < reach and away < distance and _follows(boxes, line.members, index, scale):
                best, distance = line, away
        if best is None:
            best = _Line()
            lines.append(best)
        best.add(int(index), float(x[index]), float(y[index]), float(height[index]))
    groups = [np.array(line.members, dtype=np.int64) for line in lines]
    groups = _join_pieces(groups, boxes, scale)
    return sorted(groups, key=lambda group: float(np.median(y[group])))


def foretell(x: Floats, y: Floats, height: float, at: float) -> float:
    """Extrapolate the middle of a line to a column.

    Parameters
    ----------
    x, y : (N,) float64 ndarray
        Middles of the line's boxes, from left to right.
    height : float
        Text height of the line.
    at : float
        Column.
    """
    slope = line_slope(x, y, height)
    last_x, last_y = x[-RECENT_GLYPHS:], y[-RECENT_GLYPHS:]
    return float(np.mean(last_y) + slope * (at - np.mean(last_x)))


def line_slope(x: Floats, y: Floats, height: float) -> float:
    """Fit a line's slope, held back towards 0 as far as its glyphs are few or near each other."""
    off_x = x - x.mean()
    slope = float(off_x @ (y - y.mean()) / (off_x @ off_x + SLOPE_PRIOR * height**2))
    return min(max(slope, -STEEPEST_SLOPE), STEEPEST_SLOPE)


def _follows(boxes: Floats, members: list[int], index: int, scale: float) -> bool:
    """Say whether a box stands beside the line's last box and not above or below it."""
    last = boxes[members[-1]]
    overlap = min(last[3], boxes[index, 3]) - max(last[1], boxes[index, 1])
    narrower = min(last[3] - last[1], boxes[index, 3] - boxes[index, 1])
    shared = min(last[2], boxes[index, 2]) - max(last[0], boxes[index, 0])
    return bool(overlap < 0.5 * narrower or shared > 0.3 * scale)


def _join_pieces(groups: list[Ints], boxes: Floats, scale: float) -> list[Ints]:
    """Join pieces of lines of which one continues the other, nearest pairs first."""
    y = (boxes[:, 0] + boxes[:, 2]) / 2
    x = (boxes[:, 1] + boxes[:, 3]) / 2
    groups = sorted(groups, key=lambda group: float(boxes[group, 1].min()))
    while True:
        best, least = None, MERGE_REACH
        for first in range(len(groups)):
            for second in range(first + 1, len(groups)):
                away = _misfit(groups[first], groups[second], boxes, x, y, scale)
                if away < least:
                    best, least = (first, second), away
        if best is None:
            return groups
        joined = np.concatenate([groups[best[0]], groups[best[1]]])
        groups[best[0]] = joined[np.argsort(x[joined], kind="stable")]
        del groups[best[1]]


def _misfit(first: Ints, second: Ints, boxes: Floats, x: Floats, y: Floats, scale: float) -> float:
    """Measure how badly the second piece continues the first, in text heights."""
    overlap = boxes[first, 3].max() - boxes[second, 1].min()
    heights = boxes[:, 2] - boxes[:, 0]
    height = float(np.median(heights[np.concatenate([first, second])]))
    if overlap > MERGE_OVERLAP * max(height, scale):
        return np.inf
    at = float(x[first[-1]] + x[second[0]]) / 2
    left = foretell(x[first], y[first], height, at)
    right = foretell(-x[second[::-1]], y[second[::-1]], height, -at)
    return abs(left - right) / height
