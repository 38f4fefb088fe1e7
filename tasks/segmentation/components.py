"""Components: connected pieces of ink and what is measured on each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from tasks.segmentation.binarise import BoolImage
from tasks.segmentation.illumination import FloatImage

LabelImage = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: More pieces than this are noise; the largest are kept, so that time and memory stay bounded.
MAX_COMPONENTS = 20_000
#: Strokes that meet at a corner are one piece.
EIGHT_NEIGHBOURS = np.ones((3, 3), dtype=np.int8)


@dataclass(frozen=True)
class Components:
    """Pieces of ink; all arrays are (N,), pixels of the picture they were found in.

    Attributes
    ----------
    label : int64 ndarray
        Number of the piece in the label image, from 1.
    top, left, bottom, right : int64 ndarray
        Box; bottom and right are one past the last.
    area : int64 ndarray
        Pixels of ink.
    darkness : float64 ndarray
        Mean absorbance of these pixels.
    """

    label: Ints
    top: Ints
    left: Ints
    bottom: Ints
    right: Ints
    area: Ints
    darkness: Floats

    def __len__(self) -> int:
        return int(self.label.size)

    @property
    def height(self) -> Ints:
        """Rows of each box."""
        return self.bottom - self.top

    @property
    def width(self) -> Ints:
        """Columns of each box."""
        return self.right - self.left

    def chosen(self, which: npt.NDArray[np.bool_] | Ints) -> Components:
        """Return the pieces that a mask or an index array chooses."""
        return Components(
            self.label[which],
            self.top[which],
            self.left[which],
            self.bottom[which],
            self.right[which],
            self.area[which],
            self.darkness[which],
        )


def boxes_of(pieces: Components) -> Floats:
    """Return top, left, bottom, right of each piece: (N, 4) float64."""
    sides = [pieces.top, pieces.left, pieces.bottom, pieces.right]
    return np.stack(sides, axis=1).astype(np.float64)


def label_ink(mask: BoolImage) -> LabelImage:
    """Number the connected pieces of ink from 1; 0 is paper.

    Examples
    --------
    >>> label_ink(np.array([[True, False, True]])).tolist()
    [[1, 0, 2]]
    """
    labels, count = ndimage.label(mask, structure=EIGHT_NEIGHBOURS, output=np.int32)
    if count <= MAX_COMPONENTS:
        return np.asarray(labels, dtype=np.int32)
    area = np.bincount(labels.ravel(), minlength=count + 1)
    area[0] = 0
    largest = np.argsort(-area, kind="stable")[:MAX_COMPONENTS]
    renumbered = np.zeros(count + 1, dtype=np.int32)
    renumbered[np.sort(largest)] = np.arange(1, MAX_COMPONENTS + 1, dtype=np.int32)
    kept: LabelImage = renumbered[labels]
    return kept


def measure(labels: LabelImage, absorbance: FloatImage) -> Components:
    """Measure every numbered piece of a label image.

    Parameters
    ----------
    labels : (H, W) int32 ndarray
        Numbers of the pieces from 1, others are passed over; missing numbers are allowed.
    absorbance : (H, W) float32 ndarray
        Darkness of each pixel.

    Returns
    -------
    Components
        In the order of their numbers.
    """
    boxes = ndimage.find_objects(np.maximum(labels, 0))
    found = [
        (number, rows.start, cols.start, rows.stop, cols.stop)
        for number, box in enumerate(boxes, start=1)
        if box is not None
        for rows, cols in [box]
    ]
    table = np.array(found, dtype=np.int64).reshape(-1, 5)
    number = table[:, 0]
    inked = labels > 0
    area = np.bincount(labels[inked], minlength=len(boxes) + 1)[number]
    total = np.bincount(labels[inked], weights=absorbance[inked], minlength=len(boxes) + 1)
    darkness = total[number] / np.maximum(area, 1)
    return Components(number, table[:, 1], table[:, 2], table[:, 3], table[:, 4], area, darkness)
