"""Transcription: everything a run writes into its output folder, document by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.readings import Readings
from schemas.rows import Rows
from schemas.settings import OnExisting
from schemas.summary import TranscriptionSummary, UnreadPage
from tasks.output.contents import (
    REPORT,
    TABLES,
    WITH_TEXT,
    earlier_texts,
    existing_texts,
    foreign_note,
    table_file,
)
from tasks.output.gathering import ended_pages, joined, texts_of
from tasks.output.report import ReportPage, report_pages, write_report
from tasks.output.staging import note_stale, staged
from tasks.output.tables import table_writer, written_readings, written_rows
from tasks.output.text import text_content, text_path, text_stands, write_text
from tasks.read_page import ReadPage
from tasks.sources.find import FoundFolder

#: Pages whose rows are written to the tables together: row groups of a useful size, little memory.
PAGES_AT_ONCE = 256


def write_transcription(
    found: FoundFolder,
    read: Mapping[str, ReadPage],
    out: Path,
    on_existing: OnExisting = OnExisting.OVERWRITE,
) -> TranscriptionSummary:
    """Write texts, tables and report of a run; what stood there stands until all is written.

    A document has a text if a page of it was read. If it has none, the text that the last run wrote
    for it goes, lest it be taken for this run's. Texts of documents that this run knows nothing of
    stay, and a text that stands already to the byte is not written again.

    Parameters
    ----------
    found : FoundFolder
        The pages that there are, under all their names, and the files that could not be opened.
    read : mapping of str to ReadPage
        What came of each page, by its id.
    out : pathlib.Path
        Output folder; made if missing.
    on_existing : OnExisting, optional
        With ``skip`` texts that stand there are left as they are, whoever wrote them, and none is
        removed; tables and report tell of this run's readings all the same.

    Raises
    ------
    OutputError
        If it cannot be written; all is as it was before.
    """
    sources = _sources(found.pages) | _sources(found.failures)
    earlier = earlier_texts(out) & sources
    left = existing_texts(out, sources) if on_existing is OnExisting.SKIP else set()
    notes = {"pages": foreign_note(left - earlier)}
    counts: Counter[str] = Counter()
    unread: list[UnreadPage] = []
    with_text: set[str] = set()
    confidence = 0.0
    with staged(out) as folder, ExitStack() as stack:
        pages, rows, readings = (
            stack.enter_context(table_writer(table_file(folder, name), schema, notes.get(name)))
            for name, schema in TABLES.items()
        )

        def shown() -> Iterator[ReportPage]:
            nonlocal confidence
            for some in _batches(found, read):
                pages(some)
                read_readings = joined(some, read, "readings", Readings)
                rows(written_rows(joined(some, read, "rows", Rows), read_readings, some))
                readings(written_readings(read_readings, some))
                for page in report_pages(some, read_readings):
                    counts[page.status] += 1
                    counts["characters"] += page.characters
                    counts["rejected"] += page.rejected
                    confidence += page.confidence * page.characters
                    if page.status in ("refused", "failed"):
                        unread.append(_unread(page))
                    yield page
                for source, content in _texts(some, read):
                    with_text.add(source)
                    if source not in left and not text_stands(text_path(out, source), content):
                        write_text(text_path(folder, source), content)

        write_report(folder / REPORT, shown())
        if on_existing is not OnExisting.SKIP:
            note_stale(folder, earlier - with_text)
    return TranscriptionSummary(
        pages=sum(counts[status] for status in ("read", "blank", "refused", "failed")),
        read=counts["read"],
        blank=counts["blank"],
        refused=counts["refused"],
        failed=counts["failed"],
        characters=counts["characters"],
        rejected=counts["rejected"],
        confidence=min(confidence / counts["characters"], 1.0) if counts["characters"] else 1.0,
        out=out,
        report=out / REPORT,
        unread=tuple(unread),
    )


def _batches(found: FoundFolder, read: Mapping[str, ReadPage]) -> Iterator[pa.Table]:
    """Yield tables of `Pages`, whole documents each, in order of source."""
    listed = [*found.pages.to_pylist(), *found.failures.to_pylist()]
    listed.sort(key=lambda page: (page["source"], page["frame"]))
    batch: list[dict[str, Any]] = []
    for _, document in groupby(listed, key=lambda page: page["source"]):
        batch += document
        if len(batch) >= PAGES_AT_ONCE:
            yield ended_pages(batch, read)
            batch = []
    if batch:
        yield ended_pages(batch, read)


def _texts(some: pa.Table, read: Mapping[str, ReadPage]) -> Iterator[tuple[str, bytes]]:
    """Yield the text of each document of which a page was read."""
    texts = texts_of(some, read)
    listed = some.select(["source", "page_id", "status"]).to_pylist()
    for source, document in groupby(listed, key=lambda page: page["source"]):
        pages = list(document)
        if any(page["status"] in WITH_TEXT for page in pages):
            yield source, text_content([texts.get(page["page_id"], "") for page in pages])


def _sources(table: pa.Table) -> set[str]:
    return set(table["source"].to_pylist())


def _unread(page: ReportPage) -> UnreadPage:
    return UnreadPage(
        source=page.source,
        frame=page.frame,
        status=page.status,
        reason=page.reason,
        message=page.message,
    )
