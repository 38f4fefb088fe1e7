r"""Seams: the ways from top to bottom through a glyph that sever the least ink.

Letters that touch lean, and reach over and under each other, so that no straight cut parts them
without slicing strokes. A seam runs from the first row to the last and may move sideways in each;
of all seams that stay near a column, dynamic programming finds the one that severs least ink.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

#: How far a seam may stray from its column, either way, in text heights: half a text height over
#: the whole, which is a slant of 27 degrees.
REACH = 0.12
#: Slants of the lines that seams are looked for around, beside that of the hand: columns to the
#: right a row upwards.
SLANTS = (-0.15, 0.0, 0.15)
#: No hand leans further than this, either way.
STEEPEST = 0.6
#: Upright strokes, as many text heights long, that stand against a slant: a few letters say little.
UPRIGHT_PRIOR = 1.0
#: Distance of the columns that seams are looked for around, in text heights.
EVERY = 0.05
#: Cost of a step to the side, and of being away from the column, in inked pixels each; so small
#: that they decide only between seams which sever the same.
STEP_COST, STRAY_COST = 0.08, 0.01
#: Ink between two seams, or between a seam and an end, at least, unless asked for another share of
#: an upright stroke.
LEAST_STROKE = 0.28
#: Share of ink around the middle of a long stroke, seen through a bell as wide as the pen, and the
#: least weight of ink where strokes meet.
STROKE_SHARE, LEAST_WEIGHT = 0.383, 0.3
#: Height of text where seams are looked for, pixels.
LOOK_HEIGHT = 24.0
#: Grey from which a pixel counts as ink where strokes are measured.
INK = 96


@dataclass(frozen=True)
class Seam:
    """A way through a glyph.

    Attributes
    ----------
    columns : (H,) ndarray of intp
        In each row the first column right of the seam.
    strokes : float
        How many strokes it severs: ink, in widths of the pen, less of it where strokes meet.
    """

    columns: Ints
    strokes: float


def slant_of(pictures: Sequence[Picture]) -> float:
    """Estimate how far a hand leans, from the sides of its upright strokes.

    Parameters
    ----------
    pictures : sequence of (H, W) ndarray of uint8
        Glyphs of a row, 255 ink on 0 paper.

    Returns
    -------
    float
        Columns to the right a row upwards, of the middle one of all sides; nearer 0 where there are
        few.

    Examples
    --------
    >>> upright, leaning = np.zeros((2, 40, 60), np.uint8)
    >>> upright[:, 20:25] = 255
    >>> for row in range(40):
    ...     leaning[row, 40 - row // 2 : 45 - row // 2] = 255
    >>> slant_of([upright]), round(slant_of([leaning] * 9), 1)
    (0.0, 0.5)
    """
    leans, weights = [np.zeros(1)], [np.zeros(1)]
    for picture in pictures:
        # Smoothed, since the sides of strokes may be stairs of pixels.
        darkness = gaussian_filter(np.pad(picture / 255.0, 1), 1.0, mode="constant")
        across = darkness[1:-1, 2:] - darkness[1:-1, :-2]
        down = darkness[2:, 1:-1] - darkness[:-2, 1:-1]
        upright = np.abs(across) > np.abs(down)
        leans.append(down[upright] / across[upright])
        weights.append(np.abs(across[upright]) / len(picture))
    lean, weight = np.concatenate(leans), np.concatenate(weights)
    # Upright strokes that are not there: their sides count as much as those of one that is.
    weight[0] = UPRIGHT_PRIOR * 4
    order = np.argsort(lean, kind="stable")
    share = np.cumsum(weight[order])
    middle = float(lean[order][int(np.searchsorted(share, share[-1] / 2))])
    return min(max(middle, -STEEPEST), STEEPEST)


def best_seams(
    picture: Picture,
    text_height: float,
    slant: float,
    least: float,
    most: int,
    *,
    least_stroke: float = LEAST_STROKE,
) -> list[Seam]:
    """Choose the seams at which a wide glyph is cut with the least ink severed.

    Parameters
    ----------
    picture : (H, W) ndarray of uint8
        255 ink on 0 paper.
    text_height : float
        Of the row, in pixels of the picture.
    slant : float
        How far the hand leans: columns to the right a row upwards.
    least : float
        Width between neighbouring seams, and to the ends, at least: in the mean of all rows, in
        text heights.
    most : int
        Most seams.
    least_stroke : float
        Ink between neighbouring seams, and to the ends, at least: share of an upright stroke.

    Returns
    -------
    list of Seam
        From left to right; they may run together, but do not cross.

    Examples
    --------
    >>> bars = np.zeros((8, 9), np.uint8)
    >>> bars[:, :2] = bars[:, 7:] = 255
    >>> [seam.strokes for seam in best_seams(bars, 8.0, 0.0, 0.25, 1)]
    [0.0]
    """
    # What is seen at this size is enough to tell where strokes cross.
    factor = max(1, round(text_height / LOOK_HEIGHT))
    darkness = _reduced(picture, factor)
    height, width = darkness.shape
    pen = pen_width(picture) / factor
    tall = text_height / factor
    ink = np.cumsum(np.pad(darkness, ((0, 0), (1, 0))), axis=1)
    enough = least_stroke * pen * min(tall, height)
    rows = np.arange(height)

    def apart(left: Ints, right: Ints) -> bool:
        inked = float((ink[rows, right] - ink[rows, left]).sum())
        wide = int((right - left).sum())
        return bool(inked >= enough and wide >= least * tall * height)

    chosen = [np.zeros(height, np.intp), np.full(height, width, np.intp)]
    places, strokes = [0, width * height], [0.0, 0.0]
    for columns, severed in _ways(_severed(darkness, pen), tall, slant):
        if len(chosen) >= most + 2:
            break
        at = bisect_right(places, int(columns.sum()), hi=len(places) - 1)
        kept = np.clip(columns, chosen[at - 1], chosen[at])
        if apart(chosen[at - 1], kept) and apart(kept, chosen[at]):
            chosen.insert(at, kept)
            places.insert(at, int(kept.sum()))
            strokes.insert(at, severed / pen)
    return [
        Seam(_enlarged(columns, picture, factor), severed)
        for columns, severed in zip(chosen[1:-1], strokes[1:-1], strict=True)
    ]


def _reduced(picture: Picture, factor: int) -> Floats:
    """Return how much ink there is, 0..1, in squares of so many pixels."""
    tall, wide = (-side % factor for side in picture.shape)
    padded = np.pad(picture, ((0, tall), (0, wide)))
    height, width = (side // factor for side in padded.shape)
    squares = padded.reshape(height, factor, width, factor)
    return np.asarray(squares.mean(axis=(1, 3)) / 255.0)


def _enlarged(columns: Ints, picture: Picture, factor: int) -> Ints:
    """Return a seam's column in each row of the picture itself."""
    height, width = picture.shape
    return np.minimum(np.repeat(columns, factor)[:height] * factor, width)


def pen_width(picture: Picture) -> float:
    """Estimate how wide strokes are, pixels: the median length of runs of ink across them.

    Most strokes of a glyph may run upright, or level: runs are measured both ways, and the shorter
    ones are across.
    """
    ink = picture > INK
    return max(1.0, min(_typical_run(ink), _typical_run(ink.T)))


def _typical_run(ink: npt.NDArray[np.bool_]) -> float:
    """Return the median length of the runs of ink along rows; infinite if there is none."""
    change = np.diff(np.pad(ink, ((0, 0), (1, 1))).astype(np.int8).ravel())
    runs = np.flatnonzero(change < 0) - np.flatnonzero(change > 0)
    return float(np.median(runs)) if runs.size else np.inf


def _severed(darkness: Floats, pen: float) -> Floats:
    """Return the ink that a seam severs before each column of each row, (H, W + 1).

    It is the ink that lies on both sides. Where strokes meet it counts less than amid a stroke, for
    that is where letters touch: around the middle of a stroke a bell as wide as the pen holds a
    certain share of ink, where two meet half as much again.
    """
    crowd = gaussian_filter(darkness, pen, mode="constant") / STROKE_SHARE
    darkness = darkness * np.clip(2.0 - crowd, LEAST_WEIGHT, 1.0)
    return np.pad(np.minimum(darkness[:, :-1], darkness[:, 1:]), ((0, 0), (1, 1)))


def _ways(both: Floats, text_height: float, slant: float) -> Iterator[tuple[Ints, float]]:
    """Yield the best seam around each of many lines, with the ink it severs, the best first."""
    height, width = both.shape[0], both.shape[1] - 1
    rows = np.arange(height)
    reach = max(1, round(REACH * text_height))
    offsets = np.arange(-reach, reach + 1)
    spread = np.arange(1, width, max(1, round(EVERY * text_height)))
    # Around upright lines and leaning ones: (rows, lines) columns of them.
    lean = np.rint(np.outer((height - 1) / 2 - rows, slant + np.array(SLANTS))).astype(np.intp)
    lines = (lean[:, :, None] + spread).reshape(height, -1)
    columns = np.clip(lines[:, :, None] + offsets, 0, width)
    costs = both[rows[:, None, None], columns] + STRAY_COST * np.abs(offsets) / reach
    steps = np.zeros(costs.shape, np.int8)
    reached = np.full((costs.shape[1], offsets.size + 2), np.inf)
    worth = reached[:, 1:-1]
    worth[:] = costs[0]
    for row in rows[1:]:
        aside = np.minimum(reached[:, :-2], reached[:, 2:]) + STEP_COST
        moves = aside < worth
        steps[row] = np.where(moves, np.where(reached[:, :-2] <= reached[:, 2:], -1, 1), 0)
        worth[:] = np.where(moves, aside, worth) + costs[row]
    every = np.arange(len(worth))
    places = worth.argmin(axis=1)
    order = np.argsort(worth[every, places], kind="stable")
    paths = np.empty(lines.shape, np.intp)
    for row in rows[::-1]:
        paths[row] = columns[row, every, places]
        places = places + steps[row, every, places]
    severed = both[rows[:, None], paths].sum(axis=0)
    for way in order:
        yield paths[:, way], float(severed[way])
