"""Fingers: solid things that reach into the picture from its border, such as who holds the page."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from tasks.segmentation.binarise import BoolImage
from tasks.segmentation.components import Components, LabelImage, boxes_of
from tasks.segmentation.illumination import FloatImage

#: A finger is so thick all through, in text heights, at least: no pen is. And in pixels: grain that
#: sticks together, which also makes text seem small, is less.
LEAST_THICKNESS, LEAST_PIXELS = 0.36, 10
#: Share of a finger's ink that is so thick, at least; the rest is letters that it touches.
SOLID = 0.6
#: This much around what is so thick is of the finger as well, in text heights: its soft edge.
SOFT = 0.12
#: A finger begins so near the border, in text heights: its middle may pass for dark paper there.
NEAR = 0.35
#: Larger pieces than this, in text heights, are shadows and surroundings.
LARGEST = 8.0


def find_fingers(labels: LabelImage, pieces: Components, text_height: float) -> BoolImage | None:
    """Find what is too thick for a stroke and touches the border of the picture.

    Parameters
    ----------
    labels : (H, W) int32 ndarray
        Piece of ink that each pixel belongs to, from 1; 0 is paper.
    pieces : Components
        All pieces.
    text_height : float
        Typical height of text, pixels.

    Returns
    -------
    (H, W) bool ndarray or None
        Pixels of fingers; strokes that only touch one are not of it. None where there are none.

    Examples
    --------
    >>> from tasks.segmentation.components import measure
    >>> labels = np.zeros((60, 80), np.int32)
    >>> labels[20:40, :15] = 1
    >>> pieces = measure(labels, labels.astype(np.float32))
    >>> int(find_fingers(labels, pieces, 20.0)[30].sum())
    17
    """
    boxes = boxes_of(pieces).astype(np.int64)
    height, width = labels.shape
    away = np.abs(boxes - np.array([0, 0, height, width]))
    longer = np.maximum(pieces.height, pieces.width)
    beside = (away <= NEAR * text_height) & (longer <= LARGEST * text_height)[:, None]
    found = np.zeros(labels.shape, dtype=bool)
    radius = max(LEAST_THICKNESS * text_height, LEAST_PIXELS) / 2
    margin = max(2, round(SOFT * text_height))
    for index in np.flatnonzero(beside.any(axis=1) & (longer > radius)):
        top, left, bottom, right = np.where(
            beside[index], [0, 0, height, width], boxes[index] + margin * np.array([-1, -1, 1, 1])
        )
        window = (slice(max(top, 0), bottom), slice(max(left, 0), right))
        piece = labels[window] == pieces.label[index]
        thick = _thick_part(piece, radius, margin)
        # Grain that sticks together is thick here and there only.
        if np.count_nonzero(thick & piece) >= SOLID * np.count_nonzero(piece):
            found[window] |= _up_to(thick, beside[index])
    return found if found.any() else None


def without(level: FloatImage, fingers: BoolImage) -> FloatImage:
    """Return a page's darkness with paper where fingers are.

    Parameters
    ----------
    level : (H, W) float32 ndarray
        Darkness of each pixel of the page.
    fingers : (h, w) bool ndarray
        The same page at another scale.
    """
    height, width = level.shape
    sized = Image.fromarray(fingers).resize((width, height), Image.Resampling.NEAREST)
    return np.where(np.asarray(sized), np.float32(0), level)


def _thick_part(piece: BoolImage, radius: float, margin: int) -> BoolImage:
    """Return what a disc of a radius covers that fits into a piece, and a margin around it."""
    inside: BoolImage = ndimage.distance_transform_edt(np.pad(piece, 1))[1:-1, 1:-1] > radius
    if not inside.any():
        return inside
    near: BoolImage = ndimage.distance_transform_edt(~inside) <= radius + margin
    return near


def _up_to(thick: BoolImage, sides: npt.NDArray[np.bool_]) -> BoolImage:
    """Fill from what is thick up to the top, left, bottom and right side, where that is asked."""
    reached = thick.copy()
    for axis, at_start, at_end in ((0, sides[0], sides[2]), (1, sides[1], sides[3])):
        if at_start:
            reached |= np.flip(np.logical_or.accumulate(np.flip(thick, axis), axis=axis), axis)
        if at_end:
            reached |= np.logical_or.accumulate(thick, axis=axis)
    return reached
