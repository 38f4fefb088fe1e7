"""Stage orient: pages that lie on their side or head are set upright."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from prefect import task

from schemas.references import ModelRef, PageRef
from schemas.settings import LoadSettings, SegmentSettings
from tasks.artifacts import Store
from tasks.caching import CACHED, by_content
from tasks.orientation.turning import LEAST_GLYPHS
from tasks.orientation.work import orient_one
from tasks.page_work import (
    Job,
    Outcomes,
    UnfinishedPages,
    carry_out,
    joint_key,
    outcomes_of,
    work_key,
)
from tasks.pool import PagePool


def orientation_jobs(
    pages: Sequence[PageRef],
    segmented: Outcomes | UnfinishedPages,
    model: ModelRef,
    load: LoadSettings,
    segment: SegmentSettings,
    store: Store,
) -> list[Job | None]:
    """Describe the work on each page that has glyphs enough to tell which way up it is.

    Its key is the page's content, its glyphs, the model and the settings.
    """
    jobs: list[Job | None] = []
    for page, outcome in zip(pages, outcomes_of(segmented), strict=True):
        if not isinstance(outcome, list) or outcome[1].rows < LEAST_GLYPHS:
            jobs.append(None)
            continue
        measures, glyphs = outcome
        key = work_key(
            orient_one,
            [page.page_id, measures.digest, glyphs.digest, model.digest],
            [load, segment],
        )
        jobs.append(Job(orient_one, (page, (measures, glyphs), model, load, segment, store), key))
    return jobs


def _key(arguments: dict[str, Any]) -> str:
    names = ("pages", "segmented", "model", "load", "segment", "store")
    jobs = orientation_jobs(*(arguments[name] for name in names))
    # Pages that are not looked at are passed on, so that the result holds them too.
    passed_on = [
        [artifact.digest for artifact in outcome] if isinstance(outcome, list) else []
        for outcome in outcomes_of(arguments["segmented"])
    ]
    return hashlib.sha256(json.dumps([joint_key(jobs), passed_on]).encode()).hexdigest()


@task(name="orient-pages", cache_policy=by_content(_key), **CACHED)
def orient_pages(
    pages: Sequence[PageRef],
    segmented: Outcomes | UnfinishedPages,
    model: ModelRef,
    load: LoadSettings,
    segment: SegmentSettings,
    store: Store,
    pool: PagePool,
) -> Outcomes:
    """Set pages upright; each leads to its measures and its glyphs."""
    jobs = orientation_jobs(pages, segmented, model, load, segment, store)
    try:
        return with_others(segmented, carry_out("orient", jobs, store, pool))
    except UnfinishedPages as unfinished:
        raise UnfinishedPages(with_others(segmented, unfinished.outcomes)) from None


def with_others(segmented: Outcomes | UnfinishedPages, oriented: Outcomes) -> Outcomes:
    """Fill in the pages that were not looked at: they are left as they were segmented.

    A fault is not passed on: it is the segmentation's.
    """
    return Outcomes(
        after or (before if isinstance(before, list) else [])
        for before, after in zip(outcomes_of(segmented), oriented, strict=True)
    )
