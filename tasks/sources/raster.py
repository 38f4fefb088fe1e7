"""Raster: pages of picture files, whatever their mode and orientation, as RGB."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import (
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from schemas.settings import LoadSettings
from tasks.sources.faults import damaged
from tasks.sources.image import PageImage, check_size
from tasks.sources.jpeg import checked_jpeg
from tasks.sources.png import checked_png
from tasks.sources.rgb import UPRIGHT, rgb_pixels
from tasks.sources.tiff import tiff_page

# Image.open would choose the reader by the content once more, and hold it to a limit of its own.
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

_STDERR = 2

# What Pillow logs about damaged files would end on standard error.
logging.getLogger("PIL").addHandler(logging.NullHandler())


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
    if frame > 0 and form != "tiff":
        raise damaged(path, f"has no page {frame + 1}")
    decodable = _decodable(path, file, form, frame)
    with _limit(settings), _READERS[form](decodable) as image:
        check_size(path, image.height, image.width, settings)
        orientation = _orientation(image)
        dpi = _dpi(image)
        with _quiet_decoder(image):
            image.load()
        pixels = rgb_pixels(image)
        # TIFF is turned by Pillow as it is loaded; the tag is gone then, and nothing happens here.
        turned = UPRIGHT[_orientation(image)]
    return PageImage(pixels=np.ascontiguousarray(turned(pixels)), dpi=dpi, orientation=orientation)


def _decodable(path: Path, file: BinaryIO, form: str, frame: int) -> BinaryIO:
    if form == "jpeg":
        return checked_jpeg(path, file)
    if form == "png":
        return checked_png(path, file)
    return tiff_page(path, file, frame) if frame > 0 else file


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


@contextmanager
def _limit(settings: LoadSettings) -> Iterator[None]:
    """Let Pillow's limit, a global of the process, be that of the settings for a while.

    Some readers make room for the whole picture as soon as they are made, before `check_size`.
    """
    usual = Image.MAX_IMAGE_PIXELS
    # Pillow warns beyond this many and refuses beyond twice as many.
    Image.MAX_IMAGE_PIXELS = math.ceil(settings.max_pixels / 2)
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = usual


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
