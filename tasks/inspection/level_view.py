"""Level view: a page turned and scaled as segmentation sees it, to draw upon."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from tasks.segmentation.illumination import reduce_pixels
from tasks.segmentation.level import Frame, draw_level, make_frame
from tasks.segmentation.looking import (
    MAX_MAGNIFICATION,
    OVERSAMPLING,
    WORKING_HEIGHT,
    WORKING_PIXELS,
)

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Colour = tuple[int, ...]

#: Share of the page's darkness that is left, so that what is drawn upon it stands out.
FADED = 0.5
_WHITE = 255.0


@dataclass(frozen=True)
class LevelView:
    """A picture of a level page, and where level positions lie in it.

    Attributes
    ----------
    pixels : (H, W, 3) uint8 ndarray
        The page, faded, its text along rows.
    frame : Frame
        How the picture, level positions and page positions belong together.
    """

    pixels: Pixels
    frame: Frame

    def boxes(self, level: Floats) -> Floats:
        """Map (N, 4) boxes top, left, bottom, right from level pixels to this picture's."""
        corner = np.array([self.frame.top, self.frame.left, self.frame.top, self.frame.left])
        boxes: Floats = (np.asarray(level, np.float64).reshape(-1, 4) - corner) * self.frame.scale
        return boxes

    def canvas(self) -> Canvas:
        """Return something to draw upon."""
        return Canvas(Image.fromarray(self.pixels))


class Canvas:
    """A picture to draw upon, in colours that may be translucent (red, green, blue, opacity)."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        self._draw = ImageDraw.Draw(image, "RGBA")

    def box(
        self, box: Floats, outline: Colour | None = None, fill: Colour | None = None, width: int = 2
    ) -> None:
        """Draw a box: top, left, bottom, right."""
        top, left, bottom, right = (float(side) for side in box)
        corners = [left, top, max(left, right - 1.0), max(top, bottom - 1.0)]
        self._draw.rectangle(corners, fill=fill, outline=outline, width=width)

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: Colour) -> None:
        """Draw a line between two (row, col) points."""
        self._draw.line([start[::-1], end[::-1]], fill=colour, width=2)

    def text(self, foot: tuple[float, float], text: str, height: float, colour: Colour) -> None:
        """Write a text about a column, its foot at a row; `height` in pixels."""
        font = ImageFont.load_default(max(height, 6.0))
        self._draw.text(foot[::-1], text, fill=colour, font=font, anchor="ms")

    def pixels(self) -> Pixels:
        """Return what was drawn: (H, W, 3) uint8."""
        return np.asarray(self._image.convert("RGB"), dtype=np.uint8)


def level_view(pixels: Pixels, skew: float, text_height: float) -> LevelView:
    """Turn a page level and bring its text to the height that segmentation works at.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 ndarray
        The page.
    skew : float
        Degrees by which its lines fall to the right.
    text_height : float
        Page pixels; 0 of a page without text, which keeps its size.
    """
    height, width = pixels.shape[:2]
    scale = min(
        WORKING_HEIGHT / text_height if text_height else 1.0,
        MAX_MAGNIFICATION,
        math.sqrt(WORKING_PIXELS / (height * width)),
    )
    frame = make_frame(height, width, skew, scale)
    reduced, factor = reduce_pixels(pixels, math.ceil(OVERSAMPLING * height * width * scale**2))
    # What lies outside the page is drawn as 0, which is to be white.
    absent = np.float32(FADED) * (np.float32(_WHITE) - reduced.astype(np.float32))
    channels = [draw_level(absent[..., channel], factor, frame) for channel in range(3)]
    level = np.clip(np.rint(_WHITE - np.stack(channels, axis=2)), 0, _WHITE).astype(np.uint8)
    return LevelView(level, frame)
