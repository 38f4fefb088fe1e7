"""Edges: pieces of dark surroundings that look like ink, told by having paper on one side only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from tasks.segmentation.binarise import BoolImage
from tasks.segmentation.components import Components, LabelImage
from tasks.segmentation.illumination import FloatImage

#: A ring around a piece is looked at, from and to so many pixels from it: beyond its soft edge.
INNER, OUTER = 3, 5
#: A pixel of the ring is dark if it is nearer to the ink than to the paper by this share.
DARK_SHARE = 0.4
#: Percentile of the ring's brightness that is paper, wherever there is paper at all.
PAPER_PERCENTILE = 85.0
#: From this share of dark pixels on, one side of the piece is dark.
DARK_SIDE = 0.3


def has_dark_side(
    pieces: Components, labels: LabelImage, brightness: FloatImage
) -> npt.NDArray[np.bool_]:
    """Say which pieces have paper on one side only.

    A stroke is darker than what lies on both sides of it. The edge of a sheet on a dark desk, or
    of a hard shadow, is as bright as what lies on its dark side.

    Parameters
    ----------
    pieces : Components
        Pieces of ink.
    labels : (H, W) int32 ndarray
        Piece that each pixel belongs to.
    brightness : (H, W) float32 ndarray
        Grey levels, not evened out.

    Returns
    -------
    (N,) bool ndarray
        True for edges.
    """
    return np.array(
        [
            _dark_share(labels, brightness, int(number), box) > DARK_SIDE
            for number, *box in zip(
                pieces.label, pieces.top, pieces.left, pieces.bottom, pieces.right, strict=True
            )
        ],
        dtype=np.bool_,
    )


def _dark_share(
    labels: LabelImage, brightness: FloatImage, number: int, box: list[np.int64]
) -> float:
    top, left = max(int(box[0]) - OUTER, 0), max(int(box[1]) - OUTER, 0)
    window = (slice(top, int(box[2]) + OUTER), slice(left, int(box[3]) + OUTER))
    own = labels[window] == number
    inner = _grown(own, INNER)
    around = brightness[window][_grown(inner, OUTER - INNER) & ~inner]
    if not around.size:
        return 0.0
    ink = float(np.median(brightness[window][own]))
    paper = float(np.percentile(around, PAPER_PERCENTILE))
    return float((around < ink + DARK_SHARE * (paper - ink)).mean())


def _grown(mask: BoolImage, by: int) -> BoolImage:
    grown: BoolImage = ndimage.maximum_filter(mask, size=2 * by + 1, mode="constant")
    return grown
