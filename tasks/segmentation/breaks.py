"""Breaks: letters that a fold or a scratch has cut all along a row, put together again.

The upper and lower halves would be taken for lines of their own. They are told from lines that
stand close by what only a cut does: it is straight, equally wide all along, and strokes go on
beyond it where they ended.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.segmentation.components import Components, LabelImage, boxes_of
from tasks.segmentation.illumination import FloatImage

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: White between halves, relative to the height of both together, at most.
WIDEST = 0.09
#: Strokes are looked at so far above and below the white, relative to the height of both together:
#: a cut may fall. They go on beyond it, but for so much left or right and this share of them.
EDGE, ASTRAY, FACING = 0.08, 0.06, 0.7
#: A break passes so many pairs of halves, at least, and of this share the strokes go on.
LEAST_PAIRS, GOING_ON = 4, 0.6
#: Halves together are typically at least so wide, relative to their height: letters of two lines,
#: one above the other, are narrower.
LEAST_WIDTH = 0.42
#: And at most so many times as tall as what stands elsewhere, where there are so many pieces at
#: least, and none lower than this share of them: else the halves are letters of two lines.
TALLEST, ENOUGH_OTHERS, LEAST_OTHER = 1.5, 12, 0.3
#: It strays so far from its course, relative to the height of a letter, plus so much of the way.
STRAY, FALL = 0.04, 0.01
#: Its course goes on over so much paper, in heights of a letter.
REACH = 6.0
#: Of the pieces that end where it passes it cuts at least this share.
CUT_SHARE = 0.6
#: Pieces end there if they do this near to it, in heights of a letter.
NEAR = 0.15


@dataclass(frozen=True)
class _Halves:
    """Pairs of pieces that may be halves of one letter; arrays are (M,)."""

    upper: Ints
    lower: Ints
    left: Floats
    right: Floats
    row: Floats
    height: Floats
    width: Floats
    goes_on: Floats

    def chosen(self, which: Bools | Ints) -> _Halves:
        """Return the pairs that a mask or an index array chooses."""
        return _Halves(
            self.upper[which],
            self.lower[which],
            self.left[which],
            self.right[which],
            self.row[which],
            self.height[which],
            self.width[which],
            self.goes_on[which],
        )


def join_halves(
    labels: LabelImage, pieces: Components, absorbance: FloatImage
) -> tuple[LabelImage, FloatImage] | None:
    """Join the halves of letters that a level break has cut.

    Parameters
    ----------
    labels : (H, W) int32 ndarray
        Piece that each pixel belongs to, from 1; 0 is paper.
    pieces : Components
        Those that may be text.
    absorbance : (H, W) float32 ndarray
        Darkness of each pixel.

    Returns
    -------
    tuple or None
        The labels and the darkness of the page without breaks: joined pieces have the number of
        one of them. None where there are none.
    """
    pairs = _close_pairs(labels, pieces)
    boxes = boxes_of(pieces)
    breaks = [chain for chain in _chains(pairs) if _is_break(chain, boxes)]
    joined = [chain for chain in breaks if _as_tall_as_letters(chain, breaks, boxes)]
    if not joined:
        return None
    mended, dark = labels.copy(), absorbance.copy()
    parent = np.arange(len(pieces))
    for chain in joined:
        for upper, lower in zip(chain.upper, chain.lower, strict=True):
            _fill(mended, dark, pieces, int(upper), int(lower))
            first, second = parent[upper], parent[lower]
            parent[parent == second] = first
    number = np.arange(int(labels.max()) + 1, dtype=np.int32)
    number[pieces.label] = pieces.label[parent]
    return number[mended], dark


def _close_pairs(labels: LabelImage, pieces: Components) -> _Halves:
    """List pairs of pieces close above each other."""
    boxes = boxes_of(pieces)
    order = np.argsort(boxes[:, 0], kind="stable")
    tops = boxes[order, 0]
    tallest = float((boxes[:, 2] - boxes[:, 0]).max(initial=0.0))
    found = []
    for upper, (top, left, bottom, right) in enumerate(boxes):
        span = WIDEST / (1 - WIDEST) * (bottom - top + tallest)
        first, stop = np.searchsorted(tops, [bottom - 1, bottom + span + 1])
        for lower in order[first:stop]:
            box = boxes[lower]
            height = max(box[2], bottom) - min(box[0], top)
            sides = max(left, box[1]), min(right, box[3])
            close = box[0] - bottom <= WIDEST * height and box[2] > bottom and lower != upper
            if close and sides[0] < sides[1]:
                width = max(right, box[3]) - min(left, box[1])
                goes_on = _go_on(labels, pieces, upper, int(lower))
                row = (bottom + box[0]) / 2
                found.append((upper, lower, *sides, row, height, width, goes_on))
    table = np.array(found, dtype=np.float64).reshape(-1, 8)
    indices = table[:, :2].astype(np.int64)
    return _Halves(indices[:, 0], indices[:, 1], *table[:, 2:].T)


def _go_on(labels: LabelImage, pieces: Components, upper: int, lower: int) -> bool:
    """Say whether the strokes at which one piece ends and those at which another begins agree."""
    window, edge, astray = _window(pieces, upper, lower)
    near = labels[window]
    above = (near[:edge] == pieces.label[upper]).any(axis=0)
    below = (near[-edge:] == pieces.label[lower]).any(axis=0)
    meeting = (above & _widened(below, astray)).sum() + (below & _widened(above, astray)).sum()
    return bool(meeting >= max(1.0, FACING * (above.sum() + below.sum())))


def _window(pieces: Components, upper: int, lower: int) -> tuple[tuple[slice, slice], int, int]:
    """Return where two pieces meet, how many of its rows are of either, and how far they stray."""
    bottom, top = int(pieces.bottom[upper]), int(pieces.top[lower])
    height = int(pieces.bottom[lower] - pieces.top[upper])
    edge, astray = max(2, round(EDGE * height)), max(2, round(ASTRAY * height))
    left = max(int(max(pieces.left[upper], pieces.left[lower])) - astray, 0)
    right = int(min(pieces.right[upper], pieces.right[lower])) + astray
    return (slice(max(bottom - edge, 0), top + edge), slice(left, right)), edge, astray


def _widened(columns: Bools, astray: int) -> Bools:
    wide: Bools = np.convolve(columns, np.ones(2 * astray + 1))[astray:][: columns.size] > 0.5
    return wide


def _chains(pairs: _Halves) -> list[_Halves]:
    """Gather pairs along level lines."""
    chains: list[list[int]] = []
    for index in np.argsort(pairs.left, kind="stable"):
        height = pairs.height[index]
        for chain in chains:
            last = chain[-1]
            way = pairs.left[index] - pairs.right[last]
            off = abs(pairs.row[index] - pairs.row[last])
            if way < REACH * height and off <= STRAY * height + FALL * max(way, 0.0):
                chain.append(int(index))
                break
        else:
            chains.append([int(index)])
    return [pairs.chosen(np.array(chain)) for chain in chains if len(chain) >= LEAST_PAIRS]


def _is_break(chain: _Halves, boxes: Floats) -> bool:
    """Say whether pairs are of a break: nearly all that it passes is cut by it."""
    if chain.goes_on.mean() < GOING_ON or np.median(chain.width / chain.height) < LEAST_WIDTH:
        return False
    height = float(np.median(chain.height))
    cut = np.union1d(chain.upper, chain.lower)
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    within = (middle > chain.left.min()) & (middle < chain.right.max())
    row = np.interp(middle, chain.left, chain.row)
    away = np.minimum(np.abs(boxes[:, 0] - row), np.abs(boxes[:, 2] - row))
    ending = np.count_nonzero(within & (away < NEAR * height))
    return bool(cut.size >= CUT_SHARE * ending)


def _as_tall_as_letters(chain: _Halves, breaks: list[_Halves], boxes: Floats) -> bool:
    """Say whether halves together are no taller than what no break passes."""
    halves = np.concatenate([side for one in breaks for side in (one.upper, one.lower)])
    heights = np.delete(boxes[:, 2] - boxes[:, 0], np.unique(halves))
    together = float(np.median(chain.height))
    others = heights[heights >= LEAST_OTHER * together]
    return bool(others.size < ENOUGH_OTHERS or together <= TALLEST * np.median(others))


def _fill(
    labels: LabelImage, absorbance: FloatImage, pieces: Components, upper: int, lower: int
) -> None:
    """Draw strokes through the white between two halves, in place."""
    window, edge, _ = _window(pieces, upper, lower)
    near, dark = labels[window], absorbance[window]
    above, below = near == pieces.label[upper], near == pieces.label[lower]
    ended = ~np.logical_or.accumulate(above[::-1])[::-1]
    to_begin = ~np.logical_or.accumulate(below)
    white = (near == 0) & ended & to_begin & above.any(axis=0) & below.any(axis=0)
    ink = np.minimum(dark[:edge].max(axis=0), dark[-edge:].max(axis=0))
    dark[white] = np.broadcast_to(ink, white.shape)[white]
    near[white] = pieces.label[upper]
