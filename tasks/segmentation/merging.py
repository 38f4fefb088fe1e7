"""Merging: which pieces of ink are strokes of one character."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from tasks.layout.lines import group_lines
from tasks.segmentation.standing import baselines_within, plain_lines
from tasks.segmentation.titles import title_rows

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Pieces this much shorter than the text are fragments that look for company, even close by.
FRAGMENT_HEIGHT, CLOSE_FRAGMENT = 0.72, 0.9
#: Strokes above each other share this much of the narrower one's columns.
SHARED_COLUMNS = 0.5
#: With so little white between, in text heights, this much is enough: where a hand leans, a stem
#: stands aside of what it bears.
CLOSE, CLOSE_COLUMNS = 0.08, 0.3
#: Together taller than this, in text heights, strokes above each other may be letters of two lines.
TWO_LINES = 1.1
#: White between strokes of one character, vertically, in text heights.
GAP_ABOVE = 0.45
#: A character is at most so many times as tall as the text, or as its tallest stroke; and so many
#: times if its strokes are close, for letters differ in size.
TALLEST, CLOSE_TALLEST = 1.3, 1.8
#: Strokes side by side are one character if the white between them is less than this share of
#: the white between the line's characters ...
GAP_BESIDE_SHARE = 0.4
#: ... and less than this, in text heights ...
GAP_BESIDE = 0.25
#: ... and if together they are no wider than this, in text heights.
WIDEST = 1.3
#: A line is written widely, and strokes side by side can be told, from this white on.
WIDE_WHITE = 0.35
#: One of two strokes side by side is narrow (the stem of a D, K, R), in text heights.
NARROW = 0.45
#: Pieces around a piece whose heights tell how tall text is there.
NEIGHBOURS = 12
#: Text may locally be so many times smaller or larger than on the page as a whole, and in the row
#: of a title.
LOCAL_RANGE = (0.4, 3.0)
TITLE_RANGE = (0.4, 8.0)
#: Gaps from which a line's own white is measured; below, the page's is taken.
ENOUGH_GAPS = 4


def merge_pieces(boxes: Floats, text_height: float) -> Ints:
    """Group pieces of ink to characters.

    First strokes above each other (the bar of a T or J, the three bars of an E), which share
    columns; then strokes side by side (the stem of a D beside its bow), where a line is written
    so widely that its characters' own distance tells them apart.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right of each piece, level.
    text_height : float
        Typical height of a character, same unit.

    Returns
    -------
    (N,) int64 ndarray
        Number of the character that each piece belongs to, from 0.
    """
    group = np.arange(len(boxes), dtype=np.int64)
    lines = plain_lines(boxes, local_heights(boxes, text_height), text_height)
    for pairs_of in (partial(_stacked_pairs, lines=lines), _beside_pairs):
        merged = True
        while merged:
            merged = False
            united = united_boxes(boxes, group)
            taken: set[int] = set()
            for _, first, second in sorted(pairs_of(united, text_height)):
                if first not in taken and second not in taken:
                    taken |= {first, second}
                    group[group == second] = first
                    merged = True
            group = np.unique(group, return_inverse=True)[1].astype(np.int64).reshape(-1)
    return group


def local_heights(boxes: Floats, text_height: float) -> Floats:
    """Estimate how tall text is around each piece: a title may be five times as tall as its list.

    A title and the text around it say nothing of each other's height.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right of each piece.
    text_height : float
        Typical height on the page.

    Returns
    -------
    (N,) float64 ndarray
        Same unit; medians over the nearest pieces, each weighing as much as it is tall.
    """
    rows = title_rows(boxes, text_height)
    local = np.empty(len(boxes))
    for row in np.unique(rows):
        own = rows == row
        lowest, highest = TITLE_RANGE if row else LOCAL_RANGE
        nearby = _heights_nearby(boxes[own], text_height)
        local[own] = np.clip(nearby, lowest * text_height, highest * text_height)
    return local


def _heights_nearby(boxes: Floats, text_height: float) -> Floats:
    """Return the median height of the pieces nearest to each, weighed by their heights."""
    heights = boxes[:, 2] - boxes[:, 0]
    if len(boxes) < 2:
        return np.full(len(boxes), text_height)
    middles = np.stack([boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]], axis=1) / 2
    near = cKDTree(middles).query(middles, k=min(NEIGHBOURS, len(boxes)))[1]
    around = np.sort(heights[near], axis=1)
    share = np.cumsum(around, axis=1)
    at = (share < share[:, -1:] / 2).sum(axis=1)
    nearby: Floats = around[np.arange(len(boxes)), at]
    return nearby


def united_boxes(boxes: Floats, group: Ints) -> Floats:
    """Return the box around the pieces of each group, in the order of group numbers."""
    count = int(group.max()) + 1 if group.size else 0
    united = np.empty((count, 4))
    united[:, :2], united[:, 2:] = np.inf, -np.inf
    for side in (0, 1):
        np.minimum.at(united[:, side], group, boxes[:, side])
        np.maximum.at(united[:, side + 2], group, boxes[:, side + 2])
    return united


def _stacked_pairs(
    boxes: Floats, text_height: float, lines: Sequence[Floats]
) -> Iterable[tuple[float, int, int]]:
    """List pairs of strokes above each other: white between them, first, second."""
    first, second = _sharing_columns(boxes)
    local = local_heights(boxes, text_height)
    rows = title_rows(boxes, text_height)
    height = np.maximum(local[first], local[second])
    heights, widths = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    shared = np.minimum(boxes[first, 3], boxes[second, 3]) - boxes[second, 1]
    gap = np.maximum(boxes[first, 0], boxes[second, 0]) - np.minimum(
        boxes[first, 2], boxes[second, 2]
    )
    tall = np.maximum(boxes[first, 2], boxes[second, 2]) - np.minimum(
        boxes[first, 0], boxes[second, 0]
    )
    tallest = np.maximum(np.maximum(heights[first], heights[second]), height)
    close = gap <= CLOSE * height
    least_shared = np.where(close, CLOSE_COLUMNS, SHARED_COLUMNS)
    good = (
        (shared >= least_shared * np.minimum(widths[first], widths[second]))
        & (gap <= GAP_ABOVE * height)
        & (tall <= np.where(close, CLOSE_TALLEST, TALLEST) * tallest)
        & (
            np.minimum(heights[first], heights[second])
            <= np.where(close, CLOSE_FRAGMENT, FRAGMENT_HEIGHT) * height
        )
        & (rows[first] == rows[second])
    )
    for at in np.flatnonzero(good & (tall > TWO_LINES * height)):
        both = united_boxes(boxes[[first[at], second[at]]], np.zeros(2, np.int64))[0]
        good[at] = len(baselines_within(both, lines, float(height[at]))) < 2
    return [
        (float(white), int(one), int(other))
        for white, one, other in zip(gap[good], first[good], second[good], strict=True)
    ]


def _sharing_columns(boxes: Floats) -> tuple[Ints, Ints]:
    """List all pairs of boxes that share columns, the one that begins further left first."""
    order = np.argsort(boxes[:, 1], kind="stable")
    begin = np.arange(1, len(boxes) + 1)
    stop = np.maximum(np.searchsorted(boxes[order, 1], boxes[order, 3]), begin)
    count = stop - begin
    first = np.repeat(np.arange(len(boxes)), count)
    within = np.arange(first.size) - np.repeat(np.cumsum(count) - count, count)
    return order[first], order[begin[first] + within]


def _beside_pairs(boxes: Floats, text_height: float) -> Iterable[tuple[float, int, int]]:
    """Yield pairs of strokes side by side in widely written lines."""
    lines = group_lines(boxes, text_height)
    whites = [boxes[line[1:], 1] - boxes[line[:-1], 3] for line in lines]
    everywhere = np.concatenate([*whites, np.zeros(0)])
    page_white = float(np.median(everywhere)) if everywhere.size else 0.0
    for line, white in zip(lines, whites, strict=True):
        if not white.size:
            continue
        heights = boxes[line, 2] - boxes[line, 0]
        height = float(np.median(heights))
        typical = float(np.median(white)) if white.size >= ENOUGH_GAPS else page_white
        if typical < WIDE_WHITE * height:
            continue
        widths = boxes[line, 3] - boxes[line, 1]
        together = boxes[line[1:], 3] - boxes[line[:-1], 1]
        good = (white < min(GAP_BESIDE_SHARE * typical, GAP_BESIDE * height)) & (
            together <= WIDEST * height
        )
        good &= np.minimum(widths[1:], widths[:-1]) <= NARROW * height
        for at in np.flatnonzero(good):
            yield float(white[at]), int(line[at]), int(line[at + 1])
