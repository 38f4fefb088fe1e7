"""Stage segment: from pages to glyphs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prefect import task

from schemas.references import PageRef
from schemas.settings import LoadSettings, SegmentSettings
from tasks.artifacts import Store
from tasks.caching import CACHED, by_content
from tasks.page_work import Job, Outcomes, carry_out, joint_key, work_key
from tasks.pool import PagePool
from tasks.segmentation.work import segment_one


def segmentation_jobs(
    pages: Sequence[PageRef], load: LoadSettings, segment: SegmentSettings, store: Store
) -> list[Job | None]:
    """Describe the work on each page; its key is the page's content and the settings."""
    return [
        Job(
            segment_one,
            (page, load, segment, store),
            work_key(segment_one, [page.page_id], [load, segment]),
        )
        for page in pages
    ]


def _key(arguments: dict[str, Any]) -> str:
    names = ("pages", "load", "segment", "store")
    return joint_key(segmentation_jobs(*(arguments[name] for name in names)))


@task(name="segment-pages", cache_policy=by_content(_key), **CACHED)
def segment_pages(
    pages: Sequence[PageRef],
    load: LoadSettings,
    segment: SegmentSettings,
    store: Store,
    pool: PagePool,
) -> Outcomes:
    """Load and segment pages; each leads to its measures and its glyphs."""
    return carry_out("segment", segmentation_jobs(pages, load, segment, store), store, pool)
