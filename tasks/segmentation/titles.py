"""Titles: rows of letters so large that they and the text around say nothing of each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Letters of a title are at least so many times as tall as the page's text: smaller ones stand
#: in lines of mixed sizes too.
LARGE = 2.5
#: A title has so many of them in a row, at least: fewer may be drawings.
LEAST_LETTERS = 3
#: So many large pieces are no title, but a drawing or dirt.
MOST_LETTERS = 60
#: A letter is at most so many times as tall as the next.
ALIKE = 2.0
#: The paper between one and the next is at most so wide, relative to the taller one.
REACH = 2.5


def title_rows(boxes: Floats, text_height: float) -> Ints:
    """Say which pieces of ink stand in the row of a title.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right of each piece, level.
    text_height : float
        Typical height on the page.

    Returns
    -------
    (N,) int64 ndarray
        Number of a title's row from 1, also for pieces beside its letters; 0 for all others.

    Examples
    --------
    >>> large = [[0, 90 * at, 100, 90 * at + 60] for at in range(3)]
    >>> title_rows(np.array([*large, [130, 0, 150, 12]], dtype=float), 20.0).tolist()
    [1, 1, 1, 0]
    """
    rows = np.zeros(len(boxes), dtype=np.int64)
    large = np.flatnonzero(boxes[:, 2] - boxes[:, 0] >= LARGE * text_height)
    if large.size > MOST_LETTERS:
        return rows
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    left = list(large[np.argsort(boxes[large, 1], kind="stable")])
    number = 0
    while len(left) >= LEAST_LETTERS:
        row = [left.pop(0)]
        for index in list(left):
            if _continues(boxes[row[-1]], boxes[index]):
                row.append(index)
                left.remove(index)
        if len(row) >= LEAST_LETTERS:
            number += 1
            # Tails of Q and J reach into the line below.
            top, bottom = np.median(boxes[row, 0]), np.median(boxes[row, 2])
            rows[(middles > top) & (middles < bottom)] = number
            rows[row] = number
    return rows


def _continues(before: Floats, box: Floats) -> bool:
    """Say whether a large piece stands beside another one as the next letter does."""
    heights = before[2] - before[0], box[2] - box[0]
    taller, shorter = max(heights), min(heights)
    shared = min(before[2], box[2]) - max(before[0], box[0])
    near = box[1] - before[3] <= REACH * taller
    return bool(near and taller <= ALIKE * shorter and shared >= shorter / 2)
