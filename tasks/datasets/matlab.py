"""MATLAB files: whether arrays in them are what they say, before anybody reads them.

SciPy's reader ends the whole process on arrays whose parts are of no known type. The form is that
of MAT-File Level 5 (The MathWorks, MAT-File Format): after a head of 128 bytes come elements, each
with its type and size, perhaps compressed; an array's element consists of elements again: flags,
dimensions, name, and numbers.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

HEAD = 128
#: What stands in the head's last bytes, in either byte order; level 4 has no such head.
BYTE_ORDERS = {b"IM": "<", b"MI": ">"}
MATRIX, COMPRESSED = 14, 15
#: Types of elements that hold numbers, with the bytes of each.
NUMBERS = {1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8}
#: Classes of arrays that hold numbers: double, single, and integers of 8 to 64 bits.
NUMERIC_CLASSES = range(6, 16)
COMPLEX = 0x0800
#: More bytes than any set that is known; a few compressed ones can stand for any number.
MOST_BYTES = 2**30

Element = tuple[int, memoryview]


def expect_numbers(path: Path, names: Collection[str]) -> None:
    """Make sure that the arrays of some names in a file are arrays of numbers, and whole.

    Other arrays, and files of other levels, are not looked at.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If an array is not what it says.
    """
    content = path.read_bytes()
    order = BYTE_ORDERS.get(content[HEAD - 2 : HEAD])
    if order is None:
        return
    for kind, body in _elements(memoryview(content)[HEAD:], order, packed=True):
        if kind == COMPRESSED:
            unpacked = zlib.decompressobj().decompress(body, MOST_BYTES)
            found = list(islice(_elements(memoryview(unpacked), order), 1))
        else:
            found = [(kind, body)]
        for inner, array in found:
            if inner != MATRIX:
                raise ValueError(f"an element of type {inner} stands where an array should")
            _expect_array(array, order, names)


def _expect_array(array: memoryview, order: str, names: Collection[str]) -> None:
    parts = _elements(array, order)
    try:
        (flags_kind, flags), (_, dimensions), (_, name) = islice(parts, 3)
    except ValueError:
        raise ValueError("an array ends within its head") from None
    called = bytes(name).decode("latin-1")
    if called not in names:
        return
    if NUMBERS.get(flags_kind) != 4 or len(flags) < 8 or len(dimensions) % 4:
        raise ValueError(f"{called} has no head of an array")
    (word,) = struct.unpack_from(f"{order}I", flags)
    if word & 0xFF not in NUMERIC_CLASSES or word & COMPLEX:
        raise ValueError(f"{called} is no array of real numbers")
    sizes = struct.unpack(f"{order}{len(dimensions) // 4}i", dimensions)
    count = 1
    for size in sizes:
        count *= size
    kind, numbers = next(parts, (0, memoryview(b"")))
    if min(sizes, default=-1) < 0 or NUMBERS.get(kind, 0) * count != len(numbers) or not sizes:
        raise ValueError(f"{called} does not hold the numbers that it declares")


def _elements(content: memoryview, order: str, *, packed: bool = False) -> Iterator[Element]:
    """Yield the type and the content of each element; packed ones have no gaps between them."""
    place = 0
    while place + 8 <= len(content):
        kind, size = struct.unpack_from(f"{order}2I", content, place)
        if kind >> 16:  # small elements have their size and four bytes within the first eight
            kind, size, begin = kind & 0xFFFF, kind >> 16, place + 4
            place += 8
        else:
            begin = place + 8
            place = begin + size + (0 if packed else -size % 8)
        if begin + size > len(content):
            raise ValueError("an element is longer than the file")
        yield kind, content[begin : begin + size]
