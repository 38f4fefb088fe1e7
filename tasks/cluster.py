"""Stage cluster: from glyphs to rows and words."""

from __future__ import annotations

from typing import Any

from prefect import task

from schemas.settings import RowSettings
from tasks.artifacts import Store
from tasks.caching import CACHED, by_content
from tasks.layout.work import cluster_one
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


def clustering_jobs(
    segmented: Outcomes | UnfinishedPages, settings: RowSettings, store: Store
) -> list[Job | None]:
    """Describe the work on each page that has glyphs; its key is the glyphs and the settings."""
    jobs: list[Job | None] = []
    for outcome in outcomes_of(segmented):
        if not isinstance(outcome, list) or not outcome or outcome[1].rows == 0:
            jobs.append(None)
            continue
        glyphs = outcome[1]
        key = work_key(cluster_one, [glyphs.digest], [settings])
        jobs.append(Job(cluster_one, (glyphs, settings, store), key))
    return jobs


def _key(arguments: dict[str, Any]) -> str:
    names = ("segmented", "settings", "store")
    return joint_key(clustering_jobs(*(arguments[name] for name in names)))


@task(name="cluster-rows", cache_policy=by_content(_key), **CACHED)
def cluster_rows(
    segmented: Outcomes | UnfinishedPages,
    settings: RowSettings,
    store: Store,
    pool: PagePool,
) -> Outcomes:
    """Gather the glyphs of pages to rows; each page leads to its rows."""
    return carry_out("cluster", clustering_jobs(segmented, settings, store), store, pool)
