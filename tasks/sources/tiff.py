"""TIFF: the chain of pages in a file, followed without loading what the pages hold."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal

from schemas.settings import LoadSettings
from tasks.sources.faults import damaged, over_limit


@dataclass(frozen=True)
class _Layout:
    """Where numbers stand in a TIFF file and how they are written."""

    order: Literal["little", "big"]
    first_at: int
    pointer: int
    count: int
    entry: int


_HEADER_BYTES = 16
_CLASSIC, _BIG = 42, 43


def count_tiff_pages(path: Path, file: BinaryIO, settings: LoadSettings) -> int:
    """Count the pages of a TIFF file.

    A page whose place in the file can be told counts, be it damaged or cut off: reading it then
    ends in an error, so that it is not lost in silence.

    Raises
    ------
    schemas.errors.PageError
        If there is no first page.
    schemas.errors.PageRefused
        If there are more than the settings allow; counting ends there.
    """
    count = sum(1 for _ in islice(_directories(file), settings.max_frames + 1))
    if count == 0:
        raise damaged(path, "holds no page")
    if count > settings.max_frames:
        raise over_limit(path, f"has more than {settings.max_frames} pages")
    return count


def tiff_page(path: Path, file: BinaryIO, frame: int) -> BinaryIO:
    """Return a TIFF file as one that begins with another of its pages.

    A decoder that is sent to a page of a long document loads all pages before it, each time.

    Parameters
    ----------
    path : pathlib.Path
        What messages call the file.
    file : binary file
        The opened file.
    frame : int
        The page that is to be the first, from 0.

    Raises
    ------
    schemas.errors.PageError
        If there is no such page.
    """
    place = next(islice(_directories(file), frame, None), None)
    if place is None:
        raise damaged(path, f"has no page {frame + 1}")
    file.seek(0)
    header = bytearray(file.read(_HEADER_BYTES))
    layout = _layout(header)
    assert layout is not None
    pointer = slice(layout.first_at, layout.first_at + layout.pointer)
    header[pointer] = place.to_bytes(layout.pointer, layout.order)
    return io.BufferedReader(_Headed(file, bytes(header[: pointer.stop])))


class _Headed(io.RawIOBase):
    """A file that begins with other bytes than it does on disk, as many."""

    def __init__(self, file: BinaryIO, header: bytes) -> None:
        super().__init__()
        self._file = file
        self._header = header
        self._file.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def fileno(self) -> int:
        return self._file.fileno()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        place = self._file.tell()
        content = self._file.read(len(buffer))
        buffer[: len(content)] = content
        head = self._header[place : place + len(content)]
        buffer[: len(head)] = head
        return len(content)


def _directories(file: BinaryIO) -> Iterator[int]:
    """Follow the chain of pages: where each one's directory lies; a ring ends where it closes."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(_HEADER_BYTES)
    layout = _layout(head)
    if layout is None:
        return
    place = int.from_bytes(head[layout.first_at : layout.first_at + layout.pointer], layout.order)
    seen: set[int] = set()
    while place and place not in seen:
        file.seek(min(place, size))
        entries = int.from_bytes(file.read(layout.count), layout.order)
        end = place + layout.count + layout.entry * entries
        broken = end > size - layout.pointer
        if broken and not seen:
            return
        seen.add(place)
        yield place
        if broken:
            return
        file.seek(end)
        place = int.from_bytes(file.read(layout.pointer), layout.order)


def _layout(head: bytes | bytearray) -> _Layout | None:
    order: Literal["little", "big"] = "little" if head[:2] == b"II" else "big"
    version = int.from_bytes(head[2:4], order)
    if version == _CLASSIC and len(head) >= 8:
        return _Layout(order, first_at=4, pointer=4, count=2, entry=12)
    if version == _BIG and len(head) >= _HEADER_BYTES:
        return _Layout(order, first_at=8, pointer=8, count=8, entry=20)
    return None
