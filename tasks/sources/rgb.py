"""RGB: decoded pictures of any mode and depth, as bytes of red, green and blue on white."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

_DEEP_MODES = ("I", "F")
#: Brightest values that pictures of over 8 bit use: 8, 10, 12, 14, 16, 24, 31 and 32 bit. A
#: scanner of 12 bit stores its values in 16, and only the brightest pixel tells.
FULL_SCALES = tuple(float(2**bits - 1) for bits in (8, 10, 12, 14, 16, 24, 31, 32))
_WHITE_IS_ZERO = 0
# Pictures are converted in strips of about so many pixels: each conversion makes a copy, and
# several copies of a large page at once would be gigabytes.
_STRIP_PIXELS = 4_000_000

#: What each EXIF orientation asks for, on (rows, columns).
UPRIGHT: dict[int, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]] = {
    1: lambda pixels: pixels,
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    8: lambda pixels: np.rot90(pixels),
}


def rgb_pixels(image: Image.Image) -> NDArray[np.uint8]:
    """Convert a decoded picture, as it lies.

    Parameters
    ----------
    image : PIL.Image.Image
        The picture, loaded, in any mode.

    Returns
    -------
    numpy.ndarray, shape (H, W, 3), dtype uint8
        What is transparent lies on white.
    """
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    if image.mode in _DEEP_MODES or image.mode.startswith("I;16"):
        scale = _scale_of(np.asarray(strip) for _, strip in _strips(image))
        for rows, strip in _strips(image):
            grey = _scaled(np.asarray(strip), scale)
            pixels[rows] = (255 - grey if _is_white_zero(image) else grey)[:, :, np.newaxis]
    else:
        for rows, strip in _strips(image):
            pixels[rows] = _rgb(strip)
    return pixels


def scaled_to_bytes(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Bring grey values of any depth to 0..255.

    Black is 0, or the darkest value if that is negative. White is the first of `FULL_SCALES` (of
    fractions: 1) that holds the brightest value, so that 12 bit stored in 16 are not taken for
    night. Values that are no number (holes in measured data) become white, as there is no ink.

    Parameters
    ----------
    values : numpy.ndarray, shape (H, W), integer or floating
        Grey values, higher is lighter.

    Examples
    --------
    >>> scaled_to_bytes(np.array([[0, 2048, 4095]], np.uint16))
    array([[  0, 128, 255]], dtype=uint8)
    """
    return _scaled(values, _scale_of([values]))


def _scale_of(parts: Iterable[NDArray[np.generic]]) -> tuple[float, float]:
    """Return the value that becomes black, and how far white lies above it."""
    darkest, brightest, whole = 0.0, -np.inf, True
    for part in parts:
        grey = part.astype(np.float32)
        finite = np.isfinite(grey)
        darkest = min(darkest, float(grey.min(where=finite, initial=np.inf)))
        brightest = max(brightest, float(grey.max(where=finite, initial=-np.inf)))
        whole = bool(np.issubdtype(part.dtype, np.integer))
    span = brightest - darkest
    scales = FULL_SCALES if whole else (1.0, *FULL_SCALES)
    return darkest, next((scale for scale in scales if span <= scale), span)


def _scaled(values: NDArray[np.generic], scale: tuple[float, float]) -> NDArray[np.uint8]:
    darkest, span = scale
    grey = values.astype(np.float32)
    unknown = ~np.isfinite(grey)
    with np.errstate(invalid="ignore", over="ignore"):
        grey = (grey - np.float32(darkest)) * np.float32(255.0 / span)
    grey[unknown] = 255.0
    rounded: NDArray[np.uint8] = np.rint(grey.clip(0, 255)).astype(np.uint8)
    return rounded


def _strips(image: Image.Image) -> Iterator[tuple[slice, Image.Image]]:
    height = max(1, _STRIP_PIXELS // image.width)
    for top in range(0, image.height, height):
        bottom = min(top + height, image.height)
        yield slice(top, bottom), image.crop((0, top, image.width, bottom))


def _rgb(strip: Image.Image) -> NDArray[np.uint8]:
    if strip.mode == "La":
        strip = strip.convert("LA")
    if strip.has_transparency_data or strip.mode == "RGBa":
        layer = strip.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        paper.alpha_composite(layer)
        strip = paper
    return np.asarray(strip.convert("RGB"))


def _is_white_zero(image: Image.Image) -> bool:
    # Pillow turns such pictures of 8 bit and less the right way up, but not the deeper ones.
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return False
    stated = image.tag_v2.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION)
    return stated == _WHITE_IS_ZERO
