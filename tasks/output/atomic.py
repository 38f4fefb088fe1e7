"""Atomic: a file of the output is there as a whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import OutputError
from tasks.sources.names import printable, valid_name

_TOKEN_BYTES = 8


@contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Write a file beside its place and move it there at the end.

    Folders are made as needed. If the block raises, the file that stood there before stands
    unchanged and nothing else is left. A link in the file's place is replaced, not followed.

    Parameters
    ----------
    path : pathlib.Path
        Where the file is to stand.
    durable : bool, optional
        Whether the file is on the disk before it takes the place of another, so that a machine that
        dies leaves either of them. Not needed where the whole folder is seen to later.

    Yields
    ------
    pathlib.Path
        Where to write it: in the same folder, hidden.

    Raises
    ------
    schemas.errors.OutputError
        If the block or the move meets an error of the operating system.
    """
    # The place alone is random, so that two runs into one folder do not meet; the content is not.
    written = path.with_name(f".{secrets.token_hex(_TOKEN_BYTES)}.part")
    with output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield written
            if durable:
                _to_disk(written)
            written.replace(path)
            if durable:
                _to_disk(path.parent)
        finally:
            written.unlink(missing_ok=True)


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """Tell errors of the operating system as those of writing a file or folder of the output.

    Raises
    ------
    schemas.errors.OutputError
        If the block meets an error of the operating system: no space or quota left, no permission,
        a file where a folder should be.
    """
    try:
        yield
    except OSError as error:
        # The library that writes tables puts words of its own around the system's.
        trouble = os.strerror(error.errno) if error.errno else str(error)
        raise OutputError(
            f"{place_name(path)} cannot be written ({trouble}); check the output folder's "
            "permissions and free space, or choose another"
        ) from error


def place_name(path: Path) -> str:
    """Return how messages call a place of the output: whole, and fit for one line."""
    return printable(valid_name(str(path)))


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
