"""Names: what a file of the input is called in tables, texts and messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

# Bytes of a file name that are no UTF-8 reach Python as lone surrogates (PEP 383).
_UNDECODED = re.compile("[\udc80-\udcff]")
_UNDECODED_BASE = 0xDC00


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
