"""Gathering: what was read of many pages, as one table of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from schemas.pages import MeasuredPages, Pages, unread_measures
from schemas.transcripts import Transcripts
from schemas.validation import TableSchema, table_of
from tasks.artifacts import read_tables
from tasks.read_page import ReadPage


def ended_pages(found: Iterable[Mapping[str, Any]], read: Mapping[str, ReadPage]) -> pa.Table:
    """Tell of pages how they ended.

    Parameters
    ----------
    found : iterable of mapping
        Rows of `schemas.pages.FoundPages`, and of `schemas.pages.Pages` for files that could not
        even be opened, which stay as they are.
    read : mapping of str to ReadPage
        What came of each page, by its id.

    Returns
    -------
    pyarrow.Table
        Schema `Pages`, in the given order.
    """
    listed = list(found)
    came = _distinct((page["page_id"] for page in listed if "status" not in page), read)
    kept = [page.measured for page in came if page.measured]
    measured = {row["page_id"]: row for row in read_tables(kept, MeasuredPages).to_pylist()}
    return table_of(
        Pages,
        (
            page if "status" in page else {**page, **_measures(read[page["page_id"]], measured)}
            for page in listed
        ),
    )


def joined(
    pages: pa.Table, read: Mapping[str, ReadPage], name: str, schema: TableSchema
) -> pa.Table:
    """Gather one kind of table of all distinct pages that got so far as to have a transcript.

    Parameters
    ----------
    pages : pyarrow.Table
        Any table with the column page_id.
    read : mapping of str to ReadPage
        What came of each page, by its id.
    name : str
        Which of a `ReadPage`'s artifacts.
    schema : type of pandera.pyarrow.DataFrameModel
        Their schema.
    """
    came = _distinct(pages["page_id"].to_pylist(), read)
    kept = (getattr(page, name) for page in came if page.transcript)
    return read_tables([artifact for artifact in kept if artifact], schema)


def texts_of(pages: pa.Table, read: Mapping[str, ReadPage]) -> dict[str, str]:
    """Return the transcripts of pages by their ids; pages without one are left out."""
    transcripts = joined(pages, read, "transcript", Transcripts)
    ids, texts = (transcripts[name].to_pylist() for name in ("page_id", "text"))
    return dict(zip(ids, texts, strict=True))


def _distinct(page_ids: Iterable[str], read: Mapping[str, ReadPage]) -> Iterator[ReadPage]:
    return (read[page_id] for page_id in dict.fromkeys(page_ids) if page_id in read)


def _measures(came: ReadPage, measured: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    measures = dict(measured.get(came.page_id) or unread_measures("failed", "internal", ""))
    if came.fault:
        measures |= {
            "status": "failed",
            "reason": came.fault.reason,
            "message": came.fault.message,
        }
    return measures
