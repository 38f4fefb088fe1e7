"""Raster: pages of picture files, whatever their mode and orientation, as RGB."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import (
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from schemas.settings import LoadSettings
from tasks.sources.faults import damaged, over_limit
from tasks.sources.image import PageImage, check_size

# Pillow's own limit lies in Image.open and is one global for the whole process. Making the readers
# directly leaves that global alone: `check_size` is the limit, and nothing is decoded before it.
_READERS: dict[str, Callable[..., ImageFile.ImageFile]] = {
    "bmp": BmpImagePlugin.BmpImageFile,
    "gif": GifImagePlugin.GifImageFile,
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "tiff": TiffImagePlugin.TiffImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
}

#: Stated resolutions outside of this, dots per inch, are taken for unknown: scanners and cameras
#: lie between, and software writes 0, 1 or rubbish where it does not know.
SANE_DPI = (30.0, 4800.0)
# Resolutions along rows and columns may differ by rounding only (fine fax: 204 x 196).
_SQUARE_TOLERANCE = 1.05

_DEEP_MODES = ("I", "F")
#: Brightest values that pictures of over 8 bit use: 8, 10, 12, 14, 16, 24, 31 and 32 bit. A
#: scanner of 12 bit stores its values in 16, and only the brightest pixel tells.
FULL_SCALES = tuple(float(2**bits - 1) for bits in (8, 10, 12, 14, 16, 24, 31, 32))
_WHITE_IS_ZERO = 0
_STDERR = 2


def count_raster_frames(path: Path, file: BinaryIO, settings: LoadSettings) -> int:
    """Count the pages of a TIFF file.

    Raises
    ------
    schemas.errors.PageRefused
        If there are more than the settings allow; counting ends there.
    """
    # Pillow's own count, n_frames, has no end where a file promises pages without end.
    with TiffImagePlugin.TiffImageFile(file) as image:
        for count in range(1, settings.max_frames + 1):
            try:
                image.seek(count)
            except EOFError:
                return count
    raise over_limit(path, f"has more than {settings.max_frames} pages")


def read_raster(
    path: Path, file: BinaryIO, form: str, frame: int, settings: LoadSettings
) -> PageImage:
    """Decode one page of a picture file.

    Parameters
    ----------
    path : pathlib.Path
        What messages call the file.
    file : binary file
        The opened file.
    form : str
        Its format, as told by `tasks.sources.formats.sniff_format`.
    frame : int
        Page within the file, from 0. Of moving pictures (GIF, WebP) only the first is a page.
    settings : LoadSettings
        Limits.

    Raises
    ------
    schemas.errors.PageError
        If there is no such page, or one over the limits. Errors of the decoder pass through as they
        are; `tasks.sources.faults.decoding` translates them.
    """
    with _READERS[form](file) as image:
        if frame > 0:
            if form != "tiff":
                raise damaged(path, f"has no page {frame + 1}")
            try:
                image.seek(frame)
            except EOFError:
                raise damaged(path, f"has no page {frame + 1}") from None
        check_size(path, image.height, image.width, settings)
        orientation = _orientation(image)
        dpi = _dpi(image)
        with _quiet_decoder(image):
            image.load()
        # TIFF is turned by Pillow as it is loaded; the tag is gone then, and nothing happens here.
        upright = ImageOps.exif_transpose(image) if _orientation(image) > 1 else image
        return PageImage(pixels=_rgb(upright, image), dpi=dpi, orientation=orientation)


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
    grey = values.astype(np.float32)
    finite = np.isfinite(grey)
    if not finite.any():
        return np.full(grey.shape, 255, np.uint8)
    darkest = min(0.0, float(grey.min(where=finite, initial=np.inf)))
    brightest = float(grey.max(where=finite, initial=-np.inf)) - darkest
    scales = FULL_SCALES if np.issubdtype(values.dtype, np.integer) else (1.0, *FULL_SCALES)
    white = next((scale for scale in scales if brightest <= scale), brightest)
    with np.errstate(invalid="ignore", over="ignore"):
        grey = (grey - np.float32(darkest)) * np.float32(255.0 / white)
    grey[~finite] = 255.0
    rounded: NDArray[np.uint8] = np.rint(grey.clip(0, 255)).astype(np.uint8)
    return rounded


def _orientation(image: Image.Image) -> int:
    # A broken EXIF block is no reason to lose the page: it is read as it lies.
    try:
        stated = image.getexif().get(ExifTags.Base.Orientation, 1)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, ArithmeticError):
        return 1
    return stated if isinstance(stated, int) and 1 <= stated <= 8 else 1


def _dpi(image: Image.Image) -> float:
    try:
        across, down = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return 0.0
    low, high = SANE_DPI
    if not (low <= across <= high and low <= down <= high):
        return 0.0
    if max(across, down) > _SQUARE_TOLERANCE * min(across, down):
        return 0.0
    return math.sqrt(across * down)


def _rgb(image: Image.Image, original: Image.Image) -> NDArray[np.uint8]:
    if image.mode in _DEEP_MODES or image.mode.startswith("I;16"):
        grey = scaled_to_bytes(np.asarray(image))
        if _is_white_zero(original):
            grey = 255 - grey
        return np.repeat(grey[:, :, np.newaxis], 3, axis=2)
    if image.mode == "La":
        image = image.convert("LA")
    if image.has_transparency_data or image.mode == "RGBa":
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        paper.alpha_composite(layer)
        image = paper
    return np.array(image.convert("RGB"))


def _is_white_zero(image: Image.Image) -> bool:
    # Pillow turns such pictures of 8 bit and less the right way up, but not the deeper ones.
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return False
    stated = image.tag_v2.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION)
    return stated == _WHITE_IS_ZERO


@contextmanager
def _quiet_decoder(image: ImageFile.ImageFile) -> Iterator[None]:
    """Keep libtiff from writing to standard error, past Python: a line for each damaged fax row.

    For the whole process while it lasts, hence for compressed TIFF only.
    """
    if not getattr(image, "use_load_libtiff", False):
        yield
        return
    try:
        kept = os.dup(_STDERR)
    except OSError:  # there is no standard error
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
