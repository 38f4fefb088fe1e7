"""Mending: rulings taken out of a page, and the strokes that crossed them left whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from tasks.segmentation.binarise import BoolImage
from tasks.segmentation.following import Ruling
from tasks.segmentation.illumination import FloatImage

Ints = npt.NDArray[np.int64]

#: Percentile of the darkness along a ruling that is the ruling's own: letters cover less than the
#: rest of it.
OWN_PERCENTILE = 35.0
#: A ruling's own darkness is followed along stretches of so many pixels.
STRETCH = 96
#: Rows of a ruling fainter than this share of the page's ink are its soft edge.
EDGE_SHARE = 0.1
#: Rows looked at beyond a ruling on both sides, for strokes that come from there; they do if they
#: are at least so dark there, relative to the page's ink.
BEYOND, STROKE_SHARE = 2, 0.4
#: Ink that a stroke which lies on a ruling adds to its columns, in pixels of full ink, at least.
LEAST_ADDED = 0.8
#: Narrower strokes, pixels, are noise; narrower breaks are none.
LEAST_STROKE, LARGEST_BREAK = 2, 2
#: On a ruling paler than this share of the ink strokes are told by their darkness ...
PALE_SHARE = 0.7
#: ... of at least this share of what ink adds to the ruling's own.
INK_SHARE = 0.4
#: A stroke moves sideways, while it crosses a ruling, by at most so many times the ruling's width.
LARGEST_SHIFT = 1.2


def take_out(
    absorbance: FloatImage, across: Sequence[Ruling], upright: Sequence[Ruling], darkness: float
) -> FloatImage:
    """Take rulings out of a page and leave the strokes that cross them.

    Where a stroke crosses a ruling, touches it or runs along it, the column there holds more ink
    than the ruling alone. That is measured against the ruling's own profile, so that a stroke which
    lies on a ruling but for half a pixel is still kept.

    Parameters
    ----------
    absorbance : (H, W) float32 ndarray
        Darkness of each pixel.
    across, upright : sequence of Ruling
        Rulings along the rows, and along the columns (found in the transposed picture).
    darkness : float
        Typical absorbance of the page's ink.

    Returns
    -------
    (H, W) float32 ndarray
        A copy; no darker than paper where there was nothing but rulings.
    """
    lying = band(absorbance.shape, across)
    standing = band(absorbance.shape[::-1], upright).T
    gone = lying | standing
    kept = np.zeros_like(gone)
    for one in across:
        _keep_strokes((gone, kept), absorbance, standing, one, darkness)
    for one in upright:
        _keep_strokes((gone.T, kept.T), absorbance.T, lying.T, one, darkness)
    gone &= ~kept
    return np.where(gone, np.float32(0.0), absorbance)


def band(shape: tuple[int, ...], rulings: Sequence[Ruling]) -> BoolImage:
    """Return which pixels of a picture lie on rulings along its rows."""
    covered = np.zeros(shape, dtype=np.bool_)
    for one in rulings:
        reach = int(np.ceil(one.thickness / 2))
        rows, cols = _window(one, reach)
        inside = (rows >= 0) & (rows < shape[0])
        covered[rows[inside], np.broadcast_to(cols, rows.shape)[inside]] = True
    return covered


def _window(one: Ruling, reach: int) -> tuple[Ints, Ints]:
    """Return the rows and columns of pixels within reach of a ruling: (2 reach + 1, N) each."""
    rows = np.rint(one.middle).astype(np.int64)[None, :] + np.arange(-reach, reach + 1)[:, None]
    return rows, np.arange(one.start, one.stop)[None, :]


def _keep_strokes(
    marked: tuple[BoolImage, BoolImage],
    absorbance: FloatImage,
    crossing: BoolImage,
    one: Ruling,
    darkness: float,
) -> None:
    """Mark, in place, which pixels belong to one ruling and which of them strokes cover too."""
    widest = int(np.ceil(one.thickness / 2)) + 1
    rows, cols = _window(one, widest + BEYOND)
    inside = (rows >= 0) & (rows < absorbance.shape[0])
    rows = np.clip(rows, 0, absorbance.shape[0] - 1)
    values = np.where(inside, _sampled(absorbance, rows, cols, one), np.float32(0.0))
    crossed = crossing[rows[widest + BEYOND], cols[0]]
    free = values[:, ~crossed] if not crossed.all() else values
    profile = np.maximum(np.percentile(free, OWN_PERCENTILE, axis=1), 0.0)
    middle = widest + BEYOND
    soft = np.flatnonzero(profile > EDGE_SHARE * darkness)
    reach = int(np.abs(soft - middle).max()) if soft.size else 0
    reach = min(max(reach, round(one.thickness / 2)), widest)
    ruled = slice(middle - reach, middle + reach + 1)
    own = profile[:, None] * _strength(values[ruled], profile[ruled], crossed)
    added = values - own
    around = slice(ruled.start - BEYOND, ruled.stop + BEYOND)
    lies = added[around].sum(axis=0) > LEAST_ADDED * darkness
    if profile.max() < PALE_SHARE * darkness:
        stroke = added[ruled] > INK_SHARE * (darkness - own[ruled])
        stroke &= _smooth(lies, crossed)[None, :]
    else:
        above = added[ruled.start - BEYOND : ruled.start].mean(axis=0) > STROKE_SHARE * darkness
        below = added[ruled.stop : ruled.stop + BEYOND].mean(axis=0) > STROKE_SHARE * darkness
        within = added[ruled].sum(axis=0) > LEAST_ADDED * darkness
        stroke = _across(_smooth(above, crossed), _smooth(below, crossed), 2 * reach + 1)
        stroke |= _smooth(within, crossed)[None, :]
    gone, kept = marked
    at = (rows[ruled], np.broadcast_to(cols, rows[ruled].shape))
    gone[at] = True
    kept[at] |= stroke & inside[ruled]


def _sampled(absorbance: FloatImage, rows: Ints, cols: Ints, one: Ruling) -> FloatImage:
    """Read a picture at rows moved by the part of a pixel by which a ruling's middle lies off."""
    off = (one.middle - np.rint(one.middle)).astype(np.float32)[None, :]
    beside = np.clip(rows + np.sign(off).astype(np.int64), 0, absorbance.shape[0] - 1)
    share = np.abs(off)
    sampled = (1 - share) * absorbance[rows, cols] + share * absorbance[beside, cols]
    return sampled.astype(np.float32)


def _across(above: BoolImage, below: BoolImage, thickness: int) -> BoolImage:
    """Draw strokes through a ruling from where they touch it: (thickness, N).

    What comes out opposite is joined; what does not ends in the middle.
    """
    drawn = np.zeros((thickness, above.size), dtype=np.bool_)
    half = (thickness + 1) // 2
    drawn[:half] = above
    drawn[-half:] |= below
    down = np.arange(thickness)[:, None] / max(thickness - 1, 1)
    cols = np.arange(above.size)[None, :]
    for left, right in _spans(above):
        for other_left, other_right in _spans(below):
            apart = max(left - other_right, other_left - right)
            if apart <= LARGEST_SHIFT * thickness:
                first = left + (other_left - left) * down
                last = right + (other_right - right) * down
                drawn |= (cols >= np.floor(first)) & (cols < np.ceil(last))
    return drawn


def _spans(mask: BoolImage) -> list[tuple[int, int]]:
    """Return first and one past last of each run."""
    change = np.flatnonzero(np.diff(np.pad(mask, 1).astype(np.int8)))
    return list(zip(change[::2].tolist(), change[1::2].tolist(), strict=True))


def _smooth(stroke: BoolImage, crossed: BoolImage) -> BoolImage:
    """Drop what is too narrow for a stroke, and close small breaks."""
    stroke = _without_crossings(stroke, crossed)
    stroke = ndimage.binary_closing(np.pad(stroke, 4), np.ones(LARGEST_BREAK + 1))[4:-4]
    smooth: BoolImage = ndimage.binary_opening(stroke, np.ones(LEAST_STROKE))
    return smooth


def _strength(core: FloatImage, own: npt.NDArray[np.float64], crossed: BoolImage) -> FloatImage:
    """Follow how strong a ruling is along its way, relative to its profile: (1, N)."""
    width = core.shape[1]
    weight = own / max(float((own**2).sum()), 1e-9)
    along = weight @ core
    along[crossed] = np.nan
    count = max(1, round(width / STRETCH))
    edges = np.linspace(0, width, count + 1).round().astype(np.int64)
    known, found = [], []
    for first, last in pairwise(edges.tolist()):
        free = along[first:last][np.isfinite(along[first:last])]
        if free.size:
            known.append((first + last - 1) / 2)
            found.append(np.percentile(free, OWN_PERCENTILE))
    if not known:
        return np.ones((1, width), dtype=np.float32)
    smooth = ndimage.median_filter(np.array(found), size=3, mode="nearest")
    drawn: FloatImage = np.interp(np.arange(width), known, smooth).astype(np.float32)
    return np.clip(drawn, 0.0, 1.5)[None, :]


def _without_crossings(stroke: BoolImage, crossed: BoolImage) -> BoolImage:
    """Keep strokes where another ruling crosses only if they go on at both sides of it."""
    if not crossed.any():
        return stroke
    labels, count = ndimage.label(crossed)
    kept = stroke & ~crossed
    for (cols,) in ndimage.find_objects(labels)[:count]:
        before, after = cols.start - 1, cols.stop
        kept[cols] = (
            before >= 0 and after < stroke.size and bool(stroke[before]) and bool(stroke[after])
        )
    return kept
