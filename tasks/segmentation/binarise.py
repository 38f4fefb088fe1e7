"""Binarise: which pixels of a page are ink."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from tasks.segmentation.illumination import FloatImage, patch_percentile, spread_patches

BoolImage = npt.NDArray[np.bool_]

#: In a normal distribution this percentile lies one standard deviation below the median.
ONE_SIGMA_BELOW = 15.87
#: Percentiles that lie so many standard deviations apart, in the paler quarter of the pixels.
BARE_PERCENTILES, BARE_SIGMAS = (5.0, 25.0), 0.97
#: Paper is nowhere darker than in so many percent of the page's patches.
DARKER_PAPER = 75.0
#: Noise under which 8-bit rounding and JPEG hide anyway, in absorbance.
LEAST_NOISE = 0.006
#: The surest ink lies so many standard deviations above the noise of its own paper.
SURE_SIGMAS = 6.0
#: Ink that joins sure ink lies so many standard deviations above it.
JOINED_SIGMAS = 3.0
#: Ink fainter than this, in absorbance, cannot be told from smudges and show-through ...
FAINTEST_INK = 0.07
#: ... unless nothing on the page is much darker: then it is ink from this share of what is darkest,
#: which is what so many percent of the page are paler than.
DARKEST_SHARE, DARKEST_OF_PAGE = 0.5, 99.5
#: Percentile of a patch that shows its ink's darkness where there is any.
DARKEST_PERCENTILE = 97.0
#: Local ink counts as down to this share of the page's ink: faint letters, not show-through.
FAINT_SHARE = 0.5
#: Share of the local ink's darkness above which a pixel is surely ink.
SURE_SHARE = 0.55
#: Share of it above which a pixel is ink if it touches sure ink; half-way up a soft edge.
JOINED_SHARE = 0.33
#: Levels of the histogram in which ink and dirt are parted.
HISTOGRAM_LEVELS = 128
#: Percentile of the ink's pixels that stands for its darkness; stroke edges are paler.
CORE_PERCENTILE = 70.0
#: Smoothing before the comparison, relative to the patch.
SMOOTHING = 0.025


@dataclass(frozen=True)
class Ink:
    """What of a page is ink.

    Attributes
    ----------
    mask : (H, W) bool ndarray
        Pixels of ink.
    darkness : float
        Typical absorbance of the page's ink; 0 where there is none.
    noise : (H, W) float32 ndarray
        Standard deviation of the paper around each pixel, in absorbance.
    smooth : (H, W) float32 ndarray
        Absorbance that ink was looked for in.
    """

    mask: BoolImage
    darkness: float
    noise: FloatImage
    smooth: FloatImage


def find_ink(absorbance: FloatImage, patch: int, sensitivity: float) -> Ink:
    """Tell ink from paper, with hysteresis: ink has a sure core and reaches as far as it fades.

    Both thresholds are the greater of a multiple of the paper's own noise around the pixel and a
    share of the ink's darkness around it, so that faint ink under a shadow stays whole while the
    grain of the paper, show-through and folds, which are paler than the page's ink, vanish.

    Parameters
    ----------
    absorbance : (H, W) float32 ndarray
        As `tasks.segmentation.illumination.absorbance` gives it.
    patch : int
        Side of the patches in which noise and darkness are measured, pixels: about a text height.
    sensitivity : float
        Above 1 fainter ink counts.

    Returns
    -------
    Ink
        The mask and what it was decided by.
    """
    shape = (absorbance.shape[0], absorbance.shape[1])
    smooth = ndimage.gaussian_filter(absorbance, SMOOTHING * patch, mode="nearest")
    paper, noise = (spread_patches(each, patch, shape) for each in plain_paper(smooth, patch))
    floor, edge = _floors(paper, noise, faintest_ink(smooth), sensitivity)
    darkness = ink_darkness(smooth[smooth > floor])
    if darkness == 0.0:
        return Ink(np.zeros(shape, dtype=np.bool_), 0.0, noise, smooth)
    local = patch_percentile(smooth, patch, DARKEST_PERCENTILE)
    local = ndimage.maximum_filter(local, size=3, mode="nearest")
    local = np.clip(local, FAINT_SHARE * darkness, darkness)
    local = spread_patches(local, patch, shape) / np.float32(sensitivity)
    sure = smooth > np.maximum(floor, SURE_SHARE * local)
    least = np.maximum(edge, JOINED_SHARE * local)
    return Ink(_joined(smooth > least, sure), darkness, noise, smooth)


def find_dark(ink: Ink, patch: int, sensitivity: float) -> BoolImage:
    """Find what is darker than paper, be it ink or pale printed ruling that covers much of it.

    Parameters
    ----------
    ink : Ink
        What was found at first.
    patch, sensitivity : int and float
        As they were given to `find_ink`.

    Returns
    -------
    (H, W) bool ndarray
        Pixels darker than paper; here and there grain is among them.
    """
    shape = ink.mask.shape
    paper, noise = (spread_patches(each, patch, shape) for each in bare_paper(ink.smooth, patch))
    bare = np.minimum(ink.noise, noise)
    # Noise makes no long runs, so less than what tells a speck of ink from it will do.
    _, edge = _floors(paper, bare, faintest_ink(ink.smooth), sensitivity)
    dark: BoolImage = ink.smooth > edge
    return dark


def _floors(
    paper: FloatImage, noise: FloatImage, faintest: float, sensitivity: float
) -> tuple[FloatImage, FloatImage]:
    """Return what is surely darker than paper, and what is if it joins that; absorbance.

    Strong noise darkens all of the paper, for what is paler than white is white: both are told
    above its level.
    """
    ratio = JOINED_SIGMAS / SURE_SIGMAS
    sure: FloatImage = np.maximum(paper + SURE_SIGMAS * noise, np.float32(faintest))
    edge: FloatImage = np.maximum(paper + JOINED_SIGMAS * noise, np.float32(ratio * faintest))
    return sure / np.float32(sensitivity), edge / np.float32(sensitivity)


def faintest_ink(absorbance: FloatImage) -> float:
    """Return the absorbance under which nothing on a page counts as ink.

    Examples
    --------
    >>> page = np.zeros((10, 100), dtype=np.float32)
    >>> page[:, :5] = 0.5
    >>> faintest_ink(page), faintest_ink(page / 5)
    (0.07, 0.05)
    """
    darkest = float(np.percentile(absorbance, DARKEST_OF_PAGE))
    return min(FAINTEST_INK, round(DARKEST_SHARE * darkest, 6))


def plain_paper(absorbance: FloatImage, patch: int) -> tuple[FloatImage, FloatImage]:
    """Estimate bare paper in each patch, in absorbance.

    Taken from the median and from below it, where no ink is; neighbours are asked where a patch is
    full of ink, and then the page.

    Returns
    -------
    (ceil(H / patch), ceil(W / patch)) float32 ndarray
        How dark it is, one value a patch: 0 but for noise.
    (ceil(H / patch), ceil(W / patch)) float32 ndarray
        Its standard deviation.
    """
    below = patch_percentile(absorbance, patch, ONE_SIGMA_BELOW)
    middle = patch_percentile(absorbance, patch, 50.0)
    level = ndimage.median_filter(middle, size=3, mode="nearest")
    most = float(np.percentile(level, DARKER_PAPER))
    spread = ndimage.median_filter(middle - below, size=3, mode="nearest").astype(np.float32)
    typical: FloatImage = np.minimum(level, most).astype(np.float32)
    least: FloatImage = np.maximum(spread, np.float32(LEAST_NOISE))
    return typical, least


def bare_paper(absorbance: FloatImage, patch: int) -> tuple[FloatImage, FloatImage]:
    """Estimate paper where ruling may cover up to half of each patch: from its palest pixels.

    Returns
    -------
    (ceil(H / patch), ceil(W / patch)) float32 ndarray
        Typical absorbance of bare paper, one value a patch; too low where little is covered.
    (ceil(H / patch), ceil(W / patch)) float32 ndarray
        Its standard deviation; too low where much is covered.
    """
    low, high = (patch_percentile(absorbance, patch, at) for at in BARE_PERCENTILES)
    spread = ndimage.median_filter((high - low) / BARE_SIGMAS, size=3, mode="nearest")
    level: FloatImage = ndimage.median_filter(high, size=3, mode="nearest").astype(np.float32)
    least: FloatImage = np.maximum(spread, np.float32(LEAST_NOISE)).astype(np.float32)
    return level, least


def ink_darkness(values: FloatImage) -> float:
    """Return the typical darkness of the ink among pixels that are darker than paper.

    Ink and dirt (show-through, edges of shadows) are parted where the variance between the two
    classes is greatest (Otsu 1979); if all is of one kind the split does no harm.

    Parameters
    ----------
    values : (N,) float32 ndarray
        Absorbance of the darker pixels.

    Returns
    -------
    float
        0 where there are none.
    """
    if values.size == 0:
        return 0.0
    counts, edges = np.histogram(values, bins=HISTOGRAM_LEVELS, range=(0.0, 1.0))
    centres = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    sums = np.cumsum(counts * centres)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    split = float(edges[1 + int(np.argmax(np.nan_to_num(between)))])
    upper = values[values >= split]
    return float(np.percentile(upper if upper.size else values, CORE_PERCENTILE))


def _joined(possible: BoolImage, sure: BoolImage) -> BoolImage:
    """Keep the connected parts of `possible` that hold something sure."""
    labels, count = ndimage.label(possible, structure=np.ones((3, 3)))
    kept = np.zeros(count + 1, dtype=np.bool_)
    kept[labels[sure]] = True
    kept[0] = False
    mask: BoolImage = kept[labels]
    return mask
