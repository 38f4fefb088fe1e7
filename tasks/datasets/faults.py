"""Faults: whatever goes wrong while a data set's file is taken apart, told as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from schemas.errors import DatasetError, ScrivanoError


@contextmanager
def parsing(name: str, form: str) -> Iterator[None]:
    """Turn whatever a library raises on a file into one error that names the file.

    Within the block a file is taken apart. Libraries raise nearly anything on damaged ones.

    Parameters
    ----------
    name : str
        What the message calls the file.
    form : str
        The form that is expected of it.

    Raises
    ------
    DatasetError
        If the file cannot be opened, is damaged, or does not fit into memory.
    """
    try:
        yield
    except ScrivanoError:
        raise
    except MemoryError:
        raise DatasetError(
            f"{name}: does not fit into memory; divide it into smaller sets, or load it anew if it "
            "is not that large"
        ) from None
    except Exception as error:
        told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        reason = next(iter(told.splitlines()), type(error).__name__)
        raise DatasetError(f"{name}: cannot be read ({reason}); expected {form}") from None
