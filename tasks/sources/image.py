"""Image: a page as pixels, and the limits that it has to keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas.settings import LoadSettings
from tasks.sources.faults import over_limit


@dataclass(frozen=True)
class PageImage:
    """A page, upright, on white.

    Attributes
    ----------
    pixels : numpy.ndarray, shape (H, W, 3), dtype uint8
        Red, green and blue, 255 is light; rows from the top, columns from the left.
    dpi : float
        Dots per inch as the file states (PDF: as drawn); 0 unknown.
    orientation : int
        EXIF orientation, 1 to 8, that was undone; 1: none.
    """

    pixels: NDArray[np.uint8]
    dpi: float
    orientation: int


def check_size(path: Path, height: int, width: int, settings: LoadSettings) -> None:
    """Refuse a page of too many pixels, before one of them is decoded.

    Raises
    ------
    schemas.errors.PageRefused
        If a side or the area goes beyond the settings.
    """
    if max(height, width) > settings.max_side:
        raise over_limit(
            path, f"has {height} x {width} pixels, a side over the limit of {settings.max_side}"
        )
    if height * width > settings.max_pixels:
        raise over_limit(
            path, f"has {height} x {width} pixels, over the limit of {settings.max_pixels}"
        )
