"""Faults: whatever goes wrong with a file of the input, told as one of the errors of Scrivano."""

from __future__ import annotations

import errno
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from schemas.errors import PageError, PageRefused, PassingFault
from tasks.sources.names import label_of

_BLOCK_BYTES = 1 << 20
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ESTALE)
_NO_SUCH_PLACE = (errno.EINVAL, errno.EOVERFLOW, errno.EFBIG)


@contextmanager
def decoding(path: Path) -> Iterator[None]:
    """Keep a decoder's troubles apart: those of the file's bytes and those of reading them.

    Within the block a file is decoded. Decoders warn and raise as they like; none of it gets out.

    Parameters
    ----------
    path : pathlib.Path
        The file that is decoded.

    Raises
    ------
    PassingFault
        If the file cannot be read now: an I/O error, the file is gone, memory ran out.
    PageRefused
        If a decoder's own limit on sizes is hit.
    PageError
        If the bytes are at fault, whatever the decoder made of them.
    """
    # Not safe between threads before Python 3.14; the worst that comes of it is a warning shown.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except PageError:
            raise
        except MemoryError as error:
            raise PassingFault(
                "unreadable",
                f"{label_of(path)} did not fit into memory; use fewer workers or a lower limit on "
                "pixels",
            ) from error
        except Image.DecompressionBombError as error:
            raise over_limit(path, "has too many pixels") from error
        except Exception as error:  # decoders raise anything on damaged bytes
            raise _fault_of(path, error) from error


def passing_fault(path: Path, error: OSError) -> PassingFault:
    """Return the fault that an error of the operating system is."""
    name = label_of(path)
    if error.errno in _GONE:
        return PassingFault("vanished", f"{name} is gone; was it moved while the run went on?")
    trouble = error.strerror or type(error).__name__
    return PassingFault(
        "unreadable",
        f"{name} cannot be read ({trouble}); check its permissions and the disk, then run again",
    )


def damaged(path: Path, trouble: str = "cannot be decoded") -> PageError:
    """Return the error of a file whose bytes are wrong."""
    return PageError(
        "damaged", f"{label_of(path)} {trouble}: it is damaged or cut off; scan or copy it again"
    )


def over_limit(path: Path, trouble: str) -> PageRefused:
    """Return the refusal of a file that goes beyond the settings."""
    return PageRefused(
        "over-limit",
        f"{label_of(path)} {trouble}; scan it smaller or split it, or raise the limit in the "
        "settings",
    )


def empty_file(path: Path) -> PageError:
    """Return the error of a file without a byte."""
    return PageError("empty-file", f"{label_of(path)} is empty; scan or copy it again")


def unsupported(path: Path, found: str) -> PageRefused:
    """Return the refusal of a file that is no picture, or one of a format not read.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    found : str
        Its format as told by `tasks.sources.formats.sniff_format`.
    """
    if found:
        return PageRefused(
            "unsupported-format",
            f"{label_of(path)} is a picture of format {found}, which is not read; save it as JPEG, "
            "PNG or TIFF",
        )
    return PageRefused(
        "unsupported-format",
        f"{label_of(path)} is neither a picture nor a PDF by its content; take it out of the "
        "input or scan it again",
    )


def _fault_of(path: Path, error: Exception) -> PageError:
    # Pillow raises OSError without a number for damaged bytes; those with one are the system's,
    # but for those that it raises where damaged bytes send the reader to.
    if isinstance(error, OSError) and error.errno and error.errno not in _NO_SUCH_PLACE:
        return passing_fault(path, error)
    # C libraries read by themselves and tell an unreadable disk like damaged bytes. A verdict
    # about the bytes is final, so it takes a proof that all of them can be read.
    try:
        with path.open("rb") as file:
            while file.read(_BLOCK_BYTES):
                pass
    except OSError as trouble:
        return passing_fault(path, trouble)
    return damaged(path)
