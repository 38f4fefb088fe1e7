"""Forms: what is printed on paper where text is to be written: lines, squares, boxes, combs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from schemas.settings import Settings
from tasks.synthesis.composition import Placed
from tasks.synthesis.paper import Colour, Floats, print_over

Segments = npt.NDArray[np.float64]

#: Where boxes begin above and end below the baseline, and how far they go beyond a word's ends.
_ABOVE, _BELOW, _BESIDE = 1.3, 0.25, 0.2
_TEETH = 0.35  # height of a comb's teeth


class FormStyle(Settings):
    """What is printed about the text; lengths in text heights unless said."""

    kind: Literal["lines", "squares", "boxes", "combs"] = Field(
        "lines", description="lines to write on, squared paper, a box or tooth a character"
    )
    thickness: float = Field(2.0, gt=0, description="of what is printed, pixels")
    colour: Colour = Field((40, 40, 40), description="of what is printed, at full contrast")
    contrast: float = Field(1.0, ge=0, le=1, description="how far it covers the paper")
    drop: float = Field(0.0, description="from the baseline down to the line")
    squares: int = Field(3, ge=1, description="squares from baseline to baseline")


def print_form(
    paper: Floats,
    placed: Sequence[Placed],
    style: FormStyle,
    text_height: float,
    line_spacing: float,
    place: tuple[npt.NDArray[np.float64], tuple[float, float]],
) -> None:
    """Print a form that fits a text on its paper, in place, before the text is written.

    Parameters
    ----------
    paper : numpy.ndarray
        (H, W, 3) float32.
    placed : sequence of Placed
        The text on its level page.
    style : FormStyle
        What to print.
    text_height : float
        Pixels.
    line_spacing : float
        From baseline to baseline, text heights.
    place : (2, 2) ndarray and tuple of two floats
        How the level page lies on the paper: level (row, col) points are multiplied by the matrix
        from the right, then moved.
    """
    turn, move = place
    pitch = line_spacing * text_height
    if style.kind in ("boxes", "combs"):
        segments = np.array(list(_cells(placed, style, text_height, pitch))).reshape(-1, 2, 2)
    else:
        segments = _across_page(paper.shape[:2], style, text_height, pitch, place)
    print_segments(paper, segments @ turn + np.array(move), style)


def print_segments(paper: Floats, segments: Segments, style: FormStyle) -> None:
    """Print straight lines of a style's thickness, colour and contrast, in place.

    Parameters
    ----------
    paper : numpy.ndarray
        (H, W, 3) float32.
    segments : numpy.ndarray
        (N, 2, 2) float64: the (row, col) of both ends of each.
    style : FormStyle
        How to print them.
    """
    cover = np.zeros(paper.shape[:2], np.float32)
    for segment in segments:
        (down, right) = np.abs(segment[1] - segment[0])
        if right >= down:
            _cover(cover, segment, style.thickness)
        else:
            _cover(cover.T, segment[:, ::-1], style.thickness)
    print_over(paper, cover, style.colour, style.contrast)


def _across_page(
    shape: Sequence[int],
    style: FormStyle,
    text_height: float,
    pitch: float,
    place: tuple[npt.NDArray[np.float64], tuple[float, float]],
) -> Segments:
    """Return lines that reach from edge to edge, level, and upright ones too for squares."""
    turn, move = place
    corners = np.array([(row, col) for row in (0, shape[0]) for col in (0, shape[1])], float)
    corners = (corners - move) @ turn.T
    (top, left), (bottom, right) = corners.min(axis=0), corners.max(axis=0)
    if style.kind == "squares":
        pitch /= style.squares
    drop = style.drop * text_height
    rows = np.arange(np.ceil((top - drop) / pitch), (bottom - drop) / pitch) * pitch + drop
    lines = [((row, left), (row, right)) for row in rows]
    if style.kind == "squares":
        cols = np.arange(np.ceil(left / pitch), right / pitch) * pitch
        lines += [((top, col), (bottom, col)) for col in cols]
    return np.array(lines, dtype=np.float64).reshape(-1, 2, 2)


def _cells(
    placed: Sequence[Placed], style: FormStyle, text_height: float, pitch: float
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the lines of a row of boxes, or of a comb, for each word."""
    for (line, _), word in groupby(placed, key=lambda one: (one.line, one.word)):
        inks = [one.ink for one in word]
        walls = [(before.right + after.left) / 2 for before, after in pairwise(inks)]
        beside = _BESIDE * text_height
        walls = [inks[0].left - beside, *walls, inks[-1].right + beside]
        bottom = line * pitch + (_BELOW + style.drop) * text_height
        top = bottom - (_ABOVE + _BELOW) * text_height
        yield (bottom, walls[0]), (bottom, walls[-1])
        if style.kind == "boxes":
            yield (top, walls[0]), (top, walls[-1])
        else:
            top = bottom - _TEETH * text_height
        for wall in walls:
            yield (top, wall), (bottom, wall)


def _cover(cover: Floats, segment: Segments, thickness: float) -> None:
    """Cover the pixels of one segment that is more level than upright, in place."""
    (row, col), (end_row, end_col) = segment[np.argsort(segment[:, 1])]
    first = max(0, int(np.floor(col - thickness / 2)))
    last = min(cover.shape[1], int(np.ceil(end_col + thickness / 2)))
    if last <= first or end_col <= col:
        return
    cols = np.arange(first, last)
    slope = (end_row - row) / (end_col - col)
    middle = row + slope * (cols + 0.5 - col)
    reach = int(np.ceil(thickness)) + 1
    rows = np.floor(middle).astype(int)[:, None] + np.arange(-reach, reach + 1)
    away = np.abs(rows + 0.5 - middle[:, None]) / np.hypot(1.0, slope)
    share = np.clip(thickness / 2 + 0.5 - away, 0.0, 1.0).astype(np.float32)
    inside = (rows >= 0) & (rows < cover.shape[0])
    at = (rows[inside], np.broadcast_to(cols[:, None], rows.shape)[inside])
    cover[at] = np.maximum(cover[at], share[inside])
