"""Files: opening and hashing files of the input, regular ones only."""

from __future__ import annotations

import hashlib
import os
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
        _expect_regular(path, path.stat())
        # What was a file a moment ago may be a pipe now: never wait for its other end.
        file = open(path, "rb", opener=_open_at_once)  # noqa: SIM115 - left to the caller
        try:
            _expect_regular(path, os.fstat(file.fileno()))
        except BaseException:
            file.close()
            raise
        return file
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


def file_state(path: Path) -> tuple[int, ...]:
    """Return what changes when a file is replaced or written to, cheap to look up.

    Raises
    ------
    schemas.errors.PassingFault
        If the file is gone or cannot be looked at now.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise passing_fault(path, error) from error
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def _expect_regular(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise PageRefused(
            "unsupported-format",
            f"{label_of(path)} is no file but a folder, pipe or device; take it out of the input",
        )
