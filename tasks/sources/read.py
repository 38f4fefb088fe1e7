"""Read: one page of any file, as pixels."""

from __future__ import annotations

from pathlib import Path

from schemas.settings import LoadSettings
from tasks.sources.faults import decoding, empty_file, unsupported
from tasks.sources.files import open_file
from tasks.sources.formats import HEAD_BYTES, READABLE_FORMATS, sniff_format
from tasks.sources.image import PageImage
from tasks.sources.pdf import read_pdf
from tasks.sources.raster import read_raster

__all__ = ["PageImage", "read_page"]


def read_page(path: Path, frame: int, settings: LoadSettings) -> PageImage:
    """Read one page of a file into pixels, upright and on white.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    frame : int
        Page within the file, from 0.
    settings : LoadSettings
        Limits, and the resolution for PDF.

    Returns
    -------
    PageImage
        Its pixels (H, W, 3), resolution and the orientation that was undone.

    Raises
    ------
    schemas.errors.PageRefused
        If the format is not read, the file needs a password, or the page goes beyond the limits:
        ``unsupported-format``, ``encrypted``, ``over-limit``.
    schemas.errors.PassingFault
        If the file is gone or cannot be read this time: ``vanished``, ``unreadable``.
    schemas.errors.PageError
        If the bytes are at fault: ``empty-file``, ``damaged``.
    """
    with open_file(path) as file, decoding(path):
        head = file.read(HEAD_BYTES)
        if not head:
            raise empty_file(path)
        form = sniff_format(head, path.name)
        if form not in READABLE_FORMATS:
            raise unsupported(path, form)
        file.seek(0)
        if form == "pdf":
            return read_pdf(path, file, frame, settings)
        return read_raster(path, file, form, frame, settings)
