"""Glyphs to be taken apart."""

import numpy as np
import pytest

HEIGHT = 40


@pytest.fixture(scope="session")
def glyph():
    """Return a function that makes a row of the table of glyphs: its number, left end, picture."""
    return _glyph


@pytest.fixture(scope="session")
def crossed():
    """Two upright strokes 48 columns apart and a bar between them: 60 columns."""
    picture = np.zeros((HEIGHT, 60), np.uint8)
    picture[:, :6] = picture[:, 54:] = picture[18:22] = 255
    return picture


def _glyph(number, left, picture, scale=1.0):
    height, width = picture.shape
    level = (0.0, float(left), height / scale, left + width / scale)
    return {
        "glyph": number,
        "height": height,
        "width": width,
        "pixels": picture.ravel().tolist(),
        **dict(zip(("top", "left", "bottom", "right"), (int(side) for side in level), strict=True)),
        **dict(zip(("level_top", "level_left", "level_bottom", "level_right"), level, strict=True)),
    }
