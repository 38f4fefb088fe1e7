"""Augmentation: prepared characters bent, thickened and soiled as other hands and scans would.

Affine bends stand for slant and carelessness, elastic ones for an unsteady hand [1]_, thickness for
what remains of the pen, noise and blur for the scanner.

References
----------
.. [1] P. Y. Simard, D. Steinkraus, J. C. Platt, "Best Practices for Convolutional Neural Networks
   Applied to Visual Document Analysis", ICDAR 2003.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from model.blur import NO_WEIGHT, blur_matrices
from schemas.settings import AugmentSettings

Floats = npt.NDArray[np.float32]

#: Samples bent at a time: what is worked on fits a processor's second-level cache.
CHUNK = 32
#: Reach over which an unsteady hand's errors are alike, relative to the side (4 of 28 in [1]_).
ELASTIC_REACH = 1 / 7
#: Blur, in pixels, before a stroke is cut anew at another level.
THICKNESS_BLUR = 1.0
#: Levels at which blurred strokes are cut: thickest and thinnest; 0.5 keeps an edge where it is.
THICKEST, THINNEST = 0.28, 0.62
#: Axes are scaled to no less than this, however unlikely a draw is.
LEAST_SCALE = 0.3


def augment(batch: Floats, settings: AugmentSettings, rng: np.random.Generator) -> Floats:
    """Draw a variant of each sample.

    Parameters
    ----------
    batch : (N, 1, S, S) ndarray of float32
        Prepared glyphs, ink 1 on paper 0; left as they are.
    settings : AugmentSettings
        How far to go; a setting of 0 leaves its step out, and all 0 give the batch back unchanged.
    rng : numpy.random.Generator
        Where the draws come from; the same state gives the same variants.

    Returns
    -------
    (N, 1, S, S) ndarray of float32
        Values in 0..1.

    Examples
    --------
    >>> batch = np.zeros((2, 1, 32, 32), np.float32)
    >>> batch[:, 0, 6:26, 15:18] = 1
    >>> augment(batch, AugmentSettings(), np.random.default_rng(0)).shape
    (2, 1, 32, 32)
    """
    variants = np.empty_like(batch, dtype=np.float32)
    for start in range(0, len(batch), CHUNK):
        chunk = batch[start : start + CHUNK, 0]
        variants[start : start + CHUNK, 0] = _varied(chunk, settings, rng)
    return variants


def warp(pictures: Floats, rows: Floats, columns: Floats) -> Floats:
    """Look up pictures at other places, bilinearly; beyond them lies paper.

    Parameters
    ----------
    pictures : (N, S, S) ndarray of float32
        Pictures to look up.
    rows, columns : (N, S, S) ndarray of float32
        Where each pixel of the result comes from, in pixels; whole numbers are pixel centres.

    Returns
    -------
    (N, S, S) ndarray of float32
        The bent pictures.
    """
    count, side = pictures.shape[:2]
    stride = side + 3
    padded = np.zeros((count, stride, stride), np.float32)
    padded[:, 1 : side + 1, 1 : side + 1] = pictures
    rows = np.clip(rows + 1, 0, side + 1)
    columns = np.clip(columns + 1, 0, side + 1)
    top, left = rows.astype(np.int32), columns.astype(np.int32)
    rows -= top
    columns -= left
    places = top.astype(np.intp)
    places *= stride
    places += left
    places += np.arange(count)[:, None, None] * stride**2
    flat = padded.ravel()
    upper = _between(flat, places, columns)
    places += stride
    lower = _between(flat, places, columns)
    lower -= upper
    lower *= rows
    upper += lower
    return upper


def smooth_fields(count: int, side: int, rng: np.random.Generator) -> Floats:
    """Draw smooth random fields of mean 0 and variance 1, of shape (count, side, side).

    White noise on a coarse grid, smoothed by a normal distribution whose width is the grid's step:
    what smoothing white noise on every pixel gives, at a fraction of the draws.
    """
    weights = _smoothing(side)
    grid = weights.shape[1]
    noise = rng.standard_normal((count, grid, grid), dtype=np.float32)
    return np.asarray(weights @ noise @ weights.T, np.float32)


def cut_strokes(pictures: Floats, levels: Floats) -> Floats:
    """Blur strokes and cut them anew: below 0.5 they grow thicker, above it thinner.

    Parameters
    ----------
    pictures : (N, S, S) ndarray of float32
        Ink 1, paper 0.
    levels : (N,) ndarray of float32
        Grey level of the blurred stroke that becomes its edge.

    Returns
    -------
    (N, S, S) ndarray of float32
        Values in 0..1; edges are about a pixel wide.
    """
    blurring = blur_matrices(np.array([THICKNESS_BLUR], np.float32), pictures.shape[1])[0]
    strokes = np.asarray(blurring @ pictures @ blurring.T, np.float32)
    strokes -= levels[:, None, None]
    strokes *= np.float32(THICKNESS_BLUR * math.sqrt(2 * math.pi))
    strokes += np.float32(0.5)
    return np.clip(strokes, 0, 1, out=strokes)


def _varied(pictures: Floats, settings: AugmentSettings, rng: np.random.Generator) -> Floats:
    count, side = pictures.shape[:2]
    if settings.rotation or settings.shear or settings.scale or settings.shift or settings.elastic:
        pictures = warp(pictures, *_sources(count, side, settings, rng))
    else:
        pictures = pictures.copy()
    if settings.thickness:
        chosen = np.flatnonzero(rng.random(count, dtype=np.float32) < settings.thickness)
        levels = rng.uniform(THICKEST, THINNEST, chosen.size).astype(np.float32)
        pictures[chosen] = cut_strokes(pictures[chosen], levels)
    if settings.blur:
        sigmas = np.abs(rng.standard_normal(count, dtype=np.float32)) * np.float32(settings.blur)
        blurring = blur_matrices(sigmas, side)
        pictures = np.asarray(blurring @ pictures @ blurring.transpose(0, 2, 1), np.float32)
    if settings.noise:
        strength = rng.standard_normal((count, 1, 1), dtype=np.float32) * np.float32(settings.noise)
        noise = rng.standard_normal(pictures.shape, dtype=np.float32)
        noise *= strength
        pictures += noise
    return np.clip(pictures, 0, 1, out=pictures)


def _sources(
    count: int, side: int, settings: AugmentSettings, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw where the pixels of each variant come from: rows and columns, (N, S, S) each."""
    angle, shear, tall, wide, down, across = rng.standard_normal((6, count, 1, 1), dtype=np.float32)
    angle *= np.float32(math.radians(settings.rotation))
    shear *= np.float32(settings.shear)
    tall = 1 / np.maximum(1 + settings.scale * tall, LEAST_SCALE)
    wide = 1 / np.maximum(1 + settings.scale * wide, LEAST_SCALE)
    middle = np.float32((side - 1) / 2)
    from_middle = np.arange(side, dtype=np.float32) - middle
    rows, columns = from_middle[:, None], from_middle[None, :]
    cosine, sine = np.cos(angle), np.sin(angle)
    turned_rows = cosine * rows + sine * columns
    turned_columns = cosine * columns - sine * rows
    turned_columns += shear * turned_rows
    turned_rows *= tall
    turned_columns *= wide
    turned_rows += middle + settings.shift * side * down
    turned_columns += middle + settings.shift * side * across
    if settings.elastic:
        bends = smooth_fields(2 * count, side, rng)
        bends *= np.float32(settings.elastic * side)
        turned_rows += bends[:count]
        turned_columns += bends[count:]
    return turned_rows.astype(np.float32), turned_columns.astype(np.float32)


def _between(flat: Floats, places: npt.NDArray[np.intp], shares: Floats) -> Floats:
    """Values between those at places and one further, by their shares."""
    values = flat.take(places)
    further = flat[1:].take(places)
    further -= values
    further *= shares
    values += further
    return values


@lru_cache(maxsize=16)
def _smoothing(side: int) -> Floats:
    """Weights (side, grid points) that smooth a coarse grid's noise to variance 1."""
    step = ELASTIC_REACH * side
    beyond = 3  # steps after which the normal distribution's weight is gone
    grid = np.arange(-beyond * step, side - 1 + beyond * step + step, step)
    weights = np.exp(-((np.arange(side)[:, None] - grid) ** 2) / (2 * step**2))
    weights[weights < NO_WEIGHT] = 0
    weights /= np.sqrt((weights**2).sum(axis=1, keepdims=True))
    matrix = weights.astype(np.float32)
    matrix.flags.writeable = False
    return matrix
