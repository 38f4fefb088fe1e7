"""Pens: strokes become ink, with smooth edges and a width that varies along the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Points = npt.NDArray[np.float64]

_FINER = 4  # the canvas is this much finer than the picture, for smooth edges
_DISC_STEP = 0.5  # distance of the discs that make up a stroke, in radii: 3 % of a scallop
_THINNEST = 1.0  # pixels; thinner strokes would break up on the finer canvas
_SHARP = 0.5  # cosine of the turn, 60 degrees, from which a corner is sharp
_TINY = 1e-12
_FULL = 255


@dataclass(frozen=True)
class Ink:
    """A patch of ink and where it lies.

    Attributes
    ----------
    pixels : numpy.ndarray
        (H, W) uint8, 255 full ink on 0 paper, cut close to the ink.
    top, left : int
        Row and column of the patch's first pixel in the frame that the strokes were given in.
    """

    pixels: npt.NDArray[np.uint8]
    top: int
    left: int

    @property
    def bottom(self) -> int:
        """One past the last row."""
        return self.top + int(self.pixels.shape[0])

    @property
    def right(self) -> int:
        """One past the last column."""
        return self.left + int(self.pixels.shape[1])


def ink_strokes(
    strokes: Sequence[Points],
    width: float,
    pressure: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Ink:
    """Draw strokes with a round pen.

    Parameters
    ----------
    strokes : sequence of numpy.ndarray
        (n, 2) float64 each: row and column in pixels, pixel centres at whole numbers.
    width : float
        Width of the stroke, pixels; at least one pixel is drawn.
    pressure : float
        Relative swing of the width along each stroke.
    rng : numpy.random.Generator, optional
        Where the swing comes from; needed if `pressure` is above 0.

    Returns
    -------
    Ink
        The patch of ink.

    Examples
    --------
    >>> ink = ink_strokes([np.array([[10.0, 5.0], [10.0, 25.0]])], width=4.0)
    >>> ink.pixels.shape, ink.top, ink.left
    ((5, 25), 8, 3)
    """
    largest = max(width, _THINNEST) * (1 + 2 * pressure) / 2
    every = np.concatenate(strokes)
    origin = np.floor(every.min(axis=0) - largest).astype(int) - 1
    size = np.ceil(every.max(axis=0) + largest).astype(int) + 2 - origin
    canvas = Image.new("L", (int(size[1]) * _FINER, int(size[0]) * _FINER), 0)
    draw = ImageDraw.Draw(canvas)
    for stroke in strokes:
        radius = max(width, _THINNEST) / 2
        path = _spaced(stroke, _DISC_STEP * radius)
        radii = np.full(len(path), radius)
        if pressure and rng is not None:
            radii = np.maximum(radii * (1 + pressure * _swing(len(path), rng)), _THINNEST / 2)
        centres = (path - origin + 0.5) * _FINER - 0.5
        # Pillow's boxes hold their last pixel.
        reach = np.maximum(radii[:, None] * _FINER - 0.5, 0.0)
        low, high = (centres - reach)[:, ::-1], (centres + reach)[:, ::-1]
        for box in np.concatenate([low, high], axis=1).tolist():
            draw.ellipse(box, fill=_FULL)
    return cut_ink(np.asarray(canvas.reduce(_FINER)), int(origin[0]), int(origin[1]))


def cut_ink(pixels: npt.NDArray[np.uint8], top: int = 0, left: int = 0) -> Ink:
    """Cut a picture close to its ink.

    Parameters
    ----------
    pixels : numpy.ndarray
        (H, W) uint8, 0 paper.
    top, left : int
        Where the picture lies.

    Returns
    -------
    Ink
        The smallest patch that holds every pixel above 0; the whole picture if there is none.
    """
    rows = np.flatnonzero(pixels.any(axis=1))
    cols = np.flatnonzero(pixels.any(axis=0))
    if not len(rows):
        return Ink(pixels, top, left)
    cut = pixels[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    return Ink(cut, top + int(rows[0]), left + int(cols[0]))


def _spaced(path: Points, step: float) -> Points:
    """Return points along a path, at most a step apart, that leave no sharp corner out."""
    strides = np.diff(path, axis=0)
    lengths = np.hypot(*strides.T)
    covered = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.linspace(0.0, covered[-1], int(np.ceil(covered[-1] / step)) + 1)
    alike = (strides[:-1] * strides[1:]).sum(axis=1) / np.maximum(lengths[:-1] * lengths[1:], _TINY)
    at = np.sort(np.concatenate([at, covered[1:-1][alike < _SHARP]]))
    return np.stack([np.interp(at, covered, path[:, axis]) for axis in range(2)], axis=1)


def _swing(count: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw a slow swing between about -1 and 1 along a stroke."""
    at = np.linspace(0.0, 1.0, count)
    return np.clip(np.interp(at, np.linspace(0.0, 1.0, 5), rng.normal(0.0, 0.6, size=5)), -1, 1)
