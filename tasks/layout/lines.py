"""Lines: which boxes stand in one line of text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: A box joins a line if its middle lies within this share of a text height of where the line
#: should pass: lines of capitals lie at least 1.2 heights apart, and half of that is the limit.
JOIN_REACH = 0.55
#: It also joins if it stands within this share of a text height of where the line's letters do,
#: though it be so much smaller or larger that its middle lies elsewhere.
FOOT_REACH = 0.2
#: A box this near to a line's last one, in text heights of white, may also join by where that one
#: stands: lines may step faster than their course foretells.
STEP_WHITE = 1.5
#: Glyphs at the end of a line from which its course is foretold: about a word.
RECENT_GLYPHS = 5
#: Glyphs at its end from which its slope is fitted.
SLOPE_GLYPHS = 16
#: Prior strength against slopes, in squared text heights: a few glyphs say little about slope.
SLOPE_PRIOR = 40.0
#: Steeper lines than this do not occur once the page's skew is undone.
STEEPEST_SLOPE = 0.15
#: Pieces of lines join where their middles differ by less than this share of a text height.
MERGE_REACH = 0.5
#: Boxes above each other are of one line only if they share this share of a text height.
SHARED_ROWS = 0.3
#: Boxes stand above each other from this share of the narrower one's columns on.
SHARED_COLUMNS = 0.5
#: Boxes so many times taller than the text reach no further for it.
TALLEST_REACH = 2.0
#: A box in no line stands in the one whose letters nearest to it, so many of them within so many
#: text heights, rise above its middle and reach down below it.
NEAREST_LETTERS, LETTERS_REACH = 4, 3.0
#: Pieces of lines may run side by side for so many text heights and still be one line.
MERGE_OVERLAP = 0.3


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
    # In text heights about the first corner, so that no tolerance depends on the page.
    boxes = (boxes - np.tile(boxes[:, :2].min(axis=0), 2)) / scale
    groups = _join_strays(_join_pieces(_swept(boxes), boxes), boxes)
    y = (boxes[:, 0] + boxes[:, 2]) / 2
    return sorted(groups, key=lambda group: float(np.median(y[group])))


def line_slope(x: Floats, y: Floats) -> float:
    """Fit a line's slope, held back towards 0 as far as its glyphs are few or near each other.

    Parameters
    ----------
    x, y : (N,) float64 ndarray
        Middles of the line's boxes, in text heights.
    """
    off = x - x.mean()
    slope = float(off @ (y - y.mean()) / (off @ off + SLOPE_PRIOR))
    return min(max(slope, -STEEPEST_SLOPE), STEEPEST_SLOPE)


def _swept(boxes: Floats) -> list[Ints]:
    """Sweep over the boxes from left to right, extending lines; boxes in text heights."""
    x, y = (boxes[:, 1] + boxes[:, 3]) / 2, (boxes[:, 0] + boxes[:, 2]) / 2
    tall = np.minimum(boxes[:, 2] - boxes[:, 0], TALLEST_REACH)
    members: list[list[int]] = []
    # Of each line: what is foretold (column, heights of middles and of feet there, slope), text
    # height, and last box.
    course = np.empty((len(boxes), 5))
    last = np.empty((len(boxes), 4))
    for index in np.lexsort((y, x)):
        count = len(members)
        at, height, foot, slope, line_tall = course[:count].T
        away = np.abs(height + slope * (x[index] - at) - y[index])
        below = np.abs(foot + slope * (x[index] - at) - boxes[index, 2])
        step = np.abs((last[:count, 0] + last[:count, 2]) / 2 - y[index])
        near_last = boxes[index, 1] - last[:count, 3] < STEP_WHITE
        away = np.where(near_last, np.minimum(away, step), away)
        away = np.where(below < FOOT_REACH * line_tall, np.minimum(away, below), away)
        reach = JOIN_REACH * np.maximum(line_tall, tall[index])
        good = (away < reach) & _beside(last[:count], boxes[index])
        if good.any():
            line = int(np.argmin(np.where(good, away, np.inf)))
            members[line].append(int(index))
        else:
            line = count
            members.append([int(index)])
        last[line] = boxes[index]
        own = members[line]
        near = own[-RECENT_GLYPHS:]
        course[line] = (
            x[near].mean(),
            y[near].mean(),
            np.median(boxes[near, 2]),
            line_slope(x[own[-SLOPE_GLYPHS:]], y[own[-SLOPE_GLYPHS:]]),
            np.median(tall[own[-SLOPE_GLYPHS:]]),
        )
    return [np.array(own, dtype=np.int64) for own in members]


def _beside(last: Floats, box: Floats) -> npt.NDArray[np.bool_]:
    """Say beside which lines' last boxes a box stands, rather than above or below them."""
    columns = np.minimum(last[:, 3], box[3]) - np.maximum(last[:, 1], box[1])
    narrower = np.minimum(last[:, 3] - last[:, 1], box[3] - box[1])
    rows = np.minimum(last[:, 2], box[2]) - np.maximum(last[:, 0], box[0])
    beside: npt.NDArray[np.bool_] = (columns < SHARED_COLUMNS * narrower) | (rows > SHARED_ROWS)
    return beside


def _join_pieces(groups: list[Ints], boxes: Floats) -> list[Ints]:
    """Join pieces of lines of which one continues the other, the best fitting first."""
    x = (boxes[:, 1] + boxes[:, 3]) / 2
    joined = True
    while joined and len(groups) > 1:
        joined = False
        misfit = _misfits(groups, boxes)
        firsts, seconds = np.nonzero(misfit < MERGE_REACH)
        taken: set[int] = set()
        for pair in np.argsort(misfit[firsts, seconds], kind="stable"):
            first, second = int(firsts[pair]), int(seconds[pair])
            if first in taken or second in taken:
                continue
            taken |= {first, second}
            both = np.concatenate([groups[first], groups[second]])
            groups[first] = both[np.argsort(x[both], kind="stable")]
            groups[second] = groups[second][:0]
            joined = True
        groups = [group for group in groups if group.size]
    return groups


def _join_strays(groups: list[Ints], boxes: Floats) -> list[Ints]:
    """Put boxes that are alone into lines between whose letters they stand: halves of letters."""
    lines = [group for group in groups if group.size > 1]
    strays = [group for group in groups if group.size == 1]
    joining: list[list[int]] = [[] for _ in lines]
    left = []
    for stray in strays:
        around = [_stands_among(boxes[stray[0]], boxes[line]) for line in lines]
        if any(around):
            joining[around.index(True)].append(int(stray[0]))
        else:
            left.append(stray)
    x = (boxes[:, 1] + boxes[:, 3]) / 2
    joined = [np.array([*line.tolist(), *own]) for line, own in zip(lines, joining, strict=True)]
    return [own[np.argsort(x[own], kind="stable")] for own in joined] + left


def _stands_among(box: Floats, letters: Floats) -> bool:
    """Say whether the middle of a box lies between top and bottom of the letters nearest to it."""
    away = np.maximum(letters[:, 1] - box[3], box[1] - letters[:, 3])
    nearest = np.argsort(away, kind="stable")[:NEAREST_LETTERS]
    near = letters[nearest][away[nearest] < LETTERS_REACH]
    middle = (box[0] + box[2]) / 2
    return len(near) == NEAREST_LETTERS and bool(near[:, 0].min() < middle < near[:, 2].max())


def _misfits(groups: list[Ints], boxes: Floats) -> Floats:
    """Measure how badly each piece of a line is continued by each other one, in text heights.

    Returns
    -------
    (L, L) float64 ndarray
        First piece by second piece; infinite where the second does not follow the first.
    """
    x, y = (boxes[:, 1] + boxes[:, 3]) / 2, (boxes[:, 0] + boxes[:, 2]) / 2
    tall = boxes[:, 2] - boxes[:, 0]
    ends = []
    for group in groups:
        tail, head = group[-RECENT_GLYPHS:], group[:RECENT_GLYPHS]
        slope = line_slope(x[group], y[group])
        ends.append(
            (
                *(x[tail].mean(), y[tail].mean(), x[group[-1]], boxes[group, 3].max()),
                *(x[head].mean(), y[head].mean(), x[group[0]], boxes[group, 1].min()),
                *(slope, np.median(tall[group])),
            )
        )
    tail_x, tail_y, last_x, right, head_x, head_y, first_x, left, slope, height = np.array(ends).T
    at = (last_x[:, None] + first_x[None, :]) / 2
    from_left = tail_y[:, None] + slope[:, None] * (at - tail_x[:, None])
    from_right = head_y[None, :] + slope[None, :] * (at - head_x[None, :])
    taller = np.maximum(height[:, None], height[None, :])
    misfit: Floats = np.abs(from_left - from_right) / taller
    misfit[right[:, None] - left[None, :] > MERGE_OVERLAP * np.maximum(taller, 1.0)] = np.inf
    np.fill_diagonal(misfit, np.inf)
    return misfit
