"""PNG: texts and profiles beside the picture, left out where there is too much of them."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import BinaryIO

from tasks.sources.faults import over_limit

#: Texts and profiles that inflate to more than this are left out; what is stored in the file is
#: held to the same measure, all of it together.
MUCH_METADATA = 1 << 20
#: Parts of a file: cameras and scanners write a picture in some thousands at most.
MAX_CHUNKS = 200_000

_SIGNATURE_BYTES = 8
_HEAD_BYTES = 8
_CHECK_BYTES = 4
_METADATA = (b"tEXt", b"zTXt", b"iTXt", b"iCCP")
# Deflate makes a byte of no more than this many.
_MOST_INFLATION = 1032
# A name of up to 79 bytes, then language and translation where the text is international.
_LONGEST_NAME = 79


def checked_png(path: Path, file: BinaryIO) -> BinaryIO:
    """Return what of a PNG file is to be decoded.

    A decoder stops at texts that swell beyond all measure, and gives up the picture with them.

    Parameters
    ----------
    path : pathlib.Path
        What messages call the file.
    file : binary file
        The opened file.

    Returns
    -------
    binary file
        The file itself, at its start, or the file without texts and profiles if they are large.

    Raises
    ------
    schemas.errors.PageRefused
        If the file is cut into more parts than any encoder makes.
    """
    size = file.seek(0, io.SEEK_END)
    metadata: list[tuple[int, int]] = []
    place, chunks, swollen = _SIGNATURE_BYTES, 0, False
    while place + _HEAD_BYTES <= size:
        file.seek(place)
        head = file.read(_HEAD_BYTES)
        stop = place + _HEAD_BYTES + int.from_bytes(head[:4], "big") + _CHECK_BYTES
        if head[4:] in _METADATA:
            metadata.append((place, min(stop, size)))
            swollen = swollen or _swells(file, head[4:], min(stop, size) - place)
        place = stop
        chunks += 1
        if chunks > MAX_CHUNKS:
            raise over_limit(path, f"is cut into more than {MAX_CHUNKS} parts")
    if swollen or sum(stop - start for start, stop in metadata) > MUCH_METADATA:
        return _without(file, metadata)
    file.seek(0)
    return file


def _swells(file: BinaryIO, kind: bytes, length: int) -> bool:
    """Tell whether what is compressed in a chunk, just begun, inflates to very much."""
    if kind == b"tEXt" or length * _MOST_INFLATION <= MUCH_METADATA:
        return False
    content = file.read(min(length, MUCH_METADATA))
    name_end = content.find(b"\0")
    if not 0 < name_end <= _LONGEST_NAME:
        return False
    begin = name_end + 2
    if kind == b"iTXt":
        if content[name_end + 1 : name_end + 2] == b"\0":  # not compressed
            return False
        for _ in range(2):  # language, and the name in that language
            begin = content.find(b"\0", begin + 1) + 1
    try:
        return len(zlib.decompressobj().decompress(content[begin:], MUCH_METADATA)) == MUCH_METADATA
    except zlib.error:
        return False


def _without(file: BinaryIO, parts: list[tuple[int, int]]) -> BinaryIO:
    kept = io.BytesIO()
    file.seek(0)
    for start, stop in parts:
        kept.write(file.read(start - file.tell()))
        file.seek(stop)
    kept.write(file.read())
    kept.seek(0)
    return kept
