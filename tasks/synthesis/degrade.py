"""Degradations: what cameras, scanners and papers do to pages, one factor at a time.

All functions take a page's pixels, (H, W, 3) uint8, an amount and a generator, and return new
pixels; the same amount and a generator of the same state give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy.ndimage import gaussian_filter

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_FULL = 255.0
_COARSE = 16  # cells across a page of light and stain fields, which are smooth
_LINE_SHARE = 1 / 28  # distance of ruled lines, of the page's longer side
_SPECK_INK = 60  # grey level of specks
_WORST_QUALITY, _BEST_QUALITY = 1, 95  # of JPEG


def rotate(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Turn a page by `amount` degrees, so that its lines fall to the right; the canvas grows."""
    paper = tuple(int(level) for level in np.median(pixels, axis=(0, 1)))
    turned = Image.fromarray(pixels).rotate(
        -amount, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=paper
    )
    return np.asarray(turned).copy()


def rescale(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Bring a page to `amount` times its size, as with a scan of another resolution.

    Raises
    ------
    ValueError
        If the amount is not above 0.
    """
    if amount <= 0:
        raise ValueError(f"rescale by {amount}: expected a factor above 0")
    height, width = pixels.shape[:2]
    size = (max(1, round(width * amount)), max(1, round(height * amount)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)).copy()


def blur(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Blur a page by a normal distribution of `amount` pixels standard deviation."""
    return _levels(gaussian_filter(pixels.astype(np.float32), (amount, amount, 0)))


def add_noise(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Add a camera's noise of `amount` standard deviation, where 1 is from black to white."""
    noise = rng.standard_normal(pixels.shape, dtype=np.float32)
    return _levels(pixels + np.float32(amount * _FULL) * noise)


def compress(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Store a page as JPEG and read it back; `amount` from 0 (hardly any loss) to 1 (worst)."""
    quality = _BEST_QUALITY - amount * (_BEST_QUALITY - _WORST_QUALITY)
    stored = io.BytesIO()
    Image.fromarray(pixels).save(stored, "JPEG", quality=round(quality))
    return np.asarray(Image.open(stored).convert("RGB")).copy()


def add_shadow(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Let light fall off across a page; its darkest corner keeps 1 - `amount` of the light."""
    light = 1.0 - np.float32(amount) * shade_field(pixels.shape[0], pixels.shape[1], rng)
    return _levels(pixels * light[:, :, None])


def lower_contrast(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Bring ink nearer to its paper; 0 leaves it, 1 makes it vanish."""
    paper = np.median(pixels, axis=(0, 1)).astype(np.float32)
    return _levels(paper + np.float32(1.0 - amount) * (pixels.astype(np.float32) - paper))


def add_lines(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Rule a page with level lines; `amount` is their contrast, 1 being black."""
    height, width = pixels.shape[:2]
    distance = max(height, width) * _LINE_SHARE
    rows = np.arange(float(rng.uniform(0.5, 1.0)) * distance, height, distance)
    ruled = pixels.astype(np.float32)
    thickness = max(1, round(distance / 30))
    for row in rows.astype(int):
        ruled[row : row + thickness] *= 1.0 - np.float32(amount)
    return _levels(ruled)


def add_specks(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Sprinkle a page with dark specks of 1 to 4 pixels; `amount` a million pixels of page."""
    height, width = pixels.shape[:2]
    count = round(amount * height * width / 1e6)
    sprinkled = pixels.copy()
    rows = rng.integers(height, size=count)
    cols = rng.integers(width, size=count)
    for row, col, tall, wide in zip(
        rows.tolist(), cols.tolist(), *rng.integers(1, 3, size=(2, count)).tolist(), strict=True
    ):
        sprinkled[row : row + tall, col : col + wide] = _SPECK_INK
    return sprinkled


def shade_field(height: int, width: int, rng: np.random.Generator) -> Floats:
    """Draw how much light is missing across a page: a slope and the soft edge of a shadow.

    Parameters
    ----------
    height, width : int
        Size of the page, pixels.
    rng : numpy.random.Generator
        Where direction and place come from.

    Returns
    -------
    numpy.ndarray
        (H, W) float32, 0 in full light to 1 where it is darkest.
    """
    row, col = np.mgrid[0 : 1 : _COARSE * 1j, 0 : 1 : _COARSE * 1j] - 0.5
    angle = rng.uniform(0.0, 2.0 * np.pi)
    along = row * np.sin(angle) + col * np.cos(angle)
    turned = angle + rng.normal(0.0, 0.6)
    edge = row * np.sin(turned) + col * np.cos(turned) + rng.uniform(-0.2, 0.2)
    shadow = 1.0 / (1.0 + np.exp(-edge / rng.uniform(0.05, 0.2)))
    share = rng.uniform(0.2, 0.8)
    field = share * (along - along.min()) / np.ptp(along) + (1.0 - share) * shadow
    field = (field - field.min()) / np.ptp(field)
    return np.clip(enlarged(field.astype(np.float32), height, width), 0.0, 1.0)


def enlarged(field: Floats, height: int, width: int) -> Floats:
    """Stretch a coarse field smoothly over a page of `height` x `width` pixels."""
    return np.asarray(
        Image.fromarray(field).resize((width, height), Image.Resampling.BICUBIC), np.float32
    )


def _levels(values: npt.NDArray[np.floating]) -> Pixels:
    levels: Pixels = np.clip(np.rint(values), 0, _FULL).astype(np.uint8)
    return levels


@dataclass(frozen=True)
class Degradation:
    """One factor that makes pages harder to read.

    Attributes
    ----------
    apply : callable
        Takes pixels, an amount and a generator; returns pixels.
    neutral : float
        The amount that changes nothing (of JPEG: hardly anything).
    unit : str
        What the amount counts.
    """

    apply: Callable[[Pixels, float, np.random.Generator], Pixels]
    neutral: float
    unit: str


#: All factors by name, for a measurement that turns one at a time.
DEGRADATIONS: dict[str, Degradation] = {
    "rotation": Degradation(rotate, 0.0, "degrees"),
    "scale": Degradation(rescale, 1.0, "times the size"),
    "blur": Degradation(blur, 0.0, "pixels"),
    "noise": Degradation(add_noise, 0.0, "black to white"),
    "jpeg": Degradation(compress, 0.0, "share of quality lost"),
    "shadow": Degradation(add_shadow, 0.0, "share of light lost"),
    "contrast": Degradation(lower_contrast, 0.0, "share of contrast lost"),
    "lines": Degradation(add_lines, 0.0, "contrast of lines"),
    "specks": Degradation(add_specks, 0.0, "a million pixels"),
}
