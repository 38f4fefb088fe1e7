"""Atomic: a file of the output is there as a whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import OutputError

_TOKEN_BYTES = 8


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write a file beside its place and move it there at the end.

    Folders are made as needed. If the block raises, the file that stood there before stands
    unchanged and nothing else is left.

    Parameters
    ----------
    path : pathlib.Path
        Where the file is to stand.

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
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield written
            written.replace(path)
        finally:
            written.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror or error}); check the output folder's "
            "permissions and free space, or choose another"
        ) from error
