"""Level: the page turned and scaled so that text runs along rows at a known size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from tasks.segmentation.illumination import FloatImage

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Part of a pixel by which sums of floats may miss a pixel's corner.
ROUNDING = 1e-6


@dataclass(frozen=True)
class Frame:
    """How page pixels, level pixels and the pixels of the working picture belong together.

    Positions are (row, col) of pixel corners: pixel i covers i to i + 1.

    Attributes
    ----------
    height, width : int
        Size of the page, pixels.
    skew : float
        Degrees by which text falls to the right on the page.
    scale : float
        Working pixels per page pixel.
    top, left : float
        Level position of the working picture's first corner.
    shape : tuple of int
        Size of the working picture.
    """

    height: int
    width: int
    skew: float
    scale: float
    top: float
    left: float
    shape: tuple[int, int]

    def to_level(self, row: Floats, col: Floats) -> tuple[Floats, Floats]:
        """Map positions of the working picture to level positions."""
        return row / self.scale + self.top, col / self.scale + self.left

    def to_page(self, row: Floats, col: Floats) -> tuple[Floats, Floats]:
        """Map positions of the working picture to page positions."""
        level_row, level_col = self.to_level(row, col)
        sine, cosine = _sine_cosine(self.skew)
        down, right = level_row - self.height / 2, level_col - self.width / 2
        return (
            cosine * down + sine * right + self.height / 2,
            cosine * right - sine * down + self.width / 2,
        )


def make_frame(height: int, width: int, skew: float, scale: float) -> Frame:
    """Choose the working picture that holds the whole level page.

    Parameters
    ----------
    height, width : int
        Size of the page, pixels.
    skew : float
        Degrees.
    scale : float
        Working pixels per page pixel.
    """
    sine, cosine = _sine_cosine(skew)
    level_height = abs(cosine) * height + abs(sine) * width
    level_width = abs(cosine) * width + abs(sine) * height
    shape = (max(1, round(level_height * scale)), max(1, round(level_width * scale)))
    top, left = (height - level_height) / 2, (width - level_width) / 2
    return Frame(height, width, skew, scale, top, left, shape)


def draw_level(image: FloatImage, factor: int, frame: Frame) -> FloatImage:
    """Draw the working picture of a frame.

    Parameters
    ----------
    image : (h, w) float32 ndarray
        The page, shrunk by a whole factor.
    factor : int
        That factor.
    frame : Frame
        What to draw.

    Returns
    -------
    (H, W) float32 ndarray
        Bilinearly interpolated; 0 outside the page.
    """
    if frame.skew == 0.0 and frame.scale * factor == 1.0 and frame.shape == image.shape:
        return image
    # Pixels left out between samples would alias; a slight blur first stands for their average.
    step = 1.0 / (frame.scale * factor)
    if step > 1.0:
        image = ndimage.gaussian_filter(image, 0.4 * (step - 1.0), mode="nearest")
    sine, cosine = _sine_cosine(frame.skew)
    matrix = np.array([[cosine, sine], [-sine, cosine]]) * step
    corner_row, corner_col = frame.to_page(np.array(0.5), np.array(0.5))
    # The working picture's first pixel middle corresponds to position 0.5, hence both halves.
    offset = np.array([float(corner_row), float(corner_col)]) / factor - 0.5
    drawn: FloatImage = ndimage.affine_transform(
        image, matrix, offset=offset, output_shape=frame.shape, order=1, mode="constant", cval=0.0
    )
    return drawn


def page_boxes(labels: npt.NDArray[np.int32], numbers: Ints, frame: Frame) -> Ints:
    """Return the page box of the ink of each numbered glyph.

    Parameters
    ----------
    labels : (H, W) int32 ndarray
        Glyph that each pixel of the working picture belongs to.
    numbers : (N,) int64 ndarray
        The glyphs asked for.
    frame : Frame
        Of the working picture.

    Returns
    -------
    (N, 4) int64 ndarray
        Top, left, bottom, right in page pixels, inside the page and not empty.
    """
    owner_of = np.full(int(max(labels.max(), 0)) + 1, -1, dtype=np.int64)
    owner_of[numbers] = np.arange(numbers.size)
    at_rows, at_cols = np.nonzero(labels > 0)
    owner = owner_of[labels[at_rows, at_cols]]
    wanted = owner >= 0
    owner = owner[wanted]
    row, col = frame.to_page(
        at_rows[wanted].astype(np.float64) + 0.5, at_cols[wanted].astype(np.float64) + 0.5
    )
    # A working pixel covers half its side, in page pixels, all around its middle.
    half = 0.5 / frame.scale
    boxes = np.empty((numbers.size, 4))
    boxes[:, :2], boxes[:, 2:] = np.inf, -np.inf
    np.minimum.at(boxes[:, 0], owner, row - half)
    np.minimum.at(boxes[:, 1], owner, col - half)
    np.maximum.at(boxes[:, 2], owner, row + half)
    np.maximum.at(boxes[:, 3], owner, col + half)
    limits = np.array([frame.height, frame.width])
    first = np.clip(np.floor(boxes[:, :2] + ROUNDING), 0, limits - 1)
    last = np.clip(np.ceil(boxes[:, 2:] - ROUNDING), first + 1, limits)
    return np.concatenate([first, last], axis=1).astype(np.int64)


def _sine_cosine(skew: float) -> tuple[float, float]:
    return float(np.sin(np.radians(skew))), float(np.cos(np.radians(skew)))
