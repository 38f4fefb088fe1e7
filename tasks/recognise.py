"""Stage recognise: from glyphs in rows to all that may be characters, as the network sees them."""

from __future__ import annotations

from typing import Any

from prefect import task

from schemas.references import ModelRef
from tasks.artifacts import Store
from tasks.caching import CACHED, by_content
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
from tasks.recognition.work import recognise_one


def recognition_jobs(
    segmented: Outcomes | UnfinishedPages,
    clustered: Outcomes | UnfinishedPages,
    model: ModelRef,
    store: Store,
) -> list[Job | None]:
    """Describe the work on each page that has rows; its key is glyphs, rows and model."""
    jobs: list[Job | None] = []
    outcomes = zip(outcomes_of(segmented), outcomes_of(clustered), strict=True)
    for with_glyphs, with_rows in outcomes:
        if not isinstance(with_glyphs, list) or not isinstance(with_rows, list) or not with_rows:
            jobs.append(None)
            continue
        _, glyphs = with_glyphs
        (rows,) = with_rows
        key = work_key(recognise_one, [glyphs.digest, rows.digest, model.digest], [])
        jobs.append(Job(recognise_one, (glyphs, rows, model, store), key))
    return jobs


def _key(arguments: dict[str, Any]) -> str:
    names = ("segmented", "clustered", "model", "store")
    return joint_key(recognition_jobs(*(arguments[name] for name in names)))


@task(name="recognise", cache_policy=by_content(_key), **CACHED)
def recognise(
    segmented: Outcomes | UnfinishedPages,
    clustered: Outcomes | UnfinishedPages,
    model: ModelRef,
    store: Store,
    pool: PagePool,
) -> Outcomes:
    """Show a network all that may be characters on pages; each page leads to its scored spans."""
    jobs = recognition_jobs(segmented, clustered, model, store)
    return carry_out("recognise", jobs, store, pool)
