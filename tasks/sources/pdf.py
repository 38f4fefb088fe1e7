"""PDF: pages of PDF files, drawn to pixels."""

from __future__ import annotations

import math
import threading
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pypdfium2

from schemas.errors import PageRefused
from schemas.settings import LoadSettings
from tasks.sources.faults import damaged, over_limit
from tasks.sources.image import PageImage, check_size
from tasks.sources.names import label_of

POINTS_PER_INCH = 72.0
#: A picture that covers this share of a page is a scan of it.
SCAN_COVER = 0.8
#: No page is drawn coarser than this, dots per inch, however coarse the picture on it.
LEAST_DPI = 36.0

# PDFium may be used by one thread at a time only.
_PDFIUM = threading.Lock()


def count_pdf_pages(path: Path, file: BinaryIO, settings: LoadSettings) -> int:
    """Count the pages of a PDF.

    Raises
    ------
    schemas.errors.PageRefused
        If it needs a password, or has more pages than the settings allow.
    """
    with _PDFIUM:
        document = _opened(path, file)
        try:
            count = len(document)
        finally:
            document.close()
    if count > settings.max_frames:
        raise over_limit(path, f"has {count} pages, over the limit of {settings.max_frames}")
    return count


def read_pdf(path: Path, file: BinaryIO, frame: int, settings: LoadSettings) -> PageImage:
    """Draw one page of a PDF, annotations too, on white.

    It is drawn at `LoadSettings.pdf_dpi`. A page that is nothing but the picture of a scan is not
    drawn any finer than that picture: more pixels would hold nothing more, and photographs are
    often put into pages of a square metre.

    Parameters
    ----------
    path : pathlib.Path
        What messages call the file.
    file : binary file
        The opened file.
    frame : int
        Page, from 0.
    settings : LoadSettings
        Limits and resolution.

    Raises
    ------
    schemas.errors.PageError
        If there is no such page, a password is needed, or the page goes over the limits. Errors of
        the decoder pass through as they are; `tasks.sources.faults.decoding` translates them.
    """
    with _PDFIUM:
        document = _opened(path, file)
        try:
            if frame >= len(document):
                raise damaged(path, f"has no page {frame + 1}")
            page = document[frame]
            width, height = page.get_size()
            dpi = min(float(settings.pdf_dpi), max(LEAST_DPI, _scan_dpi(page, width, height)))
            scale = dpi / POINTS_PER_INCH
            check_size(path, math.ceil(height * scale), math.ceil(width * scale), settings)
            bitmap = page.render(scale=scale, rev_byteorder=True)
            pixels = np.array(bitmap.to_numpy()[:, :, :3])
            bitmap.close()
        finally:
            document.close()
    return PageImage(pixels=pixels, dpi=dpi, orientation=1)


def _opened(path: Path, file: BinaryIO) -> Any:
    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        locked = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
        if error.err_code in locked:
            raise PageRefused(
                "encrypted",
                f"{label_of(path)} is locked with a password; save a copy without one",
            ) from None
        raise


def _scan_dpi(page: Any, width: float, height: float) -> float:
    """Return the resolution of the picture that a page consists of; infinite if it does not."""
    raw = pypdfium2.raw
    if raw.FPDFPage_GetAnnotCount(page) > 0:
        return math.inf
    resolution = math.inf
    # Text beside a scan is what some program read in it, drawn invisibly.
    for item in page.get_objects(max_depth=1):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            continue
        if item.type != raw.FPDF_PAGEOBJ_IMAGE:
            return math.inf
        left, bottom, right, top = item.get_bounds()
        area = (right - left) * (top - bottom)
        if area >= SCAN_COVER * width * height:
            across, down = item.get_px_size()
            resolution = math.sqrt(across * down / area) * POINTS_PER_INCH
    return resolution if resolution > 0 else math.inf
