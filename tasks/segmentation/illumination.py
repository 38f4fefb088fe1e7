"""Illumination: how much darker than the paper around it each pixel of a page is."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

FloatImage = npt.NDArray[np.float32]
ByteImage = npt.NDArray[np.uint8]

#: Share of a patch's pixels taken to be darker than its paper: strokes rarely fill more than half.
PAPER_PERCENTILE = 70.0
#: Patches looked at together; dark marks narrower than this many patches are bridged.
BRIDGED_PATCHES = 5
#: Pixels looked at in a patch, at most, along each side: enough for a stable percentile.
PATCH_SAMPLES = 12
#: Paper darker than this is as good as black; dividing by less would only magnify its noise.
DARKEST_PAPER = 32.0
#: Noise of a channel, in absorbance, below which 8-bit rounding dominates anyway.
ROUNDING_NOISE = 0.004
#: Share of pixels, the darkest ones, from which the colour of the ink is learnt.
INK_SHARE = 0.02
#: Pixels that are shrunk at a time.
STRIP_PIXELS = 4_000_000
#: Pixels from which channel weights are learnt, at most; more would not change them.
WEIGHT_SAMPLES = 200_000


def reduce_pixels(pixels: ByteImage, max_pixels: int) -> tuple[ByteImage, int]:
    """Shrink a picture by a whole factor, averaging, until it has at most so many pixels.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 ndarray
        A colour picture.
    max_pixels : int
        Pixels that the result may have; thin pictures keep one pixel across.

    Returns
    -------
    pixels : (h, w, 3) uint8 ndarray
        The smaller picture; ``h = ceil(H / factor)``.
    factor : int
        By how much it was shrunk.
    """
    height, width = pixels.shape[:2]
    factor = 1
    while -(-height // factor) * -(-width // factor) > max_pixels:
        factor += 1
    if factor == 1:
        return pixels, 1
    # Strip by strip: a copy of a large page would take more memory than everything else.
    strip = factor * max(1, STRIP_PIXELS // (factor * width))
    parts = [
        np.asarray(Image.fromarray(np.ascontiguousarray(pixels[top : top + strip])).reduce(factor))
        for top in range(0, height, strip)
    ]
    return np.concatenate(parts), factor


def brightness(pixels: ByteImage) -> FloatImage:
    """Return the mean of a picture's three channels: (H, W) float32 grey levels."""
    mean: FloatImage = pixels.mean(axis=2, dtype=np.float32)
    return mean


def absorbance(pixels: ByteImage, patch: int) -> FloatImage:
    """Measure how much darker than the paper around it each pixel is.

    The paper's brightness is taken patch by patch in each colour channel, so that shadows and
    tinted light vanish. The channels are then weighed so that the page's own ink stands out best
    against the page's own noise: a matched filter, which prefers the red channel for faint blue
    ink and the green or blue one for red ink.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 ndarray
        A colour picture.
    patch : int
        Side of a patch in pixels, wider than a pen stroke.

    Returns
    -------
    (H, W) float32 ndarray
        0 where the pixel is as bright as the paper, 1 where it is black, negative where brighter.
    """
    channels = [channel_absorbance(pixels[..., channel], patch) for channel in range(3)]
    weights = channel_weights(channels)
    total = np.zeros_like(channels[0])
    for weight, channel in zip(weights, channels, strict=True):
        total += np.float32(weight) * channel
    return total


def channel_absorbance(channel: ByteImage, patch: int) -> FloatImage:
    """Compare each pixel of one channel with the paper around it.

    Parameters
    ----------
    channel : (H, W) uint8 ndarray
        One colour channel.
    patch : int
        Side of a patch in pixels.

    Returns
    -------
    (H, W) float32 ndarray
        ``1 - channel / paper``; negative where the pixel is brighter than the paper.
    """
    paper = paper_brightness(channel, patch)
    darker = (paper - channel) / np.maximum(paper, np.float32(DARKEST_PAPER))
    return darker.astype(np.float32, copy=False)


def paper_brightness(channel: ByteImage, patch: int) -> FloatImage:
    """Estimate the brightness that the bare paper would have at each pixel.

    Parameters
    ----------
    channel : (H, W) uint8 ndarray
        One colour channel.
    patch : int
        Side of a patch in pixels.

    Returns
    -------
    (H, W) float32 ndarray
        Grey levels.
    """
    grid = patch_percentile(channel, patch, PAPER_PERCENTILE)
    # Beyond the page light goes on rising or falling as it does at its edge; without that, bridging
    # would lift the paper along a shaded edge.
    margin = BRIDGED_PATCHES - 1
    grid = _continued(grid, margin)
    grid = ndimage.grey_closing(grid, size=(BRIDGED_PATCHES, BRIDGED_PATCHES), mode="nearest")
    grid = ndimage.median_filter(grid, size=3, mode="nearest")
    shape = (channel.shape[0] + margin * patch, channel.shape[1] + margin * patch)
    return spread_patches(grid, patch, shape)[margin * patch :, margin * patch :]


def paper_colour(pixels: ByteImage, patch: int) -> ByteImage:
    """Estimate what the bare paper would look like: `paper_brightness` of every channel.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 ndarray
        A colour picture.
    patch : int
        Side of a patch in pixels.

    Returns
    -------
    (H, W, 3) uint8 ndarray
        The picture without its ink.
    """
    channels = [paper_brightness(pixels[..., channel], patch) for channel in range(3)]
    colour: ByteImage = np.clip(np.rint(np.stack(channels, axis=2)), 0, 255).astype(np.uint8)
    return colour


def patch_percentile(image: npt.NDArray[Any], patch: int, percentile: float) -> FloatImage:
    """Take a percentile of each square patch of a picture.

    Parameters
    ----------
    image : (H, W) ndarray
        Any picture.
    patch : int
        Side of a patch in pixels; the last patches overlap their neighbours' pixels by repetition.
    percentile : float
        0 to 100.

    Returns
    -------
    (ceil(H / patch), ceil(W / patch)) float32 ndarray
        One value a patch.
    """
    blocks = _blocks(image, patch)
    rank = round(percentile / 100.0 * (blocks.shape[2] - 1))
    chosen: FloatImage = np.partition(blocks, rank, axis=2)[:, :, rank].astype(np.float32)
    return chosen


def spread_patches(grid: FloatImage, patch: int, shape: tuple[int, int]) -> FloatImage:
    """Interpolate values of patches, bilinearly, to all pixels of a picture of a given shape."""
    rows, cols = grid.shape
    picture = Image.fromarray(np.ascontiguousarray(grid, dtype=np.float32))
    large = picture.resize((cols * patch, rows * patch), Image.Resampling.BILINEAR)
    return np.asarray(large, dtype=np.float32)[: shape[0], : shape[1]]


def channel_weights(channels: list[FloatImage]) -> npt.NDArray[np.float64]:
    """Weigh colour channels so that ink stands out from noise as well as they allow.

    Parameters
    ----------
    channels : list of (H, W) float32 ndarray
        Absorbance in each channel.

    Returns
    -------
    (C,) float64 ndarray
        Non-negative weights of sum 1.
    """
    step = max(1, channels[0].size // WEIGHT_SAMPLES)
    samples = np.stack([channel.ravel()[::step] for channel in channels]).astype(np.float64)
    darkness = samples.max(axis=0)
    count = max(1, round(INK_SHARE * darkness.size))
    dark = np.argpartition(darkness, darkness.size - count)[darkness.size - count :]
    ink = np.maximum(samples[:, dark].mean(axis=1), 0.0)
    # The paper's own spread: the half of the pixels that lie nearest to their channels' medians.
    spread = samples - np.median(samples, axis=1, keepdims=True)
    near = spread[:, np.abs(spread).sum(axis=0) <= np.median(np.abs(spread).sum(axis=0))]
    covariance = near @ near.T / max(1, near.shape[1])
    covariance += ROUNDING_NOISE**2 * np.eye(len(channels))
    weights = np.maximum(np.linalg.solve(covariance, ink), 0.0)
    if weights.sum() <= 0.0:
        return np.full(len(channels), 1.0 / len(channels))
    weights = weights / weights.sum()
    # Half stays with all channels: a second ink of another colour must not vanish.
    mixed: npt.NDArray[np.float64] = 0.5 * weights + 0.5 / len(channels)
    return mixed


def _continued(grid: FloatImage, margin: int) -> FloatImage:
    """Continue a grid of grey levels on all sides, as steeply as it ends but for its noise."""
    outside: FloatImage = ndimage.median_filter(grid, size=3, mode="nearest")
    for axis in (0, 1):
        width = [(0, 0), (0, 0)]
        width[axis] = (margin, margin)
        if grid.shape[axis] > 1:
            outside = np.pad(outside, width, mode="reflect", reflect_type="odd")
        else:
            outside = np.pad(outside, width, mode="edge")
    outside[margin:-margin, margin:-margin] = grid
    continued: FloatImage = np.clip(outside, 0.0, 255.0)
    return continued


def _blocks(image: npt.NDArray[Any], patch: int) -> npt.NDArray[Any]:
    rows, cols = -(-image.shape[0] // patch), -(-image.shape[1] // patch)
    offsets = np.unique(np.linspace(0, patch - 1, min(patch, PATCH_SAMPLES)).round().astype(int))
    # The last patches are filled up by repeating what pixels they have, mirrored.
    at_rows = _mirrored((np.arange(rows)[:, None] * patch + offsets).ravel(), image.shape[0])
    at_cols = _mirrored((np.arange(cols)[:, None] * patch + offsets).ravel(), image.shape[1])
    sampled = image[at_rows][:, at_cols]
    side = offsets.size
    split: npt.NDArray[Any] = sampled.reshape(rows, side, cols, side).swapaxes(1, 2)
    return split.reshape(rows, cols, side * side)


def _mirrored(positions: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """Reflect positions past the end back into the picture."""
    return np.clip(np.where(positions < size, positions, 2 * size - 1 - positions), 0, size - 1)
