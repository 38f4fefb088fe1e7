"""How pages are read: the part of the story that transcribing and evaluating share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prefect import allow_failure

from schemas.references import ModelRef, PageRef
from schemas.settings import TranscribeSettings
from tasks.artifacts import Artifact, Store
from tasks.caching import kept_in
from tasks.cluster import cluster_rows
from tasks.collect import ReadPage, collect
from tasks.pool import PagePool
from tasks.recognise import recognise
from tasks.segment import segment_pages

#: Tasks under way at a time; each waits on the shared pool, so more would only hold more threads.
TASKS_UNDER_WAY = 8


def read_pages(
    pages: Sequence[PageRef],
    model: ModelRef,
    lexicon: Artifact | None,
    settings: TranscribeSettings,
    store: Store,
) -> dict[str, ReadPage]:
    """Segment, cluster and recognise pages, several a task; call it inside a flow.

    Returns
    -------
    dict of str to ReadPage
        What came of each page, by its id.
    """
    segment, cluster, read = (
        kept_in(stage, store) for stage in (segment_pages, cluster_rows, recognise)
    )
    size = settings.pool.pages_per_task
    with PagePool(settings.pool.workers) as pool:
        under_way: list[tuple[Any, ...]] = []
        for chunk in (pages[i : i + size] for i in range(0, len(pages), size)):
            glyphs = segment.submit(chunk, settings.load, settings.segment, store, pool)
            rows = cluster.submit(allow_failure(glyphs), settings.rows, store, pool)
            readings = read.submit(
                allow_failure(glyphs), allow_failure(rows), model, lexicon, store, pool
            )
            under_way.append((chunk, glyphs, rows, readings))
        return {page.page_id: page for chunk in under_way for page in collect(*chunk)}
