"""Observing: pictures on a page's way through segmentation, for whoever wants to see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

#: Is told a stage and how to make its picture, which costs nothing unless it is made. A stage may
#: come again, when the page is looked at once more; its last picture is the one that counts.
Observer = Callable[[str, Callable[[], npt.NDArray[Any]]], None]

#: Brightness of the bare paper, (h, w, 3) uint8, as the page lies.
BACKGROUND = "background"
#: How much darker than the paper each pixel is, (H, W) float32, level like all that follow.
DARKNESS = "darkness"
#: Which pixels are ink, (H, W) bool.
INK = "ink"
#: Which pixels were taken for printed rulings, (H, W) bool; not there where no page has any.
RULINGS = "rulings"
#: Which of the ink went into glyphs, (H, W) bool.
GLYPHS = "glyphs"


def unobserved(stage: str, picture: Callable[[], npt.NDArray[np.generic]]) -> None:
    """Look at nothing."""
