"""Find: the pages that the inputs hold, and what of them cannot even be opened."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.errors import PageError
from schemas.pages import FoundPages, Pages, unread_measures
from schemas.settings import LoadSettings
from schemas.validation import table_of
from tasks.sources.faults import decoding, empty_file, over_limit, passing_fault, unsupported
from tasks.sources.files import file_digest, open_file
from tasks.sources.formats import HEAD_BYTES, MANY_PAGED_FORMATS, READABLE_FORMATS, sniff_format
from tasks.sources.names import unique_sources
from tasks.sources.pdf import count_pdf_pages
from tasks.sources.tiff import count_tiff_pages
from tasks.sources.walk import Listed, is_folder, list_input

_PAGE_ID_DIGITS = 32


@dataclass(frozen=True)
class FoundFolder:
    """What the inputs hold.

    Attributes
    ----------
    pages : pyarrow.Table
        Pages to read, schema `FoundPages`.
    failures : pyarrow.Table
        One row, schema `Pages`, for each file or folder that cannot be opened; their ids are unique
        as well.
    paths : dict of str to pathlib.Path
        Where the file of each source among `pages` lies.
    """

    pages: pa.Table
    failures: pa.Table
    paths: dict[str, Path]


@dataclass(frozen=True)
class _FileFacts:
    """What is known of a file by now: less where it cannot be read."""

    form: str = ""
    size: int = 0
    digest: str = ""
    frames: int = 0


def find_pages(
    inputs: Sequence[Path], settings: LoadSettings, own: Collection[Path] = ()
) -> FoundFolder:
    """Find the pages in files and folders.

    A file is a page, or several, if its content is that of a picture or PDF, whatever it is called.
    A file that is called like one but is none is a failure, as is any file named by the user; other
    files within folders are passed over, see `tasks.sources.walk.list_input`. A file reached by two
    inputs counts once.

    Parameters
    ----------
    inputs : sequence of pathlib.Path
        Files and folders.
    settings : LoadSettings
        Limits; documents of more pages are refused.
    own : collection of pathlib.Path, optional
        Files within folders that are no input, for Scrivano itself wrote them; links followed.

    Returns
    -------
    FoundFolder
        In order of the inputs, and by name within.

    Raises
    ------
    schemas.errors.UsageError
        If an input does not exist.
    """
    listed: dict[Path, Listed] = {}
    for given in inputs:
        for entry in list_input(given):
            if entry.path not in own or not is_folder(given):
                listed.setdefault(entry.path, entry)
    outcomes = [(entry, *_examine(entry, settings)) for entry in listed.values()]
    taken = [outcome for outcome in outcomes if outcome[1] is not None or outcome[2] is not None]
    entries = [entry for entry, _, _ in taken]
    sources = unique_sources(
        [entry.source for entry in entries], [entry.label for entry in entries]
    )
    pages: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    paths: dict[str, Path] = {}
    for source, (entry, facts, fault) in zip(sources, taken, strict=True):
        if fault is not None:
            failures.append(_failure(source, facts or _FileFacts(), fault))
        elif facts is not None:
            pages.extend(_pages(source, facts))
            paths[source] = entry.path
    return FoundFolder(table_of(FoundPages, pages), table_of(Pages, failures), paths)


def page_id_of(digest: str, frame: int) -> str:
    """Return the id of a page: the same wherever its file lies and whatever it is called.

    Parameters
    ----------
    digest : str
        SHA-256 of the file's content, hexadecimal.
    frame : int
        Page within the file, from 0.
    """
    return _short_hash(f"{digest} {frame}")


def _examine(entry: Listed, settings: LoadSettings) -> tuple[_FileFacts | None, PageError | None]:
    """Open a file: its facts, its fault, or both; neither if it is to be passed over."""
    if entry.fault is not None:
        return None, entry.fault
    if not (entry.wanted or _is_file(entry.path)):
        return None, None
    facts = None
    try:
        head, size = _beginning(entry.path)
        form = sniff_format(head, entry.path.name)
        if not (form or entry.wanted):
            return None, None
        facts = _FileFacts(form, size)
        if size == 0:
            raise empty_file(entry.path)
        if size > settings.max_bytes:
            raise over_limit(
                entry.path, f"has {size} bytes, over the limit of {settings.max_bytes}"
            )
        facts = _FileFacts(form, size, file_digest(entry.path))
        if form not in READABLE_FORMATS:
            raise unsupported(entry.path, form)
        frames = _count_frames(entry.path, form, settings)
        return _FileFacts(form, size, facts.digest, frames), None
    except PageError as fault:
        return facts, fault


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _beginning(path: Path) -> tuple[bytes, int]:
    with open_file(path) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            # Files without a size, as in /proc, may have content without end, or none for long.
            return file.read(HEAD_BYTES) if size else b"", size
        except OSError as error:
            raise passing_fault(path, error) from error


def _count_frames(path: Path, form: str, settings: LoadSettings) -> int:
    if form not in MANY_PAGED_FORMATS:
        return 1
    with open_file(path) as file, decoding(path):
        if form == "pdf":
            return count_pdf_pages(path, file, settings)
        return count_tiff_pages(path, file, settings)


def _pages(source: str, facts: _FileFacts) -> list[dict[str, Any]]:
    return [
        {
            "source": source,
            "frame": frame,
            "page_id": page_id_of(facts.digest, frame),
            "digest": facts.digest,
            "format": facts.form,
            "size": facts.size,
        }
        for frame in range(facts.frames)
    ]


def _failure(source: str, facts: _FileFacts, fault: PageError) -> dict[str, Any]:
    return {
        "source": source,
        "frame": 0,
        # Of two broken files with the same content, or none, each is a failure of its own.
        "page_id": _short_hash(f"{facts.digest} failed {source}"),
        "digest": facts.digest,
        "format": facts.form,
        "size": facts.size,
        **unread_measures(fault.status, fault.reason, fault.message),
    }


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_PAGE_ID_DIGITS]
