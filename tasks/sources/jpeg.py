"""JPEG: what a file holds before its pixels, looked through before a decoder sees any of it.

A few hundred bytes of JPEG can keep a decoder busy for minutes: hundreds of passes over the whole
picture, metadata without end, a picture of which there is nothing but its size. All of that shows
in the markers that part a file's segments, and finding those takes next to no time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tasks.sources.faults import damaged, over_limit

#: Passes over the picture. Encoders make a dozen; each costs time by the picture's size, even if
#: it holds nothing.
MAX_SCANS = 64
#: Segments before the picture: even 20 MB of metadata are a few hundred.
MAX_SEGMENTS = 10_000
#: More metadata than this is not handed on to the decoder, but for the little of it that matters.
MUCH_METADATA = 1 << 20
#: Pixels that one bit can stand for at the very most: a block of 8 x 8 has one at least, and where
#: sides are stored coarser, by up to four each way, one component has all of one side.
_MOST_PIXELS_A_BIT = 8 * 8 * 4 * 4

_BLOCK_BYTES = 1 << 20
_SOI = b"\xff\xd8"
_START_OF_SCAN = 0xDA
_END = 0xD9
# Frames of pictures whose entropy coding is Huffman's: others spend less than a bit a block.
_HUFFMAN_FRAMES = frozenset([0xC0, 0xC1, 0xC2, 0xC5, 0xC6])
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_METADATA = frozenset([*range(0xE0, 0xF0), 0xFE])
_BARE = frozenset([0x01, *range(0xD0, 0xD9)])
# What decides how a picture is shown: its resolution, its orientation, its colours.
_NEEDED = ((0xE0, b"JFIF\0"), (0xE1, b"Exif\0\0"), (0xEE, b"Adobe"))
_LONGEST_NEEDED = 6
_MARKER = re.compile(rb"\xff([^\x00\xff])")
# Within coded pixels 0xFF is followed by 0, or by the number of a restart.
_MARKER_AMONG_PIXELS = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")


@dataclass(frozen=True)
class Segment:
    """A segment of a JPEG file.

    Attributes
    ----------
    marker : int
        What it is, the byte after 0xFF.
    start, stop : int
        Where it lies in the file, from its 0xFF on.
    begin : bytes
        The first bytes of its content.
    """

    marker: int
    start: int
    stop: int
    begin: bytes


def checked_jpeg(path: Path, file: BinaryIO) -> BinaryIO:
    """Make sure that decoding a JPEG file will come to an end soon.

    Parameters
    ----------
    path : pathlib.Path
        What messages call the file.
    file : binary file
        The opened file.

    Returns
    -------
    binary file
        What to decode: the file itself, at its start, or where it begins with very much metadata
        or with rubbish, the picture without them.

    Raises
    ------
    schemas.errors.PageRefused
        If it has more passes or segments than any picture needs.
    schemas.errors.PageError
        If it has no picture, or fewer bytes than one of its size takes.
    """
    head: list[Segment] = []
    for segment in _segments(file):
        head.append(segment)
        if len(head) > MAX_SEGMENTS:
            raise over_limit(path, f"has more than {MAX_SEGMENTS} segments")
        if segment.marker in (_START_OF_SCAN, _END):
            break
    if not head or head[-1].marker != _START_OF_SCAN:
        raise damaged(path, "holds no picture")
    pixels_at = head[-1].start
    size = file.seek(0, io.SEEK_END)
    if size - pixels_at < _least_bytes(head):
        raise damaged(path, "has fewer bytes than its picture takes")
    if _many_scans(file, pixels_at):
        raise over_limit(path, f"has more than {MAX_SCANS} passes over the picture")
    kept = sum(segment.stop - segment.start for segment in head if segment.marker not in _METADATA)
    if pixels_at - kept > MUCH_METADATA:
        return _without_metadata(file, head[:-1], pixels_at)
    file.seek(0)
    return file


def _segments(file: BinaryIO) -> Iterator[Segment]:
    place = len(_SOI)
    while True:
        found = _next_marker(file, place)
        if found is None:
            return
        start, marker = found
        begin = b""
        stop = start + 2
        if marker not in _BARE and marker != _END:
            file.seek(stop)
            length = int.from_bytes(file.read(2), "big")
            begin = file.read(min(max(length - 2, 0), _LONGEST_NEEDED))
            stop += max(length, 2)
        yield Segment(marker, start, stop, begin)
        place = stop


def _next_marker(file: BinaryIO, place: int) -> tuple[int, int] | None:
    """Find the first marker at or after a place: where its 0xFF lies, and which one it is."""
    file.seek(place)
    block = file.read(2)
    while block:
        match = _MARKER.search(block)
        if match:
            return place + match.start(), match[1][0]
        # The last byte may be half a marker.
        place += len(block) - 1
        file.seek(place)
        block = file.read(_BLOCK_BYTES)
        if len(block) < 2:
            return None
    return None


def _least_bytes(head: list[Segment]) -> int:
    """Return how many bytes the pixels take at least, by the size that the head states."""
    frames = [segment for segment in head if segment.marker in _FRAMES]
    if not frames or frames[-1].marker not in _HUFFMAN_FRAMES:
        return 0
    begin = frames[-1].begin
    height, width = int.from_bytes(begin[1:3], "big"), int.from_bytes(begin[3:5], "big")
    return height * width // _MOST_PIXELS_A_BIT // 8


def _many_scans(file: BinaryIO, pixels_at: int) -> bool:
    """Tell whether more scans than `MAX_SCANS` begin after a place in the file."""
    sign = bytes([0xFF, _START_OF_SCAN])
    file.seek(pixels_at)
    scans, last = 0, b""
    while block := file.read(_BLOCK_BYTES):
        scans += (last + block).count(sign)
        last = block[-1:]
    # The sign may stand in what follows the picture, a film for instance; then it takes a walk.
    return scans > MAX_SCANS and _counted_scans(file, pixels_at) > MAX_SCANS


def _counted_scans(file: BinaryIO, pixels_at: int) -> int:
    file.seek(pixels_at)
    content = file.read()
    scans, place = 0, 0
    while scans <= MAX_SCANS:
        match = _MARKER_AMONG_PIXELS.search(content, place)
        if match is None or match[1][0] == _END:
            break
        scans += match[1][0] == _START_OF_SCAN
        length = int.from_bytes(content[match.end() : match.end() + 2], "big")
        place = match.end() + (0 if match[1][0] in _BARE else length)
    return scans


def _without_metadata(file: BinaryIO, head: list[Segment], pixels_at: int) -> BinaryIO:
    parts = [_SOI]
    missing = dict(_NEEDED)
    for segment in head:
        wanted = segment.marker not in _METADATA
        if not wanted and segment.begin.startswith(missing.get(segment.marker, b"\xff")):
            wanted = True
            del missing[segment.marker]
        if wanted:
            file.seek(segment.start)
            parts.append(file.read(segment.stop - segment.start))
    file.seek(pixels_at)
    return io.BytesIO(b"".join([*parts, file.read()]))
