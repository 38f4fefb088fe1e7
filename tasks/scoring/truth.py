"""Truths: the exact texts that lie beside pages, and what was read of the same documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path, PurePosixPath

import pyarrow as pa

from schemas.errors import UsageError
from schemas.readings import Readings
from tasks.artifacts import read_table
from tasks.read_page import ReadPage
from tasks.scoring.text import TextPair
from tasks.sources.find import FoundFolder

TRUTH_SUFFIX = ".txt"


def text_pairs(found: FoundFolder, read: Mapping[str, ReadPage], folder: Path) -> list[TextPair]:
    """Pair each document that has a true text beside it with what was read of it.

    The truth of ``a/page.jpg`` is ``a/page.txt``, and its pair is called ``a/page``; where there
    is an ``a/page.png`` too, each is called by its whole name. A document that could not be read
    counts as read empty, so that failures cost what they cost a user. Characters count as what they
    were read as, rejected or not. Documents without truth are left out.

    Parameters
    ----------
    found : FoundFolder
        The pages of the folder.
    read : mapping of str to ReadPage
        What came of each.
    folder : pathlib.Path
        The folder that the sources are relative to.

    Raises
    ------
    UsageError
        If no document has a truth, or one is not UTF-8 text.
    """
    readings = _readings(found.pages, read)
    for source in found.failures["source"].to_pylist():
        readings.setdefault(source, ("", ()))
    stems = {source: str(PurePosixPath(source).with_suffix("")) for source in readings}
    documents = Counter(stems.values())
    pairs = []
    for source, (reading, confidences) in sorted(readings.items()):
        stem = stems[source]
        path = folder / f"{stem}{TRUTH_SUFFIX}"
        if path.is_file():
            name = stem if documents[stem] == 1 else source
            pairs.append(TextPair(name, _truth(path), reading, confidences))
    if not pairs:
        raise UsageError(
            f"no page of {folder} has its true text beside it: NAME.jpg wants NAME{TRUTH_SUFFIX}"
        )
    return pairs


def _readings(
    pages: pa.Table, read: Mapping[str, ReadPage]
) -> dict[str, tuple[str, tuple[float, ...]]]:
    """Return the text of each document, and how sure each of its characters is."""
    listed = sorted(
        zip(*(pages[name].to_pylist() for name in ("source", "frame", "page_id")), strict=True)
    )
    found = {}
    for source, document in groupby(listed, key=lambda page: page[0]):
        pages_read = [_page_read(read[page_id]) for _, _, page_id in document]
        text = "\n".join(own for own, _ in pages_read)
        found[source] = (text, tuple(sure for _, own in pages_read for sure in own))
    return found


def _page_read(page: ReadPage) -> tuple[str, list[float]]:
    """Return what a page was read as; what is rejected is not sure at all."""
    if page.readings is None:
        return "", []
    table = read_table(page.readings, Readings).sort_by(
        [("row", "ascending"), ("position", "ascending")]
    )
    listed = table.select(["row", "word", "character", "confidence", "rejected"]).to_pylist()
    rows = []
    for _, row in groupby(listed, key=itemgetter("row")):
        words = groupby(row, key=itemgetter("word"))
        rows.append(" ".join("".join(one["character"] for one in word) for _, word in words))
    return "\n".join(rows), [0.0 if one["rejected"] else one["confidence"] for one in listed]


def _truth(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"the true text {path} is not UTF-8") from None
    except OSError as error:
        raise UsageError(f"cannot read the true text {path}: {error.strerror}") from None
