"""Names: what a file of the input is called in tables, texts and messages."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote_from_bytes, unquote_to_bytes

# Bytes of a file name that are no UTF-8 reach Python as lone surrogates (PEP 383).
_UNDECODED = re.compile("[\udc80-\udcff]")
_UNDECODED_BASE = 0xDC00
_ADDRESS = "file:"


def is_utf8(name: str) -> bool:
    """Tell whether a file name, as Python has it, is UTF-8 on disk."""
    return not _UNDECODED.search(name)


def valid_name(name: str) -> str:
    r"""Return a file name as valid UTF-8, bytes that are none written as ``%XX``.

    Examples
    --------
    >>> valid_name("caf\udce9.png")
    'caf%E9.png'
    """
    return _UNDECODED.sub(lambda match: f"%{ord(match[0]) - _UNDECODED_BASE:02X}", name)


def printable(text: str) -> str:
    r"""Return a text fit for one line of a message: control characters escaped.

    Examples
    --------
    >>> printable("two\nlines")
    'two\\nlines'
    """
    return "".join(
        c if unicodedata.category(c)[0] != "C" or c == "\u200d" else _escaped(c) for c in text
    )


def label_of(path: Path) -> str:
    """Return how messages call a file: its own name, never where it lies."""
    return printable(valid_name(path.name or "/"))


def source_of(path: Path, root: Path) -> str:
    """Return the name of a file relative to the folder it was found in, with ``/``."""
    return valid_name(path.relative_to(root).as_posix())


def as_address(path: Path) -> Path:
    """Return a path that can be told to Prefect, which takes UTF-8 only.

    That is the path itself, or if its name is no UTF-8, its URL; `from_address` undoes it.
    """
    if is_utf8(str(path)):
        return path
    return Path(_ADDRESS + quote_from_bytes(os.fsencode(path.absolute())))


def from_address(path: Path) -> Path:
    """Return the path that stands behind what `as_address` returned."""
    text = str(path)
    if not text.startswith(f"{_ADDRESS}/") or os.path.lexists(path):
        return path
    return Path(os.fsdecode(unquote_to_bytes(text.removeprefix(_ADDRESS))))


def unique_sources(sources: Iterable[str], labels: Sequence[str]) -> list[str]:
    """Tell files of equal names apart.

    Where two names are equal, every name is prefixed with the label of its input; names that are
    equal even then are numbered, in the order given: ``name.png``, ``name~2.png``.

    Parameters
    ----------
    sources : iterable of str
        Name of each file within its input.
    labels : sequence of str
        For each file, what its input is called.

    Returns
    -------
    list of str
        As many names, all different.

    Examples
    --------
    >>> unique_sources(["1.png", "2.png"], ["may", "june"])
    ['1.png', '2.png']
    >>> unique_sources(["1.png", "1.png", "1.png"], ["may", "june", "june"])
    ['may/1.png', 'june/1.png', 'june/1~2.png']
    """
    names = list(sources)
    if len(set(names)) < len(names) and len(set(labels)) > 1:
        names = [f"{label}/{name}" for label, name in zip(labels, names, strict=True)]
    taken = set(names)
    seen: set[str] = set()
    unique = []
    for name in names:
        chosen = name
        if name in seen:
            chosen = _numbered(name, taken)
            taken.add(chosen)
        seen.add(chosen)
        unique.append(chosen)
    return unique


def _numbered(name: str, taken: set[str]) -> str:
    path = PurePosixPath(name)
    number = 2
    while True:
        candidate = str(path.with_name(f"{path.stem}~{number}{path.suffix}"))
        if candidate not in taken:
            return candidate
        number += 1


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
