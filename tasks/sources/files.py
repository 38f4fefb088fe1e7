"""Files: opening and hashing files of the input, regular ones only."""

from __future__ import annotations

import hashlib
import stat
from io import BufferedReader
from pathlib import Path

from schemas.errors import PageRefused
from tasks.sources.faults import passing_fault
from tasks.sources.names import label_of


def open_file(path: Path) -> BufferedReader:
    """Open a regular file for reading.

    Pipes, devices and sockets are never opened: reading one may block for ever, or change it.

    Raises
    ------
    schemas.errors.PassingFault
        If the file is gone or cannot be opened now.
    schemas.errors.PageRefused
        If it is no regular file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PageRefused(
                "unsupported-format",
                f"{label_of(path)} is no file but a folder, pipe or device; take it out of the "
                "input",
            )
        return path.open("rb")
    except OSError as error:
        raise passing_fault(path, error) from error


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content, hexadecimal; the file is read in blocks.

    Raises
    ------
    schemas.errors.PassingFault
        If the file is gone or cannot be read now.
    """
    with open_file(path) as file:
        try:
            return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise passing_fault(path, error) from error
