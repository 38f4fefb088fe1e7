"""Size: how tall the text on a page is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tasks.segmentation.components import Components

#: Pieces this low are dots and noise, in pixels of whatever picture they are found in.
LEAST_PIXELS = 4
#: Pieces taller than this share of the picture are edges and shadows, not text.
TALLEST_SHARE = 0.7
#: Pieces at the picture's border that are longer than this share of it are edges.
BORDER_SHARE = 0.12
#: Pieces paler than this share of the page's ink are dirt. That ink is taken to be no darker than
#: this percentile, by area, of what has the form of text: a frame may be much darker.
PALEST_SHARE, INK_PERCENTILE = 0.35, 80.0
#: Longer pieces than this, relative to their height, are rules and folds.
LONGEST_ASPECT = 8.0
#: Pieces that fill more of their box than this, and are not longer either way than so many times
#: the other, are solid: specks and dots. Strokes of writing leave most of their box empty, or are
#: long.
SOLID_FILL, SOLID_ASPECT = 0.66, 2.5
#: Size is told by writing alone where there are so many pieces of it.
LEAST_WRITING = 8
#: A piece emptier than this share of its box is a long curve or frame around something.
EMPTIEST = 0.02


def text_like(pieces: Components, shape: tuple[int, int], darkness: float) -> npt.NDArray[np.bool_]:
    """Say which pieces of ink may be characters or parts of them, whatever the size of text.

    Parameters
    ----------
    pieces : Components
        All pieces of the page.
    shape : tuple of int
        Size of the picture.
    darkness : float
        Typical absorbance of the page's ink.

    Returns
    -------
    (N,) bool ndarray
        True for pieces that may be text.
    """
    height, width = pieces.height, pieces.width
    at_border = touches_border(pieces, shape)
    edge = at_border & (
        (height > BORDER_SHARE * shape[0]) & (height > 2 * width)
        | (width > BORDER_SHARE * shape[1]) & (width > 2 * height)
        | (height > 3 * BORDER_SHARE * shape[0])
        | (width > 3 * BORDER_SHARE * shape[1])
    )
    huge = (height > TALLEST_SHARE * shape[0]) & (shape[0] > shape[1] / LONGEST_ASPECT)
    long = width > LONGEST_ASPECT * height
    empty = pieces.area < EMPTIEST * height * width
    formed = (height >= LEAST_PIXELS) & ~edge & ~huge & ~long & ~empty
    darkness = min(darkness, _darkness(pieces.chosen(formed)))
    chosen: npt.NDArray[np.bool_] = formed & (pieces.darkness >= PALEST_SHARE * darkness)
    return chosen


def _darkness(pieces: Components) -> float:
    """Return how dark ink is that has the form of text; dirt is paler, however much there is."""
    if len(pieces) == 0:
        return 0.0
    order = np.argsort(pieces.darkness, kind="stable")
    area = np.cumsum(pieces.area[order])
    at = int(np.searchsorted(area, INK_PERCENTILE / 100 * area[-1]))
    return float(pieces.darkness[order][at])


def touches_border(pieces: Components, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Say which pieces touch the border of the picture."""
    touching: npt.NDArray[np.bool_] = (
        (pieces.top <= 0)
        | (pieces.left <= 0)
        | (pieces.bottom >= shape[0])
        | (pieces.right >= shape[1])
    )
    return touching


def text_height(pieces: Components) -> float:
    """Estimate the typical height of the text: half of the ink stands in taller pieces.

    The median is weighted with the length of the strokes (ink over stroke width is not known, so
    the half perimeter of the box stands for it): specks are many but small, a title is large but
    short.

    Parameters
    ----------
    pieces : Components
        Pieces that may be text.

    Returns
    -------
    float
        Pixels; 0 where there are no pieces.
    """
    if len(pieces) == 0:
        return 0.0
    writing = pieces.chosen(~_is_solid(pieces))
    if len(writing) >= LEAST_WRITING:
        pieces = writing
    height = pieces.height.astype(np.float64)
    weight = height + pieces.width
    order = np.argsort(height, kind="stable")
    share = np.cumsum(weight[order])
    return float(height[order][int(np.searchsorted(share, share[-1] / 2))])


def _is_solid(pieces: Components) -> npt.NDArray[np.bool_]:
    """Say which pieces are specks by their form, whatever their size."""
    shorter = np.minimum(pieces.height, pieces.width)
    compact = np.maximum(pieces.height, pieces.width) <= SOLID_ASPECT * shorter
    solid: npt.NDArray[np.bool_] = compact & (
        pieces.area > SOLID_FILL * pieces.height * pieces.width
    )
    return solid
